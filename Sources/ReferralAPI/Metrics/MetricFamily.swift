/// A metric with its values as they are now, one a set of labels.
public struct MetricFamily: Sendable {
    /// What its values mean.
    public enum Kind: String, Sendable {
        /// Only ever grows, and begins anew with the process.
        case counter
        /// How much there is now.
        case gauge
        /// How many values lay in which range.
        case histogram
    }

    /// A value.
    public enum Value: Sendable {
        case integer(Int)
        case number(Double)
        case spread(Spread)
    }

    /// A label's name and value. Values are of a known few: never an id, nor what a client wrote.
    public typealias Label = (name: StaticString, value: String)

    /// A value and its labels.
    public struct Sample: Sendable {
        let labels: [Label]
        let value: Value

        /// Brings labels and a value together.
        public init(_ labels: [Label], _ value: Value) {
            self.labels = labels
            self.value = value
        }
    }

    let name: StaticString
    let kind: Kind
    let help: StaticString
    let samples: [Sample]

    /// A metric with labels.
    ///
    /// - Parameters:
    ///   - name: Its name, with the unit, and with `_total` for a counter.
    ///   - kind: What its values mean.
    ///   - help: A sentence for whoever meets it in a dashboard.
    ///   - samples: Its values.
    public init(_ name: StaticString, _ kind: Kind, _ help: StaticString, _ samples: [Sample]) {
        self.name = name
        self.kind = kind
        self.help = help
        self.samples = samples
    }

    /// A counter without labels.
    public static func counter(_ name: StaticString, _ value: Int, _ help: StaticString) -> MetricFamily {
        MetricFamily(name, .counter, help, [Sample([], .integer(value))])
    }

    /// A gauge without labels.
    public static func gauge(_ name: StaticString, _ value: Int, _ help: StaticString) -> MetricFamily {
        MetricFamily(name, .gauge, help, [Sample([], .integer(value))])
    }
}

// https://prometheus.io/docs/instrumenting/exposition_formats, version 0.0.4.

/// Metrics in the text format of Prometheus.
struct MetricsText {
    private(set) var bytes: [UInt8] = []

    init(_ families: [MetricFamily]) {
        bytes.reserveCapacity(32_768)
        for family in families { append(family) }
    }

    private mutating func append(_ family: MetricFamily) {
        append("# HELP \(family.name) \(family.help)\n# TYPE \(family.name) \(family.kind.rawValue)\n")
        for sample in family.samples { append(sample, of: family) }
    }

    private mutating func append(_ sample: MetricFamily.Sample, of family: MetricFamily) {
        let name = family.name.description
        switch sample.value {
        case .integer(let value): line(name, sample.labels, "\(value)")
        case .number(let value): line(name, sample.labels, "\(value)")
        case .spread(let spread): append(spread, name, sample.labels)
        }
    }

    /// The ranges of a histogram hold those below, too, and the last one holds everything.
    private mutating func append(_ spread: Spread, _ name: String, _ labels: [MetricFamily.Label]) {
        var count = 0
        for (range, more) in spread.counts.enumerated() {
            count += more
            let bound = range < spread.bounds.count ? "\(spread.bounds[range])" : "+Inf"
            line(name + "_bucket", labels + [("le", bound)], "\(count)")
        }
        line(name + "_sum", labels, "\(spread.sum)")
        line(name + "_count", labels, "\(count)")
    }

    private mutating func line(_ name: String, _ labels: [MetricFamily.Label], _ value: String) {
        append(name)
        for (index, label) in labels.enumerated() {
            append("\(index == 0 ? "{" : ",")\(label.name)=\"\(Self.escaped(label.value))\"")
        }
        append("\(labels.isEmpty ? "" : "}") \(value)\n")
    }

    private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: #"\\"#).replacing("\"", with: #"\""#).replacing("\n", with: #"\n"#)
    }
}

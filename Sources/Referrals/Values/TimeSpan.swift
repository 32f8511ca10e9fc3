/// A length of time in milliseconds, as settings give it: `250ms`, `2s`, `15m`, `72h`, `14d`.
public struct TimeSpan: Hashable, Sendable {
    /// The length; negative only between two instants in the wrong order.
    public let milliseconds: Int64

    /// So many milliseconds.
    public static func milliseconds(_ count: Int64) -> TimeSpan { TimeSpan(milliseconds: count) }
    /// So many seconds of 1,000 milliseconds.
    public static func seconds(_ count: Int64) -> TimeSpan { TimeSpan(milliseconds: count * 1_000) }
    /// So many minutes of 60 seconds.
    public static func minutes(_ count: Int64) -> TimeSpan { TimeSpan(milliseconds: count * 60_000) }
    /// So many hours of 60 minutes.
    public static func hours(_ count: Int64) -> TimeSpan { TimeSpan(milliseconds: count * 3_600_000) }
    /// So many days of 24 hours.
    public static func days(_ count: Int64) -> TimeSpan { TimeSpan(milliseconds: count * 86_400_000) }

    static let day = TimeSpan.days(1)

    private init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    private static let units: [(name: String, span: TimeSpan)] = [
        ("d", days(1)), ("h", hours(1)), ("m", minutes(1)), ("s", seconds(1)), ("ms", milliseconds(1)),
    ]

    /// A length from a whole number and its unit, `ms`, `s`, `m`, `h` or `d`, without sign or space; nil
    /// for any other text and for what exceeds 64 bits of milliseconds.
    public init?(_ text: some StringProtocol) {
        let digits = text.utf8.prefix(while: ASCII.isDigit)
        let name = text.utf8.dropFirst(digits.count)
        guard !digits.isEmpty, let unit = Self.units.first(where: { $0.name.utf8.elementsEqual(name) }),
            let count = Int64(String(decoding: digits, as: UTF8.self))
        else { return nil }
        let (product, overflow) = count.multipliedReportingOverflow(by: unit.span.milliseconds)
        guard !overflow else { return nil }
        self.init(milliseconds: product)
    }
}

extension TimeSpan: Comparable {
    /// Whether the left length is the smaller one.
    public static func < (left: TimeSpan, right: TimeSpan) -> Bool { left.milliseconds < right.milliseconds }
}

extension TimeSpan: CustomStringConvertible {
    /// The length in the greatest unit that divides it: `3d` for 72 hours, `90m` for 5,400 seconds.
    public var description: String {
        guard milliseconds != 0 else { return "0s" }
        let unit = Self.units.first { milliseconds % $0.span.milliseconds == 0 }
        return unit.map { "\(milliseconds / $0.span.milliseconds)\($0.name)" } ?? "\(milliseconds)ms"
    }
}

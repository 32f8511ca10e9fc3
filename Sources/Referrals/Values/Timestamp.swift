/// An instant in milliseconds, from 0001-01-01T00:00:00.000Z to 9999-12-31T23:59:59.999Z. As in POSIX,
/// every day has 86,400 seconds: leap seconds do not exist.
public struct Timestamp: Hashable, Sendable {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    public let milliseconds: Int64

    /// The first instant that can be written.
    public static let first = Day.first.start
    /// The last instant that can be written.
    public static let last = Timestamp(milliseconds: .max)

    private static let range: ClosedRange<Int64> = -62_135_596_800_000...253_402_300_799_999

    /// The instant so many milliseconds after 1970, the nearest of `first` and `last` when it lies outside.
    public init(milliseconds: Int64) {
        self.milliseconds = min(max(milliseconds, Self.range.lowerBound), Self.range.upperBound)
    }

    /// An instant from `date-time` of RFC 3339 5.6, with any offset and none or 1 to 9 fraction digits,
    /// which are cut to milliseconds; `t` and `z` may be lower case. Nil for any other text, among them
    /// second 60: a leap second has no number here, and none is planned.
    public init?(_ text: some StringProtocol) {
        var cursor = TextCursor(text)
        guard let day = Day(&cursor), cursor.take(UInt8(ascii: "T")) || cursor.take(UInt8(ascii: "t")),
            let time = cursor.timeOfDay(), let fraction = cursor.fraction(), let offset = cursor.offset(),
            cursor.isAtEnd
        else { return nil }
        let seconds = Int64(day.number * 86_400 + time - offset)
        let milliseconds = seconds * 1_000 + Int64(fraction)
        guard Self.range.contains(milliseconds) else { return nil }
        self.init(milliseconds: milliseconds)
    }

    /// The day in UTC.
    public var day: Day { Day(number: Int((milliseconds - millisecondOfDay) / TimeSpan.day.milliseconds)) }

    private var millisecondOfDay: Int64 {
        let remainder = milliseconds % TimeSpan.day.milliseconds
        return remainder < 0 ? remainder + TimeSpan.day.milliseconds : remainder
    }
}

// MARK: - Arithmetic

extension Timestamp: Comparable {
    /// Whether the left instant comes before the right one.
    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.milliseconds < right.milliseconds
    }

    /// The instant that much later, not after `last`.
    public static func + (time: Timestamp, span: TimeSpan) -> Timestamp {
        let (sum, overflow) = time.milliseconds.addingReportingOverflow(span.milliseconds)
        return Timestamp(milliseconds: overflow ? (span.milliseconds < 0 ? .min : .max) : sum)
    }

    /// The instant that much earlier, not before `first`.
    public static func - (time: Timestamp, span: TimeSpan) -> Timestamp {
        let (difference, overflow) = time.milliseconds.subtractingReportingOverflow(span.milliseconds)
        return Timestamp(milliseconds: overflow ? (span.milliseconds < 0 ? .max : .min) : difference)
    }

    /// The time from the right instant to the left one, negative when the left one is earlier.
    public static func - (left: Timestamp, right: Timestamp) -> TimeSpan {
        .milliseconds(left.milliseconds - right.milliseconds)
    }
}

// MARK: - Text

extension Timestamp: ASCIIText {
    /// 24.
    public static var textCapacity: Int { 24 }

    /// Appends `2026-11-23T02:00:00.000Z`.
    public func write(to output: inout OutputSpan<UInt8>) {
        let millisecond = Int(millisecondOfDay)
        let (second, fraction) = (millisecond / 1_000, millisecond % 1_000)
        let minute = second / 60
        day.write(to: &output)
        output.append(UInt8(ascii: "T"))
        output.append(word: UInt64.digits(minute / 60).then(":", minute % 60).then(":", second % 60))
        output.append(UInt8(ascii: "."))
        output.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: fraction / 100))
        output.append(word: UInt16(truncatingIfNeeded: UInt64.digits(fraction % 100)))
        output.append(UInt8(ascii: "Z"))
    }
}

extension TextCursor {
    /// `HH:MM:SS` in seconds.
    fileprivate mutating func timeOfDay() -> Int? {
        guard let minutes = hoursAndMinutes(), take(UInt8(ascii: ":")), let seconds = number(digits: 2),
            seconds < 60
        else { return nil }
        return minutes * 60 + seconds
    }

    /// `HH:MM` in minutes.
    private mutating func hoursAndMinutes() -> Int? {
        guard let hours = number(digits: 2), hours < 24, take(UInt8(ascii: ":")),
            let minutes = number(digits: 2), minutes < 60
        else { return nil }
        return hours * 60 + minutes
    }

    /// Nothing, or a point and 1 to 9 digits, in whole milliseconds.
    fileprivate mutating func fraction() -> Int? {
        guard take(UInt8(ascii: ".")) else { return 0 }
        var milliseconds = 0
        var count = 0
        while let digit = digit() {
            count += 1
            if count <= 3 { milliseconds = milliseconds * 10 + digit }
        }
        switch count {
        case 1: return milliseconds * 100
        case 2: return milliseconds * 10
        case 3...9: return milliseconds
        default: return nil
        }
    }

    /// `Z` or `+HH:MM` or `-HH:MM` in seconds east of UTC. `-00:00`, an unknown offset, is UTC (RFC 3339
    /// 4.3).
    fileprivate mutating func offset() -> Int? {
        if take(UInt8(ascii: "Z")) || take(UInt8(ascii: "z")) { return 0 }
        let isWest = take(UInt8(ascii: "-"))
        guard isWest || take(UInt8(ascii: "+")), let minutes = hoursAndMinutes() else { return nil }
        return isWest ? -minutes * 60 : minutes * 60
    }
}

/// A day of the proleptic Gregorian calendar, from 0001-01-01 to 9999-12-31, without a time or a time zone.
public struct Day: Hashable, Sendable {
    /// Days since 1970-01-01.
    public let number: Int

    /// The first day that can be written, 0001-01-01.
    public static let first = Day(unchecked: -719_162)
    /// The last day that can be written, 9999-12-31.
    public static let last = Day(unchecked: 2_932_896)

    private init(unchecked number: Int) {
        self.number = number
    }

    /// The day so many days after 1970-01-01, the nearest of `first` and `last` when it lies outside of them.
    public init(number: Int) {
        self.init(unchecked: min(max(number, Self.first.number), Self.last.number))
    }

    /// The day of that name; nil when the calendar has none, such as 2026-02-29.
    public init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month),
            (1...Self.length(ofMonth: month, year: year)).contains(day)
        else { return nil }
        self.init(unchecked: Self.number(year: year, month: month, day: day))
    }

    /// A day from `YYYY-MM-DD` (`full-date` of RFC 3339 5.6); nil for any other text.
    public init?(_ text: some StringProtocol) {
        var cursor = TextCursor(text)
        guard let day = Day(&cursor), cursor.isAtEnd else { return nil }
        self = day
    }

    init?(_ cursor: inout TextCursor) {
        guard let year = cursor.number(digits: 4), cursor.take(UInt8(ascii: "-")),
            let month = cursor.number(digits: 2), cursor.take(UInt8(ascii: "-")),
            let day = cursor.number(digits: 2)
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// The midnight in UTC with which the day begins.
    public var start: Timestamp { Timestamp(milliseconds: Int64(number) * TimeSpan.day.milliseconds) }

    /// The day that many days later, or earlier when negative; not beyond `first` and `last`.
    public func adding(days: Int) -> Day {
        let (sum, overflow) = number.addingReportingOverflow(days)
        return overflow ? (days < 0 ? .first : .last) : Day(number: sum)
    }

    /// The same day of the month that many months later, or earlier when negative; the last day of a month
    /// that is too short for it, and not beyond `first` and `last`.
    public func adding(months: Int) -> Day {
        let (year, month, day) = components
        let months = min(max(months, -120_000), 120_000)
        let index = year * 12 + month - 1 + months
        guard index >= 12 else { return .first }
        guard index < 10_000 * 12 else { return .last }
        let (newYear, newMonth) = (index / 12, index % 12 + 1)
        let length = Self.length(ofMonth: newMonth, year: newYear)
        return Day(unchecked: Self.number(year: newYear, month: newMonth, day: min(day, length)))
    }
}

// MARK: - The calendar

extension Day {
    /// Year 1...9999, month 1...12, day 1...31.
    ///
    /// As Howard Hinnant describes in "chrono-Compatible Low-Level Date Algorithms": years that begin in
    /// March put the leap day last, and 400 of them, an era, are 146,097 days.
    public var components: (year: Int, month: Int, day: Int) {
        let days = number + 719_468
        let era = (days >= 0 ? days : days - 146_096) / 146_097
        let dayOfEra = days - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (
            year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month: month,
            day: dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        )
    }

    /// The reverse of `components`.
    private static func number(year: Int, month: Int, day: Int) -> Int {
        let year = month <= 2 ? year - 1 : year
        let era = year / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    private static func length(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

// MARK: - Text

extension Day: ASCIIText {
    /// 10.
    public static var textCapacity: Int { 10 }

    /// Appends `YYYY-MM-DD`.
    public func write(to output: inout OutputSpan<UInt8>) {
        let (year, month, day) = components
        output.append(word: UInt16(truncatingIfNeeded: UInt64.digits(year / 100)))
        output.append(word: UInt64.digits(year % 100).then("-", month).then("-", day))
    }
}

extension Day: Comparable {
    /// Whether the left day comes before the right one.
    public static func < (left: Day, right: Day) -> Bool { left.number < right.number }
}

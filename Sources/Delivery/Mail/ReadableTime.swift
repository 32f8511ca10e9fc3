// An instant in words. Mail has no idea of where it is read, so all are in UTC and say so.

import Referrals

/// The parts of an instant as text.
struct ReadableTime {
    private static let weekdays = ["Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday"]
    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]

    private let weekday: String
    private let day: String
    private let month: String
    private let year: String
    private let time: String

    init(_ instant: Timestamp) {
        // 1970-01-01 was a Thursday.
        let number = instant.day.number % 7
        weekday = Self.weekdays[number < 0 ? number + 7 : number]
        let text = Array(instant.description.utf8)
        func part(_ range: Range<Int>) -> String { String(decoding: text[range], as: UTF8.self) }
        (year, day, time) = (part(0..<4), part(8..<10), part(11..<19))
        month = Self.months[(Int(part(5..<7)) ?? 1) - 1]
    }

    private var dayWithoutZero: Substring { day.hasPrefix("0") ? day.dropFirst() : day[...] }

    /// `Monday 23 November 2026, 02:00 UTC`.
    var long: String { "\(weekday) \(dayWithoutZero) \(month) \(year), \(time.prefix(5)) UTC" }

    /// `23 Nov 2026, 02:00 UTC`.
    var short: String { "\(dayWithoutZero) \(month.prefix(3)) \(year), \(time.prefix(5)) UTC" }

    /// `Mon, 23 Nov 2026 02:00:00 +0000` (RFC 5322, section 3.3).
    var mail: String { "\(weekday.prefix(3)), \(day) \(month.prefix(3)) \(year) \(time) +0000" }
}

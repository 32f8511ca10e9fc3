// RFC 9110, sections 5.6.7 and 6.6.1.

internal import Glibc

/// The value of the `Date` field (RFC 9110, 5.6.7), rendered once a second.
struct DateField {
    private var second = Int.min
    private(set) var bytes: [UInt8] = []

    /// Renders the current second, unless that has been done.
    mutating func refresh() {
        var now = timespec()
        _ = unsafe clock_gettime(CLOCK_REALTIME_COARSE, &now)
        guard now.tv_sec != second else { return }
        second = now.tv_sec
        bytes = DateField.render(second)
    }

    /// "Sun, 06 Nov 1994 08:49:37 GMT" for seconds since 1970.
    static func render(_ second: Int) -> [UInt8] {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let (days, time) = (second / 86_400, second % 86_400)
        let (year, month, day) = civil(days)
        let date = "\(weekdays[(days + 4) % 7]), \(two(day)) \(months[month - 1]) \(year)"
        return Array("\(date) \(two(time / 3_600)):\(two(time / 60 % 60)):\(two(time % 60)) GMT".utf8)
    }

    /// The Gregorian date of a day since 1970. Counted in eras of 400 years that begin on 1 March, a leap day
    /// is the last of its year and a month's first day a linear function.
    private static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
        let (era, dayOfEra) = (days + 719_468).quotientAndRemainder(dividingBy: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let march = (5 * dayOfYear + 2) / 153
        let month = march < 10 ? march + 3 : march - 9
        return (era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * march + 2) / 5 + 1)
    }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}

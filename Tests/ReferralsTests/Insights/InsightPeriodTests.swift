import Referrals
import TestSupport
import Testing

@Suite struct `A period of insights` {
    /// From, to, the whole months, the other days, the months touched.
    @Test(
        arguments: [
            ("2026-01-01", "2026-02-01", "2026-01-01..<2026-02-01", "", 1),
            ("2026-01-01", "2026-01-31", "", "2026-01-01..<2026-01-31", 1),
            ("2026-01-02", "2026-02-01", "", "2026-01-02..<2026-02-01", 1),
            (
                "2026-01-31", "2026-03-02", "2026-02-01..<2026-03-01",
                "2026-01-31..<2026-02-01 2026-03-01..<2026-03-02", 3
            ),
            ("2024-02-29", "2024-03-01", "", "2024-02-29..<2024-03-01", 1),
            ("2025-11-01", "2026-12-01", "2025-11-01..<2026-12-01", "", 13),
            ("2026-01-15", "2026-02-15", "", "2026-01-15..<2026-02-15", 2),
            ("9999-12-01", "9999-12-31", "", "9999-12-01..<9999-12-31", 1),
        ] as [(String, String, String, String, Int)])
    func `is whole months and other days`(
        _ from: String, _ to: String, _ whole: String, _ others: String, _ months: Int
    ) throws {
        let period = try InsightPeriod(from: .make(from), to: .make(to))
        #expect(period.wholeMonths.map { "\($0)" } ?? "" == whole)
        #expect(period.otherDays.map { "\($0)" }.joined(separator: " ") == others)
        #expect(period.months.count == months)
        #expect(period.months.first == Day.make(from).startOfMonth)
    }

    @Test func `has a day at least, and ten years at most`() throws {
        #expect(throws: InsightPeriod.Fault.empty) {
            try InsightPeriod(from: .make("2026-01-01"), to: .make("2026-01-01"))
        }
        #expect(throws: InsightPeriod.Fault.empty) {
            try InsightPeriod(from: .make("2026-01-02"), to: .make("2026-01-01"))
        }
        #expect(try InsightPeriod(from: .make("2016-01-01"), to: .make("2026-01-01")).months.count == 120)
        #expect(throws: InsightPeriod.Fault.tooLong) {
            try InsightPeriod(from: .make("2016-01-31"), to: .make("2026-01-02"))
        }
    }

    @Test func `begins a year before its last month when only the end is known`() {
        #expect(InsightPeriod.usualStart(before: .make("2026-12-01")) == .make("2025-11-01"))
        #expect(InsightPeriod.usualStart(before: .make("2026-11-24")) == .make("2025-11-01"))
    }
}

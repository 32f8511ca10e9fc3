import Referrals
import Testing

struct TimestampTests {
    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("1970-01-01T00:00:00.001Z", 1), ("1969-12-31T23:59:59.999Z", -1),
            ("2026-11-23T02:00:00.000Z", 1_795_399_200_000), ("2026-11-23t02:00:00z", 1_795_399_200_000),
            ("2026-11-23T02:00:00.1Z", 1_795_399_200_100), ("2026-11-23T02:00:00.12Z", 1_795_399_200_120),
            ("2026-11-23T02:00:00.1239Z", 1_795_399_200_123),
            ("2026-11-23T02:00:00.123999999Z", 1_795_399_200_123),
            ("1969-12-31T23:59:59.9999Z", -1), ("2026-11-23T04:30:00+02:30", 1_795_399_200_000),
            ("2026-11-22T18:00:00-08:00", 1_795_399_200_000),
            ("2026-11-23T02:00:00-00:00", 1_795_399_200_000),
            ("2026-11-24T01:59:00+23:59", 1_795_399_200_000), ("2000-02-29T00:00:00Z", 951_782_400_000),
            ("0001-01-01T00:00:00Z", -62_135_596_800_000), ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
            ("9999-12-31T23:59:59.999+00:01", 253_402_300_739_999),
        ] as [(String, Int64)])
    func `reads RFC 3339 with any offset`(text: String, milliseconds: Int64) {
        #expect(Timestamp(text)?.milliseconds == milliseconds)
    }

    @Test(arguments: [
        "", "2026-11-23", "2026-11-23T02:00:00", "2026-11-23T02:00Z", "2026-11-23 02:00:00Z",
        "2026-11-23T02:00:00.Z",
        "2026-11-23T02:00:00.1234567890Z", "2026-11-23T02:00:00,5Z", "2026-11-23T24:00:00Z",
        "2026-11-23T23:60:00Z",
        "2016-12-31T23:59:60Z", "2026-11-23T02:00:61Z", "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z",
        "2026-04-31T00:00:00Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-01-00T00:00:00Z",
        "0000-01-01T00:00:00Z", "0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01",
        "10000-01-01T00:00:00Z",
        "-001-01-01T00:00:00Z", "2026-11-23T02:00:00+24:00", "2026-11-23T02:00:00+02:60",
        "2026-11-23T02:00:00+0230",
        "2026-11-23T02:00:00+02", "2026-11-23T02:00:00ZZ", "2026-11-23T02:00:00Z ", " 2026-11-23T02:00:00Z",
        "2026-11-23T2:00:00Z", "20261123T020000Z", "2026-11-23T02:00:00.\u{FF11}Z", "２026-11-23T02:00:00Z",
        "now",
    ])
    func `refuses what is no instant, second 60 too`(text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
        (1_795_399_200_123, "2026-11-23T02:00:00.123Z"),
        (951_868_799_045, "2000-02-29T23:59:59.045Z"), (Int64.min, "0001-01-01T00:00:00.000Z"),
        (Int64.max, "9999-12-31T23:59:59.999Z"), (-62_135_596_800_001, "0001-01-01T00:00:00.000Z"),
        (253_402_300_800_000, "9999-12-31T23:59:59.999Z"),
    ])
    func `writes UTC with milliseconds and stays between the years 1 and 9999`(
        milliseconds: Int64, text: String
    ) {
        let time = Timestamp(milliseconds: milliseconds)
        #expect(time.description == text)
        #expect(Timestamp(text) == time)
        var bytes = Array("x".utf8)
        time.append(to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == "x" + text)
    }

    @Test func `adds and subtracts spans without leaving its range`() throws {
        let time = try #require(Timestamp("2026-11-23T02:00:00Z"))
        #expect((time + .days(14)).description == "2026-12-07T02:00:00.000Z")
        #expect((time - .hours(3)).description == "2026-11-22T23:00:00.000Z")
        #expect((time + .hours(1)) - time == .minutes(60))
        #expect(time - (time + .seconds(1)) == .milliseconds(-1_000))
        #expect(time + .milliseconds(.max) == .last)
        #expect(time - .milliseconds(.max) == .first)
        #expect(Timestamp.first + .milliseconds(.min) == .first)
        #expect(Timestamp.last - .milliseconds(.min) == .last)
        #expect(time < time + .milliseconds(1))
    }

    @Test(arguments: [
        ("2026-11-23T23:59:59.999Z", "2026-11-23"), ("2026-11-23T00:00:00Z", "2026-11-23"),
        ("2026-11-23T00:00:00+00:01", "2026-11-22"), ("1969-12-31T23:59:59.999Z", "1969-12-31"),
        ("0001-01-01T00:00:00Z", "0001-01-01"), ("9999-12-31T23:59:59.999Z", "9999-12-31"),
    ])
    func `lies in a day of UTC`(time: String, day: String) throws {
        #expect(try #require(Timestamp(time)).day.description == day)
    }
}

struct DayTests {
    @Test(arguments: [
        ("1970-01-01", 0), ("1970-01-02", 1), ("1969-12-31", -1), ("2000-02-29", 11_016),
        ("2000-03-01", 11_017),
        ("2026-11-23", 20_780), ("0001-01-01", -719_162), ("9999-12-31", 2_932_896),
    ])
    func `reads, numbers and writes days`(text: String, number: Int) throws {
        let day = try #require(Day(text))
        #expect(day.number == number)
        #expect(day.description == text)
        #expect(Day(number: number) == day)
        #expect(day.start.description == text + "T00:00:00.000Z")
        #expect(day.start.day == day)
    }

    @Test(arguments: [
        "", "2026-02-29", "2100-02-29", "2026-02-30", "2024-02-30", "2026-04-31", "2026-00-10", "2026-13-10",
        "2026-01-32",
        "2026-01-00", "0000-01-01", "10000-01-01", "2026-1-1", "2026-01-1", "26-01-01", "2026/01/01",
        "20260101",
        "2026-01-01T00:00:00Z", "2026-01-01 ", " 2026-01-01", "+2026-01-01", "-2026-01-01", "2026-0a-01",
    ])
    func `refuses what is no day`(text: String) {
        #expect(Day(text) == nil)
    }

    @Test func `every day of 800 years follows the one before`() throws {
        var day = try #require(Day("1599-12-31"))
        let end = try #require(Day("2400-01-01"))
        var count = 0
        while day < end {
            let next = day.adding(days: 1)
            let (year, month, dayOfMonth) = next.components
            #expect(Day(year: year, month: month, day: dayOfMonth) == next)
            #expect(dayOfMonth == 1 || dayOfMonth == day.components.day + 1)
            day = next
            count += 1
        }
        #expect(count == 2 * 146_097 + 1)
    }

    @Test(arguments: [
        ("2026-11-23", 1, "2026-12-23"), ("2026-12-23", 1, "2027-01-23"), ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"), ("2023-12-31", 2, "2024-02-29"), ("2026-05-31", 1, "2026-06-30"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-01-15", -1, "2025-12-15"), ("2026-01-15", -13, "2024-12-15"), ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"), ("2026-11-23", 0, "2026-11-23"), ("9999-12-01", 1, "9999-12-31"),
        ("9999-11-30", 1, "9999-12-30"), ("0001-01-31", -1, "0001-01-01"), ("2026-11-23", .max, "9999-12-31"),
        ("2026-11-23", .min, "0001-01-01"), ("0001-01-01", 119_987, "9999-12-01"),
    ])
    func `adds months and keeps within the month`(start: String, months: Int, end: String) throws {
        #expect(try #require(Day(start)).adding(months: months).description == end)
    }

    @Test(arguments: [
        ("2026-12-31", 1, "2027-01-01"), ("2024-03-01", -1, "2024-02-29"), ("9999-12-31", 1, "9999-12-31"),
        ("0001-01-01", -1, "0001-01-01"), ("2026-11-23", .max, "9999-12-31"),
        ("1969-01-01", .min, "0001-01-01"),
    ])
    func `adds days and keeps within its range`(start: String, days: Int, end: String) throws {
        #expect(try #require(Day(start)).adding(days: days).description == end)
    }
}

struct TimeSpanTests {
    @Test(
        arguments: [
            ("250ms", 250, "250ms"), ("2s", 2_000, "2s"), ("15m", 900_000, "15m"), ("72h", 259_200_000, "3d"),
            ("25h", 90_000_000, "25h"),
            ("14d", 1_209_600_000, "14d"), ("90s", 90_000, "90s"), ("60s", 60_000, "1m"), ("0s", 0, "0s"),
            ("0d", 0, "0s"),
            ("1500ms", 1_500, "1500ms"), ("007s", 7_000, "7s"),
            ("9223372036854775807ms", .max, "9223372036854775807ms"),
            ("106751991167d", 9_223_372_036_828_800_000, "106751991167d"),
        ] as [(String, Int64, String)])
    func `reads a number and a unit`(text: String, milliseconds: Int64, description: String) throws {
        let span = try #require(TimeSpan(text))
        #expect(span.milliseconds == milliseconds)
        #expect(span.description == description)
        #expect(TimeSpan(span.description) == span)
    }

    @Test(arguments: [
        "", "s", "5", "ms", "-1s", "+1s", "1.5h", "1 s", " 1s", "1s ", "1S", "1M", "1min", "1sec", "1w", "1y",
        "1h30m", "1e3s", "٣s",
        "9223372036854775808ms", "106751991168d", "99999999999999999999s", "1d\n",
    ])
    func `refuses what is no span`(text: String) {
        #expect(TimeSpan(text) == nil)
    }

    @Test func `describes and compares negative ones too`() {
        #expect(TimeSpan.days(-3).description == "-3d")
        #expect(TimeSpan.seconds(-1) < .milliseconds(1))
    }
}

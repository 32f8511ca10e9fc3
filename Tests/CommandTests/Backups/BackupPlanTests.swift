import Referrals
import Testing

@testable import referrals

@Suite struct `The name of a scheduled backup` {
    @Test func `is the second at which it was begun`() throws {
        let instant = try #require(Timestamp("2026-12-01T03:00:00.987Z"))
        #expect(BackupName.make(instant) == "referrals-20261201T030000Z.db")
        #expect(BackupName.instant(of: "referrals-20261201T030000Z.db") == Timestamp("2026-12-01T03:00:00Z"))
    }

    @Test(arguments: [
        "", "referrals.db", "referrals-20261201T030000Z", "referrals-20261201T030000Z.db.draft",
        "referrals-20261301T030000Z.db", "referrals-20261201T250000Z.db", "referrals-20261201T030060Z.db",
        "Referrals-20261201T030000Z.db", "referrals-20261201t030000Z.db", "referrals-2026-12-01T03:00:00Z.db",
        "referrals-20261201T030000Z.db-wal", "my-referrals-20261201T030000Z.db", "referrals-20261201T0300001Z.db",
        "referrals-20261201TT030000Z.db", "referrals-+0261201T030000Z.db", "referrals-２０２６１２０１T030000Z.db",
    ])
    func `is nothing else`(_ name: String) {
        #expect(BackupName.instant(of: name) == nil)
    }
}

@Suite struct `The plan of backups` {
    private static let now = Timestamp(milliseconds: 1_795_399_200_000)

    private static func plan(newest: TimeSpan? = nil) -> BackupPlan {
        var plan = BackupPlan(every: .days(1))
        plan.newest = newest.map { now - $0 }
        return plan
    }

    @Test func `takes one at once where there is none, else when the newest is old enough`() {
        #expect(Self.plan().due(now: Self.now) == Self.now)
        #expect(Self.plan(newest: .hours(3)).due(now: Self.now) == Self.now + .hours(21))
        #expect(Self.plan(newest: .days(9)).due(now: Self.now) == Self.now - .days(8))
    }

    @Test func `tries again after a minute, then twice as long each time, up to an hour`() {
        var plan = Self.plan(newest: .days(2))
        var pauses: [TimeSpan] = []
        for _ in 0..<9 {
            plan.failed(at: Self.now)
            pauses.append(plan.due(now: Self.now) - Self.now)
        }
        #expect(pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60].map { .minutes($0) })
        plan.succeeded(at: Self.now)
        #expect(plan.due(now: Self.now) == Self.now + .days(1) && plan.failures == 0)
    }

    @Test func `tries again no later than the next one would be`() {
        var plan = BackupPlan(every: .seconds(20))
        for _ in 0..<70 { plan.failed(at: Self.now) }
        #expect(plan.due(now: Self.now) == Self.now + .seconds(20))
    }

    @Test func `tells how they stand`() {
        #expect(Self.plan().standing(now: Self.now) == .overdue)
        #expect(Self.plan(newest: .hours(24)).standing(now: Self.now) == .ok)
        #expect(Self.plan(newest: .hours(24) + .minutes(10)).standing(now: Self.now) == .ok)
        #expect(Self.plan(newest: .hours(25)).standing(now: Self.now) == .overdue)
        var plan = Self.plan(newest: .hours(1))
        plan.failed(at: Self.now)
        #expect(plan.standing(now: Self.now) == .failed)
        plan.succeeded(at: Self.now)
        #expect(plan.standing(now: Self.now) == .ok)
    }
}

extension TimeSpan {
    fileprivate static func + (left: TimeSpan, right: TimeSpan) -> TimeSpan {
        .milliseconds(left.milliseconds + right.milliseconds)
    }
}

@Suite struct `A path` {
    @Test(arguments: [
        ("referrals.db", ".", "referrals.db"), ("data/referrals.db", "data", "referrals.db"), ("/x.db", "/", "x.db"),
        ("/var/lib/x.db", "/var/lib", "x.db"),
    ])
    func `has a folder and a name, which make it`(path: String, folder: String, name: String) {
        #expect(FilePath.folder(of: path) == folder && FilePath.name(of: path) == name)
        #expect(FilePath.join(folder, name) == path)
    }
}

@Suite struct Amounts {
    @Test(arguments: [
        (0, "0 KiB"), (1, "1 KiB"), (4_096, "4 KiB"), (655_360, "640 KiB"), (1_048_575, "1024 KiB"),
        (1_048_576, "1.0 MiB"), (12_884_902, "12.2 MiB"), (1_288_490_188, "1.1 GiB"), (5_497_558_138_880, "5.0 TiB"),
    ])
    func `of bytes are rounded for people`(bytes: Int, text: String) {
        #expect(Amount.size(bytes) == text)
    }

    @Test(arguments: [
        (-5, "0s"), (0, "0s"), (59, "59s"), (60, "1m 0s"), (3_725, "1h 2m"), (90_000, "1d 1h"), (864_000, "10d 0h"),
    ])
    func `of time have two units`(seconds: Int64, text: String) {
        #expect(Amount.age(.seconds(seconds)) == text)
    }

    @Test func `of time that something took are short`() {
        #expect([0, 999, 1_000, 61_550].map(Amount.duration) == ["0 ms", "999 ms", "1.0 s", "61.5 s"])
    }

    @Test func `of things agree with them`() {
        #expect([0, 1, 2].map { Amount.count($0, "page") } == ["0 pages", "1 page", "2 pages"])
    }
}

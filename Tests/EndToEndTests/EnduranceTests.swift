// Deadlines that passed while the service was down, which it then records however it is kept from it.

import Glibc
import ReferralStore
import Referrals
import TestSupport
import Testing

@Suite(.blocking) struct `Deadlines that passed while it was down, the service` {
    /// What was made a month ago.
    private struct Past {
        let directory: TemporaryDirectory
        /// By the hexadecimal digits of the id.
        let due: [String: Timestamp]
        let toppedUp: Int
    }

    /// A database in which so many requests were made a month ago, and nothing since.
    private static func past(requests count: Int) async throws -> Past {
        let directory = try TemporaryDirectory()
        let clock = TestClock(at: Timestamp(milliseconds: Wall.now) - .days(30))
        let store = try Store(
            Store.Configuration(path: directory.file("referrals.db"), loops: 0, uptime: { 0 }),
            environment: Environment(clock: clock))
        defer { store.stop() }
        let profiles = try await store.write { store throws(ReferralError) in try Deadlines.profiles(store) }
        let requests = Deadlines.requests(count, to: profiles, from: clock.now, seed: 5)
        let made = try await store.replay(
            requests.map { request in
                ReplayStep(at: request.instant) { store throws(ReferralError) in try Deadlines.submit(request, store) }
            })
        let due = made.joined().map { ($0.id.description.filter { $0 != "-" }.uppercased(), $0.clocks.expiresAt) }
        return Past(
            directory: directory, due: Dictionary(uniqueKeysWithValues: due),
            toppedUp: requests.count { $0.isToppedUp })
    }

    private static func expectExpiredOnce(_ past: Past) throws {
        let ledger = try Ledger(past.directory)
        let events = try ledger.texts(
            """
            SELECT hex(engagement_id) || ' ' || occurred_at FROM events WHERE type = 'engagement.expired' ORDER BY seq
            """
        ).map { $0.split(separator: " ").map(String.init) }
        #expect(events.count == past.due.count && Set(events.map { $0[0] }).count == past.due.count)
        #expect(events.allSatisfy { past.due[$0[0]]?.milliseconds == Int64($0[1]) })
        let clock = try ledger.texts("SELECT occurred_at FROM events WHERE actor_role = 'clock' ORDER BY seq")
        #expect(clock.compactMap { Int64($0) } == clock.compactMap { Int64($0) }.sorted())
        #expect(try ledger.number("SELECT count(*) FROM engagements WHERE state = 5") == Int64(past.due.count))
        #expect(
            try ledger.number(
                """
                SELECT count(*) FROM rfis WHERE top_up IS NOT NULL
                    AND (SELECT group_concat(state) FROM engagements WHERE rfi = rfis.row) IN ('5,0', '0,5')
                """) == Int64(past.toppedUp), "each one asks one more")
        let doctor = try Service.run(["doctor"], in: past.directory)
        #expect(doctor.exit == .code(0), "\(doctor.output)")
    }

    @Test func `records once, killed again and again in the middle of it`() async throws {
        let past = try await Self.past(requests: 1_200)
        let ledger = try Ledger(past.directory)
        var (kills, recorded): (Int, Int64) = (0, 0)
        while recorded < past.due.count {
            let service = try Service.start(["serve"], in: past.directory)
            let deadline = ContinuousClock.now + patience
            var now = recorded
            while now == recorded {
                now = try ledger.number("SELECT count(*) FROM engagements WHERE state = 5")
                try #require(ContinuousClock.now < deadline, "nothing is recorded: \(service.standardError)")
                sched_yield()
            }
            service.send(SIGKILL)
            #expect(try service.wait() == .signal(SIGKILL))
            recorded = try ledger.number("SELECT count(*) FROM engagements WHERE state = 5")
            kills += 1
        }
        #expect(kills > 1, "it was never killed in the middle")
        let service = try Service(in: past.directory)
        try Self.expectExpiredOnce(past)
        try service.stop()
        try Self.expectExpiredOnce(past)
    }

    @Test func `records once, forced beside another onto one database`() async throws {
        let past = try await Self.past(requests: 240)
        let lock = past.directory.file("referrals.db.lock")
        let key = ["OPERATOR_KEY": Service.operatorKey]
        let first = try Service.start(["serve"], in: past.directory, key)
        let deadline = ContinuousClock.now + patience
        while unsafe access(lock, F_OK) != 0 { try #require(ContinuousClock.now < deadline) }
        // Whoever comes next locks a file of its own.
        #expect(unsafe unlink(lock) == 0)
        let second = try Service.start(["serve"], in: past.directory, key)
        for service in [first, second] {
            #expect(try service.line().hasPrefix("Serving on "), "\(service.standardError)")
        }
        try Self.expectExpiredOnce(past)
        for service in [first, second] {
            service.send(SIGTERM)
            #expect(try service.wait() == .code(0))
        }
        try Self.expectExpiredOnce(past)
    }
}

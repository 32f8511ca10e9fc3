import ReferralStore
import Referrals
import SQLite
import Synchronization
import TestSupport
import Testing

/// What one damaged row, and one full table, do to the rest of the service.
@Suite struct DamageTests {
    /// A store with two new engagements, the older one first.
    private static func pair(
        onFault: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws -> (TestStore, [Engagement]) {
        let test = try TestStore(onFault: onFault)
        let profile = try await test.profile(of: test.partner())
        var made: [Engagement] = []
        for _ in 0..<2 {
            made += try test.engagements(of: try await test.submit(to: [profile]))
            test.clock.advance(by: .hours(1))
        }
        return (test, made)
    }

    /// Writes a word into the oldest engagement that stands for no reason.
    private static func damage(_ test: TestStore) async throws {
        try await test.store.execute("UPDATE engagements SET reason = 'none' WHERE row = 1")
    }

    private static func state(_ test: TestStore, _ made: Engagement) throws -> EngagementState? {
        try test.read { reader throws(ReferralError) in try reader.engagement(made.id, .operator)?.state }
    }

    @Test func `what is due and damaged is set aside, and all else goes on`() async throws {
        let faults = Mutex<[String]>([])
        let (test, made) = try await Self.pair { fault in faults.withLock { $0.append(fault) } }
        try await Self.damage(test)
        test.clock.set(made[0].clocks.expiresAt)
        try await test.session.settle()
        #expect(faults.withLock { $0 }.count == 1)
        #expect(faults.withLock { $0.first }?.contains("reason") == true)
        #expect(test.store.nextDue == made[1].clocks.expiresAt)
        #expect(try await test.partner("Later").name == "Later")
        test.clock.advance(by: .days(1))
        try await test.session.settle()
        #expect(try Self.state(test, made[1]) == .archived(.expired))
        #expect(test.store.nextDue == nil)
        #expect(try await test.events().count { $0.actor == "clock" } == 1)
        #expect(faults.withLock { $0 }.count == 1)
        await #expect(throws: ReferralError.internalFault("what is due of 1 engagement can't be recorded")) {
            try await test.store.checkHealth()
        }
    }

    @Test func `what was set aside is tried again after a restart`() async throws {
        let (first, made) = try await Self.pair()
        try await Self.damage(first)
        first.clock.advance(by: .days(30))
        try await first.session.settle()
        try await first.store.execute("UPDATE engagements SET reason = NULL")
        first.store.stop()
        let second = try TestStore(first.directory, clock: first.clock, seed: 2)
        #expect(try Self.state(second, made[0]) == .archived(.expired))
        try await second.store.checkHealth()
    }

    @Test func `what another process commits does not bring back what was set aside`() async throws {
        let (test, made) = try await Self.pair()
        try await Self.damage(test)
        test.clock.set(made[0].clocks.expiresAt)
        try await test.session.settle()
        let other = try Connection(path: test.directory.file("referrals.db"), mode: .readWriteCreate)
        try other.execute("UPDATE partners SET name = 'Elsewhere'")
        test.uptime.advance(by: 500)
        try test.session.refresh()
        #expect(test.store.nextDue == made[1].clocks.expiresAt)
    }

    @Test func `an engagement has no more notes than parts of full text`() async throws {
        let (test, made) = try await Self.pair()
        try await test.store.execute("UPDATE engagements SET last_part = 1048574")
        let add: @Sendable () async throws(ReferralError) -> Void = { () async throws(ReferralError) in
            try await test.engagements { service throws(ReferralError) in
                _ = try service.addNote(to: made[0].id, if: .any, body: "a note")
            }
        }
        try await add()
        await #expect(
            throws: ReferralError.limitReached(
                detail: "An engagement has at most 1,048,574 notes over its lifetime.")
        ) { try await add() }
        await #expect(throws: ReferralError.self) { try await add() }
        #expect(try test.history(made[0].id).map(\.type) == [.engagementCreated, .noteAdded])
    }
}

import ReferralStore
import Referrals
import SQLite
import Synchronization
import TestSupport
import Testing

@Suite struct ClockTests {
    private static func policy(hot: TimeSpan = .hours(72), expires: TimeSpan = .days(14)) -> ResponsePolicy {
        ResponsePolicy(
            responseWindow: expires, respondBy: .hours(24), hotWindow: hot, expiryReminder: .hours(48))
    }

    /// An engagement that wants direct contact.
    private static func hotOne(
        _ test: TestStore, _ profile: Profile
    ) async throws -> Engagement {
        let rfi = try await test.submit(.make(directContact: true), to: [profile])
        return try #require(try test.engagements(of: rfi).first)
    }

    private static func engagement(_ test: TestStore, _ id: ID<Engagement>) throws -> Engagement {
        let found = try test.read { reader throws(ReferralError) in try reader.engagement(id, .operator) }
        return try #require(found)
    }

    @Test func `the end of the hot window is an event and no change`() async throws {
        let test = try TestStore()
        let made = try await Self.hotOne(test, test.profile(of: test.partner()))
        #expect(test.store.nextDue == made.clocks.hotUntil)
        test.clock.advance(by: .hours(72))
        try await test.session.settle()
        let history = try test.history(made.id)
        #expect(history.map(\.type) == [.engagementCreated, .engagementHotEnded])
        #expect(history.last?.occurredAt == made.clocks.hotUntil)
        #expect(history.last?.actor == .clock)
        #expect(try Self.engagement(test, made.id) == made)
        #expect(test.store.nextDue == made.clocks.remindAt)
    }

    @Test func `an expiry has its due instant however late it is recorded`() async throws {
        let test = try TestStore()
        let made = try await Self.hotOne(test, test.profile(of: test.partner()))
        test.clock.advance(by: .days(100))
        try await test.session.settle()
        let expired = try Self.engagement(test, made.id)
        #expect(expired.state == .archived(.expired))
        #expect(expired.closedAt == made.clocks.expiresAt)
        #expect(expired.updatedAt == made.clocks.expiresAt)
        let history = try test.history(made.id)
        #expect(history.map(\.type) == [.engagementCreated, .engagementHotEnded, .engagementExpired])
        #expect(history.last?.occurredAt == made.clocks.expiresAt)
        #expect(test.store.nextDue == nil)
    }

    @Test func `a hot window that lasts to the end is part of the expiry`() async throws {
        let test = try TestStore(policy: Self.policy(hot: .days(20), expires: .days(14)))
        let made = try await Self.hotOne(test, test.profile(of: test.partner()))
        test.clock.advance(by: .days(14))
        try await test.session.settle()
        #expect(try test.history(made.id).map(\.type) == [.engagementCreated, .engagementExpired])
        let path = test.directory.file("referrals.db")
        let shown = try Connection(path: path, mode: .readOnly).all("SELECT hot_shown FROM engagements") {
            $0.isNull(0)
        }
        #expect(shown == [true], "it is listed as hot no more")
    }

    @Test func `what came due while the service was down is recorded at start, in due order`() async throws {
        let first = try TestStore()
        let profile = try await first.profile(of: first.partner())
        var made: [Engagement] = []
        first.store.stop()
        for hours in [90, 30, 60] as [Int64] {
            let policy = Self.policy(hot: .hours(hours), expires: .hours(100))
            let test = try TestStore(first.directory, clock: first.clock, seed: UInt64(hours), policy: policy)
            made.append(try await Self.hotOne(test, profile))
            test.store.stop()
            first.clock.advance(by: .hours(1))
        }
        first.clock.advance(by: .days(30))
        let second = try TestStore(first.directory, clock: first.clock, seed: 2)
        let events = try await second.events().filter { $0.actor == "clock" }
        #expect(
            events.map(\.type) == Array(repeating: "engagement.hotEnded", count: 3)
                + Array(repeating: "engagement.expired", count: 3))
        #expect(events.map(\.occurredAt) == events.map(\.occurredAt).sorted())
        #expect(events.prefix(3).map(\.engagement) == [made[1].id, made[2].id, made[0].id])
        #expect(try second.summary().counts[.archived(.expired)] == 3)
    }

    @Test func `a program that looks after the database meanwhile leaves what is due to the service`() async throws {
        let test = try TestStore()
        let made = try await Self.hotOne(test, test.profile(of: test.partner()))
        test.clock.advance(by: .days(30))
        let other = try TestStore(test.directory, clock: test.clock, seed: 2, part: .visitor)
        _ = try await other.partner("Litware")
        #expect(try Self.engagement(other, made.id).state == .new)
        try await test.session.settle()
        #expect(try Self.engagement(other, made.id).state == .archived(.expired))
    }

    @Test func `nobody sees an engagement as new whose time has run out`() async throws {
        let test = try TestStore()
        let made = try await Self.hotOne(test, test.profile(of: test.partner()))
        test.clock.set(made.clocks.expiresAt)
        await #expect(throws: ReferralError.engagementTransition(state: .archived(.expired))) {
            try await test.engagements { service throws(ReferralError) in
                _ = try service.accept(made.id, if: .any, Acceptance(terms: .make()))
            }
        }
        #expect(try Self.engagement(test, made.id).state == .archived(.expired))
    }

    @Test func `a look that began before its session settled is one at the last recorded instant`() async throws {
        let test = try TestStore()
        let made = try await Self.hotOne(test, test.profile(of: test.partner()))
        test.clock.set(made.clocks.expiresAt)
        let (now, state) = try test.read { reader throws(ReferralError) in
            (reader.now, try reader.engagement(made.id, .operator)?.state)
        }
        #expect(now == made.clocks.hotUntil.map { $0 - .milliseconds(1) })
        #expect(state == .new)
        try await test.store.sweep()
        #expect(try Self.engagement(test, made.id).state == .archived(.expired))
    }

    @Test func `the alarm is told of each new instant`() async throws {
        let told = Mutex<[Timestamp?]>([])
        let test = try TestStore(onNextDue: { instant in told.withLock { $0.append(instant) } })
        let made = try await Self.hotOne(test, test.profile(of: test.partner()))
        try await test.engagements { service throws(ReferralError) in
            _ = try service.accept(made.id, if: .any, Acceptance(terms: .make()))
        }
        let due = try Self.engagement(test, made.id).outcomeDueAt
        #expect(due != nil && told.withLock { $0 } == [made.clocks.hotUntil, due])
        try await test.engagements { service throws(ReferralError) in _ = try service.win(made.id, if: .any, Win()) }
        #expect(told.withLock { $0 } == [made.clocks.hotUntil, due, nil])
    }

    @Test func `the clock never goes below what was committed`() async throws {
        let first = try TestStore()
        let partner = try await first.partner()
        let made = try await Self.hotOne(first, first.profile(of: partner))
        first.store.stop()
        first.clock.advance(by: .days(-3))
        let second = try TestStore(first.directory, clock: first.clock, seed: 2)
        #expect(second.environment.now == made.clocks.createdAt + .milliseconds(1))
        let later = try await second.partner("Later")
        #expect(later.createdAt == second.environment.now)
        #expect(later.id > partner.id)
    }

    @Test func `settling without anything due touches nothing`() async throws {
        let test = try TestStore()
        _ = try await Self.hotOne(test, test.profile(of: test.partner()))
        let counter = test.session.counter(.operator)
        try await test.session.settle()
        #expect(test.session.counter(.operator) == counter)
    }
}

// Many deadlines that pass while nobody looks, or while two look: each is recorded once, in due order, at its own
// instant.

import ReferralStore
import Referrals
import TestSupport
import Testing

@Suite struct `500 deadlines` {
    /// The engagements of 150 RFIs to three partners and of 50 that are topped up, as they were made.
    private struct Made {
        var engagements: [Engagement] = []
        var toppedUp: [ID<RFI>] = []
    }

    private static func fill(_ test: TestStore, seed: UInt64) async throws -> Made {
        let profiles = try await test.write { store throws(ReferralError) in try Deadlines.profiles(store) }
        let requests = Deadlines.requests(200, to: profiles, from: test.clock.now, seed: seed)
        let made = try await test.store.replay(
            requests.map { request in
                ReplayStep(at: request.instant) { store throws(ReferralError) in try Deadlines.submit(request, store) }
            })
        test.clock.set(requests[199].instant)
        var all = Made()
        for (request, engagements) in zip(requests, made) {
            all.engagements += engagements
            if request.isToppedUp { all.toppedUp += engagements.map(\.rfiID) }
        }
        #expect(all.engagements.count == 500 && all.toppedUp.count == 50)
        return all
    }

    private static func expectExpiredOnce(_ made: Made, _ test: TestStore) async throws {
        let events = try await test.events().filter { $0.actor == "clock" }
        let expired = events.filter { $0.type == "engagement.expired" }
        let due = made.engagements.enumerated().sorted {
            ($0.element.clocks.expiresAt, $0.offset) < ($1.element.clocks.expiresAt, $1.offset)
        }
        #expect(expired.map(\.engagement) == due.map(\.element.id))
        #expect(expired.map(\.occurredAt) == due.map(\.element.clocks.expiresAt))
        #expect(events.count - expired.count == made.engagements.count { $0.clocks.hotUntil != nil })
        for before in made.engagements {
            let after = try test.read { reader throws(ReferralError) in try reader.engagement(before.id, .operator) }
            #expect(after?.clocks == before.clocks)
            #expect(after?.state == .archived(.expired) && after?.closedAt == before.clocks.expiresAt)
        }
        try expectOneMore(made, test)
        try Checkup.run(on: test.directory.file("referrals.db")) { result in
            #expect(result.findings == [], "\(result.name)")
        }
    }

    /// An expiry that was recorded twice would have asked two.
    private static func expectOneMore(_ made: Made, _ test: TestStore) throws {
        for id in made.toppedUp {
            let all = try test.read { reader throws(ReferralError) in try reader.engagements(of: id) }
            #expect(all.map(\.state) == [.archived(.expired), .new])
            #expect(all.first?.profileID != all.last?.profileID)
        }
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `that pass while the service is down are recorded at its start`(_ seed: UInt64) async throws {
        let first = try TestStore(seed: seed)
        let made = try await Self.fill(first, seed: seed)
        first.store.stop()
        first.clock.advance(by: .days(30))
        let second = try TestStore(first.directory, clock: first.clock, seed: seed + 10)
        try await Self.expectExpiredOnce(made, second)
        second.store.stop()
        let third = try TestStore(first.directory, clock: first.clock, seed: seed + 20)
        try await Self.expectExpiredOnce(made, third)
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `are recorded once by two that are forced onto one database`(_ seed: UInt64) async throws {
        let one = try TestStore(seed: seed)
        let made = try await Self.fill(one, seed: seed)
        let other = try TestStore(one.directory, clock: one.clock, seed: seed + 10)
        one.clock.advance(by: .days(12))
        for _ in 0..<40 {
            one.clock.advance(by: .minutes(2_200 / 30))
            async let first: Void = one.store.sweep()
            async let second: Void = other.store.sweep()
            async let third: Void = other.session.settle()
            _ = try await (first, second, third)
        }
        one.clock.advance(by: .days(1))
        async let first: Void = one.store.sweep()
        async let second: Void = other.store.sweep()
        _ = try await (first, second)
        try await Self.expectExpiredOnce(made, one)
        try await Self.expectExpiredOnce(made, other)
    }
}

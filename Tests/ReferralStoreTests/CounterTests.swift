import ReferralStore
import Referrals
import TestSupport
import Testing

@Suite struct CounterTests {
    /// The numbers of all scopes that a test looks at.
    private struct Numbers: Equatable {
        let all, own, other, market, otherMarket, keys, providers: UInt64

        init(_ test: TestStore, _ partners: [Partner]) {
            all = test.session.counter(.operator)
            own = test.session.counter(.partner(partners[0].id))
            other = test.session.counter(.partner(partners[1].id))
            market = test.session.counter(.marketplace(.make()))
            otherMarket = test.session.counter(.marketplace(.make("elsewhere")))
            keys = test.session.keysCounter
            providers = test.session.providersCounter
        }

        /// Whose numbers have moved since.
        func moved(since old: Numbers) -> [String] {
            let pairs: [(String, UInt64, UInt64)] = [
                ("all", all, old.all), ("own", own, old.own), ("other", other, old.other),
                ("market", market, old.market), ("otherMarket", otherMarket, old.otherMarket),
                ("keys", keys, old.keys), ("providers", providers, old.providers),
            ]
            #expect(pairs.allSatisfy { $0.1 >= $0.2 })
            return pairs.filter { $0.1 != $0.2 }.map(\.0)
        }
    }

    @Test func `a change moves the numbers of those who can see it`() async throws {
        let test = try TestStore()
        let partners = [try await test.partner("A"), try await test.partner("B")]
        var last = Numbers(test, partners)
        func moved() -> [String] {
            let now = Numbers(test, partners)
            defer { last = now }
            return now.moved(since: last)
        }
        let profile = try await test.profile(of: partners[0])
        #expect(moved() == ["all", "own", "market", "otherMarket", "providers"])
        let rfi = try await test.submit(to: [profile])
        #expect(moved() == ["all", "own", "market"])
        let id = try #require(try test.engagements(of: rfi).first).id
        try await test.engagements { service throws(ReferralError) in
            _ = try service.addContact(to: id, if: .any, .make())
        }
        #expect(moved() == ["all", "own"])
        try await test.engagements { service throws(ReferralError) in
            _ = try service.accept(id, if: .any, Acceptance(terms: .make()))
        }
        #expect(moved() == ["all", "own", "market", "providers"])
        _ = try await test.write { store throws(ReferralError) in
            try AccessService(store).createKey(
                NewAPIKey(name: "key", role: .reviewer, expiresAt: nil),
                digest: Array(repeating: 1, count: 32))
        }
        #expect(moved() == ["all", "keys"])
        _ = try await test.write { store throws(ReferralError) in
            var patch = PartnerPatch()
            patch.status = .suspended
            return try AccessService(store).updatePartner(partners[1].id, if: .any, patch)
        }
        #expect(moved() == ["all", "other", "market", "otherMarket", "keys", "providers"])
    }

    @Test func `what another process commits is seen within half a second`() async throws {
        let test = try TestStore()
        let digest = [UInt8](repeating: 7, count: 32)
        let key = try await test.write { store throws(ReferralError) in
            try AccessService(store).createKey(
                NewAPIKey(name: "k", role: .operator, expiresAt: nil), digest: digest)
        }
        let (keys, all) = (test.session.keysCounter, test.session.counter(.operator))
        let other = try TestStore(test.directory, clock: test.clock, seed: 2)
        try await other.write { store throws(ReferralError) in try AccessService(store).revokeKey(key.id) }
        #expect(test.session.keysCounter == keys)
        test.uptime.advance(by: 499)
        try await test.session.settle()
        #expect(test.session.keysCounter == keys)
        test.uptime.advance(by: 1)
        try await test.session.settle()
        #expect(test.session.keysCounter > keys)
        #expect(test.session.counter(.operator) > all)
        #expect(
            try test.read { reader throws(ReferralError) in try reader.credential(digest: digest)?.key }
                == nil)
        let moved = test.session.counter(.operator)
        test.uptime.advance(by: 500)
        try await test.session.settle()
        #expect(test.session.counter(.operator) == moved)
    }

    @Test func `what another process made is due here too`() async throws {
        let test = try TestStore()
        let other = try TestStore(test.directory, clock: test.clock, seed: 2)
        let rfi = try await other.submit(to: [other.profile(of: other.partner())])
        #expect(test.store.nextDue == nil)
        test.uptime.advance(by: 500)
        try await test.session.settle()
        #expect(test.store.nextDue == rfi.rfi.createdAt + .days(12))
    }
}

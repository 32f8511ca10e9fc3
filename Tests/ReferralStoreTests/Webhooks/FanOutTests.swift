import ReferralStore
import Referrals
import TestSupport
import Testing

@Suite struct `An event waits at an endpoint` {
    @Test func `of each of its feeds, when it is on and wants it, with its number there`() async throws {
        let test = try TestStore()
        let (one, two) = (try await test.partner(), try await test.partner("Other"))
        let profiles = [try await test.profile(of: one), try await test.profile(of: two)]
        let mine = try await test.webhook(.partner(one.id))
        let all = try await test.webhook(.operator, .make("engagement.*"))
        let shop = try await test.webhook(.marketplace(.make()))
        let others = [
            try await test.webhook(.partner(one.id), .make("note.*")),
            try await test.webhook(.marketplace(.make("other"))),
        ]
        let off = try await test.webhook(.partner(one.id))
        try await test.change(off) { $0.isEnabled = false }
        try await test.submit(to: profiles)

        #expect(try test.deliveries(of: mine).map(\.type) == ["engagement.created"])
        #expect(try test.deliveries(of: mine).map(\.seq) == [3])
        #expect(try test.deliveries(of: all).map(\.type) == ["engagement.created", "engagement.created"])
        #expect(try test.deliveries(of: shop).map(\.type) == ["rfi.submitted"])
        #expect(try test.deliveries(of: shop).map(\.seq) == [1])
        for webhook in others + [off] { #expect(try test.deliveries(of: webhook).isEmpty) }
        let delivery = try #require(try test.deliveries(of: mine).first)
        #expect(delivery.status == .pending && delivery.attempts == 0 && delivery.payload == nil)
        #expect(delivery.nextAttemptAt == test.clock.now && delivery.createdAt == test.clock.now)
        let shared = try #require(try test.deliveries(of: all).first)
        #expect(shared.messageID == delivery.messageID && shared.id != delivery.id)
    }

    @Test func `and is told after the commit, of nothing that was rolled back`() async throws {
        let log = OutboxLog()
        let test = try TestStore(onOutbox: log.add)
        let partner = try await test.partner()
        let webhook = try await test.webhook(.partner(partner.id))
        let before = log.news.count
        await #expect(throws: ReferralError.forbidden) {
            try await test.write { store throws(ReferralError) in
                let service = ProfileService(store, scope: .operator, cause: TestStore.cause)
                let profile = try service.create(for: partner.id, country: .make("DE"), .make())
                try service.delete(profile.id, if: .any)
                throw .forbidden
            }
        }
        #expect(log.news.count == before)
        #expect(try test.deliveries(of: webhook).isEmpty)
        _ = try await test.profile(of: partner)
        var expected = OutboxNews()
        expected.webhooks = [webhook.id]
        #expect(log.news.count == before + 1)
        #expect(log.news.last == expected)
    }

    @Test func `what another process commits, and a partner's status, may be anything`() async throws {
        let log = OutboxLog()
        let test = try TestStore(onOutbox: log.add)
        let partner = try await test.partner()
        try await test.write { store throws(ReferralError) in
            var patch = PartnerPatch()
            patch.status = .suspended
            _ = try AccessService(store).updatePartner(partner.id, if: .any, patch)
        }
        #expect(log.news.map(\.isUnknown) == [true])
        let other = try TestStore(test.directory, clock: test.clock, seed: 2)
        _ = try await other.partner("Third")
        test.uptime.advance(by: 500)
        try await test.session.settle()
        #expect(log.news.map(\.isUnknown) == [true, true])
    }

    @Test func `once more when its part of the feed is asked for, also what came while it was off`() async throws {
        let test = try TestStore()
        let partner = try await test.partner()
        let webhook = try await test.webhook(.partner(partner.id), .make("profile.*"))
        _ = try await test.profile(of: partner)
        let first = try #require(try test.due(webhook))
        try await test.attempt(first)
        try await test.change(webhook) { $0.isEnabled = false }
        _ = try await test.profile(of: partner, country: "FR")
        #expect(try test.deliveries(of: webhook).count == 2)
        let bounds = try test.read { reader throws(ReferralError) in try reader.feedBounds(.partner(partner.id)) }
        #expect(bounds.last == 4)
        for _ in 0..<2 {
            let again = try await test.write { store throws(ReferralError) in
                try WebhookService(store, scope: .operator, cause: TestStore.cause)
                    .redeliver(to: webhook.id, if: .any, after: 0, until: 3)
            }
            #expect(again.queued == 3 && again.last == 3)
            let deliveries = try test.deliveries(of: webhook)
            #expect(deliveries.map(\.seq) == [1, 2, 3])
            #expect(deliveries.allSatisfy { $0.status == .pending && $0.attempts == 0 })
            #expect(deliveries.first?.id == first.delivery.id && deliveries.first?.payload != nil)
        }
    }
}

import ReferralStore
import Referrals
import TestSupport
import Testing

@Suite struct `What waits at endpoints` {
    @Test func `comes by due instant and then by age, with its event as the owner's feed numbers it`() async throws {
        let test = try TestStore()
        let partner = try await test.partner()
        _ = try await test.partner("Other")
        let webhook = try await test.webhook(.partner(partner.id))
        let everything = try await test.webhook(.operator)
        _ = try await test.profile(of: partner)
        let first = try #require(try test.due(webhook))
        #expect(first.delivery.seq == 1 && first.event?.seq == 1 && first.webhook == webhook)
        #expect(first.event?.id == first.delivery.messageID && first.event?.type.rawValue == first.delivery.type)
        try await test.attempt(first, 500)
        let second = try #require(try test.due(webhook))
        #expect(second.delivery.seq == 2)
        try await test.attempt(second)
        #expect(try test.due(webhook) == nil)
        #expect(try test.queues().first { $0.webhookID == webhook.id }?.dueAt == test.clock.now + .milliseconds(5_012))
        test.clock.advance(by: .milliseconds(5_012))
        let again = try #require(try test.due(webhook))
        #expect(again.delivery.id == first.delivery.id && again.delivery.attempts == 1)
        #expect(again.event == nil && again.delivery.payload?.bytes == Array("{}".utf8))
        #expect(try test.due(everything)?.event?.id == first.event?.id)
    }

    @Test func `stands still where it is off or its owner suspended, and goes on after it`() async throws {
        let test = try TestStore()
        let partner = try await test.partner()
        let webhook = try await test.webhook(.partner(partner.id))
        _ = try await test.profile(of: partner)
        func isWaiting() throws -> Bool {
            let queue = try test.read { reader throws(ReferralError) in try reader.webhookQueue(webhook.id) }
            #expect(try test.queues() == (queue.map { [$0] } ?? []))
            #expect(try (test.due(webhook) != nil) == (queue != nil))
            return queue != nil
        }
        func suspend(_ status: Partner.Status) async throws {
            try await test.write { store throws(ReferralError) in
                var patch = PartnerPatch()
                patch.status = status
                _ = try AccessService(store).updatePartner(partner.id, if: .any, patch)
            }
        }
        #expect(try isWaiting())
        try await suspend(.suspended)
        #expect(try !isWaiting())
        try await suspend(.active)
        try await test.change(webhook) { $0.isEnabled = false }
        #expect(try !isWaiting())
        try await test.change(webhook) { $0.isEnabled = true }
        #expect(try isWaiting())
        #expect(try test.deliveries(of: webhook).count == 2)
    }

    @Test func `costs a few steps an endpoint, however much it is`() async throws {
        let test = try TestStore()
        let partner = try await test.partner()
        let webhooks = [
            try await test.webhook(.partner(partner.id)), try await test.webhook(.operator),
            try await test.webhook(.marketplace(.make())),
        ]
        func fill(_ webhook: Webhook, _ count: Int) async throws {
            try await test.write { store throws(ReferralError) in
                for _ in 0..<count {
                    try store.insert(
                        WebhookDelivery(
                            id: store.newID(), webhookID: webhook.id, messageID: store.newID(), type: "test", seq: nil,
                            status: .pending, attempts: 0, nextAttemptAt: store.now, createdAt: store.now,
                            payload: KeptBody([])))
                }
            }
        }
        let clock = ContinuousClock()
        /// The fastest of some looks, so that a busy machine makes no difference.
        func look() throws -> Duration {
            var fastest = Duration.seconds(60)
            for _ in 0..<50 {
                let start = clock.now
                let (queues, due) = (try test.queues(), try test.due(webhooks[0]))
                fastest = min(fastest, clock.now - start)
                #expect(queues.map(\.webhookID) == webhooks.map(\.id))
                #expect(due?.delivery.status == .pending)
            }
            return fastest
        }
        for webhook in webhooks { try await fill(webhook, 1) }
        let few = try look()
        for _ in 0..<5 { try await fill(webhooks[0], 10_000) }
        #expect(try look() < few * 10)
    }
}

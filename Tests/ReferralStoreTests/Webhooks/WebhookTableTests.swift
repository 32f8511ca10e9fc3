import ReferralStore
import Referrals
import SQLite
import TestSupport
import Testing

@Suite struct `Webhooks in the store` {
    @Test func `are read as they were written`() async throws {
        let test = try TestStore()
        let partner = try await test.partner()
        for owner in [Scope.operator, .partner(partner.id), .marketplace(.make())] {
            var details = WebhookDetails.make("engagement.*", "rfi.submitted")
            details.description = "The CRM"
            var webhook = try await test.webhook(owner, details)
            #expect(try test.read { reader throws(ReferralError) in try reader.webhook(webhook.id, owner) } == webhook)
            webhook.previousSecret = .init(secret: .make(9), until: test.clock.now)
            webhook.details.isEnabled = false
            webhook.disabledBecause = .gone
            webhook.version = 2
            let changed = webhook
            try await test.write { store throws(ReferralError) in try store.update(changed) }
            #expect(try test.read { reader throws(ReferralError) in try reader.webhook(webhook.id, owner) } == changed)
        }
    }

    @Test func `are seen by their owner and by operators, newest first`() async throws {
        let test = try TestStore()
        let (one, two) = (try await test.partner(), try await test.partner("Other"))
        let owners: [Scope] = [
            .partner(one.id), .partner(two.id), .marketplace(.make()), .operator, .partner(one.id),
        ]
        var made: [Webhook] = []
        for owner in owners { made.append(try await test.webhook(owner)) }
        for scope in Set(owners + [.marketplace(.make("other"))]) {
            let expected = Array(made.filter { scope == .operator || $0.owner == scope }.reversed())
            var (found, after): ([Webhook], ID<Webhook>?) = ([], nil)
            repeat {
                let request = PageRequest(after: after, limit: 1)
                let page = try test.read { reader throws(ReferralError) in try reader.webhooks(scope, request) }
                found += page.items
                after = page.next
            } while after != nil
            #expect(found == expected)
            for webhook in made {
                let seen = try test.read { reader throws(ReferralError) in try reader.webhook(webhook.id, scope) }
                #expect((seen != nil) == expected.contains(webhook))
            }
        }
        let counts = try await test.write { store throws(ReferralError) in
            [
                try store.webhookCount(of: .operator), try store.webhookCount(of: .partner(one.id)),
                try store.webhookCount(of: .marketplace(.make("other"))),
            ]
        }
        #expect(counts == [1, 2, 0])
    }

    @Test func `go with what waits for them`() async throws {
        let test = try TestStore()
        let partner = try await test.partner()
        let (gone, kept) = (try await test.webhook(.partner(partner.id)), try await test.webhook(.partner(partner.id)))
        _ = try await test.profile(of: partner)
        #expect(try !test.deliveries(of: gone).isEmpty)
        try await test.write { store throws(ReferralError) in try store.deleteWebhook(gone.id) }
        #expect(try test.queues().map(\.webhookID) == [kept.id])
        for scope in [Scope.operator, .partner(partner.id)] {
            #expect(try test.read { reader throws(ReferralError) in try reader.webhook(gone.id, scope) } == nil)
            let left = try test.read { reader throws(ReferralError) in try reader.webhooks(scope, PageRequest()) }
            #expect(left.items == [kept])
        }
        // The batches after it, a piece each.
        for _ in 0..<3 { try await test.store.sweep() }
        #expect(try test.deliveries(of: gone).isEmpty)
        #expect(try !test.deliveries(of: kept).isEmpty)
        let connection = try Connection(path: test.directory.file("referrals.db"), mode: .readOnly)
        #expect(try connection.first("SELECT count(*) FROM webhooks") { row in row.int(0) } == 1)
    }

    @Test func `move the counter of their owner alone, and deliveries only that of the outbox`() async throws {
        let test = try TestStore()
        let (partner, other) = (try await test.partner(), try await test.partner("Other"))
        let scopes: [Scope] = [.operator, .partner(partner.id), .partner(other.id), .marketplace(.make())]
        func counters() -> [UInt64] { scopes.map { test.session.counter($0) } + [test.session.outboxCounter] }
        func moved(since before: [UInt64]) -> [Bool] { zip(counters(), before).map { $0 > $1 } }
        var before = counters()
        let webhook = try await test.webhook(.partner(partner.id))
        #expect(moved(since: before) == [true, true, false, false, true])
        before = counters()
        _ = try await test.webhook(.operator)
        #expect(moved(since: before) == [true, false, false, false, true])
        _ = try await test.profile(of: partner)
        before = counters()
        try await test.attempt(try #require(try test.due(webhook)))
        #expect(moved(since: before) == [false, false, false, false, true])
    }

    @Test func `forget tests that are older than the retention, when the next one comes`() async throws {
        let test = try TestStore()
        let webhook = try await test.webhook(.operator)
        func send() async throws {
            _ = try await test.write { store throws(ReferralError) in
                try WebhookService(store, scope: .operator, cause: TestStore.cause)
                    .test(webhook.id, if: .any) { _ in Array("{}".utf8) }
            }
        }
        try await send()
        try await send()
        try await test.attempt(try #require(try test.due(webhook)))
        test.clock.advance(by: .days(90))
        #expect(try test.deliveries(of: webhook).map(\.status) == [.delivered, .pending])
        try await send()
        #expect(try test.deliveries(of: webhook).map(\.status) == [.pending, .pending])
    }
}

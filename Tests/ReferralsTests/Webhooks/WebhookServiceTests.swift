import Referrals
import Testing

/// A store with one partner, and the service for an operator.
private struct Bench {
    let store = MemoryStore()
    let partner: Partner
    let service: WebhookService
    static let cause = Cause(actor: Actor(keyID: nil, role: "operator", name: "op"), requestID: "r")

    init() throws {
        partner = try AccessService(store).createPartner(
            name: "Fabrikam", email: EmailAddress("it@fabrikam.example"), website: nil)
        service = WebhookService(store, scope: .operator, cause: Self.cause)
    }

    var details: WebhookDetails {
        get throws {
            WebhookDetails(url: try #require(WebURL("https://hooks.example.com/in")), events: .everything)
        }
    }

    static func secret(_ byte: UInt8) throws -> WebhookSecret {
        try #require(WebhookSecret(bytes: [UInt8](repeating: byte, count: 32)))
    }

    func webhook() throws -> Webhook {
        try service.create(for: .partner(partner.id), details, secret: Self.secret(1))
    }

    /// A test that waits, as it is read to be sent.
    func due(_ webhook: Webhook) throws -> DueDelivery {
        let delivery = try service.test(webhook.id, if: .any) { _ in Array("{}".utf8) }
        return DueDelivery(delivery: delivery, webhook: webhook, event: nil)
    }

    func record(_ attempt: DeliveryAttempt, _ due: DueDelivery) throws {
        try WebhookService.delivering(store).record(attempt, of: due, payload: KeptBody([]), random: 0)
    }

    func delivery(_ due: DueDelivery) -> WebhookDelivery? { store.deliveries[due.delivery.id] }
}

private func answered(_ status: Int, retryAfter: Int? = nil) -> DeliveryAttempt {
    DeliveryAttempt(
        at: Sample.instant, duration: 100, result: .answered(status: status, response: []), retryAfter: retryAfter)
}

@Suite struct `An attempt to deliver` {
    private static let delivery = WebhookDelivery(
        id: ID(high: 1, low: 1), webhookID: ID(high: 1, low: 2), messageID: ID(high: 1, low: 3), type: "rfi.submitted",
        seq: 1, status: .pending, attempts: 0, nextAttemptAt: Sample.instant, createdAt: Sample.instant)
    private static let end = Sample.instant + .milliseconds(100)

    @Test(arguments: [200, 201, 202, 204, 299]) func `delivers with any 2xx`(status: Int) {
        let (after, disables) = Self.delivery.after(answered(status), .standard, random: 0)
        #expect(after.status == .delivered && after.nextAttemptAt == nil && after.attempts == 1 && disables == nil)
    }

    @Test(arguments: [100, 199, 300, 301, 308, 400, 404, 429, 500, 503]) func `is a failure else`(status: Int) {
        let (after, disables) = Self.delivery.after(answered(status), .standard, random: 0)
        #expect(after.status == .pending && after.nextAttemptAt == Self.end + .seconds(5) && disables == nil)
        let failed = DeliveryAttempt(at: Sample.instant, duration: 100, result: .failed("no connection"))
        #expect(Self.delivery.after(failed, .standard, random: 0).delivery.nextAttemptAt == after.nextAttemptAt)
    }

    @Test func `is followed by one an entry of the schedule, with up to a fifth more, then by none`() {
        var (delivery, disables) = (Self.delivery, Webhook.DisabledReason?.none)
        for wait in RetrySchedule.standard.waits {
            (delivery, disables) = delivery.after(answered(500), .standard, random: .max)
            #expect(disables == nil)
            let next = (delivery.nextAttemptAt?.milliseconds ?? 0) - Self.end.milliseconds
            #expect((wait.milliseconds...wait.milliseconds * 6 / 5).contains(next))
        }
        (delivery, disables) = delivery.after(answered(500), .standard, random: 0)
        #expect(delivery.status == .failed && delivery.nextAttemptAt == nil && disables == .exhausted)
        #expect(delivery.attempts == 10)
    }

    @Test(
        arguments: [(nil, 5), (0, 5), (-7, 5), (4, 5), (60, 60), (86_400, 86_400), (Int.max, 86_400)] as [(Int?, Int)])
    func `is never followed before Retry-After, of a day at most`(retryAfter: Int?, seconds: Int) {
        let (after, _) = Self.delivery.after(answered(503, retryAfter: retryAfter), .standard, random: 0)
        #expect(after.nextAttemptAt == Self.end + .seconds(Int64(seconds)))
    }

    @Test func `that finds the endpoint gone leaves the delivery for when it is back`() {
        let (after, disables) = Self.delivery.after(answered(410), .standard, random: 0)
        #expect(after.status == .pending && after.attempts == 1 && disables == .gone)
    }
}

@Suite struct `The service of webhooks` {
    @Test func `gives an owner 20 of them`() throws {
        let bench = try Bench()
        for _ in 0..<20 { _ = try bench.webhook() }
        #expect(throws: ReferralError.limitReached(detail: "An owner has at most 20 webhooks.")) {
            try bench.webhook()
        }
        _ = try bench.service.create(for: .operator, bench.details, secret: Bench.secret(1))
    }

    @Test func `knows the partner`() throws {
        let bench = try Bench()
        #expect(throws: ReferralError.self) {
            try bench.service.create(for: .partner(ID(high: 9, low: 9)), bench.details, secret: Bench.secret(1))
        }
        #expect(bench.store.webhooks.isEmpty)
    }

    @Test func `signs with both secrets for a day after a rotation, never with three`() throws {
        let bench = try Bench()
        let webhook = try bench.webhook()
        let (second, third) = (try Bench.secret(2), try Bench.secret(3))
        let rotated = try bench.service.rotateSecret(of: webhook.id, if: .any, to: second)
        #expect(rotated.version == 2)
        let later = Sample.instant + .hours(24)
        #expect(rotated.secrets(at: later - .milliseconds(1)) == [second, webhook.secret])
        #expect(rotated.secrets(at: later) == [second])
        let again = try bench.service.rotateSecret(of: webhook.id, if: .any, to: third)
        #expect(again.secrets(at: Sample.instant) == [third, second])
    }

    @Test func `turns off an endpoint that is gone or exhausted, once, and says so`() throws {
        for (reason, attempts) in [(Webhook.DisabledReason.gone, 1), (.exhausted, 10)] {
            let bench = try Bench()
            let webhook = try bench.webhook()
            var due = try bench.due(webhook)
            bench.store.forgetWrites()
            for _ in 0..<attempts {
                try bench.record(answered(reason == .gone ? 410 : 500), due)
                due = DueDelivery(
                    delivery: try #require(bench.delivery(due)),
                    webhook: webhook, event: nil)
            }
            let off = try #require(bench.store.webhooks[webhook.id])
            #expect(!off.details.isEnabled && off.disabledBecause == reason && off.version == 2)
            #expect(bench.store.events.map(\.type) == [.webhookDisabled])
            let event = try #require(bench.store.events.first)
            #expect(event.subject == .webhook(webhook.id) && event.audience == Audience(partnerID: bench.partner.id))
            #expect(event.cause.actor == .rule)
            #expect(bench.store.queue.count == (bench.partner.email == nil ? 0 : 1))
            #expect(event.changes == [FieldChange(field: "disabledReason", from: .none, to: .text(reason.rawValue))])
            var patch = WebhookPatch()
            patch.isEnabled = true
            let on = try bench.service.update(webhook.id, if: .any, patch)
            #expect(on.details.isEnabled && on.disabledBecause == nil && on.version == 3)
        }
    }

    @Test func `lets what was tried in vain begin anew when it is turned on again`() throws {
        let bench = try Bench()
        let webhook = try bench.webhook()
        let due = try bench.due(webhook)
        try bench.record(answered(500), due)
        for isEnabled in [false, true] {
            #expect(bench.delivery(due)?.attempts == 1)
            var patch = WebhookPatch()
            patch.isEnabled = isEnabled
            _ = try bench.service.update(webhook.id, if: .any, patch)
        }
        #expect(bench.delivery(due)?.attempts == 0 && bench.delivery(due)?.status == .pending)
    }

    @Test func `leaves an endpoint on that has moved since the attempt began`() throws {
        let bench = try Bench()
        let webhook = try bench.webhook()
        let due = try bench.due(webhook)
        var patch = WebhookPatch()
        patch.url = WebURL("https://hooks.example.com/new")
        _ = try bench.service.update(webhook.id, if: .any, patch)
        try bench.record(answered(410), due)
        #expect(bench.store.webhooks[webhook.id]?.details.isEnabled == true)
        #expect(bench.delivery(due)?.attempts == 1)
    }

    @Test func `takes no harm from an attempt whose delivery is gone, done, or asked for again`() throws {
        let bench = try Bench()
        let webhook = try bench.webhook()
        let due = try bench.due(webhook)
        try bench.record(answered(500), due)
        _ = try bench.service.redeliver(due.delivery.id, of: webhook.id, if: .any)
        let again = try #require(bench.delivery(due))
        #expect(again.attempts == 0 && again.nextAttemptAt == Sample.instant)
        let read = DueDelivery(delivery: again, webhook: webhook, event: nil)
        bench.store.now = Sample.instant + .seconds(1)
        _ = try bench.service.redeliver(due.delivery.id, of: webhook.id, if: .any)
        bench.store.forgetWrites()
        try bench.record(answered(200), read)
        #expect(bench.store.writes == 0 && bench.delivery(due)?.status == .pending)
        let present = DueDelivery(delivery: try #require(bench.delivery(due)), webhook: webhook, event: nil)
        try bench.record(answered(200), present)
        try bench.record(answered(410), present)
        #expect(bench.delivery(due)?.status == .delivered)
        #expect(bench.store.webhooks[webhook.id]?.details.isEnabled == true)
        bench.store.deliveries = [:]
        try bench.record(answered(410), present)
        #expect(bench.store.events.isEmpty)
    }

    @Test func `tests no endpoint that is off`() throws {
        let bench = try Bench()
        let webhook = try bench.webhook()
        var patch = WebhookPatch()
        patch.isEnabled = false
        _ = try bench.service.update(webhook.id, if: .any, patch)
        #expect(throws: ReferralError.invalidTransition(detail: "The webhook is off: turn it on first.")) {
            try bench.due(webhook)
        }
        #expect(bench.store.deliveries.isEmpty)
    }

    @Test(
        arguments: [
            (0, nil, 1...3, 3), (1, nil, 2...3, 3), (0, 2, 1...2, 2), (2, 99, 3...3, 3), (3, nil, nil, 3),
            (9, nil, nil, 3),
            (Int.max, Int.max, nil, 3), (2, 1, nil, 2),
        ] as [(Int, Int?, ClosedRange<Int>?, Int)])
    func `sends the part of the feed that there is`(after: Int, until: Int?, range: ClosedRange<Int>?, last: Int) throws
    {
        let bench = try Bench()
        let webhook = try bench.webhook()
        for _ in 0..<3 {
            bench.store.record(
                Event(
                    type: .profileUpdated, occurredAt: Sample.instant, subject: .profile(ID(high: 1, low: 1)),
                    audience: Audience(partnerID: bench.partner.id), cause: Bench.cause))
        }
        let redelivery = try bench.service.redeliver(to: webhook.id, if: .any, after: after, until: until)
        #expect(bench.store.redelivered == (range.map { [$0] } ?? []))
        #expect(redelivery.queued == range?.count ?? 0 && redelivery.last == last)
    }
}

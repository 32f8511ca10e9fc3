import ReferralStore
import Referrals
import Synchronization
import TestSupport
import Testing

/// What commits have left to be sent.
final class OutboxLog: Sendable {
    private let entries = Mutex<[OutboxNews]>([])

    var news: [OutboxNews] { entries.withLock { $0 } }

    func add(_ news: OutboxNews) { entries.withLock { $0.append(news) } }
}

extension WebURL {
    static func make(_ text: String = "https://hooks.example.com/in") -> WebURL {
        guard let url = WebURL(text) else { preconditionFailure("\(text) is no URL") }
        return url
    }
}

extension WebhookSecret {
    static func make(_ byte: UInt8 = 7) -> WebhookSecret {
        guard let secret = WebhookSecret(bytes: Array(repeating: byte, count: 32)) else {
            preconditionFailure("32 bytes are a secret")
        }
        return secret
    }
}

extension WebhookDetails {
    static func make(_ patterns: String...) -> WebhookDetails {
        WebhookDetails(url: .make(), events: EventFilter(patterns) ?? .everything)
    }
}

extension TestStore {
    func webhook(_ owner: Scope, _ details: WebhookDetails = .make("*")) async throws -> Webhook {
        try await write { store throws(ReferralError) in
            try WebhookService(store, scope: .operator, cause: Self.cause)
                .create(for: owner, details, secret: .make())
        }
    }

    func change(_ webhook: Webhook, _ edit: @escaping @Sendable (inout WebhookPatch) -> Void) async throws {
        _ = try await write { store throws(ReferralError) in
            var patch = WebhookPatch()
            edit(&patch)
            return try WebhookService(store, scope: .operator, cause: Self.cause)
                .update(webhook.id, if: .any, patch)
        }
    }

    /// The deliveries of a webhook, oldest first.
    func deliveries(of webhook: Webhook) throws -> [WebhookDelivery] {
        try read { reader throws(ReferralError) in
            try reader.deliveries(of: webhook.id, DeliveryQuery(), PageRequest(limit: 200)).items.reversed()
        }
    }

    func queues() throws -> [WebhookQueue] {
        try read { reader throws(ReferralError) in try reader.webhookQueues() }
    }

    func due(_ webhook: Webhook) throws -> DueDelivery? {
        try read { reader throws(ReferralError) in try reader.dueDelivery(of: webhook.id) }
    }

    /// Records an attempt that the endpoint answered with a status.
    func attempt(
        _ due: DueDelivery, _ status: Int = 200, payload: KeptBody = KeptBody(Array("{}".utf8)),
        response: String = "ok"
    ) async throws {
        let attempt = DeliveryAttempt(
            at: clock.now, duration: 12, result: .answered(status: status, response: Array(response.utf8)))
        try await write { store throws(ReferralError) in
            try WebhookService.delivering(store).record(attempt, of: due, payload: payload, random: 0)
        }
    }
}

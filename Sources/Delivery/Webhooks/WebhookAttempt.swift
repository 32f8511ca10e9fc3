import Referrals

/// What is to be done at an endpoint.
enum NextDelivery: Sendable {
    case ready(PreparedDelivery)
    /// Nothing can be sent of it, for a fault of the service's own.
    case damaged(DueDelivery, ReferralError)
}

/// What is about to be sent to an endpoint.
struct PreparedDelivery: Sendable {
    let due: DueDelivery
    /// The content as it may be kept.
    let kept: KeptBody
    /// The content as it is sent.
    let content: [UInt8]
    /// Whether what failed before it waits no more.
    let isFailedGone: Bool

    /// Reads what is due at an endpoint, what failed there first before all else; nil when nothing is.
    static func read(
        of webhook: ID<Webhook>, failed: ID<WebhookDelivery>?, _ renderer: any EventRenderer,
        _ reader: any ReferralReader
    ) throws(ReferralError) -> NextDelivery? {
        guard let first = try reader.dueDelivery(of: webhook) else { return nil }
        let before = try failed.flatMap { id throws(ReferralError) in try reader.delivery(id, of: webhook) }
        let due = try again(before, at: first.webhook, reader) ?? first
        do throws(ReferralError) {
            guard let kept = try kept(due, renderer, reader) else {
                throw .internalFault("it has neither a payload nor an event that can be read")
            }
            return .ready(
                PreparedDelivery(
                    due: due, kept: kept, content: try renderer.whole(kept, reader),
                    isFailedGone: failed != nil && before?.status != .pending))
        } catch {
            guard !error.isOfStorage else { throw error }
            return .damaged(due, error)
        }
    }

    private static func again(
        _ delivery: WebhookDelivery?, at webhook: Webhook, _ reader: any ReferralReader
    ) throws(ReferralError) -> DueDelivery? {
        guard let delivery, let instant = delivery.nextAttemptAt, instant <= reader.now else { return nil }
        guard delivery.payload == nil else { return DueDelivery(delivery: delivery, webhook: webhook, event: nil) }
        let event = try delivery.seq.flatMap { seq throws(ReferralError) in try reader.event(webhook.owner, seq: seq) }
        return DueDelivery(delivery: delivery, webhook: webhook, event: event)
    }

    private static func kept(
        _ due: DueDelivery, _ renderer: any EventRenderer, _ reader: any ReferralReader
    ) throws(ReferralError) -> KeptBody? {
        if let payload = due.delivery.payload { return payload }
        return try due.event.map { event throws(ReferralError) in
            try renderer.kept(event, in: due.webhook.owner, reader)
        }
    }

    /// The request, signed for an instant.
    func post(at now: Timestamp, _ limits: Transfer.Limits) -> Transfer.Post {
        let id = due.delivery.messageID.description
        let timestamp = now.milliseconds / 1_000
        let signature = Signature.header(
            id: id, timestamp: timestamp, body: content, secrets: due.webhook.secrets(at: now))
        return Transfer.Post(
            to: due.webhook.details.url,
            fields: [
                ("Content-Type", "application/json"), ("webhook-id", id), ("webhook-timestamp", "\(timestamp)"),
                ("webhook-signature", signature),
            ], body: content, limits: limits)
    }
}

extension DeliveryAttempt {
    /// What came of a transfer that began at `start`; nil when it was cancelled. An answer is shown only when anybody
    /// could have asked for it.
    init?(_ result: TransferResult, began start: Timestamp, now: Timestamp) {
        switch result.outcome {
        case .answered(let answer):
            let shown = answer.isPublic ? answer.content : []
            self.init(
                at: start, duration: result.milliseconds, result: .answered(status: answer.status, response: shown),
                retryAfter: answer.retryAfter.flatMap { RetryAfter.seconds($0, now: now) })
        case .failed(let failure):
            self.init(at: start, duration: result.milliseconds, result: .failed(failure.kind.sentence))
        case .cancelled: return nil
        }
    }
}

extension TransferFailure.Kind {
    /// For the owner of the endpoint.
    fileprivate var sentence: String {
        switch self {
        case .connection:
            "No connection: the host has no address, its address may not be used, or nothing answers there."
        case .encryption: "No encrypted connection: the endpoint speaks no TLS 1.2, or its certificate is not valid."
        case .time: "No answer in time."
        case .exchange, .refusal, .login: "The connection broke, or the answer is not valid HTTP."
        case .unavailable: "This service can't send at the moment."
        }
    }
}

extension ReferralError {
    /// Whether the same may succeed a little later.
    var isOfStorage: Bool {
        switch self {
        case .storageUnavailable, .overloaded: true
        default: false
        }
    }
}

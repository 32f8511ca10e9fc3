/// An event, or a test, on its way to one endpoint.
public struct WebhookDelivery: Hashable, Sendable {
    /// How it stands.
    public enum Status: String, CaseIterable, Sendable {
        case pending, delivered, failed
    }

    /// The delivery's id.
    public let id: ID<WebhookDelivery>
    /// Where it goes.
    public let webhookID: ID<Webhook>
    /// The `webhook-id` of every attempt: the event's id, alike at every endpoint, or a test's own.
    public let messageID: ID<Event>
    /// The event's type, or `test`.
    public let type: String
    /// The event's number in the feed of the webhook's owner; nil for a test, and once the event is pruned.
    public let seq: Int?
    /// How it stands.
    public var status: Status
    /// How often it was tried since it was made or last asked for again.
    public var attempts: Int
    /// When it is tried next; nil unless pending.
    public var nextAttemptAt: Timestamp?
    /// When it was made.
    public let createdAt: Timestamp
    /// What was sent, without the customer's person where they are withheld by now; nil before the first attempt.
    public var payload: KeptBody?
    /// The last attempt.
    public var lastAttempt: DeliveryAttempt?

    /// Makes a delivery.
    public init(
        id: ID<WebhookDelivery>, webhookID: ID<Webhook>, messageID: ID<Event>, type: String, seq: Int?,
        status: Status, attempts: Int, nextAttemptAt: Timestamp?, createdAt: Timestamp, payload: KeptBody? = nil,
        lastAttempt: DeliveryAttempt? = nil
    ) {
        self.id = id
        self.webhookID = webhookID
        self.messageID = messageID
        self.type = type
        self.seq = seq
        self.status = status
        self.attempts = attempts
        self.nextAttemptAt = nextAttemptAt
        self.createdAt = createdAt
        self.payload = payload
        self.lastAttempt = lastAttempt
    }
}

/// One attempt to deliver, and what came of it.
public struct DeliveryAttempt: Hashable, Sendable {
    /// How many bytes of an answer are kept.
    public static let keptResponse = 4_096

    /// What came of it.
    public enum Result: Hashable, Sendable {
        /// The endpoint answered: with a status, and the first 4 KiB of its answer where they may be shown.
        case answered(status: Int, response: [UInt8])
        /// It did not, in words for its owner. Refused addresses and failed connections read alike.
        case failed(String)
    }

    /// When it began.
    public let at: Timestamp
    /// How long it took, in milliseconds.
    public let duration: Int
    /// What came of it.
    public let result: Result
    /// How many seconds the endpoint asked to be left alone (`Retry-After`); nil when it did not.
    public let retryAfter: Int?

    /// Makes an attempt.
    public init(at: Timestamp, duration: Int, result: Result, retryAfter: Int? = nil) {
        self.at = at
        self.duration = duration
        self.result = result
        self.retryAfter = retryAfter
    }
}

/// A delivery that is due, with everything that sending it needs.
public struct DueDelivery: Sendable {
    /// The delivery; its payload is nil at the first attempt.
    public let delivery: WebhookDelivery
    /// The endpoint.
    public let webhook: Webhook
    /// The event; nil for a test, and when it is not needed since the payload is kept.
    public let event: FeedEvent?

    /// Makes one.
    public init(delivery: WebhookDelivery, webhook: Webhook, event: FeedEvent?) {
        self.delivery = delivery
        self.webhook = webhook
        self.event = event
    }
}

/// The first delivery that waits at an endpoint which is on, and whose owner is not suspended.
public struct WebhookQueue: Hashable, Sendable {
    /// The endpoint.
    public let webhookID: ID<Webhook>
    /// The endpoint's version: another one when its owner has changed it.
    public let version: Int
    /// When its first delivery is due.
    public let dueAt: Timestamp

    /// Makes one.
    public init(webhookID: ID<Webhook>, version: Int, dueAt: Timestamp) {
        self.webhookID = webhookID
        self.version = version
        self.dueAt = dueAt
    }
}

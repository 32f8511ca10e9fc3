/// Webhooks, as their owners and operators manage them.
public struct WebhookService {
    let store: any ReferralTransaction
    private let scope: Scope
    let cause: Cause

    /// Works in one transaction for one caller.
    public init(_ store: any ReferralTransaction, scope: Scope, cause: Cause) {
        self.store = store
        self.scope = scope
        self.cause = cause
    }

    /// Makes a webhook. Throws `invalid` when the partner does not exist, and `limitReached` beyond 20.
    public func create(
        for owner: Scope, _ details: WebhookDetails, secret: WebhookSecret
    ) throws(ReferralError) -> Webhook {
        if let partner = owner.partnerID, try store.partner(partner) == nil {
            throw .invalid([.invalid("/partnerId", "There is no partner with this id.")])
        }
        guard try store.webhookCount(of: owner) < Webhook.maximum else {
            throw .limitReached(detail: "An owner has at most \(Webhook.maximum) webhooks.")
        }
        let webhook = Webhook(
            id: store.newID(), owner: owner, details: details, secret: secret, createdAt: store.now)
        try store.insert(webhook)
        return webhook
    }

    /// Changes a webhook; who turns it on has done away with what the service turned it off for. Throws `notFound` and
    /// `stale`.
    public func update(
        _ id: ID<Webhook>, if condition: VersionCondition, _ patch: WebhookPatch
    ) throws(ReferralError) -> Webhook {
        let webhook = try found(id, condition)
        var changed = webhook
        changed.details = patch.applied(to: webhook.details)
        if changed.details.isEnabled { changed.disabledBecause = nil }
        // What was tried in vain before would soon turn it off again.
        if changed.details.isEnabled, !webhook.details.isEnabled { try store.forgetAttempts(to: id) }
        return changed == webhook ? webhook : try save(changed)
    }

    /// Removes a webhook with everything that waits for it and its log. Throws `notFound` and `stale`.
    public func delete(_ id: ID<Webhook>, if condition: VersionCondition) throws(ReferralError) {
        _ = try found(id, condition)
        try store.deleteWebhook(id)
    }

    /// Gives a webhook another secret. The one before signs too for 24 hours, and the one before that no more.
    public func rotateSecret(
        of id: ID<Webhook>, if condition: VersionCondition, to secret: WebhookSecret
    ) throws(ReferralError) -> Webhook {
        var webhook = try found(id, condition)
        webhook.previousSecret = Webhook.PreviousSecret(secret: webhook.secret, until: store.now + Webhook.overlap)
        webhook.secret = secret
        return try save(webhook)
    }

    /// Leaves a message for a webhook that is no event's. `payload` writes it. Throws `invalidTransition` for one that
    /// is off, where it would wait and come when nobody thinks of it any more.
    public func test(
        _ id: ID<Webhook>, if condition: VersionCondition, payload: (WebhookTest) -> [UInt8]
    ) throws(ReferralError) -> WebhookDelivery {
        let webhook = try found(id, condition)
        guard webhook.details.isEnabled else {
            throw .invalidTransition(detail: "The webhook is off: turn it on first.")
        }
        let test = WebhookTest(
            id: store.newID(), webhook: webhook, at: store.now, actor: cause.actor, requestID: cause.requestID)
        let delivery = WebhookDelivery(
            id: store.newID(), webhookID: id, messageID: test.id, type: WebhookTest.type, seq: nil, status: .pending,
            attempts: 0, nextAttemptAt: store.now, createdAt: store.now, payload: KeptBody(payload(test)))
        try store.insert(delivery)
        return delivery
    }

    /// Sends a delivery once more, however it stands; one that waits for its next attempt is due at once. Throws
    /// `notFound`.
    public func redeliver(
        _ id: ID<WebhookDelivery>, of webhook: ID<Webhook>, if condition: VersionCondition
    ) throws(ReferralError) -> WebhookDelivery {
        _ = try found(webhook, condition)
        guard var delivery = try store.delivery(id, of: webhook) else { throw .notFound }
        delivery.status = .pending
        delivery.attempts = 0
        delivery.nextAttemptAt = store.now
        try store.update(delivery)
        return delivery
    }

    /// Sends the events of the owner's feed behind a number once more, those that the webhook wants, also what happened
    /// while it was off; at most 1,000 numbers of the feed at a time.
    public func redeliver(
        to id: ID<Webhook>, if condition: VersionCondition, after seq: Int, until last: Int?
    ) throws(ReferralError) -> Redelivery {
        let webhook = try found(id, condition)
        let bounds = try store.feedBounds(webhook.owner)
        let first = max(min(seq, bounds.last) + 1, bounds.first)
        let end = min(last ?? bounds.last, bounds.last, first + Redelivery.maximum - 1)
        guard first <= end else { return Redelivery(queued: 0, last: min(max(seq, 0), bounds.last)) }
        return Redelivery(queued: try store.redeliver(first...end, to: webhook), last: end)
    }

    private func found(_ id: ID<Webhook>, _ condition: VersionCondition) throws(ReferralError) -> Webhook {
        guard let webhook = try store.webhook(id, scope) else { throw .notFound }
        try condition.check(webhook.tag)
        return webhook
    }

    func save(_ changed: Webhook) throws(ReferralError) -> Webhook {
        var next = changed
        next.version += 1
        next.updatedAt = store.now
        try store.update(next)
        return next
    }
}

/// A message that shows whether a webhook works.
public struct WebhookTest: Sendable {
    /// The type of its delivery.
    public static let type = "test"

    /// Its `webhook-id`.
    public let id: ID<Event>
    /// Where it goes.
    public let webhook: Webhook
    /// When it was asked for.
    public let at: Timestamp
    /// Who asked for it.
    public let actor: Actor
    /// On which request.
    public let requestID: String?
}

/// How much of a feed is sent once more.
public struct Redelivery: Hashable, Sendable {
    /// How many numbers of the feed one call goes through.
    public static let maximum = 1_000

    /// How many events there are to send.
    public let queued: Int
    /// The number that the next call goes on behind.
    public let last: Int
}

/// What a PATCH of a webhook sets; nil leaves a member as it is, and `.some(nil)` clears it.
public struct WebhookPatch: Sendable {
    /// Where deliveries go.
    public var url: WebURL?
    /// Which events it is told of.
    public var events: EventFilter?
    /// Whether it is told of any.
    public var isEnabled: Bool?
    /// What it is for.
    public var description: String??

    /// Makes an empty patch.
    public init() {}

    func applied(to details: WebhookDetails) -> WebhookDetails {
        var changed = details
        if let url { changed.url = url }
        if let events { changed.events = events }
        if let isEnabled { changed.isEnabled = isEnabled }
        if let description { changed.description = description }
        return changed
    }
}

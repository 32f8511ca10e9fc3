/// An endpoint that is told of events by Standard Webhooks 1.0.
public struct Webhook: Hashable, Sendable {
    /// How many an owner may have.
    public static let maximum = 20
    /// For how long the secret before the last rotation signs too.
    public static let overlap = TimeSpan.hours(24)

    /// Why the service turned it off.
    public enum DisabledReason: String, CaseIterable, Sendable {
        /// It answered 410.
        case gone
        /// A delivery failed as often as the schedule has it.
        case exhausted
    }

    /// The webhook's id.
    public let id: ID<Webhook>
    /// Whose it is, and whose feed it is told of.
    public let owner: Scope
    /// What its owner decides.
    public var details: WebhookDetails
    /// Why the service turned it off; nil when it is on, or when its owner did that.
    public var disabledBecause: DisabledReason?
    /// What signs.
    public var secret: WebhookSecret
    /// What signs besides, and until when.
    public var previousSecret: PreviousSecret?
    /// When it was made.
    public let createdAt: Timestamp
    /// When it last changed.
    public var updatedAt: Timestamp
    /// From 1, one more with each change.
    public var version = 1

    /// A secret that a rotation has replaced.
    public struct PreviousSecret: Hashable, Sendable {
        /// The secret.
        public let secret: WebhookSecret
        /// Until when it signs.
        public let until: Timestamp

        /// Makes one.
        public init(secret: WebhookSecret, until: Timestamp) {
            self.secret = secret
            self.until = until
        }
    }

    /// Makes a webhook that nobody has changed yet.
    public init(id: ID<Webhook>, owner: Scope, details: WebhookDetails, secret: WebhookSecret, createdAt: Timestamp) {
        self.id = id
        self.owner = owner
        self.details = details
        self.secret = secret
        self.createdAt = createdAt
        updatedAt = createdAt
    }

    /// The validator of what is shown.
    public var tag: EntityTag { EntityTag(version: version) }

    /// What signs at an instant, the present secret first.
    public func secrets(at now: Timestamp) -> [WebhookSecret] {
        guard let previous = previousSecret, now < previous.until else { return [secret] }
        return [secret, previous.secret]
    }
}

/// What the owner of a webhook decides.
public struct WebhookDetails: Hashable, Sendable {
    /// Where deliveries go.
    public var url: WebURL
    /// Which events it is told of.
    public var events: EventFilter
    /// Whether it is told of any.
    public var isEnabled: Bool
    /// What it is for, up to 200 characters.
    public var description: String?

    /// Makes details.
    public init(url: WebURL, events: EventFilter, isEnabled: Bool = true, description: String? = nil) {
        self.url = url
        self.events = events
        self.isEnabled = isEnabled
        self.description = description
    }
}

/// What kinds of things happen. The raw value is the event's `type`.
public enum EventType: String, CaseIterable, Sendable {
    case engagementCreated = "engagement.created"
    case engagementAccepted = "engagement.accepted"
    case engagementDeclined = "engagement.declined"
    case engagementExpired = "engagement.expired"
    case engagementUpdated = "engagement.updated"
    case engagementWon = "engagement.won"
    case engagementLost = "engagement.lost"
    case engagementWithdrawn = "engagement.withdrawn"
    case engagementHotEnded = "engagement.hotEnded"
    case contactAdded = "contact.added"
    case contactUpdated = "contact.updated"
    case contactRemoved = "contact.removed"
    case noteAdded = "note.added"
    case noteUpdated = "note.updated"
    case noteRemoved = "note.removed"
    case profileActivated = "profile.activated"
    case profileDeactivated = "profile.deactivated"
    case profileUpdated = "profile.updated"
    case profileDeleted = "profile.deleted"
    case rfiSubmitted = "rfi.submitted"
    case rfiExtended = "rfi.extended"
    case rfiWithdrawn = "rfi.withdrawn"
    case rfiErased = "rfi.erased"
    case webhookDisabled = "webhook.disabled"
    case registrationRequired = "registration.required"
    case registrationSubmitted = "registration.submitted"
    case registrationInfoRequested = "registration.infoRequested"
    case registrationApproved = "registration.approved"
    case registrationRejected = "registration.rejected"
}

/// What an event is about.
public enum Subject: Hashable, Sendable {
    case engagement(ID<Engagement>)
    case contact(ID<Contact>)
    case note(ID<Note>)
    case profile(ID<Profile>)
    case rfi(ID<RFI>)
    case webhook(ID<Webhook>)
    case registration(ID<Registration>)

    /// The type of the thing, in the word that the API has for it.
    public var name: String {
        switch self {
        case .engagement: "engagement"
        case .contact: "contact"
        case .note: "note"
        case .profile: "profile"
        case .rfi: "rfi"
        case .webhook: "webhook"
        case .registration: "registration"
        }
    }
}

/// Which feeds an event is numbered in, besides the operator's, which has all.
public struct Audience: Hashable, Sendable {
    /// The partner whose feed it is in.
    public let partnerID: ID<Partner>?
    /// The marketplace whose feed it is in: what the customer may see.
    public let marketplaceID: MarketplaceID?

    /// Makes an audience.
    public init(partnerID: ID<Partner>? = nil, marketplaceID: MarketplaceID? = nil) {
        self.partnerID = partnerID
        self.marketplaceID = marketplaceID
    }

    /// The feeds that it reads: the operator's has every event.
    public var feeds: [Scope] {
        [.operator] + (partnerID.map { [.partner($0)] } ?? []) + (marketplaceID.map { [.marketplace($0)] } ?? [])
    }
}

/// Something that happened, as it is recorded in the transaction that made it so.
///
/// It holds ids and the fields of the deal, never the customer's person nor the text of notes and contacts.
public struct Event: Sendable {
    /// The kind.
    public let type: EventType
    /// When it was so; an expiry that is recorded late keeps its due instant.
    public let occurredAt: Timestamp
    /// What it is about.
    public let subject: Subject
    /// The engagement whose history it belongs to.
    public let engagementID: ID<Engagement>?
    /// Who is told.
    public let audience: Audience
    /// Who did it, on which request.
    public let cause: Cause
    /// Which fields changed, in a fixed order.
    public let changes: [FieldChange]

    /// Makes an event.
    public init(
        type: EventType, occurredAt: Timestamp, subject: Subject, engagementID: ID<Engagement>? = nil,
        audience: Audience, cause: Cause, changes: [FieldChange] = []
    ) {
        self.type = type
        self.occurredAt = occurredAt
        self.subject = subject
        self.engagementID = engagementID
        self.audience = audience
        self.cause = cause
        self.changes = changes
    }
}

/// One entry of an engagement's history.
public struct HistoryEntry: Hashable, Sendable {
    /// 1, 2, 3 ... within the engagement.
    public let seq: Int
    /// What happened.
    public let type: EventType
    /// When it was so.
    public let occurredAt: Timestamp
    /// Who did it.
    public let actor: Actor
    /// On which request; nil for the clock.
    public let requestID: String?
    /// The changed fields as a JSON object `{field: {from, to}}`, as they were stored.
    public let changes: String

    /// Makes an entry.
    public init(
        seq: Int, type: EventType, occurredAt: Timestamp, actor: Actor, requestID: String?, changes: String
    ) {
        self.seq = seq
        self.type = type
        self.occurredAt = occurredAt
        self.actor = actor
        self.requestID = requestID
        self.changes = changes
    }
}

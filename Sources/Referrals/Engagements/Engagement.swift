/// One partner's part of an RFI: received, answered in time or not, worked, and reported.
public struct Engagement: Hashable, Sendable {
    /// The engagement's id.
    public let id: ID<Engagement>
    /// The RFI it is part of.
    public let rfiID: ID<RFI>
    /// Whose customer asks: the tenant that learns of the answer.
    public let marketplaceID: MarketplaceID
    /// Whose it is.
    public let partnerID: ID<Partner>
    /// The profile that was asked.
    public let profileID: ID<Profile>
    /// The location that was asked.
    public let locationID: ID<Location>
    /// When it was made, and which instants follow.
    public let clocks: EngagementClocks
    /// Where it stands.
    public var state: EngagementState = .new
    /// What the partner wrote of the deal.
    public var terms = EngagementTerms()
    /// The value of the won deal.
    public var finalValue: Money?
    /// When the won deal was closed.
    public var closedOn: Day?
    /// Why it was declined or lost; which of the two, the state tells.
    public var refusal: Refusal?
    /// Why it was withdrawn.
    public var withdrawal: WithdrawalReason?
    /// How many contacts it has.
    public var contactCount = 0
    /// The registration that the win asked for.
    public var registration: RegistrationStanding?
    /// Whether its outcome is missed: it is active, and its purchase date long past.
    public var isOutcomeOverdue = false
    /// Whether the partner was reminded of that.
    public var isOutcomeReminded = false
    /// When the partner answered; an expiry is no answer.
    public var respondedAt: Timestamp?
    /// When it was archived.
    public var closedAt: Timestamp?
    /// When it last changed.
    public var updatedAt: Timestamp
    /// From 1, one more with each change, those of contacts and of the registration's status included.
    public var version = 1

    /// Makes a new engagement.
    public init(
        id: ID<Engagement>, rfiID: ID<RFI>, marketplaceID: MarketplaceID, partnerID: ID<Partner>,
        profileID: ID<Profile>, locationID: ID<Location>, clocks: EngagementClocks
    ) {
        self.id = id
        self.rfiID = rfiID
        self.marketplaceID = marketplaceID
        self.partnerID = partnerID
        self.profileID = profileID
        self.locationID = locationID
        self.clocks = clocks
        updatedAt = clocks.createdAt
    }

    /// Whether the customer's wish for direct contact is fresh.
    public func isHot(at now: Timestamp) -> Bool {
        state.isHot(until: clocks.hotUntil, at: now)
    }

    /// Whether it is new and past the recommended answer time.
    public func isOverdue(at now: Timestamp) -> Bool {
        state.isOverdue(since: clocks.respondBy, at: now)
    }

    /// `expiresAt` as it is shown: none once the partner answered or the customer withdrew.
    public var shownExpiry: Timestamp? {
        switch state {
        case .new, .archived(.expired): clocks.expiresAt
        case .active, .archived(.won), .archived(.lost), .archived(.declined), .archived(.withdrawn): nil
        }
    }

    /// The validator of what is shown: the hot window ends without a new version.
    public func tag(at now: Timestamp) -> EntityTag {
        EntityTag(version: version, variant: isHot(at: now) ? "hot" : "")
    }
}

/// The registration of an engagement, as the engagement shows it.
public struct RegistrationStanding: Hashable, Sendable {
    /// The registration's id.
    public let id: ID<Registration>
    /// Where it stands.
    public let state: RegistrationState

    /// Makes a standing.
    public init(id: ID<Registration>, state: RegistrationState) {
        self.id = id
        self.state = state
    }

    /// The standing of a registration.
    init(_ registration: Registration) { self.init(id: registration.id, state: registration.state) }
}

/// The instants of an engagement, fixed when it is made: a later change of the settings does not move them.
public struct EngagementClocks: Hashable, Sendable {
    /// When it was made.
    public let createdAt: Timestamp
    /// The recommended answer time; never after `expiresAt`.
    public let respondBy: Timestamp
    /// When it expires unless it is answered.
    public let expiresAt: Timestamp
    /// When the partner is reminded; nil when that would be before the creation.
    public let remindAt: Timestamp?
    /// Until when a wish for direct contact is hot; nil when the customer did not ask. Never after `expiresAt`.
    public let hotUntil: Timestamp?

    /// The instants of an engagement that is made now. `responseWindow` is the profile's own, which counts when it is
    /// the shorter one.
    public init(
        createdAt: Timestamp, policy: ResponsePolicy, responseWindow: TimeSpan? = nil, directContact: Bool
    ) {
        let expiresAt = createdAt + min(responseWindow ?? policy.responseWindow, policy.responseWindow)
        let remindAt = expiresAt - policy.expiryReminder
        self.init(
            createdAt: createdAt, respondBy: min(createdAt + policy.respondBy, expiresAt),
            expiresAt: expiresAt,
            remindAt: remindAt > createdAt ? remindAt : nil,
            hotUntil: directContact ? min(createdAt + policy.hotWindow, expiresAt) : nil)
    }

    /// The instants as they were stored.
    public init(
        createdAt: Timestamp, respondBy: Timestamp, expiresAt: Timestamp, remindAt: Timestamp?,
        hotUntil: Timestamp?
    ) {
        self.createdAt = createdAt
        self.respondBy = respondBy
        self.expiresAt = expiresAt
        self.remindAt = remindAt
        self.hotUntil = hotUntil
    }
}

/// What the partner says of the deal; editable while it is active.
public struct EngagementTerms: Hashable, Sendable {
    /// What the partner calls it.
    public var name: String?
    /// What it may be worth.
    public var estimatedValue: Money?
    /// When the customer may buy.
    public var estimatedPurchaseDate: Day?
    /// The timeframe the date came from, when it was given as one.
    public var purchaseTimeframe: Timeframe?
    /// The partner's own number for it, up to 128 characters.
    public var crmID: String?

    /// Makes empty terms.
    public init() {}
}

/// Why an engagement was declined or lost.
public struct Refusal: Hashable, Sendable {
    /// The kinds of reasons.
    public enum Reason: String, CaseIterable, Sendable {
        case budgetInadequate, customerUnresponsive, choseAnotherVendor, requirementNotMet, notACustomer
        case timelineTooShort, spam, other
    }

    /// The reason.
    public let reason: Reason
    /// More about it; `other` always has one.
    public let note: String?

    /// Makes a refusal; nil when `other` comes without a note.
    public init?(reason: Reason, note: String?) {
        if reason == .other, note == nil { return nil }
        self.reason = reason
        self.note = note
    }
}

/// Why an engagement was withdrawn.
public enum WithdrawalReason: String, CaseIterable, Sendable {
    /// The customer took the request back.
    case requestWithdrawn
    /// Enough other partners had accepted it.
    case enoughAccepted
    /// The customer's person was erased, so that nobody can be answered.
    case personErased
}

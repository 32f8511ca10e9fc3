/// A tenant of customers: the marketplace whose keys may see each other's RFIs. `[a-z0-9-]{1,64}`.
public struct MarketplaceID: Hashable, Sendable, CustomStringConvertible {
    /// The text of the id.
    public let description: String

    /// Makes an id; nil unless the text is 1 to 64 of `[a-z0-9-]`.
    public init?(_ text: String) {
        let bytes = text.utf8
        guard (1...64).contains(bytes.count), bytes.allSatisfy(Self.isAllowed) else { return nil }
        description = text
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || byte == UInt8(ascii: "-")
    }
}

/// What a key may do, with the tenant it speaks for: a partner's key without a partner can't be made.
public enum Role: Hashable, Sendable {
    case `operator`
    case partner(ID<Partner>)
    case marketplace(MarketplaceID)
    case reviewer

    /// The role without its tenant.
    public enum Kind: String, CaseIterable, Sendable {
        case `operator`, partner, marketplace, reviewer
    }

    /// The role without its tenant.
    public var kind: Kind {
        switch self {
        case .operator: .operator
        case .partner: .partner
        case .marketplace: .marketplace
        case .reviewer: .reviewer
        }
    }

    /// The partner that the key speaks for.
    public var partnerID: ID<Partner>? {
        if case .partner(let id) = self { id } else { nil }
    }

    /// The marketplace that the key speaks for.
    public var marketplaceID: MarketplaceID? {
        if case .marketplace(let id) = self { id } else { nil }
    }
}

/// Whose data an operation may touch. Every read and write of the store takes one, so that tenancy can't be forgotten.
public enum Scope: Hashable, Sendable {
    case `operator`
    case partner(ID<Partner>)
    case marketplace(MarketplaceID)
    /// The registrations that were submitted, of all partners, and nothing else.
    case reviewer

    /// The partner whose data it is alone.
    public var partnerID: ID<Partner>? {
        if case .partner(let id) = self { id } else { nil }
    }

    /// The marketplace whose data it is alone.
    public var marketplaceID: MarketplaceID? {
        if case .marketplace(let id) = self { id } else { nil }
    }
}

/// Who calls: a key, or the operator key of the environment, which has no id.
public struct Caller: Hashable, Sendable {
    /// The key's id; nil for the key in `REFERRALS_OPERATOR_KEY` and for the service's own clock.
    public let keyID: ID<APIKey>?
    /// What the key may do.
    public let role: Role
    /// The key's name, as it stands in history and notes.
    public let name: String

    /// Makes a caller.
    public init(keyID: ID<APIKey>?, role: Role, name: String) {
        self.keyID = keyID
        self.role = role
        self.name = name
    }
}

/// Who did something, as history and events tell it.
public struct Actor: Hashable, Sendable {
    /// The key's id, nil for the environment's operator key and for the clock.
    public let keyID: ID<APIKey>?
    /// `operator`, `partner`, `marketplace`, `reviewer`, or `clock`.
    public let role: String
    /// The key's name.
    public let name: String

    /// Makes an actor.
    public init(keyID: ID<APIKey>?, role: String, name: String) {
        self.keyID = keyID
        self.role = role
        self.name = name
    }

    /// The caller as an actor.
    public init(_ caller: Caller) {
        self.init(keyID: caller.keyID, role: caller.role.kind.rawValue, name: caller.name)
    }

    /// The service itself, when an instant comes due.
    public static let clock = Actor(keyID: nil, role: "clock", name: "clock")

    /// The service itself, when a rule applies: that an RFI has found enough partners or needs
    /// another, or that a webhook is given up.
    public static let rule = Actor(keyID: nil, role: "rule", name: "rule")

    /// Whether a reader may know which key it was and on which request. Of other tenants, and of the operator, partners
    /// and marketplaces learn the role alone. Of a tenant's own data, actors of the tenant's role are its own keys.
    public func isKnown(to reader: Scope) -> Bool {
        switch reader {
        case .operator: true
        case .partner: role == Role.Kind.partner.rawValue || isService
        case .marketplace: role == Role.Kind.marketplace.rawValue || isService
        case .reviewer: role == Role.Kind.reviewer.rawValue || isService
        }
    }

    /// Whether it was the service itself.
    private var isService: Bool { self == .clock || self == .rule }
}

/// Who does something and on which request: what history and events record with a change.
public struct Cause: Sendable {
    /// Who.
    public let actor: Actor
    /// The request's id; nil for the clock.
    public let requestID: String?

    /// Makes a cause.
    public init(actor: Actor, requestID: String?) {
        self.actor = actor
        self.requestID = requestID
    }

    /// An instant that came due.
    public static let clock = Cause(actor: .clock, requestID: nil)
}

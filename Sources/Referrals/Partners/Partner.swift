/// A company that receives referrals.
public struct Partner: Hashable, Sendable {
    /// Whether the partner takes part.
    public enum Status: String, CaseIterable, Sendable {
        case active, suspended
    }

    /// The partner's id.
    public let id: ID<Partner>
    /// The company's name.
    public var name: String
    /// Where the operator reaches it.
    public var email: EmailAddress?
    /// Its site.
    public var website: WebURL?
    /// Suspended: keys are refused, profiles neither found nor recipients; clocks run on.
    public var status: Status
    /// From 1, one more with each change.
    public var version: Int
    /// When it was made.
    public let createdAt: Timestamp
    /// When it last changed.
    public var updatedAt: Timestamp

    /// Makes a partner from its parts.
    public init(
        id: ID<Partner>, name: String, email: EmailAddress?, website: WebURL?, status: Status = .active,
        version: Int = 1, createdAt: Timestamp, updatedAt: Timestamp
    ) {
        self.id = id
        self.name = name
        self.email = email
        self.website = website
        self.status = status
        self.version = version
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }

    /// The validator of what is shown.
    public var tag: EntityTag { EntityTag(version: version) }
}

/// What a PATCH of a partner sets; nil leaves a member as it is, and `.some(nil)` clears it.
public struct PartnerPatch: Sendable {
    /// The new name.
    public var name: String?
    /// The new address.
    public var email: EmailAddress??
    /// The new site.
    public var website: WebURL??
    /// The new status.
    public var status: Partner.Status?

    /// Makes an empty patch.
    public init() {}

    /// The partner with the patch applied.
    func applied(to partner: Partner) -> Partner {
        var changed = partner
        if let name { changed.name = name }
        if let email { changed.email = email }
        if let website { changed.website = website }
        if let status { changed.status = status }
        return changed
    }
}

/// Somebody who takes part in an engagement.
public struct Contact: Hashable, Sendable {
    /// How many an engagement may have.
    public static let maximum = 50

    /// The contact's id.
    public let id: ID<Contact>
    /// What the partner writes of them.
    public var details: ContactDetails
    /// From 1, one more with each change.
    public var version: Int
    /// When it was added.
    public let createdAt: Timestamp
    /// When it last changed.
    public var updatedAt: Timestamp

    /// Makes a contact from its parts.
    public init(
        id: ID<Contact>, details: ContactDetails, version: Int = 1, createdAt: Timestamp, updatedAt: Timestamp
    ) {
        self.id = id
        self.details = details
        self.version = version
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }

    /// The validator of what is shown.
    public var tag: EntityTag { EntityTag(version: version) }
}

/// The members of a contact that the partner writes.
public struct ContactDetails: Hashable, Sendable {
    /// The name.
    public var name: String
    /// The role in the deal.
    public var role: String?
    /// The number.
    public var phone: PhoneNumber?
    /// 1 to 5 addresses.
    public var emails: [EmailAddress]

    /// Makes details.
    public init(name: String, role: String?, phone: PhoneNumber?, emails: [EmailAddress]) {
        self.name = name
        self.role = role
        self.phone = phone
        self.emails = emails
    }
}

/// What a PATCH of a contact sets; nil leaves a member as it is, and `.some(nil)` clears it.
public struct ContactPatch: Sendable {
    /// The new name.
    public var name: String?
    /// The new role.
    public var role: String??
    /// The new number.
    public var phone: PhoneNumber??
    /// The new addresses.
    public var emails: [EmailAddress]?

    /// Makes an empty patch.
    public init() {}

    func applied(to details: ContactDetails) -> ContactDetails {
        var changed = details
        if let name { changed.name = name }
        if let role { changed.role = role }
        if let phone { changed.phone = phone }
        if let emails { changed.emails = emails }
        return changed
    }
}

/// What a partner does in one country and whom to notify there. One per partner and country.
public struct Profile: Hashable, Sendable {
    /// Where the profile stands.
    public enum Status: String, CaseIterable, Sendable {
        case draft, active, inactive
    }

    /// How many locations a profile may have.
    public static let maximumLocations = 5

    /// The profile's id.
    public let id: ID<Profile>
    /// Whose it is.
    public let partnerID: ID<Partner>
    /// The country it speaks for.
    public let country: CountryCode
    /// Whether it is found.
    public var status: Status = .draft
    /// What the partner says of itself.
    public var details: ProfileDetails
    /// Where it works, 0 to 5, in order of creation.
    public var locations: [Location] = []
    /// From 1, one more with each change, those of its locations included.
    public var version: Int = 1
    /// When it was made.
    public let createdAt: Timestamp
    /// When it last changed.
    public var updatedAt: Timestamp
    /// When it last became active.
    public var activatedAt: Timestamp?

    /// Makes a draft.
    public init(
        id: ID<Profile>, partnerID: ID<Partner>, country: CountryCode, details: ProfileDetails,
        createdAt: Timestamp
    ) {
        self.id = id
        self.partnerID = partnerID
        self.country = country
        self.details = details
        self.createdAt = createdAt
        self.updatedAt = createdAt
    }

    /// The validator of what is shown.
    public var tag: EntityTag { EntityTag(version: version) }

    /// What an active profile must have and this one lacks; empty when it may be active.
    public var missing: [FieldFault] {
        var faults: [FieldFault] = []
        if details.displayName == nil {
            faults.append(.required("/displayName", "An active profile needs a display name."))
        }
        if locations.isEmpty {
            faults.append(
                .required("/locations", "An active profile needs at least one location with a contact."))
        }
        if !details.hasTag {
            faults.append(
                .required(
                    "/industries",
                    "An active profile needs at least one industry, product, service, solution or keyword."))
        }
        return faults
    }

    /// Whether the profile serves customers of this size. No sizes means every size.
    public func serves(_ size: CustomerSize) -> Bool {
        details.customerSizes.isEmpty || details.customerSizes.contains(size)
    }
}

/// The members of a profile that the partner writes.
public struct ProfileDetails: Hashable, Sendable {
    /// The name that customers see.
    public var displayName: String?
    /// Up to 2,500 characters.
    public var description: String?
    /// The partner's site for this country.
    public var website: WebURL?
    /// Languages it works in.
    public var languages: [LanguageTag] = []
    /// Industries it knows.
    public var industries: [Tag] = []
    /// Products it works with.
    public var products: [Tag] = []
    /// Services it offers.
    public var services: [Tag] = []
    /// Solutions it offers.
    public var solutions: [Tag] = []
    /// Free words.
    public var keywords: [Tag] = []
    /// Customer sizes it serves; empty for all.
    public var customerSizes: [CustomerSize] = []
    /// How long it takes to answer at most; nil for the service's response window, which it never exceeds.
    public var responseWindow: TimeSpan?

    /// Makes empty details.
    public init() {}

    var hasTag: Bool { tagLists.contains { !$0.isEmpty } }

    /// Whether both are shown alike. `==` is not enough: it takes tags that differ in case alone for one.
    func isShown(like other: ProfileDetails) -> Bool {
        self == other && tagLists.map { $0.map(\.text) } == other.tagLists.map { $0.map(\.text) }
    }

    private var tagLists: [[Tag]] { [industries, products, services, solutions, keywords] }
}

/// A place of a profile, with the person who is told of new engagements.
public struct Location: Hashable, Sendable {
    /// The location's id.
    public let id: ID<Location>
    /// What the partner writes of it.
    public var details: LocationDetails

    /// Makes a location.
    public init(id: ID<Location>, details: LocationDetails) {
        self.id = id
        self.details = details
    }
}

/// The members of a location that the partner writes.
public struct LocationDetails: Hashable, Sendable {
    /// The location's name.
    public var name: String
    /// Its address, in the profile's country.
    public var address: Address
    /// Where it is on the map, when the partner tells.
    public var position: Position?
    /// Whom to tell.
    public var contact: Person
    /// What the contact does without, each once and in the order of the cases.
    public var mailOptOuts: [MailOptOut]

    /// Makes details.
    public init(
        name: String, address: Address, position: Position?, contact: Person, mailOptOuts: [MailOptOut] = []
    ) {
        self.name = name
        self.address = address
        self.position = position
        self.contact = contact
        self.mailOptOuts = mailOptOuts
    }
}

/// Mail that the contact of a location may do without. That somebody asks is always told.
public enum MailOptOut: String, CaseIterable, Sendable {
    case expiryReminder, expired, withdrawn, registrationDecided
}

/// A point on the globe, in micro-degrees (about 11 cm): exact, so that what is shown is what was given.
public struct Position: Hashable, Sendable {
    /// -90,000,000 to 90,000,000.
    public let latitude: Int
    /// -180,000,000 to 180,000,000.
    public let longitude: Int

    /// Makes a position; nil when out of range.
    public init?(latitude: Int, longitude: Int) {
        guard (-90_000_000...90_000_000).contains(latitude), (-180_000_000...180_000_000).contains(longitude)
        else {
            return nil
        }
        self.latitude = latitude
        self.longitude = longitude
    }
}

/// A postal address.
public struct Address: Hashable, Sendable {
    /// Street and number.
    public var addressLine1: String?
    /// What does not fit the first line.
    public var addressLine2: String?
    /// The city.
    public var city: String
    /// State, province or region.
    public var state: String?
    /// As written in the country.
    public var postalCode: String?
    /// The country.
    public var country: CountryCode

    /// Makes an address.
    public init(
        addressLine1: String? = nil, addressLine2: String? = nil, city: String, state: String? = nil,
        postalCode: String? = nil, country: CountryCode
    ) {
        self.addressLine1 = addressLine1
        self.addressLine2 = addressLine2
        self.city = city
        self.state = state
        self.postalCode = postalCode
        self.country = country
    }
}

/// Somebody to write to or to call.
public struct Person: Hashable, Sendable {
    /// The name.
    public var name: String
    /// The e-mail address.
    public var email: EmailAddress
    /// The number.
    public var phone: PhoneNumber?
    /// The role in the company; of customers' contacts only.
    public var title: String?

    /// Makes a person.
    public init(name: String, email: EmailAddress, phone: PhoneNumber? = nil, title: String? = nil) {
        self.name = name
        self.email = email
        self.phone = phone
        self.title = title
    }
}

extension FieldFault {
    static func required(_ pointer: String, _ detail: String) -> FieldFault {
        FieldFault(pointer: pointer, code: "required", detail: detail)
    }

    static func invalid(_ pointer: String, _ detail: String) -> FieldFault {
        FieldFault(pointer: pointer, code: "invalid_value", detail: detail)
    }
}

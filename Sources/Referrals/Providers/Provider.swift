/// A location of an active profile, as a customer finds it.
public struct Provider: Hashable, Sendable {
    /// The profile.
    public let profileID: ID<Profile>
    /// Whose it is.
    public let partnerID: ID<Partner>
    /// What country it speaks for.
    public let country: CountryCode
    /// What the partner says of itself.
    public let details: ProfileDetails
    /// The location.
    public let location: Location
    /// How far the location is from where the customer asks; nil when either position is not known.
    public let distanceKm: Double?
    /// How it ranks in the search that found it.
    public let ranking: Ranking

    /// Makes a row of a search.
    public init(_ profile: Profile, at location: Location, distanceKm: Double?, ranking: Ranking) {
        profileID = profile.id
        partnerID = profile.partnerID
        country = profile.country
        details = profile.details
        self.location = location
        self.distanceKm = distanceKm
        self.ranking = ranking
    }
}

/// Who was asked already. A partner who was asked through one profile is not asked again through another, unless the
/// customer names it.
public struct AskedProviders: Hashable, Sendable {
    /// The profiles.
    public var profiles: Set<ID<Profile>>
    /// Their partners.
    public var partners: Set<ID<Partner>>

    /// Makes a set of both.
    public init(profiles: Set<ID<Profile>> = [], partners: Set<ID<Partner>> = []) {
        self.profiles = profiles
        self.partners = partners
    }

    /// Those whom the engagements of an RFI went to.
    public init(_ engagements: [Engagement]) {
        self.init(profiles: Set(engagements.map(\.profileID)), partners: Set(engagements.map(\.partnerID)))
    }
}

/// Which providers are searched for. Everything that is given must hold.
public struct ProviderQuery: Hashable, Sendable {
    /// Words that must all occur in name, tags or keywords.
    public var search: SearchQuery?
    /// Only profiles for this country.
    public var country: CountryCode?
    /// Industries that a profile must all have.
    public var industries: [Tag] = []
    /// Products likewise.
    public var products: [Tag] = []
    /// Services likewise.
    public var services: [Tag] = []
    /// Solutions likewise.
    public var solutions: [Tag] = []
    /// Languages likewise: `de` is met by `de-AT` too (RFC 4647, section 3.3.1).
    public var languages: [LanguageTag] = []
    /// Only profiles that serve customers of this size.
    public var size: CustomerSize?
    /// Where the customer is, to rank by distance.
    public var position: Position?

    /// Makes a query for every provider.
    public init() {}

    /// The deal that such a search is taken for.
    public var deal: Deal {
        Deal(
            industries: industries, products: products, services: services, solutions: solutions, size: size,
            country: country)
    }
}

/// Where a provider stands in a search, and where the search goes on after it. The best comes first; ties go by
/// folded display name, folded city, then the location's id.
public struct ProviderKey: Hashable, Sendable, Comparable {
    /// The score in full precision.
    public let score: Double
    /// The folded display name.
    public let name: String
    /// The folded city.
    public let city: String
    /// The location.
    public let location: ID<Location>

    /// Makes a key.
    public init(score: Double, name: String, city: String, location: ID<Location>) {
        self.score = score
        self.name = name
        self.city = city
        self.location = location
    }

    /// Whether the left one comes first. Text is compared by bytes, as the database does.
    public static func < (left: ProviderKey, right: ProviderKey) -> Bool {
        if left.score != right.score { return left.score > right.score }
        if left.name != right.name { return left.name.utf8.lexicographicallyPrecedes(right.name.utf8) }
        if left.city != right.city { return left.city.utf8.lexicographicallyPrecedes(right.city.utf8) }
        return left.location < right.location
    }
}

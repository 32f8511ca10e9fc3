// How an active profile stands in the directory that searches read: what of it is compared, in the form in which it is
// compared.

import Referrals
import SQLite

/// The kinds of what a listing is found by, with their numbers in `listing_tags`.
enum TagKind: Int64, CaseIterable {
    case industry, product, service, solution, country, language

    /// The kind of a tag of a need.
    init?(_ facet: DealFacet) {
        switch facet {
        case .industry: self = .industry
        case .product: self = .product
        case .service: self = .service
        case .solution: self = .solution
        case .size, .country: return nil
        }
    }
}

/// One thing that a listing is found by.
struct ListingTag: Hashable, Comparable {
    let kind: TagKind
    let text: String

    static func < (left: ListingTag, right: ListingTag) -> Bool {
        (left.kind.rawValue, left.text) < (right.kind.rawValue, right.text)
    }

    var values: [Value] { [.integer(kind.rawValue), .text(text)] }
}

/// What the directory holds of one profile.
struct Listing: Hashable {
    /// A location as it is compared.
    struct Place: Hashable {
        let id: ID<Location>
        let cityKey: String
        let position: Position?
    }

    let profileID: ID<Profile>
    let partnerID: ID<Partner>
    let nameKey: String
    /// A bit for each customer size served, 0 for all of them.
    let sizes: Int64
    /// By their ids.
    let places: [Place]
    /// Each once, in order.
    let tags: [ListingTag]
    /// The columns of the full text: name, tags, keywords.
    let texts: [String]

    /// The listing of a profile that is shown.
    init(_ profile: Profile) {
        let details = profile.details
        profileID = profile.id
        partnerID = profile.partnerID
        nameKey = Self.key(details.displayName ?? "")
        sizes = details.customerSizes.reduce(0) { $0 | $1.bit }
        places = profile.locations.map { location in
            Place(
                id: location.id, cityKey: Self.key(location.details.address.city),
                position: location.details.position)
        }.sorted { $0.id < $1.id }
        tags = Set(profile.listingTags).sorted()
        texts = [
            [details.displayName ?? ""],
            [details.industries, details.products, details.services, details.solutions].joined().map(\.text),
            details.keywords.map(\.text),
        ].map { SearchText.tokens(for: $0.joined(separator: "\n")) }
    }

    /// What a text is ordered by: folded, and of longer ones the first 128 characters, so that a cursor can hold it.
    static func key(_ text: String) -> String {
        String(CaseFolding.folded(text).unicodeScalars.prefix(128))
    }

    /// The listing as it was stored.
    init(
        profileID: ID<Profile>, partnerID: ID<Partner>, nameKey: String, sizes: Int64, places: [Place],
        tags: [ListingTag], texts: [String]
    ) {
        self.profileID = profileID
        self.partnerID = partnerID
        self.nameKey = nameKey
        self.sizes = sizes
        self.places = places
        self.tags = tags
        self.texts = texts
    }
}

extension Profile {
    fileprivate var listingTags: [ListingTag] {
        let lists: [(TagKind, [Tag])] = [
            (.industry, details.industries), (.product, details.products), (.service, details.services),
            (.solution, details.solutions),
        ]
        return lists.flatMap { kind, tags in tags.map { ListingTag(kind: kind, text: $0.folded) } }
            + details.languages.flatMap(\.ranges).map { ListingTag(kind: .language, text: $0) }
            + [ListingTag(kind: .country, text: country.code)]
    }
}

extension LanguageTag {
    /// In lower case, as language tags are compared (RFC 5646, section 2.1.1).
    var folded: String { text.lowercased() }

    /// The ranges that match the tag, in lower case: `de` and `de-at` for `de-AT` (basic filtering, RFC 4647, section
    /// 3.3.1).
    fileprivate var ranges: [String] {
        let subtags = folded.split(separator: "-")
        return subtags.indices.map { subtags[...$0].joined(separator: "-") }
    }
}

extension CustomerSize {
    /// The bit that stands for the size.
    var bit: Int64 {
        switch self {
        case .upTo9: 1
        case .upTo50: 2
        case .upTo250: 4
        case .upTo1000: 8
        case .upTo5000: 16
        case .upTo10000: 32
        case .upTo20000: 64
        case .above20000: 128
        }
    }
}

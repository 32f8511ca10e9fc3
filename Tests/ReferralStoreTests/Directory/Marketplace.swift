// Providers as a test describes them, and what became of the requests that they got.

import ReferralStore
import Referrals
import TestSupport
import Testing

/// Not that of the tests' own library.
typealias Tag = Referrals.Tag

/// What a test says of a provider; everything else is the same for all.
struct ProviderSketch: Sendable {
    /// One location.
    struct Spot: Sendable {
        var city: String
        var state: String?
        /// In degrees.
        var position: (latitude: Double, longitude: Double)?
    }

    var name = "Fabrikam"
    var country = "DE"
    var spots = [Spot(city: "Berlin")]
    var industries: [String] = []
    var products: [String] = []
    var services = ["Migration"]
    var solutions: [String] = []
    var keywords: [String] = []
    var languages: [String] = []
    var sizes: [CustomerSize] = []

    static func make(_ name: String, _ change: (inout Self) -> Void = { _ in }) -> Self {
        var sketch = Self()
        sketch.name = name
        change(&sketch)
        return sketch
    }

    /// The members of the profile.
    var details: ProfileDetails {
        var details = ProfileDetails()
        details.displayName = name
        details.industries = industries.map(Tag.init(stored:))
        details.products = products.map(Tag.init(stored:))
        details.services = services.map(Tag.init(stored:))
        details.solutions = solutions.map(Tag.init(stored:))
        details.keywords = keywords.map(Tag.init(stored:))
        details.languages = languages.compactMap { LanguageTag($0) }
        details.customerSizes = sizes
        return details
    }

    /// The members of the locations.
    var locations: [LocationDetails] {
        spots.map { spot in
            LocationDetails(
                name: "Office", address: Address(city: spot.city, state: spot.state, country: .make(country)),
                position: spot.position.flatMap { Position(degrees: $0.latitude, $0.longitude) }, contact: .make())
        }
    }
}

extension Position {
    init?(degrees latitude: Double, _ longitude: Double) {
        self.init(
            latitude: Int((latitude * 1_000_000).rounded()), longitude: Int((longitude * 1_000_000).rounded()))
    }
}

extension TestStore {
    /// A new partner with an active profile.
    @discardableResult
    func provider(_ sketch: ProviderSketch) async throws -> Profile {
        try await provider(sketch, of: partner(sketch.name))
    }

    /// A new active profile of a partner.
    @discardableResult
    func provider(_ sketch: ProviderSketch, of partner: Partner) async throws -> Profile {
        try await write { store throws(ReferralError) in
            let service = ProfileService(store, scope: .operator, cause: Self.cause)
            let id = try service.create(for: partner.id, country: .make(sketch.country), sketch.details).id
            for location in sketch.locations { _ = try service.addLocation(to: id, if: .any, location) }
            return try service.activate(id, if: .any)
        }
    }

    func profiles<R: Sendable>(
        _ body: @escaping @Sendable (ProfileService) throws(ReferralError) -> R
    ) async throws(ReferralError) -> R {
        try await write { store throws(ReferralError) in
            try body(ProfileService(store, scope: .operator, cause: Self.cause))
        }
    }

    func search(
        after: ProviderKey? = nil, limit: Int = 200, _ change: (inout ProviderQuery) throws -> Void = { _ in }
    ) throws -> Page<Provider, ProviderKey> {
        var query = ProviderQuery()
        try change(&query)
        return try read { [query] reader throws(ReferralError) in
            try reader.providers(query, PageRequest(after: after, limit: limit))
        }
    }

    /// The names that a search gives, in its order.
    func names(_ change: (inout ProviderQuery) throws -> Void = { _ in }) throws -> [String] {
        try search(change).items.compactMap(\.details.displayName)
    }

    func suspend(_ partner: ID<Partner>, _ status: Partner.Status = .suspended) async throws {
        _ = try await write { store throws(ReferralError) in
            var patch = PartnerPatch()
            patch.status = status
            return try AccessService(store).updatePartner(partner, if: .any, patch)
        }
    }
}

/// What a partner does with a request.
enum Reaction: Sendable {
    case accept, decline, win, lose
    /// Accepts without a value.
    case acceptWithoutValue
    /// Lets it expire when the time comes.
    case nothing
}

extension TestStore {
    /// The engagement of a profile in a request.
    func engagement(_ rfi: RFIView, _ profile: Profile) throws -> ID<Engagement> {
        try #require(try engagements(of: rfi).first { $0.profileID == profile.id }?.id)
    }

    /// Lets a partner react now.
    func react(_ reaction: Reaction, to id: ID<Engagement>) async throws {
        let (day, value) = (clock.now.day, Money.make(100_00))
        _ = try await engagements { service throws(ReferralError) in
            var terms = EngagementTerms.make(value: reaction == .acceptWithoutValue ? nil : value)
            terms.estimatedPurchaseDate = day
            switch reaction {
            case .accept, .acceptWithoutValue: _ = try service.accept(id, if: .any, Acceptance(terms: terms))
            case .win: _ = try service.win(id, if: .any, Win(finalValue: value, closedOn: day))
            case .decline:
                if let refusal = Refusal(reason: .spam, note: nil) {
                    _ = try service.decline(id, if: .any, refusal)
                }
            case .lose:
                if let refusal = Refusal(reason: .spam, note: nil) { _ = try service.lose(id, if: .any, refusal) }
            case .nothing: break
            }
        }
    }
}

extension Inquiry {
    /// A request for a service by a customer of a size in a country.
    static func deal(
        services: [String] = ["Migration"], country: String = "DE", city: String = "Munich", state: String? = nil,
        size: CustomerSize = .upTo50
    ) -> Inquiry {
        var inquiry = Inquiry.make(country: country, size: size)
        inquiry.need.services = services.map(Tag.init(stored:))
        inquiry.customer.address.city = city
        inquiry.customer.address.state = state
        return inquiry
    }
}

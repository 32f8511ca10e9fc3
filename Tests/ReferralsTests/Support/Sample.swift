@testable import Referrals
import Testing

/// Values for tests, valid unless a test spoils them.
enum Sample {
    /// 2026-11-23T02:00:00.000Z: the instant at which everything is made.
    static let instant = Timestamp(milliseconds: 1_795_399_200_000)

    static let policy = ResponsePolicy(
        responseWindow: .days(14), respondBy: .hours(24), hotWindow: .hours(72), expiryReminder: .hours(48))

    static let cause = Cause(
        actor: Actor(keyID: ID(high: 7, low: 7), role: "partner", name: "Ann's key"), requestID: "request-1")

    static func country(_ code: String = "DE") throws -> CountryCode { try #require(CountryCode(code)) }

    static func euros(_ minorUnits: Int64) throws -> Money {
        Money(minorUnits: minorUnits, currency: try #require(Currency("EUR")))
    }

    static func marketplace(_ id: String = "shop") throws -> MarketplaceID { try #require(MarketplaceID(id)) }

    static func tags(_ texts: String...) -> [Referrals.Tag] { texts.map(Referrals.Tag.init(stored:)) }

    static func person(_ name: String = "Lee") -> Person {
        Person(name: name, email: EmailAddress(stored: "lee@contoso.example"))
    }

    static func address(
        _ city: String = "Munich", state: String? = "Bavaria", country: String = "DE"
    ) throws -> Address {
        Address(city: city, state: state, country: try self.country(country))
    }

    static func location(
        _ city: String = "Munich", state: String? = "Bavaria", country: String = "DE"
    ) throws -> LocationDetails {
        LocationDetails(
            name: city, address: try address(city, state: state, country: country), position: nil,
            contact: person())
    }

    static func partner(_ id: UInt64, status: Partner.Status = .active) -> Partner {
        Partner(
            id: ID(high: 1, low: id), name: "Contoso \(id)", email: nil, website: nil, status: status,
            createdAt: instant, updatedAt: instant)
    }

    /// A complete profile.
    static func profile(
        _ id: UInt64, of partner: Partner, status: Profile.Status = .active, cities: [String] = ["Munich"]
    ) throws -> Profile {
        var profile = Profile(
            id: ID(high: 2, low: id), partnerID: partner.id, country: try country(),
            details: ProfileDetails(),
            createdAt: instant)
        profile.status = status
        profile.details.displayName = "Profile \(id)"
        profile.details.industries = tags("Retail")
        for (index, city) in cities.enumerated() {
            profile.locations.append(
                Location(id: ID(high: 3, low: id * 100 + UInt64(index)), details: try location(city)))
        }
        return profile
    }

    static func inquiry(size: CustomerSize = .upTo50, directContact: Bool = false) throws -> Inquiry {
        Inquiry(
            customer: Customer(
                company: "Fabrikam", size: size, address: try address(), contact: person("Kim")),
            need: Need(summary: "A web shop"), budget: nil, timeframe: nil, source: .customerSearch,
            directContact: directContact, consent: Consent(share: false))
    }

    static func rfi() throws -> RFI {
        RFI(
            id: ID(high: 4, low: 1), marketplaceID: try marketplace(), inquiry: try inquiry(),
            createdAt: instant, updatedAt: instant)
    }

    /// An engagement in that state, its other members as they were when it was made.
    static func engagement(
        _ state: EngagementState = .new, of partner: ID<Partner> = ID(high: 1, low: 1),
        directContact: Bool = false
    ) throws -> Engagement {
        var engagement = Engagement(
            id: ID(high: 5, low: 1), rfiID: try rfi().id, marketplaceID: try marketplace(),
            partnerID: partner,
            profileID: ID(high: 2, low: 1), locationID: ID(high: 3, low: 100),
            clocks: EngagementClocks(createdAt: instant, policy: policy, directContact: directContact))
        engagement.state = state
        return engagement
    }

    static func terms() throws -> EngagementTerms {
        var terms = EngagementTerms()
        terms.name = "Web shop for Fabrikam"
        terms.estimatedValue = try euros(12_500_000)
        terms.estimatedPurchaseDate = Day(year: 2027, month: 2, day: 23)
        terms.purchaseTimeframe = .within3Months
        terms.crmID = "CRM-1"
        return terms
    }

    static func refusal(_ reason: Refusal.Reason = .spam) throws -> Refusal {
        try #require(Refusal(reason: reason, note: "as it stands"))
    }

    static func contact(_ name: String = "Kim") -> ContactDetails {
        ContactDetails(
            name: name, role: nil, phone: nil, emails: [EmailAddress(stored: "kim@fabrikam.example")])
    }
}

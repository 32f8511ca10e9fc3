// Values with defaults, so that what a test sets is what matters to it.

package import Referrals

extension MarketplaceID {
    /// `[a-z0-9-]{1,64}`; anything else ends the test.
    package static func make(_ text: String = "market") -> MarketplaceID {
        guard let id = MarketplaceID(text) else { preconditionFailure("\(text) is no marketplace id") }
        return id
    }
}

extension CountryCode {
    /// An assigned code; anything else ends the test.
    package static func make(_ code: String) -> CountryCode {
        guard let country = CountryCode(code) else { preconditionFailure("\(code) is no country") }
        return country
    }
}

extension Day {
    /// `YYYY-MM-DD`; anything else ends the test.
    package static func make(_ text: String) -> Day {
        guard let day = Day(text) else { preconditionFailure("\(text) is no day") }
        return day
    }
}

extension Money {
    /// An amount in minor units of a known currency; an unknown one ends the test.
    package static func make(_ minorUnits: Int64, _ code: String = "EUR") -> Money {
        guard let currency = Currency(code) else { preconditionFailure("\(code) is no currency") }
        return Money(minorUnits: minorUnits, currency: currency)
    }
}

extension Person {
    package static func make(
        name: String = "Ada Example", email: String = "ada@example.com", phone: String? = "+4989123456"
    ) -> Person {
        Person(name: name, email: EmailAddress(stored: email), phone: phone.map(PhoneNumber.init(stored:)))
    }
}

extension Inquiry {
    package static func make(
        company: String = "Contoso", country: String = "DE", summary: String = "A new shop",
        details: String? = nil, tags: [String] = [], source: Source = .customerSearch,
        directContact: Bool = false,
        size: CustomerSize = .upTo50
    ) -> Inquiry {
        let address = Address(city: "Munich", country: .make(country))
        let customer = Customer(company: company, size: size, address: address, contact: .make())
        let need = Need(summary: summary, details: details, solutions: tags.map(Tag.init(stored:)))
        return Inquiry(
            customer: customer, need: need, budget: nil, timeframe: nil, source: source,
            directContact: directContact,
            consent: Consent(share: false))
    }
}

extension ProfileDetails {
    /// All that an active profile needs of its own.
    package static func make(displayName: String? = "Fabrikam") -> ProfileDetails {
        var details = ProfileDetails()
        details.displayName = displayName
        details.services = [Tag(stored: "migration")]
        return details
    }
}

extension LocationDetails {
    package static func make(name: String = "Head office", country: String = "DE", city: String = "Berlin")
        -> Self
    {
        LocationDetails(
            name: name, address: Address(city: city, country: .make(country)), position: nil, contact: .make()
        )
    }
}

extension EngagementTerms {
    package static func make(name: String? = "A deal", value: Money? = .make(100_00)) -> EngagementTerms {
        var terms = EngagementTerms()
        terms.name = name
        terms.estimatedValue = value
        return terms
    }
}

extension RFIDraft {
    /// To the nearest location of each profile, as often as the test likes.
    package static func make(
        _ inquiry: Inquiry = .make(), to profiles: [Profile], closing: ClosingRule = .all, topUp: Int? = nil,
        allowsDuplicate: Bool = true
    ) -> RFIDraft {
        RFIDraft(
            inquiry: inquiry, recipients: profiles.map { RecipientChoice(profileID: $0.id, locationID: nil) },
            closing: closing, topUp: topUp, allowsDuplicate: allowsDuplicate)
    }
}

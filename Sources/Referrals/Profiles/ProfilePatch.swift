/// What a PATCH of a profile sets; nil leaves a member as it is, and `.some(nil)` clears it.
public struct ProfilePatch: Sendable {
    /// The new display name.
    public var displayName: String??
    /// The new description.
    public var description: String??
    /// The new site.
    public var website: WebURL??
    /// The new languages.
    public var languages: [LanguageTag]?
    /// The new industries.
    public var industries: [Tag]?
    /// The new products.
    public var products: [Tag]?
    /// The new services.
    public var services: [Tag]?
    /// The new solutions.
    public var solutions: [Tag]?
    /// The new keywords.
    public var keywords: [Tag]?
    /// The new sizes.
    public var customerSizes: [CustomerSize]?
    /// The new response window.
    public var responseWindow: TimeSpan??

    /// Makes an empty patch.
    public init() {}

    func applied(to details: ProfileDetails) -> ProfileDetails {
        var changed = details
        if let displayName { changed.displayName = displayName }
        if let description { changed.description = description }
        if let website { changed.website = website }
        if let languages { changed.languages = languages }
        if let industries { changed.industries = industries }
        if let products { changed.products = products }
        if let services { changed.services = services }
        if let solutions { changed.solutions = solutions }
        if let keywords { changed.keywords = keywords }
        if let customerSizes { changed.customerSizes = customerSizes }
        if let responseWindow { changed.responseWindow = responseWindow }
        return changed
    }
}

/// What a PATCH of a location sets; nil leaves a member as it is, and `.some(nil)` clears it.
public struct LocationPatch: Sendable {
    /// The new name.
    public var name: String?
    /// Changes within the address.
    public var address = AddressPatch()
    /// The new latitude in micro-degrees.
    public var latitude: Int??
    /// The new longitude in micro-degrees.
    public var longitude: Int??
    /// Changes of the contact.
    public var contact = PersonPatch()
    /// The new opt-outs.
    public var mailOptOuts: [MailOptOut]?

    /// Makes an empty patch.
    public init() {}

    /// Throws `invalid` when one of latitude and longitude would stand without the other.
    func applied(to details: LocationDetails) throws(ReferralError) -> LocationDetails {
        var changed = details
        if let name { changed.name = name }
        changed.address = address.applied(to: details.address)
        changed.position = try position(details.position)
        changed.contact = contact.applied(to: details.contact)
        if let mailOptOuts { changed.mailOptOuts = mailOptOuts }
        return changed
    }

    private func position(_ current: Position?) throws(ReferralError) -> Position? {
        switch (latitude ?? current?.latitude, longitude ?? current?.longitude) {
        case (nil, nil): return nil
        case (let latitude?, let longitude?): return Position(latitude: latitude, longitude: longitude)
        case (nil, _?): throw .invalid([.required("/latitude", "Latitude and longitude stand together.")])
        case (_?, nil): throw .invalid([.required("/longitude", "Latitude and longitude stand together.")])
        }
    }
}

/// Changes within an address.
public struct AddressPatch: Sendable {
    /// The new first line.
    public var addressLine1: String??
    /// The new second line.
    public var addressLine2: String??
    /// The new city.
    public var city: String?
    /// The new state.
    public var state: String??
    /// The new postal code.
    public var postalCode: String??
    /// The new country.
    public var country: CountryCode?

    /// Makes an empty patch.
    public init() {}

    func applied(to address: Address) -> Address {
        var changed = address
        if let addressLine1 { changed.addressLine1 = addressLine1 }
        if let addressLine2 { changed.addressLine2 = addressLine2 }
        if let city { changed.city = city }
        if let state { changed.state = state }
        if let postalCode { changed.postalCode = postalCode }
        if let country { changed.country = country }
        return changed
    }
}

/// Changes of a person.
public struct PersonPatch: Sendable {
    /// The new name.
    public var name: String?
    /// The new address.
    public var email: EmailAddress?
    /// The new number.
    public var phone: PhoneNumber??

    /// Makes an empty patch.
    public init() {}

    func applied(to person: Person) -> Person {
        var changed = person
        if let name { changed.name = name }
        if let email { changed.email = email }
        if let phone { changed.phone = phone }
        return changed
    }
}

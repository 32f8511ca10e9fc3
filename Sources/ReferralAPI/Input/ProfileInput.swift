import JSON
import Referrals

/// The bodies of profiles and locations.
extension Fields {
    /// The members that the partner writes of a profile.
    mutating func profileDetails() -> ProfileDetails {
        var details = ProfileDetails()
        details.displayName = optionalText("displayName", Convert.line(200))
        details.description = optionalText("description", Convert.block(2_500))
        details.website = optionalText("website", Convert.website)
        details.languages = list("languages", maximum: 50, Convert.language).unique
        details.industries = tags("industries")
        details.products = tags("products")
        details.services = tags("services")
        details.solutions = tags("solutions")
        details.keywords = tags("keywords")
        details.customerSizes =
            list("customerSizes", maximum: CustomerSize.allCases.count, Convert.oneOf(CustomerSize.self))
            .unique
        details.responseWindow = optionalText("responseWindow", Convert.span)
        return details
    }

    mutating func profilePatch() -> ProfilePatch? {
        readOnly(
            "id", "partnerId", "country", "status", "locations", "version", "createdAt", "updatedAt",
            "activatedAt")
        var patch = ProfilePatch()
        patch.displayName = changedText("displayName", Convert.line(200))
        patch.description = changedText("description", Convert.block(2_500))
        patch.website = changedText("website", Convert.website)
        patch.languages = changeList("languages", maximum: 50, Convert.language).items?.unique
        patch.industries = changedTags("industries")
        patch.products = changedTags("products")
        patch.services = changedTags("services")
        patch.solutions = changedTags("solutions")
        patch.keywords = changedTags("keywords")
        patch.customerSizes =
            changeList(
                "customerSizes", maximum: CustomerSize.allCases.count, Convert.oneOf(CustomerSize.self)
            )
            .items?.unique
        patch.responseWindow = changedText("responseWindow", Convert.span)
        return patch
    }

    private mutating func changedTags(_ name: String) -> [Tag]? {
        changeList(name, maximum: 50, Convert.tag).items?.unique
    }

    mutating func location() -> LocationDetails? {
        let name = required("name", Convert.line(200))
        let address = object("address", required: true) { $0.address() }
        let latitude = optional("latitude", Convert.degrees(90))
        let longitude = optional("longitude", Convert.degrees(180))
        let contact = object("contact", required: true) { $0.person() }
        let optOuts = list("mailOptOuts", maximum: MailOptOut.allCases.count, Convert.oneOf(MailOptOut.self))
        pair("latitude", "longitude")
        guard let name, let address, let contact else { return nil }
        return LocationDetails(
            name: name, address: address, position: Self.position(latitude, longitude), contact: contact,
            mailOptOuts: Self.ordered(optOuts))
    }

    private func pair(_ one: String, _ other: String) {
        if has(one) != has(other) {
            fault(
                has(one) ? other : one, .required, "Latitude and longitude are given together or not at all.")
        }
    }

    private static func position(_ latitude: Int?, _ longitude: Int?) -> Position? {
        guard let latitude, let longitude else { return nil }
        return Position(latitude: latitude, longitude: longitude)
    }

    mutating func locationPatch() -> LocationPatch? {
        readOnly("id")
        var patch = LocationPatch()
        patch.name = change("name", isRequired: true, Convert.line(200)).value
        if let address = changeObject("address", isRequired: true, { $0.addressPatch() }).value {
            patch.address = address
        }
        if let contact = changeObject("contact", isRequired: true, { $0.personPatch() }).value {
            patch.contact = contact
        }
        patch.latitude = change("latitude", Convert.degrees(90)).optional
        patch.longitude = change("longitude", Convert.degrees(180)).optional
        patch.mailOptOuts =
            changeList("mailOptOuts", maximum: MailOptOut.allCases.count, Convert.oneOf(MailOptOut.self))
            .items.map(Self.ordered)
        return patch
    }

    private static func ordered(_ optOuts: [MailOptOut]) -> [MailOptOut] {
        MailOptOut.allCases.filter(optOuts.contains)
    }

    mutating func address() -> Address? {
        let addressLine1 = optionalText("addressLine1", Convert.line(200))
        let addressLine2 = optionalText("addressLine2", Convert.line(200))
        let city = required("city", Convert.line(200))
        let state = optionalText("state", Convert.line(200))
        let postalCode = optionalText("postalCode", Convert.line(200))
        let country = required("country", Convert.country)
        guard let city, let country else { return nil }
        return Address(
            addressLine1: addressLine1, addressLine2: addressLine2, city: city, state: state,
            postalCode: postalCode,
            country: country)
    }

    private mutating func addressPatch() -> AddressPatch {
        var patch = AddressPatch()
        patch.addressLine1 = changedText("addressLine1", Convert.line(200))
        patch.addressLine2 = changedText("addressLine2", Convert.line(200))
        patch.city = change("city", isRequired: true, Convert.line(200)).value
        patch.state = changedText("state", Convert.line(200))
        patch.postalCode = changedText("postalCode", Convert.line(200))
        patch.country = change("country", isRequired: true, Convert.country).value
        return patch
    }

    /// The contact of a location; of a customer when it has a `title` too.
    mutating func person(withTitle: Bool = false) -> Person? {
        let name = required("name", Convert.line(200))
        let email = required("email", Convert.email)
        let phone = optionalText("phone", Convert.phone)
        let title = withTitle ? optionalText("title", Convert.line(200)) : nil
        guard let name, let email else { return nil }
        return Person(name: name, email: email, phone: phone, title: title)
    }

    private mutating func personPatch() -> PersonPatch {
        var patch = PersonPatch()
        patch.name = change("name", isRequired: true, Convert.line(200)).value
        patch.email = change("email", isRequired: true, Convert.email).value
        patch.phone = changedText("phone", Convert.phone)
        return patch
    }
}

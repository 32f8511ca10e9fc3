import JSON
import Referrals

/// The body of an RFI.
extension Fields {
    /// The inquiry and whom it goes to; nil with faults.
    mutating func rfi() -> (inquiry: Inquiry, recipients: [RecipientChoice])? {
        let customer = object("customer", required: true) { $0.customer() }
        let need = object("need", required: true) { $0.need() }
        let budget = money("budget", required: false)
        let timeframe = optional("timeframe", Convert.oneOf(Timeframe.self))
        let source = optional("source", Convert.oneOf(Source.self)) ?? .customerSearch
        let directContact = optional("directContact", Convert.bool) ?? false
        let consent = object("consent", required: true) { $0.consent() }
        let recipients = objects("recipients", minimum: 1, maximum: RFI.maximumRecipients) { $0.recipient() }
        guard let customer, let need, let consent else { return nil }
        let inquiry = Inquiry(
            customer: customer, need: need, budget: budget, timeframe: timeframe, source: source,
            directContact: directContact, consent: consent)
        return (inquiry, recipients)
    }

    private mutating func customer() -> Customer? {
        let company = required("company", Convert.line(200))
        let size = required("size", Convert.oneOf(CustomerSize.self))
        let address = object("address", required: true) { $0.address() }
        let contact = object("contact", required: true) { $0.person(withTitle: true) }
        guard let company, let size, let address, let contact else { return nil }
        return Customer(company: company, size: size, address: address, contact: contact)
    }

    private mutating func need() -> Need? {
        let summary = required("summary", Convert.line(500))
        let details = optionalText("details", Convert.block(10_000))
        let (industries, products) = (tags("industries"), tags("products"))
        let (services, solutions) = (tags("services"), tags("solutions"))
        return summary.map {
            Need(
                summary: $0, details: details, industries: industries, products: products, services: services,
                solutions: solutions)
        }
    }

    private mutating func consent() -> Consent? {
        let contact = required("contact", Convert.bool)
        let share = optional("share", Convert.bool) ?? false
        if contact == false {
            fault(
                "contact", .invalidValue, "Must be true: without consent nobody may be asked to get in touch."
            )
        }
        return Consent(share: share)
    }

    private mutating func recipient() -> RecipientChoice? {
        let profile: ID<Profile>? = required("profileId", Convert.id)
        let location: ID<Location>? = optional("locationId", Convert.id)
        return profile.map { RecipientChoice(profileID: $0, locationID: location) }
    }
}

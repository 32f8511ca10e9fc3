import JSON
import Referrals

/// The body of an RFI.
extension Fields {
    /// An RFI; nil with faults.
    mutating func rfi() -> RFIDraft? {
        let customer = object("customer", required: true) { $0.customer() }
        let need = object("need", required: true) { $0.need() }
        let budget = money("budget", required: false)
        let timeframe = optional("timeframe", Convert.oneOf(Timeframe.self))
        let source = optional("source", Convert.oneOf(Source.self)) ?? .customerSearch
        let directContact = optional("directContact", Convert.bool) ?? false
        let consent = object("consent", required: true) { $0.consent() }
        let (recipients, allowsDuplicate) = recipients()
        let closing = object("closing", required: false) { $0.closing() } ?? .all
        let topUp = object("topUp", required: false) { $0.topUp(recipients: recipients.count) }
        guard let customer, let need, let consent else { return nil }
        let inquiry = Inquiry(
            customer: customer, need: need, budget: budget, timeframe: timeframe, source: source,
            directContact: directContact, consent: consent)
        return RFIDraft(
            inquiry: inquiry, recipients: recipients, closing: closing, topUp: topUp, allowsDuplicate: allowsDuplicate)
    }

    /// Whom an RFI goes to, at first or later.
    mutating func recipients() -> (choices: [RecipientChoice], allowsDuplicate: Bool) {
        let choices = objects("recipients", minimum: 1, maximum: RFI.maximumRecipients) { $0.recipient() }
        return (choices, optional("allowDuplicate", Convert.bool) ?? false)
    }

    private mutating func closing() -> ClosingRule? {
        let kind = required("rule", Convert.oneOf(ClosingRule.Kind.self))
        if kind == .upTo { return required("count", Convert.recipients).map(ClosingRule.upTo) }
        if optional("count", Convert.recipients) != nil {
            fault("count", .invalidValue, "Belongs to the rule upTo alone.")
        }
        return kind == .firstAccept ? .firstAccept : .all
    }

    private mutating func topUp(recipients: Int) -> Int? {
        let maximum = required("maximum", Convert.recipients)
        if let maximum, maximum < recipients {
            fault("maximum", .outOfRange, "Counts all recipients, so it must be at least \(recipients).")
        }
        return maximum
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

extension Convert {
    /// A number of recipients, 1 to 10.
    fileprivate static func recipients(_ json: JSON) throws(Invalid) -> Int {
        let count = try integer(json)
        guard (1...Int64(RFI.maximumRecipients)).contains(count) else {
            throw Invalid(.outOfRange, "Must be 1 to \(RFI.maximumRecipients).")
        }
        return Int(count)
    }
}

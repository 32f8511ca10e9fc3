// What previews of mail tell: one request of a made-up customer to a made-up partner, as it would be if it had been
// made now, with the clocks of a service that was told nothing else.

import Delivery
import Referrals

/// Letters about a request that nobody made.
struct SampleLetters {
    private let environment: Environment
    private let now: Timestamp
    private let inquiry: Inquiry
    private let clocks: EngagementClocks
    private let country: CountryCode
    private let marketplace: MarketplaceID

    /// - Parameters:
    ///   - environment: The clock, and where ids come from.
    ///   - isHot: Whether the customer asks to be contacted directly.
    init?(_ environment: Environment, isHot: Bool) {
        guard let country = CountryCode("US"), let marketplace = MarketplaceID("preview"),
            let currency = Currency("USD")
        else { return nil }
        self.environment = environment
        self.country = country
        self.marketplace = marketplace
        now = environment.now
        clocks = EngagementClocks(createdAt: now, policy: .standard, directContact: isHot)
        let address = Address(city: "Redmond", state: "WA", country: country)
        let customer = Customer(company: "Contoso", size: .upTo50, address: address, contact: Self.customer)
        let need = Need(
            summary: "Move our supply chain into the cloud",
            details:
                "We run three warehouses on a system that is no longer maintained.\nWe would like to begin in spring.",
            industries: [Tag(stored: "Logistics")], services: [Tag(stored: "Migration")])
        inquiry = Inquiry(
            customer: customer, need: need, budget: Money(minorUnits: 50_000_00, currency: currency),
            timeframe: .within3Months, source: .customerSearch, directContact: isHot, consent: Consent(share: false))
    }

    /// The letter of a kind, who gets it, and when: a reminder, for one, comes late in the time to answer.
    func letter(_ kind: MailPreview.Kind) throws(ReferralError) -> (letter: Letter, to: MailRecipient, at: Timestamp) {
        let (partner, customer) = (MailRecipient(Self.contact), MailRecipient(Self.customer))
        return switch kind {
        case .newRFI: (.newRequest(news()), partner, now)
        case .newRFIs: (.newRequests([news(), news(), news()]), partner, now)
        case .expiryReminder: (.expiryReminder(news()), partner, clocks.remindAt ?? clocks.expiresAt)
        case .expired: (.expired(news(.archived(.expired))), partner, clocks.expiresAt)
        case .outcomeReminder: (.outcomeReminder(deal), partner, now + .days(100))
        case .withdrawn:
            (.withdrawn(news(.archived(.withdrawn)), because: .requestWithdrawn), partner, now + .hours(5))
        case .customerAccepted: (.accepted(try answer(.accepted, of: Self.contact)), customer, now + .hours(3))
        case .customerDeclined: (.declined(try answer(.declined)), customer, now + .hours(3))
        case .customerExpired: (.unanswered(try answer(.expired)), customer, clocks.expiresAt)
        case .registrationApproved: (.registrationApproved(registration(saying: nil)), partner, now + .days(100))
        case .registrationRejected:
            (
                .registrationRejected(registration(saying: "Another partner has registered this.")), partner,
                now + .days(100)
            )
        case .registrationInfoRequested:
            (.registrationInfoRequested(registration(saying: "Who has signed?")), partner, now + .days(100))
        case .webhookDisabled: (.webhookDisabled(webhook), Self.company, now)
        }
    }

    // MARK: Parts

    private static let customer = Person(
        name: "Joe Hansen", email: EmailAddress(stored: "joe.hansen@contoso.example"),
        phone: PhoneNumber(stored: "+14255550123"), title: "Head of operations")
    private static let contact = Person(
        name: "Sue Smith", email: EmailAddress(stored: "sue.smith@fabrikam.example"))
    private static let company = MailRecipient(
        email: EmailAddress(stored: "office@fabrikam.example"), name: "Fabrikam")

    private var webhook: WebhookNews {
        WebhookNews(id: id(), url: "https://crm.fabrikam.example/hooks", reason: .exhausted)
    }

    private func id<Entity>() -> ID<Entity> { environment.newID(at: now) }

    private func news(_ state: EngagementState = .new) -> RequestNews {
        var engagement = Engagement(
            id: id(), rfiID: id(), marketplaceID: marketplace, partnerID: id(), profileID: id(), locationID: id(),
            clocks: clocks)
        engagement.state = state
        return news(of: engagement)
    }

    private func news(of engagement: Engagement) -> RequestNews {
        RequestNews(
            view: EngagementView(engagement: engagement, inquiry: inquiry, contacts: []), profile: "Fabrikam",
            location: "Fabrikam Boston")
    }

    /// A deal of which nothing was heard since it was expected to be closed.
    private var deal: RequestNews {
        var engagement = news(.active).view.engagement
        engagement.terms.name = "Contoso supply chain"
        engagement.terms.estimatedPurchaseDate = (now + .days(90)).day
        return news(of: engagement)
    }

    /// A reviewer's word on the registration of a deal that was won.
    private func registration(saying message: String?) -> RegistrationNews {
        RegistrationNews(
            request: news(.archived(.won)), solution: SolutionID("fabrikam-erp"), message: message, isToContact: false)
    }

    /// What the customer is told of Fabrikam's answer, while another partner has not answered.
    private func answer(
        _ status: Recipient.Status, of contact: Person? = nil
    ) throws(ReferralError) -> AnswerNews {
        let recipients = [("Fabrikam", status), ("Litware", .pending)].map { name, status in
            Recipient(profileID: id(), displayName: name, status: status, respondedAt: nil)
        }
        let rfi = RFI(id: id(), marketplaceID: marketplace, inquiry: inquiry, createdAt: now, updatedAt: now)
        let view = try RFIView(rfi: rfi, recipients: recipients) {
            [provider("Proseware", in: "Seattle"), provider("Tailspin", in: "Portland")]
        }
        return AnswerNews(view: view, provider: "Fabrikam", contact: contact)
    }

    private func provider(_ name: String, in city: String) -> Provider {
        var details = ProfileDetails()
        details.displayName = name
        let place = LocationDetails(
            name: name, address: Address(city: city, country: country), position: nil, contact: Self.contact)
        return Provider(
            Profile(id: id(), partnerID: id(), country: country, details: details, createdAt: now),
            at: Location(id: id(), details: place), distanceKm: nil, ranking: Ranking(score: 0, parts: []))
    }
}

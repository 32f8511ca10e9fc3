import Delivery
import Referrals
import TestSupport

/// One letter of every kind, made of the same request.
enum Letters {
    static let instant = Timestamp(milliseconds: 1_795_399_200_000)
    static let id = ID<Referrals.Notification>(high: 0x01A2_0622_3E80_7C7A, low: 0x9A1D_50B2_C8E4_F613)
    static let sender = MailRecipient(email: EmailAddress(stored: "referrals@market.example"), name: "Market")
    static let partner = MailRecipient(email: EmailAddress(stored: "ida@fabrikam.example"), name: "Ida Petersen")
    static let customer = MailRecipient(email: EmailAddress(stored: "joe@contoso.example"), name: "Joe Hansen")

    static func inquiry(directContact: Bool = false) -> Inquiry {
        var inquiry = Inquiry.make(
            company: "Contoso", summary: "Move our supply chain",
            details: "Three warehouses.\nSee www.contoso.example/rfi for more.", tags: ["Migration", "ERP"],
            directContact: directContact)
        inquiry.customer.contact = .make(name: "Joe Hansen", email: "joe@contoso.example", phone: "+4989123456")
        inquiry.customer.contact?.title = "CIO"
        inquiry.budget = .make(125_000_00)
        inquiry.timeframe = .within3Months
        return inquiry
    }

    static func news(
        _ state: EngagementState = .new, directContact: Bool = false, number: UInt64 = 1,
        change: (inout Inquiry) -> Void = { _ in }
    ) -> RequestNews {
        var inquiry = inquiry(directContact: directContact)
        change(&inquiry)
        var engagement = Engagement(
            id: ID(high: 0x01A2_0622_3E80_7C7A, low: 0x9A1D_50B2_C8E4_F600 + number), rfiID: ID(high: 1, low: 2),
            marketplaceID: .make(), partnerID: ID(high: 1, low: 3), profileID: ID(high: 1, low: 4),
            locationID: ID(high: 1, low: 5),
            clocks: EngagementClocks(createdAt: instant, policy: .standard, directContact: directContact))
        engagement.state = state
        return RequestNews(
            view: EngagementView(engagement: engagement, inquiry: inquiry, contacts: []), profile: "Fabrikam",
            location: "Hamburg office")
    }

    /// Of an active engagement whose outcome is missed.
    static func missed() -> RequestNews {
        let base = news(.active)
        var engagement = base.view.engagement
        engagement.terms.name = "Contoso supply chain"
        engagement.terms.estimatedPurchaseDate = instant.day
        return RequestNews(
            view: EngagementView(engagement: engagement, inquiry: base.view.inquiry, contacts: []),
            profile: base.profile, location: base.location)
    }

    /// Of a registration that a reviewer has spoken on.
    static func registration(_ message: String?, isToContact: Bool = false) -> RegistrationNews {
        RegistrationNews(
            request: news(.archived(.won)), solution: SolutionID("fabrikam-erp"), message: message,
            isToContact: isToContact)
    }

    static func answer(_ status: Recipient.Status, alternatives: Int = 2) throws -> AnswerNews {
        let recipients = [
            Recipient(profileID: ID(high: 1, low: 4), displayName: "Fabrikam", status: status, respondedAt: instant),
            Recipient(profileID: ID(high: 1, low: 6), displayName: "Litware", status: .pending, respondedAt: nil),
        ]
        let rfi = RFI(
            id: ID(high: 1, low: 2), marketplaceID: .make(), inquiry: inquiry(), createdAt: instant, updatedAt: instant)
        let view = try RFIView(rfi: rfi, recipients: recipients) { () in
            ["Adatum", "Tailspin"].prefix(alternatives).map(provider)
        }
        return AnswerNews(
            view: view, provider: "Fabrikam", contact: .make(name: "Ida Petersen", email: "ida@fabrikam.example"))
    }

    private static func provider(_ name: String) -> Provider {
        var profile = Profile(
            id: ID(high: 2, low: 1), partnerID: ID(high: 2, low: 2), country: .make("DE"),
            details: .make(displayName: name), createdAt: instant)
        let location = Location(id: ID(high: 2, low: 3), details: .make(city: "Berlin"))
        profile.locations = [location]
        return Provider(profile, at: location, distanceKm: nil, ranking: Ranking(score: 0, parts: []))
    }

    static func all() throws -> [(name: String, letter: Letter, to: MailRecipient)] {
        let hot = news(directContact: true)
        let webhook = WebhookNews(
            id: ID(high: 3, low: 1), url: "https://crm.fabrikam.example/hooks", reason: .exhausted)
        return [
            ("newRFI", .newRequest(news()), partner), ("newRFI-hot", .newRequest(hot), partner),
            ("newRFIs", .newRequests([news(number: 1), news(directContact: true, number: 2)]), partner),
            ("expiryReminder", .expiryReminder(news()), partner),
            ("expired", .expired(news(.archived(.expired))), partner),
            ("outcomeReminder", .outcomeReminder(missed()), partner),
            ("withdrawn", .withdrawn(news(.archived(.withdrawn)), because: .requestWithdrawn), partner),
            ("withdrawn-enough", .withdrawn(news(.archived(.withdrawn)), because: .enoughAccepted), partner),
            ("withdrawn-erased", .withdrawn(news(.archived(.withdrawn)), because: .personErased), partner),
            ("customerAccepted", .accepted(try answer(.accepted)), customer),
            ("customerDeclined", .declined(try answer(.declined)), customer),
            ("customerDeclined-nobody", .declined(try answer(.declined, alternatives: 0)), customer),
            ("customerExpired", .unanswered(try answer(.expired)), customer),
            ("registrationApproved", .registrationApproved(registration(nil)), partner),
            ("registrationRejected", .registrationRejected(registration("Another partner\nhas it.")), partner),
            ("registrationInfoRequested", .registrationInfoRequested(registration("Who signed?")), partner),
            (
                "registrationApproved-contact", .registrationApproved(registration("Fine.", isToContact: true)),
                partner
            ),
            ("webhookDisabled", .webhookDisabled(webhook), partner),
        ]
    }
}

// Letters in words: which value stands for which name in the templates.

public import Referrals

/// Composes messages.
public struct MailComposer: Sendable {
    /// The longest text of people in a subject, in characters.
    private static let shortLength = 60

    private let sender: MailRecipient
    private let publicURL: String?

    /// Composes messages from a sender, with links to the service under a URL without a trailing slash.
    public init(from sender: MailRecipient, publicURL: String?) {
        self.sender = sender
        self.publicURL = publicURL
    }

    /// A message that says what a letter has to say at an instant.
    /// - Throws: `internalFault` when a template lacks something, which tests make sure of.
    public func message(
        _ letter: Letter, id: ID<Notification>, to recipient: MailRecipient, at now: Timestamp
    ) throws(ReferralError) -> MailMessage {
        var values = values(of: letter, at: now)
        values["name"] = .people(recipient.name ?? "there")
        values["replyName"] = .people(letter.replyTo?.name)
        do throws(TemplateFault) {
            let templates = try MailTemplates(letter.template)
            let subject = try templates.subject.text(values)
            let text = try templates.text.text(values)
            let body = try templates.html.markup(values)
            let page = try templates.layout.page(["subject": .own(subject), "body": .markup(body)])
            return MailMessage(
                from: sender, to: recipient, replyTo: letter.replyTo.map { MailRecipient($0) }, id: id,
                kind: letter.kind, subject: subject, text: text, html: page, date: now)
        } catch {
            throw .internalFault("the template \(letter.template.rawValue): \(error.detail)")
        }
    }

    private func values(of letter: Letter, at now: Timestamp) -> TemplateValues {
        switch letter {
        case .newRequest(let news), .expiryReminder(let news), .expired(let news), .outcomeReminder(let news):
            values(of: news, at: now)
        case .newRequests(let requests): digest(requests, at: now)
        case .withdrawn(let news, let reason):
            values(of: news, at: now).merging(Self.flags(of: reason)) { $1 }
        case .accepted(let news), .declined(let news), .unanswered(let news): values(of: news)
        case .registrationApproved(let news), .registrationRejected(let news), .registrationInfoRequested(let news):
            values(of: news, at: now)
        case .webhookDisabled(let news):
            [
                "url": .people(news.url), "link": link("webhooks/\(news.id)"), "gone": .flag(news.reason == .gone),
                "exhausted": .flag(news.reason == .exhausted),
            ]
        }
    }

    private func link(_ path: String) -> TemplateValue { .own(publicURL.map { "\($0)/v1/\(path)" }) }

    /// Every reason has a section, of which one shows.
    private static func flags<Reason: CaseIterable & RawRepresentable<String> & Equatable>(
        of reason: Reason
    ) -> TemplateValues {
        Dictionary(uniqueKeysWithValues: Reason.allCases.map { ($0.rawValue, .flag($0 == reason)) })
    }
}

// MARK: - To partners

extension MailComposer {
    private func values(of news: RequestNews, at now: Timestamp) -> TemplateValues {
        let (inquiry, clocks) = (news.view.inquiry, news.view.engagement.clocks)
        let terms = news.view.engagement.terms
        let (respondBy, expiresAt) = (ReadableTime(clocks.respondBy), ReadableTime(clocks.expiresAt))
        return [
            "company": .people(inquiry.customer.company),
            "companyShort": Self.short(inquiry.customer.company),
            "place": .people(inquiry.customer.address.place),
            "summary": .people(inquiry.need.summary), "summaryShort": Self.short(inquiry.need.summary),
            "details": inquiry.need.details.map { .block(PeopleText($0)) } ?? .none,
            "facts": .items(Self.facts(of: inquiry)),
            "deal": .people(terms.name), "purchaseDate": .own(terms.estimatedPurchaseDate?.description),
            "profile": .people(news.profile), "location": .people(news.location ?? news.profile),
            "directContact": .own(news.view.directContactMessage(at: now)),
            "hot": .flag(news.view.engagement.isHot(at: now)),
            "respondBy": .own(respondBy.long), "respondByShort": .own(respondBy.short),
            "expiresAt": .own(expiresAt.long), "expiresAtShort": .own(expiresAt.short),
            "link": link("engagements/\(news.view.engagement.id)"),
        ]
    }

    private func values(of news: RegistrationNews, at now: Timestamp) -> TemplateValues {
        let own: TemplateValues = [
            "solution": .own(news.solution?.description),
            "message": news.message.map { .block(PeopleText($0)) } ?? .none,
            "isToContact": .flag(news.isToContact),
            "link": link("engagements/\(news.request.view.engagement.id)/registration"),
        ]
        return values(of: news.request, at: now).merging(own) { $1 }
    }

    /// Several requests, those first that wait for the first answer.
    private func digest(_ requests: [RequestNews], at now: Timestamp) -> TemplateValues {
        let sorted = requests.sorted { $0.view.engagement.clocks.respondBy < $1.view.engagement.clocks.respondBy }
        let first = sorted.first.map { ReadableTime($0.view.engagement.clocks.respondBy).short }
        return [
            "count": .own("\(requests.count)"), "requests": .items(sorted.map { values(of: $0, at: now) }),
            "hot": .flag(requests.contains { $0.view.engagement.isHot(at: now) }),
            "respondByShort": .own(first ?? ""),
        ]
    }

    /// What else is known of a request, as far as it was told. The e-mail address is where an answer goes, no text.
    private static func facts(of inquiry: Inquiry) -> [TemplateValues] {
        let (need, person) = (inquiry.need, inquiry.customer.contact)
        let tags = (need.industries + need.products + need.services + need.solutions).map(\.text)
        let contact = person.map { [$0.name, $0.title].compactMap(\.self).joined(separator: ", ") }
        let phone = inquiry.directContact ? person?.phone?.text : nil
        let facts: [(String, TemplateValue)] = [
            ("Contact", .people(contact)), ("Phone", .own(phone)),
            ("Company size", .own(inquiry.customer.size.rawValue)),
            ("About", .people(tags.isEmpty ? nil : tags.joined(separator: ", "))),
            ("Budget", .own(inquiry.budget.map { "\($0.amount) \($0.currency.code)" })),
            ("Timeframe", .own(inquiry.timeframe?.words)),
        ]
        return facts.filter { $0.1 != .none }.map { ["label": .own($0.0 as String), "value": $0.1] }
    }

    private static func short(_ text: String) -> TemplateValue {
        .people(PeopleText(text, atMost: shortLength))
    }
}

// MARK: - To customers

extension MailComposer {
    private func values(of news: AnswerNews) -> TemplateValues {
        let inquiry = news.view.rfi.inquiry
        let pending = news.view.recipients.filter { $0.status == .pending }.map(\.displayName)
        return [
            "provider": .people(news.provider), "providerShort": Self.short(news.provider),
            "summary": .people(inquiry.need.summary), "summaryShort": Self.short(inquiry.need.summary),
            "pending": .flag(!pending.isEmpty), "names": .people(pending.joined(separator: ", ")),
            "hasAlternatives": .flag(!news.view.alternatives.isEmpty),
            "alternatives": .items(news.view.alternatives.map(Self.alternative)),
            "askedAt": .own(ReadableTime(news.view.rfi.createdAt).long),
        ]
    }

    private static func alternative(_ provider: Provider) -> TemplateValues {
        [
            "provider": .people(provider.details.displayName ?? provider.location.details.name),
            "place": .people(provider.location.details.address.place),
        ]
    }
}

extension Address {
    /// `Hamburg, DE`.
    fileprivate var place: String { "\(city), \(country)" }
}

extension Timeframe {
    /// Nil where there is nothing to say.
    fileprivate var words: String? {
        switch self {
        case .immediately: "immediately"
        case .within1Month: "within a month"
        case .within3Months: "within three months"
        case .within6Months: "within six months"
        case .within12Months: "within a year"
        case .later: "later than in a year"
        case .unknown: nil
        }
    }
}

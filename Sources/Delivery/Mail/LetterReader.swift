// What a notification has to say now: it was queued with ids alone, and what it is about may have changed since.

import Referrals

/// What is to be sent for a notification.
enum LetterFound {
    case letter(Letter)
    /// Nobody needs to be told any more, for a reason that operators read.
    case nothing(String)
}

extension ReferralReader {
    /// The letter of a notification.
    func letter(of notification: Notification) throws(ReferralError) -> LetterFound {
        switch notification.kind {
        case .newRFI:
            try request(notification) { $0.isOpen ? .letter(.newRequest($0)) : .nothing(Self.answered) }
        case .expiryReminder:
            try request(notification) { $0.isOpen ? .letter(.expiryReminder($0)) : .nothing(Self.answered) }
        case .expired: try request(notification) { .letter(.expired($0)) }
        case .outcomeReminder:
            try request(notification) { news in
                news.view.engagement.isOutcomeOverdue ? .letter(.outcomeReminder(news)) : .nothing(Self.told)
            }
        case .withdrawn:
            try request(notification) { news in
                guard let reason = news.view.engagement.withdrawal else { return .nothing("It was not withdrawn.") }
                return .letter(.withdrawn(news, because: reason))
            }
        case .customerAccepted: try answer(notification) { .letter(.accepted($0)) }
        case .customerDeclined: try answer(notification) { .letter(.declined($0)) }
        case .customerExpired: try answer(notification) { .letter(.unanswered($0)) }
        case .registrationApproved:
            try registration(notification, as: .approved) { .letter(.registrationApproved($0)) }
        case .registrationRejected:
            try registration(notification, as: .rejected) { .letter(.registrationRejected($0)) }
        case .registrationInfoRequested:
            try registration(notification, as: .actionRequired) { .letter(.registrationInfoRequested($0)) }
        case .webhookDisabled: try webhook(notification)
        }
    }

    private static var answered: String { "The request is no longer open." }
    private static var told: String { "The outcome is no longer missing." }
    private static var gone: String { "What it is about is gone." }

    private func request(
        _ notification: Notification, _ letter: (RequestNews) -> LetterFound
    ) throws(ReferralError) -> LetterFound {
        guard let id = notification.subject.engagementID, let view = try engagementView(id, .operator) else {
            return .nothing(Self.gone)
        }
        let engagement = view.engagement
        let location = try profile(engagement.profileID, .operator)?.locations.first { $0.id == engagement.locationID }
        return letter(
            RequestNews(view: view, profile: try profileName(of: engagement), location: location?.details.name))
    }

    private func registration(
        _ notification: Notification, as state: RegistrationState, _ letter: (RegistrationNews) -> LetterFound
    ) throws(ReferralError) -> LetterFound {
        guard let id = notification.subject.engagementID, let registration = try registration(of: id, .operator)
        else { return .nothing(Self.gone) }
        guard registration.state == state else { return .nothing("The registration was submitted again.") }
        return try request(notification) { news in
            letter(
                RegistrationNews(
                    request: news, solution: registration.fields.solutionID, message: registration.reviewersWord,
                    isToContact: notification.addressee == .registrationContact(id)))
        }
    }

    private func answer(
        _ notification: Notification, _ letter: (AnswerNews) -> LetterFound
    ) throws(ReferralError) -> LetterFound {
        guard let id = notification.subject.engagementID, let engagement = try engagement(id, .operator),
            let view = try rfiView(engagement.rfiID, .operator)
        else { return .nothing(Self.gone) }
        guard view.rfi.status == .open else { return .nothing("The request was taken back.") }
        let location = try profile(engagement.profileID, .operator)?.locations.first { $0.id == engagement.locationID }
        return letter(
            AnswerNews(
                view: view, provider: Self.name(of: engagement, in: view), contact: location?.details.contact))
    }

    /// The name that the customer knows.
    private func profileName(of engagement: Engagement) throws(ReferralError) -> String {
        try rfiView(engagement.rfiID, .operator).map { Self.name(of: engagement, in: $0) } ?? ""
    }

    private static func name(of engagement: Engagement, in view: RFIView) -> String {
        view.recipients.first { $0.profileID == engagement.profileID }?.displayName ?? ""
    }

    private func webhook(_ notification: Notification) throws(ReferralError) -> LetterFound {
        guard let id = notification.subject.webhookID, let webhook = try webhook(id, .operator) else {
            return .nothing(Self.gone)
        }
        guard let reason = webhook.disabledBecause else { return .nothing("The webhook was turned on again.") }
        return .letter(.webhookDisabled(WebhookNews(id: id, url: webhook.details.url.text, reason: reason)))
    }
}

extension RequestNews {
    fileprivate var isOpen: Bool { view.engagement.state == .new }
}

extension Registration {
    /// What the reviewer said as it got where it stands; nil when nothing was said with the decision.
    fileprivate var reviewersWord: String? {
        guard let last = messages.last, last.side == .reviewer, decidedAt.map({ $0 == last.at }) ?? true else {
            return nil
        }
        return last.body
    }
}

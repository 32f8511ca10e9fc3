// What a message says, before it is put into words.

public import Referrals

/// The content of a message.
public enum Letter: Sendable {
    /// A location is asked.
    case newRequest(RequestNews)
    /// A location, or several with one contact, are asked more often than their contact wants to be told.
    case newRequests([RequestNews])
    /// A request that waits will expire.
    case expiryReminder(RequestNews)
    /// A request has expired.
    case expired(RequestNews)
    /// A deal is long past its purchase date, and its outcome was not told.
    case outcomeReminder(RequestNews)
    /// A request was taken back.
    case withdrawn(RequestNews, because: WithdrawalReason)
    /// A partner has accepted.
    case accepted(AnswerNews)
    /// A partner has declined.
    case declined(AnswerNews)
    /// A partner has not answered.
    case unanswered(AnswerNews)
    /// A reviewer has approved a registration.
    case registrationApproved(RegistrationNews)
    /// A reviewer has rejected a registration.
    case registrationRejected(RegistrationNews)
    /// A reviewer asks for more.
    case registrationInfoRequested(RegistrationNews)
    /// A webhook was turned off.
    case webhookDisabled(WebhookNews)
}

/// What a partner's contact is told of a request.
public struct RequestNews: Sendable {
    /// The engagement as the partner sees it.
    public let view: EngagementView
    /// The name of the profile that was asked.
    public let profile: String
    /// The name of the location; nil when it is gone.
    public let location: String?

    /// Makes news.
    public init(view: EngagementView, profile: String, location: String?) {
        self.view = view
        self.profile = profile
        self.location = location
    }
}

/// What a customer is told of a partner's answer.
public struct AnswerNews: Sendable {
    /// The request, with whom it went to and who else could take it.
    public let view: RFIView
    /// The name of the provider.
    public let provider: String
    /// Whom to talk to there; nil when nobody is left.
    public let contact: Person?

    /// Makes news.
    public init(view: RFIView, provider: String, contact: Person?) {
        self.view = view
        self.provider = provider
        self.contact = contact
    }
}

/// What is told of the registration of a deal.
public struct RegistrationNews: Sendable {
    /// The deal.
    public let request: RequestNews
    /// The solution that it is registered for.
    public let solution: SolutionID?
    /// What the reviewer says; nil for nothing.
    public let message: String?
    /// Whether it is told to the registration's own contact, rather than to the location's.
    public let isToContact: Bool

    /// Makes news.
    public init(request: RequestNews, solution: SolutionID?, message: String?, isToContact: Bool) {
        self.request = request
        self.solution = solution
        self.message = message
        self.isToContact = isToContact
    }
}

/// What a partner is told of a webhook.
public struct WebhookNews: Sendable {
    /// The webhook.
    public let id: ID<Webhook>
    /// Where it sends to.
    public let url: String
    /// Why it was turned off.
    public let reason: Webhook.DisabledReason

    /// Makes news.
    public init(id: ID<Webhook>, url: String, reason: Webhook.DisabledReason) {
        self.id = id
        self.url = url
        self.reason = reason
    }
}

extension Letter {
    var template: MailTemplate {
        switch self {
        case .newRequest: .newRFI
        case .newRequests: .newRFIs
        case .expiryReminder: .expiryReminder
        case .expired: .expired
        case .outcomeReminder: .outcomeReminder
        case .withdrawn: .withdrawn
        case .accepted: .customerAccepted
        case .declined: .customerDeclined
        case .unanswered: .customerExpired
        case .registrationApproved: .registrationApproved
        case .registrationRejected: .registrationRejected
        case .registrationInfoRequested: .registrationInfoRequested
        case .webhookDisabled: .webhookDisabled
        }
    }

    /// The kind of notification that it is of.
    public var kind: Notification.Kind {
        switch self {
        case .newRequest, .newRequests: .newRFI
        case .expiryReminder: .expiryReminder
        case .expired: .expired
        case .outcomeReminder: .outcomeReminder
        case .withdrawn: .withdrawn
        case .accepted: .customerAccepted
        case .declined: .customerDeclined
        case .unanswered: .customerExpired
        case .registrationApproved: .registrationApproved
        case .registrationRejected: .registrationRejected
        case .registrationInfoRequested: .registrationInfoRequested
        case .webhookDisabled: .webhookDisabled
        }
    }

    /// Whom an answer reaches: the customer who asks to be contacted directly, the contact of a partner who has
    /// accepted. Others have not agreed to that.
    var replyTo: Person? {
        switch self {
        case .newRequest(let news), .expiryReminder(let news):
            news.view.inquiry.directContact ? news.view.inquiry.customer.contact : nil
        case .accepted(let news): news.contact
        case .newRequests, .expired, .outcomeReminder, .withdrawn, .declined, .unanswered, .webhookDisabled,
            .registrationApproved, .registrationRejected, .registrationInfoRequested:
            nil
        }
    }
}

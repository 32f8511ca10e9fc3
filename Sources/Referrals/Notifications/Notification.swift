/// One piece of news that somebody is to have by mail.
public struct Notification: Hashable, Sendable {
    /// What it says.
    public enum Kind: String, CaseIterable, Sendable {
        /// To a location's contact.
        case newRFI, expiryReminder, expired, withdrawn, outcomeReminder
        /// To the customer: what a partner answered, or that it did not.
        case customerAccepted, customerDeclined, customerExpired
        /// To a location's contact and to the registration's own: what the reviewer decided.
        case registrationApproved, registrationRejected, registrationInfoRequested
        /// To a partner: the service turned off one of its webhooks.
        case webhookDisabled
    }

    /// Who gets it.
    public enum Addressee: Hashable, Sendable {
        /// Somebody of a partner, under the address they had when it was queued.
        case partner(EmailAddress, name: String?)
        /// The customer who made an RFI, whose address is read when the mail is sent.
        case customer(ID<RFI>)
        /// The contact of an engagement's registration, who may be the customer's person: read when the mail is sent.
        case registrationContact(ID<Engagement>)
    }

    /// What it is about.
    public struct Subject: Hashable, Sendable {
        /// The engagement.
        public var engagementID: ID<Engagement>?
        /// The RFI.
        public var rfiID: ID<RFI>?
        /// The webhook.
        public var webhookID: ID<Webhook>?

        /// Makes a subject.
        public init(
            engagementID: ID<Engagement>? = nil, rfiID: ID<RFI>? = nil, webhookID: ID<Webhook>? = nil
        ) {
            self.engagementID = engagementID
            self.rfiID = rfiID
            self.webhookID = webhookID
        }
    }

    /// How it stands.
    public enum Status: String, CaseIterable, Sendable {
        case queued, sent, failed
    }

    /// The notification's id, which its `Message-ID` is made from.
    public let id: ID<Notification>
    /// What it says.
    public let kind: Kind
    /// Who gets it.
    public let addressee: Addressee
    /// What it is about.
    public let subject: Subject
    /// How it stands.
    public var status = Status.queued
    /// How often it was tried.
    public var attempts = 0
    /// When it is tried next; nil unless queued.
    public var nextAttemptAt: Timestamp?
    /// When it was queued.
    public let createdAt: Timestamp
    /// When the mail server took it.
    public var sentAt: Timestamp?
    /// Why the last attempt failed.
    public var lastError: String?
    /// The first notification of the digest that it is sent in; nil when it has a message of its own.
    public var digestID: ID<Notification>?

    /// Makes a notification that is to be sent at once.
    public init(
        id: ID<Notification>, kind: Kind, addressee: Addressee, subject: Subject, createdAt: Timestamp
    ) {
        self.id = id
        self.kind = kind
        self.addressee = addressee
        self.subject = subject
        self.createdAt = createdAt
        nextAttemptAt = createdAt
    }
}

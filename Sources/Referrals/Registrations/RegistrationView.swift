/// A registration as reviewers see it: with the customer's company and the partner's name, and nothing else of the
/// engagement.
public struct RegistrationReview: Hashable, Sendable {
    /// The registration.
    public let registration: Registration
    /// The customer's company.
    public let company: String
    /// The partner's name.
    public let partnerName: String
    /// Where it stands in lists.
    public let key: RegistrationKey
    /// The RFI whose customer it speaks of, for what is kept of it; never shown.
    public let rfiID: ID<RFI>

    /// Makes a view.
    public init(
        registration: Registration, company: String, partnerName: String, key: RegistrationKey, rfiID: ID<RFI>
    ) {
        self.registration = registration
        self.company = company
        self.partnerName = partnerName
        self.key = key
        self.rfiID = rfiID
    }
}

/// Where a list of registrations goes on: after this submission.
public struct RegistrationKey: Hashable, Sendable {
    /// When it was last submitted.
    public let submittedAt: Timestamp
    /// Its row number, which grows with the id.
    public let row: Int64

    /// Makes a key.
    public init(submittedAt: Timestamp, row: Int64) {
        self.submittedAt = submittedAt
        self.row = row
    }
}

/// Which registrations a list is asked for. Incomplete ones are in none.
public struct RegistrationQuery: Hashable, Sendable {
    /// Only these; nil for all.
    public var states: [RegistrationState]?
    /// Whether those that were submitted last come first.
    public var descending = false

    /// Makes a query for all, those that have waited longest first.
    public init() {}
}

/// Another registration that may be for the same deal, and why.
public struct RegistrationConflict: Hashable, Sendable {
    /// What both have in common.
    public enum Reason: String, CaseIterable, Sendable {
        /// The customer's company, however it is written.
        case company
        /// The domain of the customer's e-mail address.
        case emailDomain
        /// The solution. This alone is no conflict.
        case solution
    }

    /// The other one.
    public let review: RegistrationReview
    /// In the order of the reasons; the first is one of the customer's.
    public let why: [Reason]

    /// Makes a conflict.
    public init(review: RegistrationReview, why: [Reason]) {
        self.review = review
        self.why = why
    }
}

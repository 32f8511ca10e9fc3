/// How many people the customer's company has.
public enum CustomerSize: String, CaseIterable, Sendable {
    case upTo9 = "1-9"
    case upTo50 = "10-50"
    case upTo250 = "51-250"
    case upTo1000 = "251-1000"
    case upTo5000 = "1001-5000"
    case upTo10000 = "5001-10000"
    case upTo20000 = "10001-20000"
    case above20000 = "20001+"
}

/// When the customer means to buy.
public enum Timeframe: String, CaseIterable, Sendable {
    case immediately, within1Month, within3Months, within6Months, within12Months, later, unknown

    /// How many months from today the purchase is expected; nil when that can't be said.
    public var months: Int? {
        switch self {
        case .immediately: 0
        case .within1Month: 1
        case .within3Months: 3
        case .within6Months: 6
        case .within12Months: 12
        case .later, .unknown: nil
        }
    }
}

/// Where an RFI comes from.
public enum Source: String, CaseIterable, Sendable {
    case customerSearch, marketing, salesAgent
}

/// Who asks.
public struct Customer: Hashable, Sendable {
    /// The company's name.
    public var company: String
    /// Its size.
    public var size: CustomerSize
    /// Where it is.
    public var address: Address
    /// The person who asks.
    public var contact: Person

    /// Makes a customer.
    public init(company: String, size: CustomerSize, address: Address, contact: Person) {
        self.company = company
        self.size = size
        self.address = address
        self.contact = contact
    }
}

/// What the customer looks for.
public struct Need: Hashable, Sendable {
    /// In one line, up to 500 characters.
    public var summary: String
    /// Up to 10,000 characters.
    public var details: String?
    /// Industries it is about.
    public var industries: [Tag]
    /// Products it is about.
    public var products: [Tag]
    /// Services it asks for.
    public var services: [Tag]
    /// Solutions it asks for.
    public var solutions: [Tag]

    /// Makes a need.
    public init(
        summary: String, details: String? = nil, industries: [Tag] = [], products: [Tag] = [],
        services: [Tag] = [],
        solutions: [Tag] = []
    ) {
        self.summary = summary
        self.details = details
        self.industries = industries
        self.products = products
        self.services = services
        self.solutions = solutions
    }
}

/// What the customer allows. Without consent to contact no RFI can be made.
public struct Consent: Hashable, Sendable {
    /// Whether the company may be named to others.
    public var share: Bool

    /// Makes a consent to be contacted.
    public init(share: Bool) { self.share = share }
}

/// The content of an RFI, alike for every recipient.
public struct Inquiry: Hashable, Sendable {
    /// Who asks.
    public var customer: Customer
    /// What for.
    public var need: Need
    /// What it may cost.
    public var budget: Money?
    /// When it is wanted.
    public var timeframe: Timeframe?
    /// Where the RFI comes from.
    public var source: Source
    /// Whether the customer asks to be contacted directly.
    public var directContact: Bool
    /// What the customer allows.
    public var consent: Consent

    /// Makes an inquiry.
    public init(
        customer: Customer, need: Need, budget: Money?, timeframe: Timeframe?, source: Source,
        directContact: Bool,
        consent: Consent
    ) {
        self.customer = customer
        self.need = need
        self.budget = budget
        self.timeframe = timeframe
        self.source = source
        self.directContact = directContact
        self.consent = consent
    }
}

/// A request for information, sent to 1 to 10 profiles.
public struct RFI: Hashable, Sendable {
    /// Where the RFI stands.
    public enum Status: String, CaseIterable, Sendable {
        case open, withdrawn
    }

    /// How many recipients one RFI may have.
    public static let maximumRecipients = 10

    /// The RFI's id.
    public let id: ID<RFI>
    /// Whose customer asks.
    public let marketplaceID: MarketplaceID
    /// What is asked.
    public let inquiry: Inquiry
    /// Where it stands.
    public var status: Status
    /// From 1, one more with each change of the RFI itself.
    public var version: Int
    /// When it was made.
    public let createdAt: Timestamp
    /// When it last changed.
    public var updatedAt: Timestamp

    /// Makes an RFI from its parts.
    public init(
        id: ID<RFI>, marketplaceID: MarketplaceID, inquiry: Inquiry, status: Status = .open, version: Int = 1,
        createdAt: Timestamp, updatedAt: Timestamp
    ) {
        self.id = id
        self.marketplaceID = marketplaceID
        self.inquiry = inquiry
        self.status = status
        self.version = version
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

/// What the customer may know of one recipient.
public struct Recipient: Hashable, Sendable {
    /// What became of the request at this recipient.
    public enum Status: String, CaseIterable, Sendable {
        case pending, accepted, declined, expired, won, lost, withdrawn

        /// The customer's word for an engagement's state.
        public init(_ state: EngagementState) {
            self =
                switch state {
                case .new: .pending
                case .active: .accepted
                case .archived(.won): .won
                case .archived(.lost): .lost
                case .archived(.declined): .declined
                case .archived(.expired): .expired
                case .archived(.withdrawn): .withdrawn
                }
        }
    }

    /// The profile that was asked.
    public let profileID: ID<Profile>
    /// Its name; the last one it had when it was deleted since.
    public let displayName: String
    /// What became of it.
    public let status: Status
    /// When the partner answered.
    public let respondedAt: Timestamp?

    /// Makes a recipient.
    public init(profileID: ID<Profile>, displayName: String, status: Status, respondedAt: Timestamp?) {
        self.profileID = profileID
        self.displayName = displayName
        self.status = status
        self.respondedAt = respondedAt
    }
}

/// An RFI as its customer sees it.
public struct RFIView: Hashable, Sendable {
    /// The RFI.
    public let rfi: RFI
    /// Its recipients, in the order they were asked.
    public let recipients: [Recipient]

    /// Makes a view.
    public init(rfi: RFI, recipients: [Recipient]) {
        self.rfi = rfi
        self.recipients = recipients
    }
}

/// Whom a new RFI goes to.
public struct RecipientChoice: Hashable, Sendable {
    /// The profile.
    public let profileID: ID<Profile>
    /// One of its locations; nil for the nearest.
    public let locationID: ID<Location>?

    /// Makes a choice.
    public init(profileID: ID<Profile>, locationID: ID<Location>?) {
        self.profileID = profileID
        self.locationID = locationID
    }
}

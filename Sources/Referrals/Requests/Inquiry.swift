// What a customer asks: alike for every recipient.

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
    /// The person who asks; nil once erased, and where the person is withheld.
    public var contact: Person?

    /// Makes a customer.
    public init(company: String, size: CustomerSize, address: Address, contact: Person?) {
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

    /// Whether both ask for the same, in whatever case and order.
    public func asksTheSame(as other: Need) -> Bool {
        CaseFolding.folded(summary) == CaseFolding.folded(other.summary)
            && details.map(CaseFolding.folded) == other.details.map(CaseFolding.folded)
            && tagSets == other.tagSets
    }

    private var tagSets: [Set<Tag>] { [industries, products, services, solutions].map { Set($0) } }
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

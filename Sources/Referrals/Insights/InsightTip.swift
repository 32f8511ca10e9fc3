/// Something that a partner can do, with the number that says why.
public struct InsightTip: Hashable, Sendable {
    /// What to do.
    public enum Code: String, CaseIterable, Sendable {
        /// Requests wait beyond the recommended answer time.
        case answerNow
        /// Too many answers came late or never.
        case answerFaster
        /// Too many requests were declined since they ask for something else.
        case narrowKeywords
        /// Deals whose purchase date is long past have no outcome.
        case reportOutcomes
        /// Active engagements lack a value.
        case completeValues
        /// Active engagements lack a purchase date.
        case completeDates
        /// Active engagements lack a contact.
        case addContacts
    }

    /// What to do.
    public let code: Code
    /// How many requests or engagements it is about.
    public let value: Int
    /// Of how many, where that is a share; else `value`.
    public let total: Int

    init(_ code: Code, _ value: Int, of total: Int? = nil) {
        self.code = code
        self.value = value
        self.total = total ?? value
    }

    /// Below so many a share says nothing.
    private static let least = 3

    /// The tips that apply, the most urgent first. Shares count from a fifth on.
    public static func tips(_ figures: InsightFigures, waiting: Int, _ gaps: OpenGaps) -> [InsightTip] {
        let decided = figures.answered + figures.expired
        let late = decided - figures.answeredWithin24h
        let misled = Int(figures.declineReasons[.requirementNotMet])
        let shares = [
            InsightTip(.answerFaster, late, of: decided), InsightTip(.narrowKeywords, misled, of: figures.answered),
        ]
        let counts = [
            InsightTip(.reportOutcomes, gaps.outcomes), InsightTip(.completeValues, gaps.values),
            InsightTip(.completeDates, gaps.dates), InsightTip(.addContacts, gaps.contacts),
        ]
        return [InsightTip(.answerNow, waiting)].filter { $0.value > 0 }
            + shares.filter { $0.value >= least && $0.value * 5 >= $0.total } + counts.filter { $0.value > 0 }
    }

    /// A sentence or two.
    public var text: String {
        let (one, many) = words
        return "\(value) \(value == 1 ? one : many)"
    }

    /// What follows the number, for one and for more.
    private var words: (String, String) {
        switch code {
        case .answerNow:
            (
                "request waits beyond the recommended answer time. Answer it first.",
                "requests wait beyond the recommended answer time. Answer them first."
            )
        case .answerFaster:
            Self.both("of \(total) requests got no answer within 24 hours. Fast answers rank higher in searches.")
        case .narrowKeywords:
            Self.both(
                "of \(total) answers declined a request whose requirements were not met. Narrow the tags and keywords "
                    + "of your profiles.")
        case .reportOutcomes:
            (
                "active engagement is more than 30 days past its purchase date. Report the outcome, or set a new date.",
                "active engagements are more than 30 days past their purchase dates. Report the outcomes, or set new "
                    + "dates."
            )
        case .completeValues: Self.active("estimated value", "Set")
        case .completeDates: Self.active("estimated purchase date", "Set")
        case .addContacts: Self.active("contact", "Add")
        }
    }

    private static func both(_ text: String) -> (String, String) { (text, text) }

    private static func active(_ what: String, _ verb: String) -> (String, String) {
        ("active engagement has no \(what). \(verb) it.", "active engagements have no \(what). \(verb) them.")
    }

    /// The route that shows what to act on, with a query.
    public var href: String {
        switch code {
        case .answerNow: "/v1/engagements?overdue=true&sort=expiresAt"
        case .answerFaster: "/v1/engagements?status=new&sort=expiresAt"
        case .narrowKeywords: "/v1/profiles?status=active"
        case .reportOutcomes: "/v1/engagements?overdueOutcome=true&sort=estimatedPurchaseDate"
        case .completeValues: "/v1/engagements?missing=estimatedValue"
        case .completeDates: "/v1/engagements?missing=estimatedPurchaseDate"
        case .addContacts: "/v1/engagements?missing=contacts"
        }
    }
}

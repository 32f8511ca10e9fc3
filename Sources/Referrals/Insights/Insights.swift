/// What insights answer.
public struct Insights: Hashable, Sendable {
    /// One month of them.
    public struct Month: Hashable, Sendable {
        /// Its first day, be it in the period or before it.
        public let start: Day
        /// What happened on its days in the period.
        public let figures: InsightFigures

        /// Makes a month.
        public init(start: Day, figures: InsightFigures) {
            self.start = start
            self.figures = figures
        }
    }

    /// The days that were asked for.
    public let period: InsightPeriod
    /// Each month that the period touches, in order.
    public let months: [Month]
    /// What happened in the whole period.
    public let total: InsightFigures
    /// What the active engagements may be worth now, by currency, ordered by its code.
    public let openValue: [MoneySum]
    /// On how many pages of search answers the partner stood.
    public let searchAppearances: Int
    /// What would make the figures better; none over all partners.
    public let tips: [InsightTip]

    /// Makes insights.
    public init(
        period: InsightPeriod, months: [Month], openValue: [MoneySum], searchAppearances: Int, tips: [InsightTip]
    ) {
        self.period = period
        self.months = months
        total = months.reduce(InsightFigures()) { $0 + $1.figures }
        self.openValue = openValue
        self.searchAppearances = searchAppearances
        self.tips = tips
    }
}

/// By what the figures of all partners are set apart.
public enum InsightGrouping: String, CaseIterable, Sendable {
    /// The customer's country.
    case country
    /// The industries that the need names; a request stands in each of them.
    case industry
    /// The month in which it happened.
    case month
}

/// The figures of one group.
public struct InsightGroup: Hashable, Sendable {
    /// A country's code, an industry as it is compared, or a month as `YYYY-MM`.
    public let name: String
    /// What happened in the period.
    public let figures: InsightFigures

    /// Makes a group.
    public init(name: String, figures: InsightFigures) {
        self.name = name
        self.figures = figures
    }
}

/// What insights are read by: never more than some hundred rows, whatever happened.
public protocol InsightReader {
    /// The insights of a partner, or of all; a marketplace has none.
    func insights(_ period: InsightPeriod, _ scope: Scope) throws(ReferralError) -> Insights
    /// The figures of all partners by group, in the order of the names, without groups in which nothing happened (but
    /// for months, all of which are given). `period` has whole months alone.
    func insightGroups(
        _ grouping: InsightGrouping, _ period: InsightPeriod, _ page: PageRequest<String>
    ) throws(ReferralError) -> Page<InsightGroup, String>
    /// The engagements of the same partner, won or lost, that are most like this one, the most alike first: 10 at most.
    func similar(to engagement: ID<Engagement>, _ scope: Scope) throws(ReferralError) -> [SimilarDeal]
}

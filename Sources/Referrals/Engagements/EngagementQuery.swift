/// Which engagements a list is asked for, and in which order.
public struct EngagementQuery: Hashable, Sendable {
    /// What the list is ordered by. Ties go by id.
    public enum Sort: String, CaseIterable, Sendable {
        case createdAt, updatedAt, expiresAt, estimatedPurchaseDate, estimatedValue, name
        /// By the end of the hot window; what is not hot has none.
        case hot
    }

    /// Only these states; every state when all are in it.
    public var states: [EngagementState] = EngagementState.allCases
    /// Only these sources; nil for all.
    public var sources: [Source]?
    /// Only hot, or only not hot ones.
    public var hot: Bool?
    /// Only overdue, or only those that are not.
    public var overdue: Bool?
    /// Only those whose outcome is missed, or only those whose outcome is not.
    public var overdueOutcome: Bool?
    /// Only active ones that lack at least one of these; nil for all.
    public var missing: Set<OpenGaps.Gap>?
    /// Words that must all occur in name, customer company, need or notes.
    public var search: SearchQuery?
    /// Only the one with this number of the partner.
    public var crmID: String?
    /// Only customers of this country.
    public var country: CountryCode?
    /// Only engagements of this RFI.
    public var rfiID: ID<RFI>?
    /// When it was made.
    public var created = TimeRange()
    /// When it last changed.
    public var updated = TimeRange()
    /// Only what expires before; answered ones never do.
    public var expiresBefore: Timestamp?
    /// The order.
    public var sort = Sort.createdAt
    /// Whether the greatest comes first. Rows without a value come last either way.
    public var descending = true

    /// Makes a query for everything, newest first.
    public init() {}
}

/// The value that a row is ordered by.
public enum SortValue: Hashable, Sendable {
    case none
    case number(Int64)
    case text(String)
    case money(currency: String, minorUnits: Int64)
}

/// Where a list of engagements goes on: after this value and row number.
public struct EngagementKey: Hashable, Sendable {
    /// The value of the last row that was looked at.
    public let value: SortValue
    /// Its row number, which grows with the id.
    public let row: Int64

    /// Makes a key.
    public init(value: SortValue, row: Int64) {
        self.value = value
        self.row = row
    }
}

/// The figures of a dashboard.
public struct EngagementSummary: Hashable, Sendable {
    /// How many stand in each state.
    public var counts: [EngagementState: Int] = [:]
    /// How many are hot.
    public var hot = 0
    /// How many are overdue.
    public var overdue = 0
    /// How many expire within 48 hours.
    public var expiringSoon = 0
    /// What the active ones may be worth, by currency, ordered by its code.
    public var openValue: [MoneySum] = []

    /// Makes an empty summary.
    public init() {}

    /// How far ahead `expiringSoon` looks.
    public static let expiringSoonWindow = TimeSpan.hours(48)
}

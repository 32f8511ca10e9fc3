/// What partners have yet to tell of their active engagements: counts, or what one engagement gives to them.
public struct OpenGaps: Hashable, Sendable {
    /// One thing to tell.
    public enum Gap: String, CaseIterable, Sendable {
        case estimatedValue, estimatedPurchaseDate, contacts
    }

    /// How many have no estimated value.
    public var values: Int
    /// How many have no estimated purchase date.
    public var dates: Int
    /// How many have no contact.
    public var contacts: Int
    /// How many are overdue for their outcome.
    public var outcomes: Int

    /// Makes counts; zero unless told otherwise.
    public init(values: Int = 0, dates: Int = 0, contacts: Int = 0, outcomes: Int = 0) {
        self.values = values
        self.dates = dates
        self.contacts = contacts
        self.outcomes = outcomes
    }

    /// What an engagement gives: nothing unless it is active.
    public init(_ engagement: Engagement) {
        self.init()
        guard engagement.state == .active else { return }
        values = engagement.terms.estimatedValue == nil ? 1 : 0
        dates = engagement.terms.estimatedPurchaseDate == nil ? 1 : 0
        contacts = engagement.contactCount == 0 ? 1 : 0
        outcomes = engagement.isOutcomeOverdue ? 1 : 0
    }

    /// The counts with more added.
    public static func + (left: OpenGaps, right: OpenGaps) -> OpenGaps {
        OpenGaps(
            values: left.values + right.values, dates: left.dates + right.dates,
            contacts: left.contacts + right.contacts, outcomes: left.outcomes + right.outcomes)
    }

    /// What must be added to the right to get the left.
    public static func - (left: OpenGaps, right: OpenGaps) -> OpenGaps {
        OpenGaps(
            values: left.values - right.values, dates: left.dates - right.dates,
            contacts: left.contacts - right.contacts, outcomes: left.outcomes - right.outcomes)
    }
}

// Feeds: a partner's, a marketplace's and the operator's, each named by its scope and each numbered 1, 2, 3 ... without
// gaps. What is older than the retention is pruned from the beginning.

/// An event as it stands in a feed.
public struct FeedEvent: Hashable, Sendable {
    /// Its number in the feed.
    public let seq: Int
    /// The event's id, alike in all feeds.
    public let id: ID<Event>
    /// The kind.
    public let type: EventType
    /// When it was so.
    public let occurredAt: Timestamp
    /// The partner whose feed it is in.
    public let partnerID: ID<Partner>?
    /// What it is about.
    public let subject: Subject
    /// The engagement whose history it belongs to.
    public let engagementID: ID<Engagement>?
    /// Who did it.
    public let actor: Actor
    /// On which request; nil for the clock.
    public let requestID: String?
    /// The changed fields as a JSON object `{field: {from, to}}`, as they were stored.
    public let changes: String

    /// Makes an event.
    public init(
        seq: Int, id: ID<Event>, type: EventType, occurredAt: Timestamp, partnerID: ID<Partner>?, subject: Subject,
        engagementID: ID<Engagement>?, actor: Actor, requestID: String?, changes: String
    ) {
        self.seq = seq
        self.id = id
        self.type = type
        self.occurredAt = occurredAt
        self.partnerID = partnerID
        self.subject = subject
        self.engagementID = engagementID
        self.actor = actor
        self.requestID = requestID
        self.changes = changes
    }
}

/// A part of a feed, oldest first.
public struct FeedPage: Hashable, Sendable {
    /// The events that were asked for.
    public var events: [FeedEvent]
    /// The number that the next page is asked for after: every event up to it was looked at.
    public var last: Int
    /// Whether there is more behind it.
    public var hasMore: Bool

    /// Makes a page.
    public init(events: [FeedEvent], last: Int, hasMore: Bool) {
        self.events = events
        self.last = last
        self.hasMore = hasMore
    }
}

/// The numbers that a feed has.
public struct FeedBounds: Hashable, Sendable {
    /// The first event that still exists; one more than `last` when there is none.
    public let first: Int
    /// The last one that was given; 0 before the first event.
    public let last: Int

    /// Makes bounds.
    public init(first: Int, last: Int) {
        self.first = first
        self.last = last
    }
}

/// What feeds are read by.
public protocol FeedReader {
    /// The numbers that a feed has. Cheap: a look at two index entries.
    func feedBounds(_ feed: Scope) throws(ReferralError) -> FeedBounds
    /// At most `limit` events of a feed after a number, of the types that the filter accepts. Looks at no more than
    /// 20,000 events, so a page may be short, or empty, with more behind it.
    func events(
        _ feed: Scope, after seq: Int, _ filter: EventFilter, limit: Int
    ) throws(ReferralError) -> FeedPage
    /// The event of that number in a feed; nil when it was pruned.
    func event(_ feed: Scope, seq: Int) throws(ReferralError) -> FeedEvent?
}

/// Turns events into the JSON that feeds show and webhooks are sent: with the resources that they are about as those
/// are now, as far as the feed's owner may see them.
public protocol EventRenderer: Sendable {
    /// The event as it may be kept.
    func kept(_ event: FeedEvent, in feed: Scope, _ reader: any ReferralReader) throws(ReferralError) -> KeptBody
    /// What was kept, with the customer's person as the reader may see them now.
    func whole(_ kept: KeptBody, _ reader: any ReferralReader) throws(ReferralError) -> [UInt8]
}

// Feeds as they are read: one table of events, in which each has up to three numbers. Which of them counts, and whose
// events they are, follows from the scope.

import Referrals
import SQLite

extension TableReader {
    func feedBounds(_ feed: Scope) throws(ReferralError) -> FeedBounds {
        let found = try connection.one(feed.boundsStatement, [.text(feed.feedName)] + feed.feedOwner) { row in
            (first: row.optionalInt(0), last: row.optionalInt(1))
        }
        let last = Int(found?.last ?? 0)
        return FeedBounds(first: found?.first.map(Int.init) ?? last + 1, last: last)
    }

    func events(
        _ feed: Scope, after seq: Int, _ filter: EventFilter, limit: Int
    ) throws(ReferralError) -> FeedPage {
        var page = FeedPage(events: [], last: seq, hasMore: false)
        var looked = 0
        try connection.each(feed.pageStatement, [Value(seq)] + feed.feedOwner) { row in
            guard page.events.count < limit, looked < FeedSQL.budget else {
                page.hasMore = true
                return false
            }
            looked += 1
            let event = try FeedEvent(row, matching: filter)
            if let event { page.events.append(event) }
            page.last = Int(row.int(0))
            return true
        }
        return page
    }

    func event(_ feed: Scope, seq: Int) throws(ReferralError) -> FeedEvent? {
        try connection.one(feed.eventStatement, [Value(seq)] + feed.feedOwner) { row in
            try FeedEvent(row, matching: .everything)
        } ?? nil
    }
}

extension Scope {
    /// The feed's name in `feeds`.
    var feedName: String {
        switch self {
        case .operator: ""
        case .partner(let id): "p\(id)"
        case .marketplace(let id): "m\(id)"
        // A reviewer has none: this is the name of nobody's.
        case .reviewer: "r"
        }
    }

    /// Whose events they are, as the parameter behind the number or the name; none for the operator's, which has all.
    fileprivate var feedOwner: [Value] {
        switch self {
        case .operator: []
        case .partner(let id): [Value(id)]
        case .marketplace(let id): [.text(id.description)]
        case .reviewer: [.null]
        }
    }

    fileprivate var boundsStatement: SQL {
        switch self {
        case .operator: FeedSQL.boundsOfAll
        case .partner, .reviewer: FeedSQL.boundsOfPartner
        case .marketplace: FeedSQL.boundsOfMarketplace
        }
    }

    fileprivate var pageStatement: SQL {
        switch self {
        case .operator: FeedSQL.pageOfAll
        case .partner, .reviewer: FeedSQL.pageOfPartner
        case .marketplace: FeedSQL.pageOfMarketplace
        }
    }

    fileprivate var eventStatement: SQL {
        switch self {
        case .operator: FeedSQL.eventOfAll
        case .partner, .reviewer: FeedSQL.eventOfPartner
        case .marketplace: FeedSQL.eventOfMarketplace
        }
    }
}

extension FeedEvent {
    /// Behind the number in the feed.
    fileprivate static let columns = ColumnList(
        "events",
        """
        seq id type occurred_at partner_id subject_type subject_id engagement_id actor_key actor_role actor_name
        request_id changes
        """)

    /// Reads no more than the type when the filter does not accept it.
    fileprivate init?(_ row: borrowing Row, matching filter: EventFilter) throws(ReferralError) {
        var at = ColumnCursor(Self.columns)
        let (seq, id): (Int, ID<Event>) = (row.int(&at), try row.id(&at))
        let type: EventType = try row.word(&at)
        guard filter.accepts(type) else { return nil }
        self.init(
            seq: seq, id: id, type: type, occurredAt: row.time(&at), partnerID: row.optionalID(&at),
            subject: try Subject(row, &at), engagementID: row.optionalID(&at), actor: Actor(row, &at),
            requestID: row.optionalText(&at), changes: row.text(&at))
    }

    /// A SELECT of events with their numbers in a feed.
    fileprivate static func select(_ number: String, _ condition: String) -> SQL {
        let others = columns.names.dropFirst().joined(separator: ", ")
        return SQL("SELECT \(number), \(others) FROM events WHERE \(condition)")
    }
}

private enum FeedSQL {
    /// How many events one page looks at.
    static var budget: Int { PageFilling<FeedEvent, Int>.budget }

    static let boundsOfAll: SQL = """
        SELECT (SELECT min(seq) FROM events), (SELECT last FROM feeds WHERE feed = ?1)
        """
    static let boundsOfPartner: SQL = """
        SELECT (SELECT min(partner_seq) FROM events WHERE partner_id = ?2), (SELECT last FROM feeds WHERE feed = ?1)
        """
    static let boundsOfMarketplace: SQL = """
        SELECT (SELECT min(marketplace_seq) FROM events WHERE marketplace_id = ?2),
            (SELECT last FROM feeds WHERE feed = ?1)
        """
    static let pageOfAll = FeedEvent.select("seq", "seq > ?1 ORDER BY seq")
    static let pageOfPartner = FeedEvent.select(
        "partner_seq", "partner_id = ?2 AND partner_seq > ?1 ORDER BY partner_seq")
    static let pageOfMarketplace = FeedEvent.select(
        "marketplace_seq", "marketplace_id = ?2 AND marketplace_seq > ?1 ORDER BY marketplace_seq")
    static let eventOfAll = FeedEvent.select("seq", "seq = ?1")
    static let eventOfPartner = FeedEvent.select("partner_seq", "partner_id = ?2 AND partner_seq = ?1")
    static let eventOfMarketplace = FeedEvent.select(
        "marketplace_seq", "marketplace_id = ?2 AND marketplace_seq = ?1")
}

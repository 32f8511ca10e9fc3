// Events, with their numbers in the feeds, and the history of engagements. The numbers are columns that are updated in
// the job's savepoint, never memory, so that a job that fails leaves no gap.

import Referrals
import SQLite

extension StoreTransaction {
    func record(_ event: Event) throws(ReferralError) {
        let changes = event.changes.json
        let (seq, id) = try insert(event, changes)
        try fanOut(event, seq: seq, id: id)
        if let id = event.engagementID { try insertHistory(event, changes, of: id, as: seq) }
        touchFeeds(of: event.audience)
    }

    /// Gives its number in the operator's feed.
    private func insert(
        _ event: Event, _ changes: String
    ) throws(ReferralError) -> (seq: Int64, id: ID<Event>) {
        let (partner, marketplace) = (event.audience.partnerID, event.audience.marketplaceID)
        let (seq, id): (Int64, ID<Event>) = (try nextNumber(in: .operator), newID())
        try connection.change(
            EventSQL.insert,
            [
                .integer(seq), Value(id), .text(event.type.rawValue),
                Value(event.occurredAt), Value(partner),
                Value(try partner.map { id throws(ReferralError) in try nextNumber(in: .partner(id)) }),
                Value(marketplace?.description),
                Value(try marketplace.map { id throws(ReferralError) in try nextNumber(in: .marketplace(id)) }),
                .text(event.subject.name), event.subject.idValue, Value(event.engagementID),
                Value(event.cause.actor.keyID),
                .text(event.cause.actor.role), .text(event.cause.actor.name), Value(event.cause.requestID),
                .text(changes),
            ])
        return (seq, id)
    }

    private func nextNumber(in feed: Scope) throws(ReferralError) -> Int64 {
        let name = Value.text(feed.feedName)
        guard let last = try connection.one(EventSQL.lastNumber, [name], { row in row.int(0) }) else {
            try connection.change(EventSQL.firstNumber, [name])
            return 1
        }
        try connection.change(EventSQL.setNumber, [name, .integer(last + 1)])
        return last + 1
    }

    private func insertHistory(
        _ event: Event, _ changes: String, of id: ID<Engagement>, as number: Int64
    ) throws(ReferralError) {
        let place = try connection.one(EventSQL.lastEntry, [Value(id)]) { row in (row.int(0), row.int(1)) }
        guard let (engagement, last) = place else {
            throw .internalFault("an event is recorded of the engagement \(id), which does not exist")
        }
        let seq = last + 1
        try connection.change(EventSQL.setEntry, [.integer(engagement), .integer(seq)])
        try connection.change(
            EventSQL.insertHistory,
            [
                .integer(engagement), .integer(seq), .text(event.type.rawValue), Value(event.occurredAt),
                Value(event.cause.actor.keyID), .text(event.cause.actor.role), .text(event.cause.actor.name),
                Value(event.cause.requestID), .text(changes), .integer(number),
            ])
    }
}

extension TableReader {
    func history(
        of engagement: ID<Engagement>, _ page: PageRequest<Int>
    ) throws(ReferralError) -> Page<HistoryEntry, Int> {
        try connection.page(
            EventSQL.history, [Value(engagement), Value(page.after ?? 0)], limit: page.limit, key: \.seq,
            read: { try HistoryEntry($0) })
    }
}

extension HistoryEntry {
    static let columns = ColumnList(
        "history", "seq type occurred_at actor_key actor_role actor_name request_id changes")

    init(_ row: borrowing Row) throws(ReferralError) {
        var at = ColumnCursor(Self.columns)
        self.init(
            seq: row.int(&at), type: try row.word(&at), occurredAt: row.time(&at),
            actor: Actor(row, &at), requestID: row.optionalText(&at), changes: row.text(&at))
    }
}

extension Subject {
    fileprivate var idValue: Value {
        switch self {
        case .engagement(let id): Value(id)
        case .contact(let id): Value(id)
        case .note(let id): Value(id)
        case .profile(let id): Value(id)
        case .rfi(let id): Value(id)
        case .webhook(let id): Value(id)
        case .registration(let id): Value(id)
        }
    }

    /// Reads the type and, in the next column, the id.
    init(_ row: borrowing Row, _ at: inout ColumnCursor) throws(ReferralError) {
        switch row.text(&at) {
        case "engagement": self = .engagement(try row.id(&at))
        case "contact": self = .contact(try row.id(&at))
        case "note": self = .note(try row.id(&at))
        case "profile": self = .profile(try row.id(&at))
        case "rfi": self = .rfi(try row.id(&at))
        case "webhook": self = .webhook(try row.id(&at))
        case "registration": self = .registration(try row.id(&at))
        default: throw at.damage
        }
    }
}

extension Actor {
    /// Reads the key, the role and the name, in this order.
    init(_ row: borrowing Row, _ at: inout ColumnCursor) {
        self.init(keyID: row.optionalID(&at), role: row.text(&at), name: row.text(&at))
    }
}

private enum EventSQL {
    // Two plain statements: RETURNING would gather its rows in a table of its own each time.
    static let lastNumber: SQL = "SELECT last FROM feeds WHERE feed = ?1"
    static let firstNumber: SQL = "INSERT INTO feeds (feed, last) VALUES (?1, 1)"
    static let setNumber: SQL = "UPDATE feeds SET last = ?2 WHERE feed = ?1"
    static let insert: SQL = """
        INSERT INTO events (
            seq, id, type, occurred_at, partner_id, partner_seq, marketplace_id, marketplace_seq, subject_type,
            subject_id, engagement_id, actor_key, actor_role, actor_name, request_id, changes)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
        """
    static let lastEntry: SQL = "SELECT row, history_seq FROM engagements WHERE id = ?1"
    static let setEntry: SQL = "UPDATE engagements SET history_seq = ?2 WHERE row = ?1"
    static let insertHistory: SQL = """
        INSERT INTO history (
            engagement, seq, type, occurred_at, actor_key, actor_role, actor_name, request_id, changes, event)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
        """
    static let history = SQL(
        constant: """
            SELECT \(HistoryEntry.columns.selected) FROM history
            WHERE engagement = (SELECT row FROM engagements WHERE id = ?1) AND seq > ?2 ORDER BY seq
            """)
}

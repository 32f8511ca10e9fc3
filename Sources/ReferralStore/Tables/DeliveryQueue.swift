// What waits to be delivered: how events come in, and how whoever sends finds what is next. However much waits at an
// endpoint, each look is a few steps in an index.

import Referrals
import SQLite

extension StoreTransaction {
    /// Leaves the event for every endpoint of its feeds that is on and wants it. Costs a look-up a feed where there is
    /// none.
    func fanOut(_ event: Event, seq: Int64, id: ID<Event>) throws(ReferralError) {
        for feed in event.audience.feeds {
            let endpoints = try connection.list(QueueSQL.endpoints, [.text(feed.feedName)]) { row in Endpoint(row) }
            for endpoint in endpoints where endpoint.accepts(event.type) {
                try add(DeliveredEvent(seq: seq, id: id, type: event.type), to: endpoint.row)
                touchOutbox { $0.webhooks.insert(endpoint.id) }
            }
        }
    }

    func redeliver(_ range: ClosedRange<Int>, to webhook: Webhook) throws(ReferralError) -> Int {
        let row = try connection.one(QueueSQL.row, [Value(webhook.id)]) { row in row.int(0) }
        guard let row else { return 0 }
        let wanted = try events(of: webhook.owner, range).filter { webhook.details.events.accepts($0.type) }
        for event in wanted {
            let again = try connection.change(QueueSQL.again, [.integer(event.seq), .integer(row), Value(now)])
            if again == 0 { try add(event, to: row) }
        }
        if !wanted.isEmpty { touchOutbox { $0.webhooks.insert(webhook.id) } }
        return wanted.count
    }

    private func add(_ event: DeliveredEvent, to endpoint: Int64) throws(ReferralError) {
        try connection.change(
            QueueSQL.add,
            [
                Value(newID() as ID<WebhookDelivery>), .integer(endpoint), .integer(event.seq), Value(event.id),
                .text(event.type.rawValue), Value(now),
            ])
    }

    private func events(
        of feed: Scope, _ range: ClosedRange<Int>
    ) throws(ReferralError) -> [DeliveredEvent] {
        let bounds: [Value] = [Value(range.lowerBound), Value(range.upperBound)]
        let (sql, values): (SQL, [Value]) =
            switch feed {
            case .operator: (QueueSQL.events, bounds)
            case .partner(let id): (QueueSQL.eventsOfPartner, bounds + [Value(id)])
            case .marketplace(let id): (QueueSQL.eventsOfMarketplace, bounds + [.text(id.description)])
            case .reviewer: (QueueSQL.eventsOfPartner, bounds + [.null])
            }
        return try connection.list(sql, values) { row in try DeliveredEvent(row) }
    }
}

/// An endpoint as an event finds it.
private struct Endpoint {
    let row: Int64
    let id: ID<Webhook>
    private let patterns: [Substring]

    init(_ columns: borrowing Row) {
        row = columns.int(0)
        let bytes = columns.bytes16(1)
        id = ID(high: bytes.0, low: bytes.1)
        patterns = columns.text(2).split(separator: "\n")
    }

    func accepts(_ type: EventType) -> Bool { patterns.contains { EventFilter.matches($0, type) } }
}

/// An event as a delivery refers to it, by its number in the operator's feed.
private struct DeliveredEvent {
    let seq: Int64
    let id: ID<Event>
    let type: EventType

    init(seq: Int64, id: ID<Event>, type: EventType) {
        self.seq = seq
        self.id = id
        self.type = type
    }

    static let columns = ColumnList("events", "id type seq")

    init(_ row: borrowing Row) throws(ReferralError) {
        var at = ColumnCursor(Self.columns)
        self.init(seq: row.int(2), id: try row.id(&at), type: try row.word(&at))
    }
}

extension TableReader {
    func webhookQueues() throws(ReferralError) -> [WebhookQueue] {
        var queues: [WebhookQueue] = []
        var last: Int64 = 0
        while let found = try connection.one(QueueSQL.next, [.integer(last)], { row in (row.int(0), queue(row)) }) {
            last = found.0
            if let queue = found.1 { queues.append(queue) }
        }
        return queues
    }

    func waitingDeliveries(limit: Int) throws(ReferralError) -> Int {
        try connection.count(QueueSQL.waiting, limit: limit)
    }

    func webhookQueue(_ id: ID<Webhook>) throws(ReferralError) -> WebhookQueue? {
        try connection.one(QueueSQL.one, [Value(id)]) { row in queue(row) } ?? nil
    }

    /// Nil when it is off or its owner suspended, and when nothing waits.
    private func queue(_ row: borrowing Row) -> WebhookQueue? {
        guard row.bool(2), let due = row.optionalInt(3) else { return nil }
        let id = row.bytes16(1)
        return WebhookQueue(
            webhookID: ID(high: id.0, low: id.1), version: Int(row.int(4)), dueAt: Timestamp(milliseconds: due))
    }

    func dueDelivery(of id: ID<Webhook>) throws(ReferralError) -> DueDelivery? {
        guard let queue = try webhookQueue(id), queue.dueAt <= now, let webhook = try webhook(id, .operator),
            let delivery = try first(WebhookDelivery.firstDue, [Value(id), Value(now)], of: id)
        else { return nil }
        guard delivery.payload == nil, let seq = delivery.seq else {
            return DueDelivery(delivery: delivery, webhook: webhook, event: nil)
        }
        return DueDelivery(
            delivery: delivery, webhook: webhook, event: try readableEvent(webhook.owner, seq))
    }

    /// Nil when it is gone or damaged: whoever sends takes note of that, and goes on with what follows.
    private func readableEvent(_ feed: Scope, _ seq: Int) throws(ReferralError) -> FeedEvent? {
        do throws(ReferralError) { return try event(feed, seq: seq) } catch {
            guard case .internalFault = error else { throw error }
            return nil
        }
    }
}

private enum QueueSQL {
    static let endpoints: SQL = """
        SELECT row, id, event_types FROM webhooks WHERE feed = ?1 AND enabled = 1
        """
    static let row: SQL = "SELECT row FROM webhooks WHERE id = ?1"
    static let add: SQL = """
        INSERT INTO deliveries (id, webhook, event, message_id, type, state, attempts, next_at, created_at)
        VALUES (?1, ?2, ?3, ?4, ?5, 0, 0, ?6, ?6)
        """
    static let again: SQL = """
        UPDATE deliveries SET state = 0, attempts = 0, next_at = ?3 WHERE event = ?1 AND webhook = ?2
        """
    static let events: SQL = "SELECT id, type, seq FROM events WHERE seq BETWEEN ?1 AND ?2 ORDER BY seq"
    static let eventsOfPartner: SQL = """
        SELECT id, type, seq FROM events INDEXED BY events_partner
        WHERE partner_id = ?3 AND partner_seq BETWEEN ?1 AND ?2 ORDER BY partner_seq
        """
    static let eventsOfMarketplace: SQL = """
        SELECT id, type, seq FROM events INDEXED BY events_marketplace
        WHERE marketplace_id = ?3 AND marketplace_seq BETWEEN ?1 AND ?2 ORDER BY marketplace_seq
        """
    private static let queue = """
        SELECT w.row, w.id,
            w.enabled AND (w.partner_id IS NULL OR (SELECT status FROM partners WHERE id = w.partner_id) = 'active'),
            (SELECT min(next_at) FROM deliveries INDEXED BY deliveries_due WHERE webhook = w.row AND state = 0),
            w.version
        FROM webhooks AS w
        """
    /// The next endpoint after the row `?1` at which something waits.
    static let next = SQL(
        constant: """
            \(queue) WHERE w.row = (
                SELECT min(webhook) FROM deliveries INDEXED BY deliveries_due WHERE state = 0 AND webhook > ?1)
            """)
    static let one = SQL(constant: "\(queue) WHERE w.id = ?1")
    static let waiting: SQL = "SELECT row FROM deliveries INDEXED BY deliveries_due WHERE state = 0 LIMIT ?1"
}

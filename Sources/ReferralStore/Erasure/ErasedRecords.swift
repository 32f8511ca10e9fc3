// What the service has written down: history, events, the answers that are stored for replays, and what webhooks were
// sent. Who did what and when stays.

import JSON
import Referrals
import SQLite

extension StoreTransaction {
    func eraseHistory(_ traces: PersonTraces, of engagement: ErasedEngagement) throws(ReferralError) {
        let owner = Value.integer(engagement.row)
        try erasePages(RecordSQL.history, of: owner, from: 0) { row in
            (key: row.value(0), item: row.text(1))
        } _: { seq, changes throws(ReferralError) in
            let erased = try erased(traces, from: changes, "history")
            if erased != changes { try connection.change(RecordSQL.historyEntry, [owner, seq, .text(erased)]) }
        }
    }

    func eraseEvents(_ traces: PersonTraces, of engagement: ErasedEngagement) throws(ReferralError) {
        try erasePages(RecordSQL.events, of: .integer(engagement.row), from: 0) { row in
            (key: row.value(0), item: (number: row.value(1), changes: row.text(2)))
        } _: { _, event throws(ReferralError) in
            let erased = try erased(traces, from: event.changes, "events")
            if erased != event.changes { try connection.change(RecordSQL.event, [event.number, .text(erased)]) }
        }
    }

    private func erased(
        _ traces: PersonTraces, from changes: String, _ table: String
    ) throws(ReferralError) -> String {
        guard let json = try? JSON.parse(Array(changes.utf8)) else { throw .damaged(table, "changes") }
        let erased = json.erasing(traces)
        guard erased != json else { return changes }
        var writer = JSONWriter()
        writer.value(erased)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    func eraseReplies(_ traces: PersonTraces, of rfi: ID<RFI>) throws(ReferralError) {
        try eraseKept(traces, of: rfi, RecordSQL.replies, RecordSQL.reply, named: ("idempotency", "body"))
    }

    /// What endpoints have answered may repeat anything: it goes.
    func eraseDeliveries(_ traces: PersonTraces, of rfi: ID<RFI>) throws(ReferralError) {
        try eraseKept(
            traces, of: rfi, RecordSQL.deliveries, RecordSQL.delivery, named: ("deliveries", "payload"))
        try connection.change(RecordSQL.dropResponses, [Value(rfi)])
        touchOutbox()
    }

    /// Erases JSON that is kept with the RFI that it may speak of. `find` gives rows, bytes and gaps.
    private func eraseKept(
        _ traces: PersonTraces, of rfi: ID<RFI>, _ find: SQL, _ write: SQL,
        named column: (table: String, name: String)
    ) throws(ReferralError) {
        try erasePages(find, of: Value(rfi), from: 0) { row in
            (key: row.value(0), item: (body: row.blob(1), gap: row.optionalInt(2).map(Int.init)))
        } _: { row, kept throws(ReferralError) in
            guard !kept.body.isEmpty else { return }
            guard let erased = KeptJSON(kept.body, gap: kept.gap)?.erasing(traces) else {
                throw .damaged(column.table, column.name)
            }
            guard erased.bytes != kept.body else { return }
            try connection.change(write, [row, .blob(erased.bytes), Value(erased.gap)])
        }
    }
}

private enum RecordSQL {
    static let history: SQL = """
        SELECT seq, changes FROM history
        WHERE engagement = ?1 AND seq > ?2 AND changes <> '{}' ORDER BY seq LIMIT ?3
        """
    static let historyEntry: SQL = "UPDATE history SET changes = ?3 WHERE engagement = ?1 AND seq = ?2"
    static let events: SQL = """
        SELECT h.seq, e.seq, e.changes FROM history AS h JOIN events AS e ON e.seq = h.event
        WHERE h.engagement = ?1 AND h.seq > ?2 AND e.changes <> '{}' ORDER BY h.seq LIMIT ?3
        """
    static let event: SQL = "UPDATE events SET changes = ?2 WHERE seq = ?1"
    static let replies: SQL = """
        SELECT rowid, body, person_offset FROM idempotency
        WHERE rfi_id = ?1 AND rowid > ?2 ORDER BY rowid LIMIT ?3
        """
    static let reply: SQL = "UPDATE idempotency SET body = ?2, person_offset = ?3 WHERE rowid = ?1"
    static let deliveries: SQL = """
        SELECT row, payload, person_offset FROM deliveries
        WHERE rfi_id = ?1 AND row > ?2 ORDER BY row LIMIT ?3
        """
    static let delivery: SQL = "UPDATE deliveries SET payload = ?2, person_offset = ?3 WHERE row = ?1"
    static let dropResponses: SQL = "UPDATE deliveries SET response = NULL WHERE rfi_id = ?1 AND response NOT NULL"
}

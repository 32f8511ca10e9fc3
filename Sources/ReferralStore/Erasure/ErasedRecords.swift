// What the service has written down: history, events and the answers that are stored for replays. Who did what and when
// stays.

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
        try erasePages(RecordSQL.events, of: Value(engagement.id), from: 0) { row in
            (key: row.value(0), item: row.text(1))
        } _: { seq, changes throws(ReferralError) in
            let erased = try erased(traces, from: changes, "events")
            if erased != changes { try connection.change(RecordSQL.event, [seq, .text(erased)]) }
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
        try erasePages(RecordSQL.replies, of: Value(rfi), from: 0) { row in
            (key: row.value(0), item: (body: row.blob(1), gap: row.optionalInt(2).map(Int.init)))
        } _: { row, reply throws(ReferralError) in
            guard !reply.body.isEmpty else { return }
            guard let erased = KeptJSON(reply.body, gap: reply.gap)?.erasing(traces) else {
                throw .damaged("idempotency", "body")
            }
            guard erased.bytes != reply.body else { return }
            try connection.change(RecordSQL.reply, [row, .blob(erased.bytes), Value(erased.gap)])
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
        SELECT seq, changes FROM events INDEXED BY events_changes
        WHERE engagement_id = ?1 AND seq > ?2 AND changes <> '{}' ORDER BY seq LIMIT ?3
        """
    static let event: SQL = "UPDATE events SET changes = ?2 WHERE seq = ?1"
    static let replies: SQL = """
        SELECT rowid, body, person_offset FROM idempotency
        WHERE rfi_id = ?1 AND rowid > ?2 ORDER BY rowid LIMIT ?3
        """
    static let reply: SQL = "UPDATE idempotency SET body = ?2, person_offset = ?3 WHERE rowid = ?1"
}

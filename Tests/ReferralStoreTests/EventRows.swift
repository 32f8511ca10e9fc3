import Referrals
import SQLite
import TestSupport

/// An event as it stands in the database, with its numbers in all feeds.
struct EventRow: Equatable {
    let seq: Int64
    let type: String
    let occurredAt: Timestamp
    let partnerSeq: Int64?
    let marketplaceSeq: Int64?
    let engagement: ID<Engagement>?
    let actor: String
}

extension TestStore {
    /// All events, in the order of the operator's feed.
    func events() async throws -> [EventRow] {
        let connection = try Connection(path: directory.file("referrals.db"), mode: .readOnly)
        return try connection.all(
            """
            SELECT seq, type, occurred_at, partner_seq, marketplace_seq, engagement_id, actor_role FROM events
            ORDER BY seq
            """
        ) { row in
            EventRow(
                seq: row.int(0), type: row.text(1), occurredAt: Timestamp(milliseconds: row.int(2)),
                partnerSeq: row.optionalInt(3), marketplaceSeq: row.optionalInt(4),
                engagement: row.optionalBytes16(5).map { ID(high: $0.0, low: $0.1) }, actor: row.text(6))
        }
    }
}

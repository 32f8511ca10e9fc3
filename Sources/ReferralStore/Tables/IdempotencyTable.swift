import Referrals
import SQLite

/// How long an answer is kept for replays.
let replayWindow = TimeSpan.hours(24)

extension TableReader {
    func storedReply(_ key: IdempotencyKey) throws(ReferralError) -> StoredReply? {
        let values: [Value] = [.text(key.owner), .text(key.value), Value(now - replayWindow)]
        let stored = try connection.one(IdempotencySQL.find, values) { row in
            var at = ColumnCursor(StoredReply.columns)
            let fingerprint = row.blob(at.next())
            return (fingerprint, StoredReply(row, &at))
        }
        guard let (fingerprint, reply) = stored else { return nil }
        guard fingerprint == key.fingerprint else { throw .idempotencyKeyReused }
        guard let body = try withholding(reply.body) else { throw .damaged("idempotency", "body") }
        return StoredReply(status: reply.status, location: reply.location, tag: reply.tag, body: body)
    }

    /// The body without what it told of the customer's person, where the engagement withholds them by now; nil when it
    /// is no JSON.
    func withholding(_ body: KeptBody) throws(ReferralError) -> KeptBody? {
        guard let gap = body.personGap, let id = gap.engagementID, let rfiID = body.rfiID,
            let state = try engagement(id, .operator)?.state, !state.showsPerson,
            let person = try rfi(rfiID, .operator)?.inquiry.customer.contact
        else { return body }
        guard let kept = KeptJSON(body.bytes, gap: gap.offset)?.erasing(PersonTraces(person)) else { return nil }
        return KeptBody(
            kept.bytes, rfiID: rfiID,
            personGap: kept.gap.map { KeptBody.PersonGap(offset: $0, engagementID: id) })
    }
}

extension StoreTransaction {
    /// An answer whose time is over makes room for a new one.
    func store(_ reply: StoredReply, for key: IdempotencyKey) throws(ReferralError) {
        try connection.change(
            IdempotencySQL.store,
            [
                .text(key.owner), .text(key.value), .blob(key.fingerprint), Value(reply.status),
                Value(reply.location), Value(reply.tag),
            ] + reply.body.values + [Value(now)])
    }
}

extension Connection {
    /// Forgets some of the answers whose time is over; each batch takes a few, so that none takes long.
    func pruneReplies(at now: Timestamp) throws(ReferralError) {
        let limit = [Value(now - replayWindow)]
        if try one(IdempotencySQL.hasOld, limit, { _ in true }) != nil { try change(IdempotencySQL.prune, limit) }
    }
}

extension StoredReply {
    static let columns = ColumnList(
        "idempotency", "fingerprint status location tag body rfi_id person_offset person_engagement")

    fileprivate init(_ row: borrowing Row, _ at: inout ColumnCursor) {
        let status = row.int(&at)
        let (location, tag) = (row.optionalText(&at), row.optionalText(&at))
        self.init(status: status, location: location, tag: tag, body: KeptBody(row, &at))
    }
}

extension KeptBody {
    /// Reads the bytes, the RFI, the offset and the engagement, in this order.
    init(_ row: borrowing Row, _ at: inout ColumnCursor) {
        let bytes = row.blob(at.next())
        let rfi: ID<RFI>? = row.optionalID(&at)
        let offset = row.optionalInt(at.next()).map(Int.init)
        let engagement: ID<Engagement>? = row.optionalID(&at)
        self.init(
            bytes, rfiID: rfi, personGap: offset.map { PersonGap(offset: $0, engagementID: engagement) })
    }

    /// The columns in the order in which they are read.
    var values: [Value] {
        [.blob(bytes), Value(rfiID), Value(personGap?.offset), Value(personGap?.engagementID)]
    }
}

private enum IdempotencySQL {
    static let find = SQL(
        constant: """
            SELECT \(StoredReply.columns.selected) FROM idempotency
            WHERE owner = ?1 AND key = ?2 AND created_at > ?3
            """)
    static let store: SQL = """
        INSERT OR REPLACE INTO idempotency (
            owner, key, fingerprint, status, location, tag, body, rfi_id, person_offset, person_engagement,
            created_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
        """
    static let hasOld: SQL = "SELECT 1 FROM idempotency WHERE created_at <= ?1 LIMIT 1"
    static let prune: SQL = """
        DELETE FROM idempotency WHERE (owner, key) IN (
            SELECT owner, key FROM idempotency WHERE created_at <= ?1 ORDER BY created_at LIMIT 100)
        """
}

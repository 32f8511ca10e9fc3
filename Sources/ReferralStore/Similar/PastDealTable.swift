import Referrals
import SQLite

extension StoreTransaction {
    /// Remembers an engagement that was won or lost.
    func addPastDeal(_ engagement: Engagement) throws(ReferralError) {
        let deal = PastDeal(try connection.comparableDeal(of: engagement.rfiID), of: engagement.partnerID)
        try connection.add(deal, try row(of: engagement.id))
    }
}

extension Connection {
    /// Remembers the deal of an engagement by its row.
    func add(_ deal: PastDeal, _ row: Int64) throws(ReferralError) {
        try change(PastDealSQL.insert, [.integer(row), .blob(deal.traits.bytes), .blob(deal.words.bytes)])
        for key in deal.keys { try change(PastDealSQL.insertKey, [.integer(key), .integer(row)]) }
    }

    /// The newest deals of a partner with a key, by the rows of their engagements, newest first. Two partners may share
    /// a key, which is a number of 64 bits, but never a deal.
    func pastDeals(
        withKey key: Int64, of partner: ID<Partner>, limit: Int
    ) throws(ReferralError) -> [Int64] {
        try list(PastDealSQL.find, [.integer(key), Value(partner), Value(limit)]) { row in row.int(0) }
    }

    /// What a deal of the past has: its traits and its words.
    func pastDeal(_ row: Int64) throws(ReferralError) -> (traits: [UInt32], words: [UInt32])? {
        try one(PastDealSQL.read, [.integer(row)]) { row in
            guard let traits = [UInt32](bytes: row.blob(0)), let words = [UInt32](bytes: row.blob(1)) else {
                throw ReferralError.damaged("past_deals", "traits")
            }
            return (traits, words)
        }
    }
}

extension [UInt32] {
    /// Four bytes each, the highest first.
    fileprivate var bytes: [UInt8] {
        flatMap { number in (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) } }
    }

    fileprivate init?(bytes: [UInt8]) {
        guard bytes.count.isMultiple(of: 4) else { return nil }
        self = stride(from: 0, to: bytes.count, by: 4).map { start in
            bytes[start..<(start + 4)].reduce(0) { $0 << 8 | UInt32($1) }
        }
    }
}

private enum PastDealSQL {
    static let insert: SQL = "INSERT INTO past_deals (engagement, traits, words) VALUES (?1, ?2, ?3)"
    static let insertKey: SQL = "INSERT INTO past_deal_keys (key, engagement) VALUES (?1, ?2)"
    static let find: SQL = """
        SELECT k.engagement FROM past_deal_keys AS k CROSS JOIN engagements AS e ON e.row = k.engagement
        WHERE k.key = ?1 AND e.partner_id = ?2 ORDER BY k.engagement DESC LIMIT ?3
        """
    static let read: SQL = "SELECT traits, words FROM past_deals WHERE engagement = ?1"
}

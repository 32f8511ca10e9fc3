// Events are kept for a time and then forgotten, from the beginning on, so that what is left of a feed has no gap. Each
// batch forgets a few, so that none takes long; an idle service forgets nothing, and needs not.

import Referrals
import SQLite

extension StoreTransaction {
    /// Forgets some of the events that are older than the retention, `count` at most, with their deliveries, up to the
    /// first that an endpoint still waits for.
    func pruneEvents(_ count: Int) throws(ReferralError) {
        let limit = now - policy.eventRetention
        var last: Int64?
        try connection.each(PruningSQL.first, [Value(count)]) { row in
            let recordedAt = Int64(row.bytes16(1).0 >> 16)  // of a UUIDv7 (RFC 9562, section 5.7)
            guard recordedAt <= limit.milliseconds, !row.bool(4) else { return false }
            last = row.int(0)
            let partner = row.optionalBytes16(2).map { ID<Partner>(high: $0.0, low: $0.1) }
            touchPruned(
                Audience(partnerID: partner, marketplaceID: row.optionalText(3).flatMap(MarketplaceID.init)))
            return true
        }
        guard let last else { return }
        if try connection.change(PruningSQL.deleteDeliveries, [.integer(last)]) > 0 { touchOutbox() }
        try connection.change(PruningSQL.deleteEvents, [.integer(last)])
    }

    /// Forgets some of the mail that is older than the retention, sent or not: it says nothing to anybody by then.
    func pruneNotifications() throws(ReferralError) {
        let first = ID<Notification>(high: UInt64(max(0, (now - policy.eventRetention).milliseconds)) << 16, low: 0)
        guard try connection.one(PruningSQL.hasOldNotifications, [Value(first)], { _ in true }) != nil else { return }
        let values = [Value(first), Value(PruningSQL.count)]
        if try connection.change(PruningSQL.deleteNotifications, values) > 0 { touchOutbox() }
    }
}

private enum PruningSQL {
    /// How many messages go at once.
    static let count = 100

    /// The oldest events, and whether one is yet to be delivered to an endpoint that is on and whose partner is not
    /// suspended.
    static let first: SQL = """
        SELECT seq, id, partner_id, marketplace_id, EXISTS (
            SELECT 1 FROM deliveries AS d JOIN webhooks AS w ON w.row = d.webhook
            WHERE d.event = e.seq AND d.state = 0 AND w.enabled = 1 AND NOT EXISTS (
                SELECT 1 FROM partners AS p WHERE p.id = w.partner_id AND p.status = 'suspended'))
        FROM events AS e WHERE seq > 0 ORDER BY seq LIMIT ?1
        """
    static let deleteDeliveries: SQL = "DELETE FROM deliveries WHERE event <= ?1"
    static let hasOldNotifications: SQL = "SELECT 1 FROM notifications WHERE id < ?1 LIMIT 1"
    static let deleteNotifications: SQL = """
        DELETE FROM notifications WHERE row IN (
            SELECT row FROM notifications WHERE id < ?1 ORDER BY id LIMIT ?2)
        """
    static let deleteEvents: SQL = "DELETE FROM events WHERE seq <= ?1"
}

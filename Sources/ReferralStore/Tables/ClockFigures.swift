// The figures that time alone changes: how many are hot, in time, or about to expire. Kept, in the transaction that
// changes it, is how many new ones have an instant in each quarter of an hour; so each figure is a sum over quarters,
// and only the quarter that the asked instant lies in is counted on an index.

import Referrals
import SQLite

extension TableReader {
    func countByClock(_ summary: inout EngagementSummary, _ scope: Scope) throws(ReferralError) {
        guard let owner = Figures.owner(scope) else { return }
        let sql = scope == .operator ? ClockSQL.ofAll : ClockSQL.ofPartner
        let soon = now + EngagementSummary.expiringSoonWindow
        let counted = try connection.one(sql, [Value(now), Value(soon), owner]) { row in
            (Int(row.int(0)), Int(row.int(1)), Int(row.int(2)))
        }
        guard let (hot, inTime, expiring) = counted else { return }
        summary.hot = hot
        summary.overdue = summary.counts[.new, default: 0] - inTime
        summary.expiringSoon = expiring
    }
}

extension StoreTransaction {
    func addClocks(_ clocks: EngagementClocks, of owner: Value) throws(ReferralError) {
        for place in clocks.places { try connection.change(ClockSQL.add, [owner] + place) }
    }

    func removeClocks(_ clocks: EngagementClocks, of owner: Value) throws(ReferralError) {
        for place in clocks.places {
            let values = [owner] + place
            if try connection.change(ClockSQL.removeLast, values) == 1 { continue }
            guard try connection.change(ClockSQL.remove, values) == 1 else {
                throw .internalFault("clock_counts lacks an engagement")
            }
        }
    }
}

extension EngagementClocks {
    /// Its clocks and quarters in `clock_counts`.
    fileprivate var places: [[Value]] {
        [(0, hotUntil), (1, respondBy), (2, expiresAt)].compactMap { clock, instant in
            instant.map { [.integer(clock), .integer($0.milliseconds / ClockSQL.quarter)] }
        }
    }
}

private enum ClockSQL {
    /// Milliseconds.
    static let quarter: Int64 = 900_000

    static let ofAll = SQL(constant: clocks("", "all_engagements"))
    static let ofPartner = SQL(constant: clocks("partner_id = ?3 AND", "engagements"))
    static let add: SQL = """
        INSERT INTO clock_counts (partner_id, clock, quarter, count) VALUES (?1, ?2, ?3, 1)
        ON CONFLICT (partner_id, clock, quarter) DO UPDATE SET count = count + 1
        """
    static let remove: SQL = """
        UPDATE clock_counts SET count = count - 1 WHERE partner_id = ?1 AND clock = ?2 AND quarter = ?3
        """
    static let removeLast: SQL = """
        DELETE FROM clock_counts WHERE partner_id = ?1 AND clock = ?2 AND quarter = ?3 AND count = 1
        """

    /// How many are hot after ?1, are to be answered after ?1, and expire up to ?2.
    /// Left to itself, SQLite takes an index that it reads all new engagements of.
    private static func clocks(_ owner: String, _ index: String) -> String {
        """
        SELECT
            \(quarters(0, "> ?1")) + (SELECT count(*) FROM engagements INDEXED BY \(index)_hot
                WHERE \(owner) state = 0 AND hot_until IS NOT NULL AND hot_until > ?1 AND hot_until < \(end("?1"))),
            \(quarters(1, "> ?1")) + (SELECT count(*) FROM engagements INDEXED BY \(index)_respond
                WHERE \(owner) state = 0 AND respond_by > ?1 AND respond_by < \(end("?1"))),
            \(quarters(2, "< ?2")) + (SELECT count(*) FROM engagements INDEXED BY \(index)_expires
                WHERE \(owner) state = 0 AND open_until >= \(start("?2")) AND open_until <= ?2)
        """
    }

    /// How many have a clock in the quarters before or after that of an instant.
    private static func quarters(_ clock: Int, _ bound: String) -> String {
        """
        (SELECT coalesce(sum(count), 0) FROM clock_counts
                WHERE partner_id = ?3 AND clock = \(clock) AND quarter \(bound) / \(quarter))
        """
    }

    /// The first instant of an instant's quarter, and that of the one after it.
    private static func start(_ instant: String) -> String { "\(instant) / \(quarter) * \(quarter)" }
    private static func end(_ instant: String) -> String { "(\(instant) / \(quarter) + 1) * \(quarter)" }
}

import Referrals
import SQLite

extension Checks {
    /// Whether the counts of engagements by state, and of new ones by the quarter of an hour of their clocks, are what
    /// counting gives.
    static func counts(_ connection: Connection, _ result: inout CheckResult) throws {
        try connection.forEach(FigureCheckSQL.states) { row in
            let state = EngagementState(number: row.int(1)).map { "\($0.outcome?.rawValue ?? $0.status.rawValue)" }
            result.add(
                "Of \(row.ownerText(0)), \(row.int(2)) engagements are said to be \(state ?? "in no state"), "
                    + "and \(row.int(3)) are.")
            return true
        }
        let clocks = ["hot until", "to be answered by", "to expire by"]
        try connection.forEach(FigureCheckSQL.clocks) { row in
            let clock = Int(row.int(1))
            let instant = Timestamp(milliseconds: row.int(2) &* 900_000)
            result.add(
                "Of \(row.ownerText(0)), \(row.int(3)) engagements are said to be "
                    + "\(clocks.indices.contains(clock) ? clocks[clock] : "somehow by") the quarter of an hour from "
                    + "\(instant), and \(row.int(4)) are.")
            return true
        }
    }

    /// Whether the sums of what active engagements may be worth are what adding up gives.
    static func openValues(_ connection: Connection, _ result: inout CheckResult) throws {
        try connection.forEach(FigureCheckSQL.owners) { row in
            var sums: [String: (kept: Int128, counted: Int128)] = [:]
            let owner = row.value(0)
            try connection.forEach(FigureCheckSQL.sums, [owner]) { row in
                sums[row.text(0), default: (0, 0)].kept = Int128(row.text(1)) ?? -1
                return true
            }
            let isAll = owner == Figures.all
            try connection.forEach(isAll ? FigureCheckSQL.values : FigureCheckSQL.valuesOf, isAll ? [] : [owner]) {
                row in
                sums[row.text(0), default: (0, 0)].counted += Int128(row.int(1))
                return true
            }
            for (code, sum) in sums.sorted(by: { $0.key < $1.key }) where sum.kept != sum.counted {
                result.add(
                    "The open value of \(row.ownerText(0)) is said to be \(sum.kept) minor units of \(code), "
                        + "and is \(sum.counted).")
            }
            return true
        }
    }
}

private enum FigureCheckSQL {
    static let states: SQL = """
        SELECT partner_id, state, sum(kept), sum(counted) FROM (
            SELECT partner_id, state, count AS kept, 0 AS counted FROM engagement_counts
            UNION ALL SELECT partner_id, state, 0, count(*) FROM engagements GROUP BY partner_id, state
            UNION ALL SELECT x'', state, 0, count(*) FROM engagements GROUP BY state)
        GROUP BY partner_id, state HAVING sum(kept) <> sum(counted)
        """
    static let clocks: SQL = """
        WITH clocks (partner_id, clock, instant) AS (
            SELECT partner_id, 0, hot_until FROM engagements WHERE state = 0 AND hot_until IS NOT NULL
            UNION ALL SELECT partner_id, 1, respond_by FROM engagements WHERE state = 0
            UNION ALL SELECT partner_id, 2, expires_at FROM engagements WHERE state = 0)
        SELECT partner_id, clock, quarter, sum(kept), sum(counted) FROM (
            SELECT partner_id, clock, quarter, count AS kept, 0 AS counted FROM clock_counts
            UNION ALL SELECT partner_id, clock, instant / 900000, 0, 1 FROM clocks
            UNION ALL SELECT x'', clock, instant / 900000, 0, 1 FROM clocks)
        GROUP BY partner_id, clock, quarter HAVING sum(kept) <> sum(counted)
        """
    static let owners: SQL = "SELECT x'' UNION SELECT id FROM partners UNION SELECT partner_id FROM open_values"
    static let sums: SQL = "SELECT currency, amount FROM open_values WHERE partner_id = ?1"
    static let values: SQL = """
        SELECT estimated_currency, estimated_value FROM engagements WHERE state = 1 AND estimated_value > 0
        """
    static let valuesOf: SQL = """
        SELECT estimated_currency, estimated_value FROM engagements
        WHERE partner_id = ?1 AND state = 1 AND estimated_value > 0
        """
}

// The figures of insights, the gaps and the deals of the past anew from the engagements: for databases from before
// there were any, and to prove that what was kept change by change is right.

import Referrals
import SQLite

/// What insights and similar deals are read from, counted from the engagements.
struct InsightRecount {
    private(set) var figures: [InsightSeries: InsightFigures] = [:]
    private(set) var gaps: [ID<Partner>: OpenGaps] = [:]

    /// Counts what a look sees; calls `past` with each engagement that was won or lost, by its row.
    init(
        _ look: Look, past: (Int64, PastDeal) throws(ReferralError) -> Void
    ) throws(ReferralError) {
        var last: Int64 = 0
        while true {
            let rows = try look.connection.list(RecountSQL.engagements, [.integer(last)]) { row in
                var at = ColumnCursor(RecountSQL.columns)
                return (engagement: try Engagement(row, &at), inquiry: try Inquiry(row, &at), row: row.int(at.next()))
            }
            for row in rows {
                let deal = ComparableDeal(row.inquiry)
                add(row.engagement, deal.deal)
                if row.engagement.state.isDecidedDeal {
                    try past(row.row, PastDeal(deal, of: row.engagement.partnerID))
                }
            }
            guard let next = rows.last?.row else { return }
            last = next
        }
    }

    private mutating func add(_ engagement: Engagement, _ deal: Deal) {
        let partner = engagement.partnerID
        for (day, given) in engagement.insightFigures {
            for series in InsightSeries.all(day, partner, deal) {
                figures[series] = figures[series].map { $0 + given } ?? given
            }
        }
        let given = OpenGaps(engagement)
        if given != OpenGaps() { gaps[partner] = gaps[partner, default: OpenGaps()] + given }
    }
}

extension Connection {
    /// Fills figures, gaps and deals of the past once, in one transaction. A new version of how they are made counts as
    /// never filled: then it starts from nothing.
    func fillInsights() throws {
        try transaction { connection in
            let filled = try connection.one(RecountSQL.filled, []) { row in row.text(0) }
            guard filled != RecountSQL.version else { return }
            try connection.execute(RecountSQL.empty)
            let look = Look(connection: connection, now: .first, policy: Policy())
            let recount = try InsightRecount(look) { row, deal throws(ReferralError) in try connection.add(deal, row) }
            for (series, figures) in recount.figures { try connection.add(figures, to: series) }
            for (partner, gaps) in recount.gaps { try connection.add(gaps, of: partner) }
            try connection.change(RecountSQL.setFilled, [.text(RecountSQL.version)])
        }
    }
}

private enum RecountSQL {
    /// To be raised when what is kept, or how it is counted, changes.
    static let version = "1"

    static let filled: SQL = "SELECT CAST(value AS TEXT) FROM properties WHERE name = 'insights'"
    static let setFilled: SQL = """
        INSERT OR REPLACE INTO properties (name, value) VALUES ('insights', CAST(?1 AS BLOB))
        """
    static let empty = """
        DELETE FROM insight_figures; DELETE FROM insight_groups; DELETE FROM partner_gaps; DELETE FROM past_deal_keys;
        DELETE FROM past_deals;
        """
    static let columns = ColumnList(
        "engagements",
        (Engagement.columns.names + Inquiry.columns.names.map { "r.\($0)" } + ["e.row"]).joined(separator: " "))
    static let engagements = SQL(
        """
        SELECT \(columns.selected) FROM engagements AS e CROSS JOIN rfis AS r ON r.row = e.rfi
        WHERE e.row > ?1 ORDER BY e.row LIMIT 500
        """)
}

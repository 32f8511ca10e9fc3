// The figures of insights, the gaps and the deals of the past anew from the engagements: for databases from before
// there were any, and to prove that what was kept change by change is right.

import Referrals
import SQLite

/// What insights and similar deals are read from, counted from engagements.
struct InsightRecount {
    private(set) var figures: [InsightSeries: InsightFigures] = [:]
    private(set) var gaps: [ID<Partner>: OpenGaps] = [:]

    /// How many entries it has.
    var count: Int { figures.count + gaps.count }

    /// Takes the figures of a row away; none when there are none.
    mutating func take(_ series: InsightSeries) -> InsightFigures {
        figures.removeValue(forKey: series) ?? InsightFigures()
    }

    /// Takes what a partner has yet to tell away; nothing when there is nothing.
    mutating func takeGaps(of partner: ID<Partner>) -> OpenGaps { gaps.removeValue(forKey: partner) ?? OpenGaps() }

    /// Counts an engagement.
    mutating func add(_ engagement: Engagement, _ deal: Deal) {
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

/// An engagement with what it is about, as it counts in insights.
typealias Countable = (engagement: Engagement, deal: ComparableDeal)

extension Look {
    /// Calls `body` with every engagement by its row, or with what is wrong with it.
    func eachCountable(
        _ body: (Int64, Result<Countable, ReferralError>) throws(ReferralError) -> Void
    ) throws(ReferralError) {
        var last: Int64 = 0
        while true {
            let rows = try connection.list(RecountSQL.engagements, [.integer(last)]) { row in
                (row: row.int(RecountSQL.columns.names.count - 1), read: Self.countable(row))
            }
            for row in rows { try body(row.row, row.read) }
            guard let next = rows.last?.row else { return }
            last = next
        }
    }

    private static func countable(_ row: borrowing Row) -> Result<Countable, ReferralError> {
        var at = ColumnCursor(RecountSQL.columns)
        do throws(ReferralError) {
            return .success((try Engagement(row, &at), ComparableDeal(try Inquiry(row, &at))))
        } catch {
            return .failure(error)
        }
    }
}

extension Connection {
    /// Fills figures, gaps and deals of the past once, in one transaction. A new version of how they are made counts as
    /// never filled: then it starts from nothing. However many entries there are, no more than `piece` are held in
    /// memory. What can't be read is left out, and `report` told of it.
    func fillInsights(piece: Int = 20_000, report: (String) -> Void) throws {
        try transaction { connection in
            let filled = try connection.one(RecountSQL.filled, []) { row in row.text(0) }
            guard filled != RecountSQL.version else { return }
            try connection.execute(RecountSQL.empty)
            let look = Look(connection: connection, now: .first, policy: Policy())
            var recount = InsightRecount()
            try look.eachCountable { row, read throws(ReferralError) in
                switch read {
                case .success(let item):
                    recount.add(item.engagement, item.deal.deal)
                    try connection.addPastDeal(item, row)
                case .failure(let fault):
                    report("the engagement in row \(row) is left out of insights: \(fault.sentence)")
                }
                guard recount.count >= piece else { return }
                try connection.add(recount)
                recount = InsightRecount()
            }
            try connection.add(recount)
            try connection.change(RecountSQL.setFilled, [.text(RecountSQL.version)])
        }
    }

    private func addPastDeal(_ item: Countable, _ row: Int64) throws(ReferralError) {
        guard item.engagement.state.isDecidedDeal else { return }
        try add(PastDeal(item.deal, of: item.engagement.partnerID), row)
    }

    private func add(_ recount: InsightRecount) throws(ReferralError) {
        for (series, figures) in recount.figures { try add(figures, to: series) }
        for (partner, gaps) in recount.gaps { try add(gaps, of: partner) }
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
        constant: """
            SELECT \(columns.selected) FROM engagements AS e CROSS JOIN rfis AS r ON r.row = e.rfi
            WHERE e.row > ?1 ORDER BY e.row LIMIT 500
            """)
}

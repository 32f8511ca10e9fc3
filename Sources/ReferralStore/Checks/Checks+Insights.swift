import Referrals
import SQLite

extension Checks {
    /// Whether the figures of insights, what partners have yet to tell, and the deals of the past are what counting
    /// gives.
    static func insights(_ connection: Connection, _ result: inout CheckResult) throws {
        let look = Look(connection: connection, now: .first, policy: Policy())
        var (past, keys) = (0, 0)
        var recount = InsightRecount()
        try look.eachCountable { row, read throws(ReferralError) in
            switch read {
            case .success(let item):
                recount.add(item.engagement, item.deal.deal)
                guard item.engagement.state.isDecidedDeal else { return }
                let deal = PastDeal(item.deal, of: item.engagement.partnerID)
                past += 1
                keys += deal.keys.count
                try compare(row, deal, connection, &result)
            case .failure(let fault):
                result.add("The engagement in row \(row) can't be counted: \(fault.sentence).")
            }
        }
        try compareFigures(&recount, connection, &result)
        try compareGaps(&recount, connection, &result)
        try connection.forEach(InsightCheckSQL.pastDeals) { row in
            if row.int(0) != past { result.add("\(row.int(0)) deals of the past are kept, and there are \(past).") }
            if row.int(1) != keys { result.add("Deals of the past are found by \(row.int(1)) keys, and have \(keys).") }
            return true
        }
    }

    private static func compare(
        _ row: Int64, _ deal: PastDeal, _ connection: Connection, _ result: inout CheckResult
    ) throws(ReferralError) {
        guard let stored = try connection.pastDeal(row) else {
            return result.add("The deal of the engagement in row \(row) is not among those of the past.")
        }
        if stored.traits != deal.traits || stored.words != deal.words {
            result.add("The deal of the engagement in row \(row) is kept as being about something else.")
        }
        for key in deal.keys
        where try connection.one(InsightCheckSQL.key, [.integer(key), .integer(row)], { _ in true }) == nil {
            result.add("The deal of the engagement in row \(row) is not found by something that it is about.")
        }
    }

    private static func compareFigures(
        _ missing: inout InsightRecount, _ connection: Connection, _ result: inout CheckResult
    ) throws {
        func compare(_ series: InsightSeries, _ stored: InsightFigures, _ words: String) {
            if stored != missing.take(series) {
                result.add("The insights of \(words) are not what the engagements give.")
            }
        }
        try connection.forEach(InsightCheckSQL.figures) { row in
            var at = ColumnCursor(InsightCheckSQL.figureColumns)
            let stored = try InsightFigures(row, &at)
            let partner: ID<Partner>? = row.partner(at.next())
            let (unit, start) = (row.int(&at), Day(number: row.int(&at)))
            let owner = partner.map { "the partner \($0)" } ?? "all partners"
            compare(
                unit == 0 ? .day(partner, start) : .month(partner, start), stored,
                "\(owner) \(unit == 0 ? "on" : "in the month from") \(start)")
            return true
        }
        try connection.forEach(InsightCheckSQL.groups) { row in
            var at = ColumnCursor(InsightCheckSQL.groupColumns)
            let stored = try InsightFigures(row, &at)
            guard let facet = DealFacet(rawValue: row.int(&at)) else { throw at.damage }
            let (value, start) = (row.text(&at), Day(number: row.int(&at)))
            compare(.group(Deal.Trait(facet, value), start), stored, "some \(facet) in the month from \(start)")
            return true
        }
        let count = missing.figures.count
        if count > 0 { result.add("\(count) rows of insights are missing.") }
    }

    private static func compareGaps(
        _ missing: inout InsightRecount, _ connection: Connection, _ result: inout CheckResult
    ) throws {
        try connection.forEach(InsightCheckSQL.gaps) { row in
            let id = row.bytes16(0)
            let partner = ID<Partner>(high: id.0, low: id.1)
            let stored = OpenGaps(
                values: Int(row.int(1)), dates: Int(row.int(2)), contacts: Int(row.int(3)),
                outcomes: Int(row.int(4)))
            if stored != missing.takeGaps(of: partner) {
                result.add("What the partner \(partner) has yet to tell is not what its engagements lack.")
            }
            return true
        }
        for partner in missing.gaps.keys.sorted() {
            result.add("What the partner \(partner) has yet to tell is missing.")
        }
    }
}

extension Row {
    /// Nil for all.
    fileprivate func partner(_ column: Int) -> ID<Partner>? {
        if value(column) == Figures.all { return nil }
        let id = bytes16(column)
        return ID(high: id.0, low: id.1)
    }
}

private enum InsightCheckSQL {
    private static func columns(_ table: String, _ key: String) -> ColumnList {
        ColumnList(table, InsightFigures.columns.names.joined(separator: " ") + " " + key)
    }

    static let figureColumns = columns("insight_figures", "partner_id unit start")
    static let groupColumns = columns("insight_groups", "facet value start")
    static let figures = SQL(constant: "SELECT \(figureColumns.selected) FROM insight_figures")
    static let groups = SQL(constant: "SELECT \(groupColumns.selected) FROM insight_groups")
    static let gaps: SQL = "SELECT partner_id, no_value, no_date, no_contact, no_outcome FROM partner_gaps"
    static let pastDeals: SQL = "SELECT (SELECT count(*) FROM past_deals), (SELECT count(*) FROM past_deal_keys)"
    static let key: SQL = "SELECT 1 FROM past_deal_keys WHERE key = ?1 AND engagement = ?2"
}

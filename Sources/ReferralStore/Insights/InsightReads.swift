// Insights as they are asked for: a row for each whole month and for each other day of the period, whatever happened.

import Referrals
import SQLite

extension TableReader {
    func insights(_ period: InsightPeriod, _ scope: Scope) throws(ReferralError) -> Insights {
        guard let owner = Figures.owner(scope) else {
            return Insights(period: period, months: [], openValue: [], searchAppearances: 0, tips: [])
        }
        let months = try months(of: owner, period)
        let summary = try summary(scope)
        var tips: [InsightTip] = []
        if case .partner = scope {
            let figures = months.reduce(InsightFigures()) { $0 + $1.figures }
            tips = InsightTip.tips(figures, waiting: summary.overdue, try gaps(of: owner))
        }
        return Insights(
            period: period, months: months, openValue: summary.openValue,
            searchAppearances: try appearances(of: owner, period), tips: tips)
    }

    func insightGroups(
        _ grouping: InsightGrouping, _ period: InsightPeriod, _ page: PageRequest<String>
    ) throws(ReferralError) -> Page<InsightGroup, String> {
        var filling = PageFilling(limit: page.limit) { (group: InsightGroup) in group.name }
        switch grouping {
        case .month:
            for month in try months(of: Figures.all, period) {
                let name = String(month.start.description.dropLast(3))
                if let after = page.after, name <= after { continue }
                if !filling.take(InsightGroup(name: name, figures: month.figures)) { break }
            }
        case .country: try fill(&filling, .country, period, after: page.after)
        case .industry: try fill(&filling, .industry, period, after: page.after)
        }
        return filling.page
    }

    private func fill(
        _ filling: inout PageFilling<InsightGroup, String>, _ facet: DealFacet, _ period: InsightPeriod,
        after: String?
    ) throws(ReferralError) {
        guard let months = period.wholeMonths else { return }
        var last = after ?? ""
        while let name = try connection.one(
            InsightReadSQL.nextGroup, [Value(facet.rawValue), .text(last)], { $0.text(0) })
        {
            var figures = InsightFigures()
            try connection.each(InsightReadSQL.group, [Value(facet.rawValue), .text(name)] + months.values) { row in
                var at = ColumnCursor(InsightReadSQL.columns)
                figures = figures + (try InsightFigures(row, &at))
                return true
            }
            let goesOn =
                figures == InsightFigures()
                ? filling.skip(name) : filling.take(InsightGroup(name: name, figures: figures))
            guard goesOn else { return }
            last = name
        }
    }

    /// The figures of each month that the period touches, those in which nothing happened too.
    private func months(of owner: Value, _ period: InsightPeriod) throws(ReferralError) -> [Insights.Month] {
        var figures: [Day: InsightFigures] = [:]
        for (unit, days) in period.stretches {
            try connection.each(InsightReadSQL.figures, [owner, .integer(unit)] + days.values) { row in
                var at = ColumnCursor(InsightReadSQL.columns)
                let given = try InsightFigures(row, &at)
                let month = Day(number: row.int(&at)).startOfMonth
                figures[month] = figures[month].map { $0 + given } ?? given
                return true
            }
        }
        return period.months.map { Insights.Month(start: $0, figures: figures[$0] ?? InsightFigures()) }
    }

    private func appearances(of owner: Value, _ period: InsightPeriod) throws(ReferralError) -> Int {
        var sum = 0
        for (unit, days) in period.stretches {
            try connection.each(InsightReadSQL.appearances, [owner, .integer(unit)] + days.values) { row in
                sum += Int(row.int(0))
                return true
            }
        }
        return sum
    }

    private func gaps(of owner: Value) throws(ReferralError) -> OpenGaps {
        try connection.one(InsightReadSQL.gaps, [owner]) { row in
            OpenGaps(
                values: Int(row.int(0)), dates: Int(row.int(1)), contacts: Int(row.int(2)),
                outcomes: Int(row.int(3)))
        } ?? OpenGaps()
    }
}

extension InsightPeriod {
    /// The rows that it is made of: months (unit 1), and days (unit 0).
    fileprivate var stretches: [(unit: Int64, days: Range<Day>)] {
        var stretches = otherDays.map { (unit: Int64(0), days: $0) }
        if let wholeMonths { stretches.append((1, wholeMonths)) }
        return stretches
    }
}

extension Range where Bound == Day {
    /// The first one, and the one after the last.
    fileprivate var values: [Value] { [Value(lowerBound), Value(upperBound)] }
}

private enum InsightReadSQL {
    static let columns = ColumnList(
        "insight_figures", (InsightFigures.columns.names + ["start"]).joined(separator: " "))
    static let figures = SQL(
        constant: """
            SELECT \(columns.selected) FROM insight_figures
            WHERE partner_id = ?1 AND unit = ?2 AND start >= ?3 AND start < ?4
            """)
    static let group = SQL(
        constant: """
            SELECT \(columns.selected) FROM insight_groups
            WHERE facet = ?1 AND value = ?2 AND start >= ?3 AND start < ?4
            """)
    static let nextGroup: SQL =
        "SELECT value FROM insight_groups WHERE facet = ?1 AND value > ?2 ORDER BY value LIMIT 1"
    static let appearances: SQL = """
        SELECT count FROM search_appearances WHERE partner_id = ?1 AND unit = ?2 AND start >= ?3 AND start < ?4
        """
    static let gaps: SQL = "SELECT no_value, no_date, no_contact, no_outcome FROM partner_gaps WHERE partner_id = ?1"
}

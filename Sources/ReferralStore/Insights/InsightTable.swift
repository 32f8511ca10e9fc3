// The figures of insights, kept by adding the difference that a change of an engagement makes: to its partner and to
// all together by day and by month, to the customer's country and the need's industries by month.

import Referrals
import SQLite

/// What a row of figures is about.
enum InsightSeries: Hashable {
    /// A day of a partner, or of all when there is none.
    case day(ID<Partner>?, Day)
    /// A calendar month by its first day.
    case month(ID<Partner>?, Day)
    /// A calendar month of everybody's requests that have a trait: a country or an industry.
    case group(Deal.Trait, Day)

    /// The columns of the key, for a partner or all.
    private static func key(_ partner: ID<Partner>?, _ unit: Int64, _ start: Day) -> [Value] {
        [partner.map { Value($0) } ?? Figures.all, .integer(unit), Value(start)]
    }

    fileprivate var key: [Value] {
        switch self {
        case .day(let partner, let day): Self.key(partner, 0, day)
        case .month(let partner, let month): Self.key(partner, 1, month)
        case .group(let trait, let month): trait.values + [Value(month)]
        }
    }

    fileprivate var isGroup: Bool { if case .group = self { true } else { false } }

    /// Every row that something on a day of a partner counts in.
    static func all(_ day: Day, _ partner: ID<Partner>, _ deal: Deal) -> [InsightSeries] {
        let month = day.startOfMonth
        let groups = deal.traits.filter { $0.facet == .industry || $0.facet == .country }
        return [.day(partner, day), .month(partner, month), .day(nil, day), .month(nil, month)]
            + groups.map { .group($0, month) }
    }
}

extension StoreTransaction {
    /// Adds to figures and gaps what a change of an engagement gives.
    func countInsights(_ engagement: Engagement, from old: Engagement?) throws(ReferralError) {
        let gaps = OpenGaps(engagement) - (old.map { OpenGaps($0) } ?? OpenGaps())
        if gaps != OpenGaps() { try connection.add(gaps, of: engagement.partnerID) }
        let days = engagement.insightFigures(since: old)
        guard !days.isEmpty else { return }
        let deal = try connection.comparableDeal(of: engagement.rfiID).deal
        for (day, figures) in days {
            for series in InsightSeries.all(day, engagement.partnerID, deal) { try connection.add(figures, to: series) }
        }
    }
}

extension Connection {
    /// Adds to the figures of a row, which is made when it is not there.
    func add(_ figures: InsightFigures, to series: InsightSeries) throws(ReferralError) {
        let (read, write) =
            series.isGroup ? (InsightSQL.readGroup, InsightSQL.writeGroup) : (InsightSQL.read, InsightSQL.write)
        let key = series.key
        let before = try one(read, key) { row in
            var at = ColumnCursor(InsightFigures.columns)
            return try InsightFigures(row, &at)
        }
        let sum = before.map { $0 + figures } ?? figures
        guard sum.isPossible else { throw .internalFault("the figures of insights lack an engagement") }
        try change(write, key + sum.values)
    }

    /// Adds to what a partner has yet to tell.
    func add(_ gaps: OpenGaps, of partner: ID<Partner>) throws(ReferralError) {
        let values = [
            Value(partner), Value(gaps.values), Value(gaps.dates), Value(gaps.contacts), Value(gaps.outcomes),
        ]
        if try change(InsightSQL.addGaps, values) == 0 { try change(InsightSQL.insertGaps, values) }
    }

    /// Adds to the appearances of a day or month.
    func addAppearances(_ count: Int, to series: InsightSeries) throws(ReferralError) {
        try change(InsightSQL.addAppearances, series.key + [Value(count)])
    }

    /// What an RFI is about, without the person.
    func comparableDeal(of id: ID<RFI>) throws(ReferralError) -> ComparableDeal {
        let found = try one(InsightSQL.inquiry, [Value(id)]) { row in
            var at = ColumnCursor(Inquiry.columns)
            return ComparableDeal(try Inquiry(row, &at))
        }
        guard let found else { throw .internalFault("the RFI \(id) does not exist") }
        return found
    }
}

private enum InsightSQL {
    private static let figures = InsightFigures.columns
    private static func read(_ table: String, _ key: [String]) -> SQL {
        let terms = key.enumerated().map { "\($1) = ?\($0 + 1)" }.joined(separator: " AND ")
        return SQL("SELECT \(figures.selected) FROM \(table) WHERE \(terms)")
    }

    private static func write(_ table: String, _ key: [String]) -> SQL {
        let names = key + figures.names
        let parameters = names.indices.map { "?\($0 + 1)" }.joined(separator: ", ")
        let changes = figures.names.map { "\($0) = excluded.\($0)" }.joined(separator: ", ")
        return SQL(
            """
            INSERT INTO \(table) (\(names.joined(separator: ", "))) VALUES (\(parameters))
            ON CONFLICT (\(key.joined(separator: ", "))) DO UPDATE SET \(changes)
            """)
    }

    private static let key = ["partner_id", "unit", "start"]
    private static let groupKey = ["facet", "value", "start"]
    static let read = read("insight_figures", key)
    static let write = write("insight_figures", key)
    static let readGroup = read("insight_groups", groupKey)
    static let writeGroup = write("insight_groups", groupKey)
    static let addGaps: SQL = """
        UPDATE partner_gaps SET no_value = no_value + ?2, no_date = no_date + ?3, no_contact = no_contact + ?4,
            no_outcome = no_outcome + ?5
        WHERE partner_id = ?1
        """
    static let insertGaps: SQL = """
        INSERT INTO partner_gaps (partner_id, no_value, no_date, no_contact, no_outcome) VALUES (?1, ?2, ?3, ?4, ?5)
        """
    static let addAppearances: SQL = """
        INSERT INTO search_appearances (partner_id, unit, start, count) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT (partner_id, unit, start) DO UPDATE SET count = count + ?4
        """
    static let inquiry = SQL(constant: "SELECT \(Inquiry.columns.selected) FROM rfis WHERE id = ?1")
}

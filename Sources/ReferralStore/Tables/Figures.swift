// The figures of dashboards. How many stand in each state and what the active ones may be worth is kept in the
// transaction that changes it, for each partner and for all together. What time alone changes stands in
// ClockFigures.swift.

import Referrals
import SQLite

extension TableReader {
    func summary(_ scope: Scope) throws(ReferralError) -> EngagementSummary {
        guard let owner = Figures.owner(scope) else { return EngagementSummary() }
        var summary = EngagementSummary()
        try connection.each(FiguresSQL.counts, [owner]) { row in
            guard let state = EngagementState(number: row.int(0)) else {
                throw ReferralError.damaged("engagement_counts", "state")
            }
            summary.counts[state] = Int(row.int(1))
            return true
        }
        for state in EngagementState.allCases { summary.counts[state, default: 0] += 0 }
        try countByClock(&summary, scope)
        summary.openValue = try connection.list(FiguresSQL.values, [owner]) { row in try MoneySum(row) }
        return summary
    }

    func nextInstant(_ scope: Scope) throws(ReferralError) -> Timestamp? {
        guard Figures.owner(scope) != nil else { return nil }
        let soon = EngagementSummary.expiringSoonWindow
        let (sql, values) = Figures.statement(scope, FiguresSQL.nextOfAll, FiguresSQL.nextOfPartner)
        let next = try connection.one(sql, [Value(now), Value(now + soon)] + values) { row in
            [row.optionalInt(0), row.optionalInt(1), row.optionalInt(2).map { $0 - soon.milliseconds }]
                .compactMap(\.self).min()
        }
        return next.flatMap(\.self).map(Timestamp.init(milliseconds:))
    }

    func nextMissedOutcome() throws(ReferralError) -> Timestamp? {
        try connection.one(FiguresSQL.nextOutcome, [Value(now)]) { row in Timestamp(milliseconds: row.int(0)) }
    }
}

extension StoreTransaction {
    /// Moves an engagement from one figure to another.
    func count(_ engagement: Engagement, from old: Engagement?) throws(ReferralError) {
        for owner in [Value(engagement.partnerID), Figures.all] {
            if engagement.state != old?.state {
                if let old { try add(-1, to: old.state, of: owner) }
                try add(1, to: engagement.state, of: owner)
                if old?.state == .new { try removeClocks(engagement.clocks, of: owner) }
                if engagement.state == .new { try addClocks(engagement.clocks, of: owner) }
            }
            guard engagement.openValue != old?.openValue else { continue }
            if let money = old?.openValue { try add(-Int128(money.minorUnits), money.currency, of: owner) }
            if let money = engagement.openValue { try add(Int128(money.minorUnits), money.currency, of: owner) }
        }
    }

    private func add(_ change: Int64, to state: EngagementState, of owner: Value) throws(ReferralError) {
        let values = [owner, .integer(state.number), .integer(change)]
        if try connection.change(FiguresSQL.addCount, values) == 0 {
            try connection.change(FiguresSQL.insertCount, values)
        }
    }

    private func add(_ change: Int128, _ currency: Currency, of owner: Value) throws(ReferralError) {
        let key = [owner, Value(currency.code)]
        let sum = try connection.one(FiguresSQL.value, key) { row in try MoneySum(row) }
        let amount = (sum?.minorUnits ?? 0) + change
        if amount == 0 {
            try connection.change(FiguresSQL.deleteValue, key)
        } else {
            try connection.change(FiguresSQL.setValue, key + [.text("\(amount)")])
        }
    }
}

enum Figures {
    /// Who has the sum over all partners.
    static let all = Value.blob([])

    static func owner(_ scope: Scope) -> Value? {
        switch scope {
        case .operator: all
        case .partner(let id): Value(id)
        case .marketplace, .reviewer: nil
        }
    }

    static func statement(_ scope: Scope, _ all: SQL, _ partner: SQL) -> (SQL, [Value]) {
        if case .partner(let id) = scope { (partner, [Value(id)]) } else { (all, []) }
    }
}

extension Engagement {
    /// What it adds to the open value.
    fileprivate var openValue: Money? { state == .active ? terms.estimatedValue : nil }
}

extension MoneySum {
    fileprivate init(_ row: borrowing Row) throws(ReferralError) {
        guard let currency = Currency(row.text(0)) else { throw .damaged("open_values", "currency") }
        guard let units = Int128(row.text(1)) else { throw .damaged("open_values", "amount") }
        self.init(minorUnits: units, currency: currency)
    }
}

private enum FiguresSQL {
    static let counts: SQL = "SELECT state, count FROM engagement_counts WHERE partner_id = ?1"
    static let addCount: SQL = "UPDATE engagement_counts SET count = count + ?3 WHERE partner_id = ?1 AND state = ?2"
    static let insertCount: SQL = "INSERT INTO engagement_counts (partner_id, state, count) VALUES (?1, ?2, ?3)"
    static let values: SQL = "SELECT currency, amount FROM open_values WHERE partner_id = ?1 ORDER BY currency"
    static let value: SQL = "SELECT currency, amount FROM open_values WHERE partner_id = ?1 AND currency = ?2"
    static let deleteValue: SQL = "DELETE FROM open_values WHERE partner_id = ?1 AND currency = ?2"
    static let setValue: SQL = """
        INSERT INTO open_values (partner_id, currency, amount) VALUES (?1, ?2, ?3)
        ON CONFLICT (partner_id, currency) DO UPDATE SET amount = ?3
        """
    static let nextOfAll = SQL(constant: next("", "all_engagements"))
    static let nextOfPartner = SQL(constant: next("partner_id = ?3 AND", "engagements"))
    static let nextOutcome: SQL = """
        SELECT outcome_clock FROM engagements INDEXED BY engagements_outcome
        WHERE outcome_clock IS NOT NULL AND outcome_clock > ?1 ORDER BY outcome_clock LIMIT 1
        """

    /// Left to itself, SQLite takes an index that it reads all new engagements of.
    private static func next(_ owner: String, _ index: String) -> String {
        """
        SELECT
            (SELECT min(hot_until) FROM engagements INDEXED BY \(index)_hot
                WHERE \(owner) state = 0 AND hot_until IS NOT NULL AND hot_until > ?1),
            (SELECT min(respond_by) FROM engagements INDEXED BY \(index)_respond
                WHERE \(owner) state = 0 AND respond_by > ?1),
            (SELECT min(open_until) FROM engagements INDEXED BY \(index)_expires
                WHERE \(owner) state = 0 AND open_until > ?2)
        """
    }
}

// Lists of engagements. Where a query names rows (a number, an RFI, words), those are found and put in order; any
// other is a walk in order with the filter asked at each row. Both give the same order and the same keys.

import Referrals
import SQLite

extension TableReader {
    func engagements(
        _ query: EngagementQuery, _ scope: Scope, _ page: PageRequest<EngagementKey>
    ) throws(ReferralError) -> Page<EngagementView, EngagementKey> {
        let owner: ID<Partner>?
        switch scope {
        case .operator: owner = nil
        case .partner(let id): owner = id
        case .marketplace, .reviewer: return Page(items: [])
        }
        guard page.after?.value.fits(query.sort) ?? true else {
            throw .internalFault("the key of a page does not fit the sort \(query.sort)")
        }
        let rows =
            if let named = try namedRows(query, owner: owner) { try sort(named, query, page) } else {
                try walk(query, owner: owner, page)
            }
        return Page(items: try engagementViews(rows: rows.items.map(\.row)), next: rows.next)
    }

    private func walk(
        _ query: EngagementQuery, owner: ID<Partner>?, _ page: PageRequest<EngagementKey>
    ) throws(ReferralError) -> Page<EngagementRow, EngagementKey> {
        guard !query.possibleStates.isEmpty else { return Page(items: []) }
        let filter = EngagementFilter(query, now: now)
        var filling = PageFilling(limit: page.limit) { (row: EngagementRow) in row.key }
        for stretch in EngagementWalk.stretches(query, owner: owner, after: page.after) where !filling.isFull {
            try connection.each(stretch.sql, stretch.values) { row in
                let row = try EngagementRow(row, query.sort)
                return filter.accepts(row) ? filling.take(row) : filling.skip(row.key)
            }
        }
        return filling.page
    }

    /// The rows that the query names, or nil when it names none.
    private func namedRows(_ query: EngagementQuery, owner: ID<Partner>?) throws(ReferralError) -> [Int64]? {
        var sets: [[Int64]] = []
        if let id = query.rfiID { sets.append(try rows(NamedSQL.ofRFI, NamedSQL.ofRFIAndPartner, Value(id), owner)) }
        if let number = query.crmID {
            sets.append(try rows(NamedSQL.ofNumber, NamedSQL.ofNumberAndPartner, .text(number), owner))
        }
        if let words = query.search?.words, !words.isEmpty {
            sets.append(try engagements(withWords: words, owner: owner, limit: NamedSQL.limit))
        }
        guard let first = sets.first else { return nil }
        return sets.dropFirst().reduce(first) { common, rows in
            let other = Set(rows)
            return common.filter(other.contains)
        }
    }

    private func rows(
        _ ofAll: SQL, _ ofPartner: SQL, _ key: Value, _ owner: ID<Partner>?
    ) throws(ReferralError) -> [Int64] {
        let sql = owner == nil ? ofAll : ofPartner
        let values = [key] + (owner.map { [Value($0)] } ?? [])
        return try connection.list(sql, values) { row in row.int(0) }
    }

    private func sort(
        _ rows: [Int64], _ query: EngagementQuery, _ page: PageRequest<EngagementKey>
    ) throws(ReferralError) -> Page<EngagementRow, EngagementKey> {
        let columns = (EngagementRow.columns.names + query.sort.columns).joined(separator: ", ")
        let sql = SQL("SELECT \(columns) FROM engagements WHERE row = ?1")
        let filter = EngagementFilter(query, now: now)
        var found: [EngagementRow] = []
        for row in rows {
            let read = try connection.one(sql, [.integer(row)]) { row in try EngagementRow(row, query.sort) }
            guard let read, filter.accepts(read) else { continue }
            if let after = page.after, !after.isBefore(read.key, descending: query.descending) { continue }
            found.append(read)
        }
        found.sort { $0.key.isBefore($1.key, descending: query.descending) }
        return Page(rows: found, limit: page.limit, key: \.key)
    }
}

private enum NamedSQL {
    /// How many rows a name may stand for; the newest count.
    static let limit = 10_000

    static let ofRFI: SQL = "SELECT row FROM engagements WHERE rfi = (SELECT row FROM rfis WHERE id = ?1)"
    static let ofRFIAndPartner: SQL = """
        SELECT row FROM engagements WHERE rfi = (SELECT row FROM rfis WHERE id = ?1) AND partner_id = ?2
        """
    static let ofNumber: SQL = "SELECT row FROM engagements WHERE crm_id = ?1 LIMIT 10000"
    static let ofNumberAndPartner: SQL = """
        SELECT row FROM engagements WHERE crm_id = ?1 AND partner_id = ?2 ORDER BY row DESC LIMIT 10000
        """
}

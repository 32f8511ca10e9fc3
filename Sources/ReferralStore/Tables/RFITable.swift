import Referrals
import SQLite

extension RFI {
    private static let own = ColumnList(
        "rfis", "row id marketplace_id closing closing_count top_up status erased_at version created_at updated_at")
    static let columns = ColumnList("rfis", (own.names + Inquiry.columns.names).joined(separator: " "))

    fileprivate init(_ row: borrowing Row, _ at: inout ColumnCursor) throws(ReferralError) {
        let id: ID<RFI> = try row.id(&at)
        guard let marketplace = MarketplaceID(row.text(&at)) else { throw at.damage }
        let closing = try ClosingRule(row, &at)
        let topUp = row.optionalInt(at.next()).map(Int.init)
        let status: Status = try row.word(&at)
        let erasedAt = row.optionalTime(&at)
        let version = row.int(&at)
        let (createdAt, updatedAt) = (row.time(&at), row.time(&at))
        self.init(
            id: id, marketplaceID: marketplace, inquiry: try Inquiry(row, &at), closing: closing, topUp: topUp,
            status: status, erasedAt: erasedAt, version: version, createdAt: createdAt, updatedAt: updatedAt)
    }

    /// From the id on: the row number is given by the database.
    fileprivate var values: [Value] {
        let count: Int? = if case .upTo(let count) = closing { count } else { nil }
        return [
            Value(id), .text(marketplaceID.description), .text(closing.kind.rawValue), Value(count), Value(topUp),
            .text(status.rawValue), Value(erasedAt), Value(version), Value(createdAt), Value(updatedAt),
        ] + inquiry.values
    }
}

extension ClosingRule {
    fileprivate init(_ row: borrowing Row, _ at: inout ColumnCursor) throws(ReferralError) {
        let kind: Kind = try row.word(&at)
        let count = row.optionalInt(at.next())
        switch (kind, count) {
        case (.all, nil): self = .all
        case (.firstAccept, nil): self = .firstAccept
        case (.upTo, let count?): self = .upTo(Int(count))
        default: throw at.damage
        }
    }
}

/// An RFI with the number of its row, by which its engagements know it.
private struct RFIRow: Sendable {
    let row: Int64
    let rfi: RFI

    init(_ columns: borrowing Row) throws(ReferralError) {
        var at = ColumnCursor(RFI.columns)
        row = columns.int(at.next())
        rfi = try RFI(columns, &at)
    }
}

extension TableReader {
    func rfi(_ id: ID<RFI>, _ scope: Scope) throws(ReferralError) -> RFI? { try rfiRow(id, scope)?.rfi }

    func rfiView(_ id: ID<RFI>, _ scope: Scope) throws(ReferralError) -> RFIView? {
        try rfiRow(id, scope).map { found throws(ReferralError) in try view(found) }
    }

    private func rfiRow(_ id: ID<RFI>, _ scope: Scope) throws(ReferralError) -> RFIRow? {
        let found = try connection.one(RFISQL.byID, [Value(id)]) { row in try RFIRow(row) }
        return found.flatMap { scope.includes($0.rfi.marketplaceID) ? $0 : nil }
    }

    /// An agent may ask for many customers under one address: of most RFIs the summary alone is read.
    func rfis(
        asking need: Need, of email: EmailAddress, in marketplace: MarketplaceID, since instant: Timestamp
    ) throws(ReferralError) -> [RFI] {
        let summary = CaseFolding.folded(need.summary)
        var ids: [ID<RFI>] = []
        try connection.each(RFISQL.ofEmail, [.text(marketplace.description), .text(email.text), Value(instant)]) {
            row in
            let id = row.bytes16(0)
            if CaseFolding.folded(row.text(1)) == summary { ids.append(ID(high: id.0, low: id.1)) }
            return true
        }
        var found: [RFI] = []
        for id in ids {
            if let rfi = try rfi(id, .marketplace(marketplace)), rfi.inquiry.need.asksTheSame(as: need) {
                found.append(rfi)
            }
        }
        return found
    }

    func rfis(
        _ query: RFIQuery, _ scope: Scope, _ page: PageRequest<ID<RFI>>
    ) throws(ReferralError) -> Page<RFIView, ID<RFI>> {
        let statuses = Set(query.statuses ?? RFI.Status.allCases)
        guard let status = statuses.first, scope.includesRFIs else { return Page(items: []) }
        let (least, greatest) = try rows(query, after: page.after)
        var equal: [(column: String, value: Value)] = []
        if case .marketplace(let id) = scope { equal.append(("marketplace_id", .text(id.description))) }
        // There are two: either one is asked for, or both are.
        if statuses.count == 1 { equal.append(("status", .text(status.rawValue))) }
        let found = try connection.page(
            RFISQL.page(equal.map(\.column), descending: query.descending),
            [.integer(least), .integer(greatest)] + equal.map(\.value), limit: page.limit, key: \.rfi.id,
            read: { try RFIRow($0) })
        var views: [RFIView] = []
        for item in found.items { views.append(try view(item)) }
        return Page(items: views, next: found.next)
    }

    /// The least and the greatest row that the list has. Rows grow with the time of creation.
    private func rows(_ query: RFIQuery, after id: ID<RFI>?) throws(ReferralError) -> (Int64, Int64) {
        var (least, greatest) = (Int64(0), Int64.max)
        if let after = query.created.after { least = try row(RFISQL.firstAfter, [Value(after)]) ?? .max }
        if let before = query.created.before { greatest = try row(RFISQL.lastBefore, [Value(before)]) ?? 0 }
        guard let id, let seen = try row(RFISQL.rowByID, [Value(id)]) else { return (least, greatest) }
        return query.descending ? (least, min(greatest, seen - 1)) : (max(least, seen + 1), greatest)
    }

    private func row(_ sql: SQL, _ values: [Value]) throws(ReferralError) -> Int64? {
        try connection.one(sql, values) { row in row.int(0) }
    }

    private func view(_ item: RFIRow) throws(ReferralError) -> RFIView {
        var recipients = try connection.list(RFISQL.recipients, [.integer(item.row)]) { row in
            var at = ColumnCursor(Recipient.columns)
            return (
                row: row.int(at.next()), partner: try row.id(&at) as ID<Partner>, recipient: try Recipient(row, &at)
            )
        }
        recipients.sort { $0.row < $1.row }
        let asked = AskedProviders(
            profiles: Set(recipients.map(\.recipient.profileID)), partners: Set(recipients.map(\.partner)))
        return try RFIView(rfi: item.rfi, recipients: recipients.map(\.recipient)) { () throws(ReferralError) in
            try alternatives(for: item.rfi.inquiry, besides: asked, limit: RFI.maximumAlternatives)
        }
    }
}

extension Recipient {
    static let columns = ColumnList("engagements", "row partner_id profile_id state responded_at display_name")

    fileprivate init(_ row: borrowing Row, _ at: inout ColumnCursor) throws(ReferralError) {
        let id: ID<Profile> = try row.id(&at)
        let state = try EngagementState(row, &at)
        let respondedAt = row.optionalTime(&at)
        self.init(profileID: id, displayName: row.text(&at), status: Status(state), respondedAt: respondedAt)
    }
}

extension Scope {
    /// Whether there are any RFIs in it: a partner sees engagements, a reviewer neither.
    fileprivate var includesRFIs: Bool {
        switch self {
        case .operator, .marketplace: true
        case .partner, .reviewer: false
        }
    }

    fileprivate func includes(_ marketplace: MarketplaceID) -> Bool {
        switch self {
        case .operator: true
        case .partner, .reviewer: false
        case .marketplace(let own): own == marketplace
        }
    }
}

extension StoreTransaction {
    func insert(_ rfi: RFI) throws(ReferralError) {
        try connection.change(RFISQL.insert, rfi.values)
        touch(rfi.marketplaceID)
    }

    func update(_ rfi: RFI) throws(ReferralError) {
        try connection.change(
            RFISQL.update,
            [
                Value(rfi.id), .text(rfi.status.rawValue), Value(rfi.erasedAt), Value(rfi.version),
                Value(rfi.updatedAt),
            ])
        touch(rfi.marketplaceID)
    }
}

private enum RFISQL {
    static let byID = SQL(constant: "SELECT \(RFI.columns.selected) FROM rfis WHERE id = ?1")

    /// A page of what has the values ?3 and so on in these columns, for which there is an index.
    static func page(_ columns: [String], descending: Bool) -> SQL {
        let terms = columns.enumerated().map { " AND \($1) = ?\($0 + 3)" }.joined()
        let order = (columns + ["row"]).joined(separator: ", ")
        return SQL(
            """
            SELECT \(RFI.columns.selected) FROM rfis WHERE row BETWEEN ?1 AND ?2\(terms)
            ORDER BY \(order)\(descending ? " DESC" : "")
            """)
    }

    static let ofEmail: SQL = """
        SELECT id, summary FROM rfis
        WHERE marketplace_id = ?1 AND contact_email = ?2 COLLATE NOCASE AND created_at > ?3 ORDER BY created_at, row
        """
    static let rowByID: SQL = "SELECT row FROM rfis WHERE id = ?1"
    static let firstAfter: SQL = """
        SELECT row FROM rfis WHERE created_at > ?1 ORDER BY created_at, row LIMIT 1
        """
    static let lastBefore: SQL = """
        SELECT row FROM rfis WHERE created_at < ?1 ORDER BY created_at DESC, row DESC LIMIT 1
        """
    static let update: SQL = """
        UPDATE rfis SET status = ?2, erased_at = ?3, version = ?4, updated_at = ?5 WHERE id = ?1
        """
    static let recipients: SQL = """
        SELECT row, partner_id, profile_id, state, responded_at, (
            SELECT display_name FROM profile_names WHERE profile_names.profile_id = engagements.profile_id)
        FROM engagements WHERE rfi = ?1
        """
    static let insert = SQL(
        constant:
            "INSERT INTO rfis \(ColumnList("rfis", RFI.columns.names.dropFirst().joined(separator: " ")).inserted)")
}

import Referrals
import SQLite

extension Partner {
    static let columns = ColumnList("partners", "id name email website status version created_at updated_at")

    init(_ row: borrowing Row) throws(ReferralError) {
        var at = ColumnCursor(Self.columns)
        self.init(
            id: try row.id(&at), name: row.text(&at), email: row.optionalText(&at).map(EmailAddress.init(stored:)),
            website: try row.optionalURL(&at), status: try row.word(&at), version: row.int(&at),
            createdAt: row.time(&at), updatedAt: row.time(&at))
    }

    fileprivate var values: [Value] {
        [
            Value(id), .text(name), Value(email?.text), Value(website?.text), .text(status.rawValue), Value(version),
            Value(createdAt), Value(updatedAt),
        ]
    }
}

extension TableReader {
    func partner(_ id: ID<Partner>) throws(ReferralError) -> Partner? {
        try connection.one(PartnerSQL.byID, [Value(id)]) { row in try Partner(row) }
    }

    func partners(
        statuses: [Partner.Status]?, _ page: PageRequest<ID<Partner>>
    ) throws(ReferralError) -> Page<Partner, ID<Partner>> {
        let column = Partner.columns.index(of: "status")
        return try connection.page(
            PartnerSQL.page, [Value(page.after ?? .greatest)], limit: page.limit, id: \.id,
            matching: { row in
                guard let statuses else { return true }
                let status = row.text(column)
                return statuses.contains { $0.rawValue == status }
            },
            read: { try Partner($0) })
    }
}

extension StoreTransaction {
    func insert(_ partner: Partner) throws(ReferralError) {
        try connection.change(PartnerSQL.insert, partner.values)
        touch(partner.id)
    }

    func update(_ partner: Partner) throws(ReferralError) {
        let old = try self.partner(partner.id)
        try connection.change(PartnerSQL.update, partner.values)
        touch(partner.id)
        if old?.name != partner.name { touchRegistrations() }
        if old?.status != partner.status {
            try listProfiles(of: partner)
            touchKeys()
            touchDirectory()
            touchOutbox { $0.isUnknown = true }
        }
    }
}

private enum PartnerSQL {
    static let byID = SQL(constant: "SELECT \(Partner.columns.selected) FROM partners WHERE id = ?1")
    static let page = SQL(constant: "SELECT \(Partner.columns.selected) FROM partners WHERE id < ?1 ORDER BY id DESC")
    static let insert = SQL(constant: "INSERT INTO partners \(Partner.columns.inserted)")
    static let update: SQL = """
        UPDATE partners SET name = ?2, email = ?3, website = ?4, status = ?5, version = ?6, created_at = ?7,
            updated_at = ?8
        WHERE id = ?1
        """
}

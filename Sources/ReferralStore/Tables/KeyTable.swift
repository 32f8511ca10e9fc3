import Referrals
import SQLite

extension APIKey {
    static let columns = ColumnList("keys", "id name role partner_id marketplace_id created_at expires_at")

    init(_ row: borrowing Row) throws(ReferralError) {
        var at = ColumnCursor(Self.columns)
        self = try APIKey(row, &at)
    }

    init(_ row: borrowing Row, _ at: inout ColumnCursor) throws(ReferralError) {
        self.init(
            id: try row.id(&at), name: row.text(&at), role: try Role(row, &at), createdAt: row.time(&at),
            expiresAt: row.optionalTime(&at))
    }
}

extension Role {
    fileprivate init(_ row: borrowing Row, _ at: inout ColumnCursor) throws(ReferralError) {
        let kind: Kind = try row.word(&at)
        let damage = at.damage
        let partner: ID<Partner>? = row.optionalID(&at)
        let marketplace = row.optionalText(&at).flatMap { MarketplaceID($0) }
        switch (kind, partner, marketplace) {
        case (.operator, _, _): self = .operator
        case (.reviewer, _, _): self = .reviewer
        case (.partner, let id?, _): self = .partner(id)
        case (.marketplace, _, let id?): self = .marketplace(id)
        case (.partner, nil, _), (.marketplace, _, nil): throw damage
        }
    }
}

extension TableReader {
    func key(_ id: ID<APIKey>) throws(ReferralError) -> APIKey? {
        try connection.one(KeySQL.byID, [Value(id)]) { row in try APIKey(row) }
    }

    func credential(digest: [UInt8]) throws(ReferralError) -> Credential? {
        try connection.one(KeySQL.byDigest, [.blob(digest)]) { row in
            var at = ColumnCursor(APIKey.columns)
            return Credential(key: try APIKey(row, &at), isSuspended: row.bool(at.next()))
        }
    }

    func keys(
        _ query: KeyQuery, _ page: PageRequest<ID<APIKey>>
    ) throws(ReferralError) -> Page<APIKey, ID<APIKey>> {
        try connection.page(
            KeySQL.page, [Value(page.after ?? .greatest)], limit: page.limit, id: \.id, matching: query.accepts,
            read: { try APIKey($0) })
    }
}

extension KeyQuery {
    private static let role = APIKey.columns.index(of: "role")
    private static let partner = APIKey.columns.index(of: "partner_id")

    /// Judges a row of keys before it is read.
    fileprivate func accepts(_ row: borrowing Row) -> Bool {
        if let roles {
            let role = row.text(Self.role)
            guard roles.contains(where: { $0.rawValue == role }) else { return false }
        }
        guard let partnerID else { return true }
        return row.bytes16(Self.partner) == (partnerID.high, partnerID.low)
    }
}

extension StoreTransaction {
    func insert(_ key: APIKey, digest: [UInt8]) throws(ReferralError) {
        try connection.change(
            KeySQL.insert,
            [
                Value(key.id), .text(key.name), .text(key.role.kind.rawValue), Value(key.role.partnerID),
                Value(key.role.marketplaceID?.description), Value(key.createdAt), Value(key.expiresAt), .blob(digest),
            ])
        touchKeys()
    }

    func revokeKey(_ id: ID<APIKey>) throws(ReferralError) -> Bool {
        let revoked = try connection.change(KeySQL.revoke, [Value(id), Value(now)]) > 0
        if revoked { touchKeys() }
        return revoked
    }
}

private enum KeySQL {
    static let byID = SQL(constant: "SELECT \(APIKey.columns.selected) FROM keys WHERE id = ?1 AND revoked_at IS NULL")
    static let byDigest = SQL(
        constant: """
            SELECT \(APIKey.columns.selected),
                partner_id IS NOT NULL AND (SELECT status FROM partners WHERE id = partner_id) = 'suspended'
            FROM keys WHERE digest = ?1 AND revoked_at IS NULL
            """)
    static let page = SQL(
        constant: """
            SELECT \(APIKey.columns.selected) FROM keys INDEXED BY keys_live
            WHERE id < ?1 AND revoked_at IS NULL ORDER BY id DESC
            """)
    static let insert: SQL = """
        INSERT INTO keys (id, name, role, partner_id, marketplace_id, created_at, expires_at, digest)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
        """
    static let revoke: SQL = "UPDATE keys SET revoked_at = ?2 WHERE id = ?1 AND revoked_at IS NULL"
}

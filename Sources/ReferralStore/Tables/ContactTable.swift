import Referrals
import SQLite

extension Contact {
    static let columns = ColumnList("contacts", "id name role phone emails version created_at updated_at")

    init(_ row: borrowing Row) throws(ReferralError) {
        var at = ColumnCursor(Self.columns)
        self.init(
            id: try row.id(&at),
            details: ContactDetails(
                name: row.text(&at), role: row.optionalText(&at),
                phone: row.optionalText(&at).map(PhoneNumber.init(stored:)),
                emails: row.lines(&at, EmailAddress.init(stored:))),
            version: row.int(&at), createdAt: row.time(&at), updatedAt: row.time(&at))
    }

    fileprivate var values: [Value] {
        [
            Value(id), .text(details.name), Value(details.role), Value(details.phone?.text),
            Value(lines: details.emails), Value(version), Value(createdAt), Value(updatedAt),
        ]
    }
}

extension TableReader {
    func contact(_ id: ID<Contact>, of engagement: ID<Engagement>) throws(ReferralError) -> Contact? {
        try connection.one(ContactSQL.byID, [Value(engagement), Value(id)]) { row in try Contact(row) }
    }

    func contacts(
        of engagement: ID<Engagement>, _ page: PageRequest<ID<Contact>>
    ) throws(ReferralError) -> Page<Contact, ID<Contact>> {
        try connection.page(
            ContactSQL.page, [Value(engagement), Value(page.after ?? .least)], limit: page.limit, key: \.id,
            read: { try Contact($0) })
    }

    /// All contacts of the engagement in this row, in the order they were added.
    func contacts(ofRow row: Int64) throws(ReferralError) -> [Contact] {
        try connection.list(ContactSQL.ofRow, [.integer(row)]) { row in try Contact(row) }
    }
}

extension StoreTransaction {
    func insert(_ contact: Contact, of engagement: ID<Engagement>) throws(ReferralError) {
        try change(ContactSQL.insert, [Value(engagement)] + contact.values)
    }

    func update(_ contact: Contact, of engagement: ID<Engagement>) throws(ReferralError) {
        try change(ContactSQL.update, [Value(engagement)] + contact.values)
    }

    func deleteContact(_ id: ID<Contact>, of engagement: ID<Engagement>) throws(ReferralError) {
        try change(ContactSQL.delete, [Value(engagement), Value(id)])
    }

    /// Changes one contact. Its partner is told by the engagement's own change, of which a contact's is part.
    private func change(_ sql: SQL, _ values: [Value]) throws(ReferralError) {
        guard try connection.change(sql, values) == 1 else { throw .internalFault("a contact does not exist") }
    }
}

private enum ContactSQL {
    private static let owner = "engagement = (SELECT row FROM engagements WHERE engagements.id = ?1)"
    static let byID = SQL(constant: "SELECT \(Contact.columns.selected) FROM contacts WHERE \(owner) AND id = ?2")
    static let page = SQL(
        constant:
            "SELECT \(Contact.columns.selected) FROM contacts WHERE \(owner) AND id > ?2 ORDER BY id")
    static let ofRow = SQL(
        constant: "SELECT \(Contact.columns.selected) FROM contacts WHERE engagement = ?1 ORDER BY id")
    static let insert: SQL = """
        INSERT INTO contacts (engagement, id, name, role, phone, emails, version, created_at, updated_at)
        SELECT row, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9 FROM engagements WHERE id = ?1
        """
    static let update = SQL(
        constant: """
            UPDATE contacts SET name = ?3, role = ?4, phone = ?5, emails = ?6, version = ?7, created_at = ?8,
                updated_at = ?9
            WHERE \(owner) AND id = ?2
            """)
    static let delete = SQL(constant: "DELETE FROM contacts WHERE \(owner) AND id = ?2")
}

import Referrals
import SQLite

extension Note {
    static let columns = ColumnList("notes", "id body author created_at edited_at version")

    init(_ row: borrowing Row) throws(ReferralError) {
        var at = ColumnCursor(Self.columns)
        self.init(
            id: try row.id(&at), body: row.text(&at), author: row.text(&at), createdAt: row.time(&at),
            editedAt: row.optionalTime(&at), version: row.int(&at))
    }
}

extension TableReader {
    func note(_ id: ID<Note>, of engagement: ID<Engagement>) throws(ReferralError) -> Note? {
        try connection.one(NoteSQL.byID, [Value(engagement), Value(id)]) { row in try Note(row) }
    }

    func notes(
        of engagement: ID<Engagement>, _ page: PageRequest<ID<Note>>
    ) throws(ReferralError) -> Page<Note, ID<Note>> {
        try connection.page(
            NoteSQL.page, [Value(engagement), Value(page.after ?? .least)], limit: page.limit, key: \.id,
            read: { try Note($0) })
    }
}

extension StoreTransaction {
    func insert(_ note: Note, of engagement: ID<Engagement>) throws(ReferralError) {
        let owner = try owner(NoteSQL.newPart, [Value(engagement)])
        guard owner.document.part <= Document.lastPart else {
            throw .limitReached(detail: "An engagement has at most 1,048,574 notes over its lifetime.")
        }
        try connection.change(NoteSQL.setPart, [.integer(owner.document.engagement), .integer(owner.document.part)])
        try connection.change(
            NoteSQL.insert,
            [
                .integer(owner.document.engagement), Value(note.id), .integer(owner.document.part), .text(note.body),
                .text(note.author), Value(note.createdAt), Value(note.editedAt), Value(note.version),
            ])
        addText(note.body, owner.document, owner: owner.partnerID)
        touch(owner.partnerID)
    }

    func update(_ note: Note, of engagement: ID<Engagement>) throws(ReferralError) {
        let owner = try owner(NoteSQL.part, [Value(engagement), Value(note.id)])
        try connection.change(
            NoteSQL.update,
            [
                .integer(owner.document.engagement), Value(note.id), .text(note.body), Value(note.editedAt),
                Value(note.version),
            ])
        replaceText(owner.document, by: note.body, owner: owner.partnerID)
        touch(owner.partnerID)
    }

    func deleteNote(_ id: ID<Note>, of engagement: ID<Engagement>) throws(ReferralError) {
        let owner = try owner(NoteSQL.part, [Value(engagement), Value(id)])
        try connection.change(NoteSQL.delete, [.integer(owner.document.engagement), Value(id)])
        replaceText(owner.document, by: nil, owner: owner.partnerID)
        touch(owner.partnerID)
    }

    /// Where the note's text stands, and whose it is.
    private func owner(
        _ sql: SQL, _ values: [Value]
    ) throws(ReferralError) -> (document: Document, partnerID: ID<Partner>) {
        let found = try connection.one(sql, values) { row in
            let partner = row.bytes16(1)
            return (
                document: Document(engagement: row.int(0), part: row.int(2)),
                partnerID: ID<Partner>(high: partner.0, low: partner.1)
            )
        }
        guard let found else { throw .internalFault("a note's engagement, or the note, does not exist") }
        return found
    }
}

private enum NoteSQL {
    private static let owner = "engagement = (SELECT row FROM engagements WHERE engagements.id = ?1)"
    static let byID = SQL(constant: "SELECT \(Note.columns.selected) FROM notes WHERE \(owner) AND id = ?2")
    static let page = SQL(constant: "SELECT \(Note.columns.selected) FROM notes WHERE \(owner) AND id > ?2 ORDER BY id")
    static let newPart: SQL = "SELECT row, partner_id, last_part + 1 FROM engagements WHERE id = ?1"
    static let setPart: SQL = "UPDATE engagements SET last_part = ?2 WHERE row = ?1"
    static let part: SQL = """
        SELECT e.row, e.partner_id, n.part FROM engagements AS e JOIN notes AS n ON n.engagement = e.row
        WHERE e.id = ?1 AND n.id = ?2
        """
    static let insert: SQL = """
        INSERT INTO notes (engagement, id, part, body, author, created_at, edited_at, version)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
        """
    static let update: SQL = """
        UPDATE notes SET body = ?3, edited_at = ?4, version = ?5 WHERE engagement = ?1 AND id = ?2
        """
    static let delete: SQL = "DELETE FROM notes WHERE engagement = ?1 AND id = ?2"
}

import Referrals
import SQLite

extension Checks {
    /// Whether full text has exactly the documents that engagements and notes give, and finds each partner's.
    static func fullText(_ connection: Connection, _ result: inout CheckResult) throws {
        var expected: [ID<Partner>: Int] = [:]
        try connection.forEach(TextCheckSQL.engagements) { row in
            let engagement = try TextOwner(row)
            let documents = try engagement.documents(row, connection)
            expected[engagement.partnerID, default: 0] += documents.count
            try compare(engagement, documents, connection, &result)
            return true
        }
        try connection.forEach(TextCheckSQL.orphans) { row in
            result.add("Full text has the document \(row.int(0)) of an engagement that does not exist.")
            return true
        }
        for (partner, count) in expected.sorted(by: { $0.key < $1.key }) {
            let match = Value.text("owner : \"\(partner.token)\"")
            let found = try connection.first(TextCheckSQL.found, [match]) { row in row.int(0) } ?? 0
            if found != count {
                result.add("A search finds \(found) documents of the partner \(partner), and there are \(count).")
            }
        }
    }

    private static func compare(
        _ owner: TextOwner, _ documents: [Int64: String], _ connection: Connection, _ result: inout CheckResult
    ) throws {
        var missing = documents
        let range: [Value] = [
            .integer(Document(engagement: owner.row, part: .request).rowID),
            .integer(Document.lastRowID(upTo: owner.row)),
        ]
        try connection.forEach(TextCheckSQL.documents, range) { row in
            let part = row.int(0) & Document.lastPart
            if let text = missing.removeValue(forKey: part) {
                let isSame = row.text(1) == owner.partnerID.token && row.text(2) == SearchText.tokens(for: text)
                if !isSame { result.add("Full text has another text for \(owner.words(part)).") }
            } else {
                result.add("Full text has a document too many, part \(part) of the engagement \(owner.id).")
            }
            return true
        }
        for part in missing.keys.sorted() { result.add("Full text lacks \(owner.words(part)).") }
    }
}

/// An engagement as full text knows it.
private struct TextOwner {
    static let columns = ColumnList(
        "engagements",
        "e.row e.id e.partner_id e.name " + Inquiry.columns.names.map { "r.\($0)" }.joined(separator: " "))

    let row: Int64
    let id: ID<Engagement>
    let partnerID: ID<Partner>

    init(_ columns: borrowing Row) throws(ReferralError) {
        var at = ColumnCursor(Self.columns)
        row = columns.int(at.next())
        id = try columns.id(&at)
        partnerID = try columns.id(&at)
    }

    /// The texts that it gives, by part.
    func documents(_ columns: borrowing Row, _ connection: Connection) throws -> [Int64: String] {
        var at = ColumnCursor(Self.columns)
        for _ in 0..<3 { _ = at.next() }
        let name = columns.optionalText(&at)
        var documents = [Document.Part.request.rawValue: try Inquiry(columns, &at).searchText]
        documents[Document.Part.name.rawValue] = name
        try connection.forEach(TextCheckSQL.notes, [.integer(row)]) { row in
            documents[row.int(0)] = row.text(1)
            return true
        }
        return documents
    }

    func words(_ part: Int64) -> String {
        switch Document.Part(rawValue: part) {
        case .request: "the request of the engagement \(id)"
        case .name: "the name of the engagement \(id)"
        case nil: "the note in part \(part) of the engagement \(id)"
        }
    }
}

private enum TextCheckSQL {
    static let engagements = SQL(
        constant: """
            SELECT \(TextOwner.columns.selected) FROM engagements AS e CROSS JOIN rfis AS r ON r.row = e.rfi
            ORDER BY e.row
            """)
    static let notes: SQL = "SELECT part, body FROM notes WHERE engagement = ?1"
    static let documents: SQL = """
        SELECT rowid, owner, body FROM engagement_text WHERE rowid BETWEEN ?1 AND ?2 ORDER BY rowid
        """
    static let orphans: SQL = """
        SELECT t.rowid FROM engagement_text AS t WHERE NOT EXISTS (SELECT 1 FROM engagements WHERE row = t.rowid >> 20)
        """
    static let found: SQL = "SELECT count(*) FROM engagement_text WHERE engagement_text MATCH ?1"
}

// The full text of engagements: documents, one for what the customer asks, one for the name, one a note. A search asks
// for each word on its own, since one may stand in the request and another in a note, and takes the engagements that
// every word leads to, newest first.

import Referrals
import SQLite

/// The number of a document: greater for newer engagements.
struct Document {
    /// The parts of every engagement; those of notes follow.
    enum Part: Int64 {
        case request = 0
        case name = 1
    }

    /// The greatest part, so that an engagement has 1,048,574 notes at most, deleted ones included.
    static let lastPart: Int64 = 0xF_FFFF

    let engagement: Int64
    let part: Int64

    init(engagement: Int64, part: Part) {
        self.init(engagement: engagement, part: part.rawValue)
    }

    init(engagement: Int64, part: Int64) {
        self.engagement = engagement
        self.part = part
    }

    var rowID: Int64 { engagement << 20 | part }

    /// The engagement of a document.
    static func engagement(ofRowID rowID: Int64) -> Int64 { rowID >> 20 }

    /// The greatest number that a document of this engagement or of an older one can have.
    static func lastRowID(upTo engagement: Int64) -> Int64 { engagement << 20 | lastPart }
}

extension Connection {
    func addText(_ text: String, _ document: Document, owner: ID<Partner>) throws(SQLiteError) {
        try run(
            TextSQL.insert,
            [.integer(document.rowID), .text(owner.token), .text(SearchText.tokens(for: text))])
    }

    func removeText(_ document: Document) throws(SQLiteError) {
        try run(TextSQL.delete, [.integer(document.rowID)])
    }
}

extension Inquiry {
    /// What of a request is found: the company and the need, never the person, not even where the need speaks of them.
    var searchText: String { customer.contact.map { erasing(PersonTraces($0)) }?.writtenText ?? writtenText }

    /// What the customer wrote.
    var writtenText: String {
        let tags = [need.industries, need.products, need.services, need.solutions].joined().map(\.text)
        return ([customer.company, need.summary, need.details ?? ""] + tags).joined(separator: "\n")
    }
}

extension ID where Entity == Partner {
    /// One token of full text: the digits of the id.
    var token: String { description.filter { $0 != "-" } }
}

/// The engagements in which a word occurs, newest first. It is asked for ever older ones.
struct WordCursor {
    private let match: String
    private var found: ArraySlice<Int64> = []
    private var chunk: Int64 = 32
    private var isAtEnd = false

    /// A cursor over the documents of one partner, or of all.
    init(_ word: String, owner: ID<Partner>?) {
        let body = "body : \(word)"
        match = owner.map { "owner : \"\($0.token)\" AND \(body)" } ?? body
    }

    /// The newest engagement that is not newer than `engagement`; nil when there is none.
    mutating func next(upTo engagement: Int64, _ connection: Connection) throws(ReferralError) -> Int64? {
        found = found.drop { $0 > engagement }
        if found.isEmpty, !isAtEnd { try read(upTo: engagement, connection) }
        return found.first
    }

    /// Reads the next documents, more each time: a rare word must not read much, nor a common one often.
    private mutating func read(upTo engagement: Int64, _ connection: Connection) throws(ReferralError) {
        let values: [Value] = [
            .text(match), .integer(Document.lastRowID(upTo: engagement)), .integer(chunk),
        ]
        let rows = try connection.list(TextSQL.find, values) { row in Document.engagement(ofRowID: row.int(0)) }
        isAtEnd = rows.count < chunk
        chunk = min(chunk * 4, 2_048)
        found = rows[...]
    }
}

extension TableReader {
    /// The newest engagements, at most `limit`, in which every word occurs; newest first.
    func engagements(
        withWords words: [String], owner: ID<Partner>?, limit: Int
    ) throws(ReferralError) -> [Int64] {
        var cursors = words.map { WordCursor($0, owner: owner) }
        var found: [Int64] = []
        var candidate = Int64.max >> 20
        while found.count < limit {
            guard let common = try newestCommon(upTo: candidate, &cursors) else { break }
            found.append(common)
            candidate = common - 1
        }
        return found
    }

    /// Leads every cursor to the oldest engagement that any of them names, until they all name the same.
    private func newestCommon(
        upTo engagement: Int64, _ cursors: inout [WordCursor]
    ) throws(ReferralError) -> Int64? {
        var candidate = engagement
        var agreeing = 0
        while agreeing < cursors.count {
            for index in cursors.indices {
                guard let next = try cursors[index].next(upTo: candidate, connection) else { return nil }
                agreeing = next == candidate ? agreeing + 1 : 1
                candidate = next
                if agreeing == cursors.count { break }
            }
        }
        return candidate
    }
}

private enum TextSQL {
    static let insert: SQL = "INSERT INTO engagement_text (rowid, owner, body) VALUES (?1, ?2, ?3)"
    static let delete: SQL = "DELETE FROM engagement_text WHERE rowid = ?1"
    static let find: SQL = """
        SELECT rowid FROM engagement_text WHERE engagement_text MATCH ?1 AND rowid <= ?2 ORDER BY rowid DESC LIMIT ?3
        """
}

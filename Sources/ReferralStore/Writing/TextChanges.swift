// Full text is written once for all jobs of a batch, right before its commit. Whatever FTS5 has gathered in memory it
// writes at each savepoint (fts5_main.c, fts5SavepointMethod), and every job begins with one: written with the jobs,
// each document would become a part of the index of its own, and the parts would have to be merged later.

import Referrals
import SQLite

/// What the jobs of a batch have changed of the documents, in order. A job that fails leaves nothing here, as it leaves
/// nothing in the tables.
struct TextChanges: Sendable {
    private struct Change {
        let document: Document
        /// Nil removes the document.
        let text: String?
        let owner: ID<Partner>
        let isNew: Bool

        /// Both in one.
        func followed(by later: Change) -> Change {
            Change(document: document, text: later.text, owner: later.owner, isNew: isNew)
        }
    }

    private var changes: [Change] = []

    /// A document that is not there yet.
    mutating func add(_ text: String, _ document: Document, owner: ID<Partner>) {
        changes.append(Change(document: document, text: text, owner: owner, isNew: true))
    }

    /// Other words, or none, in the place of a document's, which may not be there.
    mutating func replace(_ document: Document, by text: String?, owner: ID<Partner>) {
        changes.append(Change(document: document, text: text, owner: owner, isNew: false))
    }

    /// Writes what there is, and has nothing left. Each document comes once, in the order of their numbers: FTS5 makes
    /// another part of the index whenever a number is not greater than the last one (fts5_index.c,
    /// sqlite3Fts5IndexBeginWrite), and many parts are merged sooner.
    mutating func write(on connection: Connection) throws(SQLiteError) {
        let documents = Dictionary(changes.map { ($0.document.rowID, $0) }) { $0.followed(by: $1) }
        for (_, change) in documents.sorted(by: { $0.key < $1.key }) {
            if !change.isNew { try connection.removeText(change.document) }
            if let text = change.text { try connection.addText(text, change.document, owner: change.owner) }
        }
        changes = []
    }
}

extension StoreTransaction {
    /// A document that is not there yet.
    func addText(_ text: String, _ document: Document, owner: ID<Partner>) {
        changeTexts { $0.add(text, document, owner: owner) }
    }

    /// Other words, or none, in the place of a document's.
    func replaceText(_ document: Document, by text: String?, owner: ID<Partner>) {
        changeTexts { $0.replace(document, by: text, owner: owner) }
    }
}

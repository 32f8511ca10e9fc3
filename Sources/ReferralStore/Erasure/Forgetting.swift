// What is erased must leave the files too. Whatever SQLite overwrites or deletes it fills with zeros; what is left is
// the write-ahead log, which holds pages as they were, and full text: FTS5 keeps the words of a document that is gone
// until the parts of the index are merged into one (https://www.sqlite.org/fts5.html#the_merge_command). Merging reads
// and writes all of the index, so it is done in pieces, between other writes. That it is to be done is on record: it
// goes on after a restart.

import Referrals
import SQLite

/// What comes next until the files have forgotten.
private enum Step: UInt8 {
    /// The parts of full text are to be put on one level.
    case gather = 0
    /// They are being merged.
    case merge = 1
    /// The log is to be cut off.
    case cut = 2
}

extension StoreParts {
    /// How many pieces are merged before a caller is answered, a few milliseconds each. The rest is done after it.
    private static let patience = 100
    /// How often cutting off the log is tried when readers are in the way; writers get their turn in between.
    private static let attempts = 5

    /// Makes the files forget what was erased. What can't be done now is done later: nobody fails for it.
    func forgetOverwritten() async {
        if await forget(pieces: Self.patience) { return }
        await cutLog()
        goOnForgetting()
    }

    /// Makes the files forget what is on record as erased, without waiting for it.
    func goOnForgetting() {
        Task { await forget(pieces: .max) }
    }

    /// True when there is nothing left to do, or nothing that can be done now.
    @discardableResult
    private func forget(pieces: Int) async -> Bool {
        do {
            for _ in 0..<pieces {
                let step = try await writer.write { connection, batch in
                    // What was erased in the same batch is erased in full text first, or the merge would miss it.
                    try batch.texts.write(on: connection)
                    return try connection.forgetPiece()
                }
                guard let step else { return true }
                guard step == .cut else { continue }
                if await cutLog() { try await writer.write { connection, _ in try connection.forgot() } }
                return true
            }
            return false
        } catch {
            return true
        }
    }

    /// False when readers are in the way for long; then the checkpointer does it when the log has grown, or at the end.
    @discardableResult
    private func cutLog() async -> Bool {
        for _ in 0..<Self.attempts {
            let isCut = try? await writer.perform { [checkpointer] _ in checkpointer?.cutLog() ?? false }
            if isCut ?? false { return true }
        }
        return false
    }
}

extension Connection {
    /// Whether files have something to forget.
    var hasToForget: Bool {
        get throws(ReferralError) { try step() != nil }
    }

    private func step() throws(ReferralError) -> Step? {
        try one(ForgettingSQL.step, []) { row in row.blob(0).first.flatMap(Step.init) } ?? nil
    }

    /// Does a piece of what is to be done, and tells of which step it was.
    fileprivate func forgetPiece() throws(ReferralError) -> Step? {
        let step = try step()
        switch step {
        case .gather:
            try change(ForgettingSQL.mergeAny, [])
            try change(ForgettingSQL.merge, [.integer(-ForgettingSQL.pages)])
            try change(ForgettingSQL.setStep, [.blob([Step.merge.rawValue])])
        case .merge:
            let before = totalChanges
            try change(ForgettingSQL.merge, [.integer(ForgettingSQL.pages)])
            // A merge that finds nothing to do changes one row.
            if totalChanges - before < 2 { try change(ForgettingSQL.setStep, [.blob([Step.cut.rawValue])]) }
        case .cut, nil: break
        }
        return step
    }

    /// Takes it off the record, unless more was erased meanwhile.
    fileprivate func forgot() throws(ReferralError) {
        try change(ForgettingSQL.forgot, [.blob([Step.cut.rawValue])])
    }
}

enum ForgettingSQL {
    /// Pages of full text that are written at once, of some 4 KB each.
    fileprivate static let pages: Int64 = 100
    /// Begins anew with what is erased while it is under way.
    static let owe: SQL = """
        INSERT INTO properties (name, value) VALUES ('forgetting', x'00')
        ON CONFLICT (name) DO UPDATE SET value = excluded.value
        """
    fileprivate static let step: SQL = "SELECT value FROM properties WHERE name = 'forgetting'"
    fileprivate static let setStep: SQL = "UPDATE properties SET value = ?1 WHERE name = 'forgetting'"
    fileprivate static let forgot: SQL = "DELETE FROM properties WHERE name = 'forgetting' AND value = ?1"
    /// Else what has been written since, being few parts, could keep the merge of the old ones from going on.
    fileprivate static let mergeAny: SQL = """
        INSERT INTO engagement_text (engagement_text, rank) VALUES ('usermerge', 2)
        """
    fileprivate static let merge: SQL = """
        INSERT INTO engagement_text (engagement_text, rank) VALUES ('merge', ?1)
        """
}

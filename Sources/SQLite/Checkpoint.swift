import CSQLite

/// What one checkpoint did (https://www.sqlite.org/c3ref/wal_checkpoint_v2.html).
public struct Checkpoint: Sendable, Equatable {
    /// How far a checkpoint goes.
    public enum Mode: Sendable {
        /// Copies what no reader is in the way of; waits for nobody.
        case passive
        /// Copies everything, so that the log begins anew in the file as it is; waits for readers, and writers wait for it.
        case restart
        /// The same, and shortens the file to nothing.
        case truncate
    }

    /// How far it was to go.
    public let mode: Mode
    /// The pages in the write-ahead log.
    public let walPages: Int
    /// How many of them are in the database now.
    public let copiedPages: Int
    /// Why it did not go as far as it should; nil when it did. A passive one that readers limit has no error.
    public let error: SQLiteError?
}

extension Connection {
    /// Copies the write-ahead log into the database as far as `mode` goes. Not within a transaction.
    func checkpoint(_ mode: Checkpoint.Mode) -> Checkpoint {
        let flag =
            switch mode {
            case .passive: SQLITE_CHECKPOINT_PASSIVE
            case .restart: SQLITE_CHECKPOINT_RESTART
            case .truncate: SQLITE_CHECKPOINT_TRUNCATE
            }
        var pages: Int32 = 0
        var copied: Int32 = 0
        let code = unsafe sqlite3_wal_checkpoint_v2(handle, nil, flag, &pages, &copied)
        let error = code == SQLITE_OK ? nil : unsafe SQLiteError(handle, code: code)
        return Checkpoint(
            mode: mode, walPages: max(0, Int(pages)), copiedPages: max(0, Int(copied)), error: error)
    }

    /// The size of a page in bytes.
    func pageSize() throws(SQLiteError) -> Int {
        let statement = try begin("PRAGMA page_size", [])
        defer { statement.finish() }
        return try statement.step() ? Int(statement.row.int(0)) : 0
    }
}

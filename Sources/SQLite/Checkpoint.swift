import CSQLite

/// What one checkpoint did (https://www.sqlite.org/c3ref/wal_checkpoint_v2.html).
public struct Checkpoint: Sendable, Equatable {
    /// How far a checkpoint goes.
    public enum Mode: Sendable {
        /// Copies what no reader is in the way of; waits for nobody.
        case passive
        /// Copies everything, so that the log begins anew in the file as it is; waits for readers, and writers wait for
        /// it.
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

    package init(mode: Mode, walPages: Int, copiedPages: Int, error: SQLiteError?) {
        self.mode = mode
        self.walPages = walPages
        self.copiedPages = copiedPages
        self.error = error
    }
}

extension Connection {
    /// Copies the write-ahead log into the database as far as `mode` goes, and waits until what was copied is on disk:
    /// SQLite itself waits only when all of the log was copied, but counts a part as copied, too. Not within a
    /// transaction.
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
        var error = code == SQLITE_OK ? nil : unsafe SQLiteError(handle, code: code)
        if error?.isFailedSync != true {
            let code = unsafe csqlite_sync(handle)
            if code != SQLITE_OK { error = unsafe SQLiteError(nil, code: code) }
        }
        return Checkpoint(
            mode: mode, walPages: max(0, Int(pages)), copiedPages: max(0, Int(copied)), error: error)
    }

    /// Makes SQLite read the write-ahead log anew and copy all of it again, also what counts as copied: after the
    /// system has failed to write the database file, nobody knows how much of it is on disk. Reads nothing of the file,
    /// and so depends on none of it.
    /// - Throws: `SQLiteError` when a writer holds its lock for longer than five seconds; then nothing is changed.
    func distrustCopies() throws(SQLiteError) {
        let code = unsafe csqlite_forget_index(handle)
        if code != SQLITE_OK { throw unsafe SQLiteError(nil, code: code) }
    }

    /// Commits without a change. A commit that failed may have left all of its pages in the log, where they count as
    /// soon as the log is read anew after a crash: the next commit overwrites their beginning, so that they never do.
    func overwriteLostCommit() throws {
        let version = try first("PRAGMA user_version") { row in row.int(0) } ?? 0
        try transaction { connection in _ = try connection.run(SQL("PRAGMA user_version = \(version)")) }
    }

    /// Leaves the log as it is after each commit, however long it has become.
    public func leaveLog() throws(SQLiteError) { try execute("PRAGMA wal_autocheckpoint = 0") }

    /// Leaves the log as it is when the last connection closes.
    func keepLogOnClose() {
        // It fails for no reason but an unknown option.
        _ = unsafe csqlite_set_option(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
    }

    /// The size of a page in bytes.
    func pageSize() throws(SQLiteError) -> Int {
        let statement = try begin("PRAGMA page_size", [])
        defer { statement.finish() }
        return try statement.step() ? Int(statement.row.int(0)) : 0
    }
}

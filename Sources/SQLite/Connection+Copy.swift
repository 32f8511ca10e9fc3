// Copies of a whole database, and what makes one file of it (https://www.sqlite.org/backup.html).

import CSQLite

extension Connection {
    /// Copies all of this database, as it is now, over that of `draft`.
    ///
    /// It is one look at the database: what others commit meanwhile is not in the copy, and does not make it begin
    /// anew, as it would if each step looked for itself, under load for ever. In a write-ahead log a look keeps nobody
    /// from writing. What it keeps is the log, which can't begin anew as long as it lasts: so there are no pauses
    /// between the steps, which would only make that longer. The steps are there for `run(while:)`.
    /// - Returns: The number of pages.
    /// - Throws: `SQLiteError`; `draft` is then as it was, or can't be read.
    public func copy(into draft: Connection) throws -> Int {
        try transaction(.deferred) { connection in
            // The look begins with the first statement that reads.
            try connection.run("PRAGMA schema_version")
            return try connection.copyPages(into: draft)
        }
    }

    private func copyPages(into draft: Connection) throws(SQLiteError) -> Int {
        let stepPages: Int32 = 1_024
        guard let backup = unsafe sqlite3_backup_init(draft.handle, "main", handle, "main") else {
            throw unsafe SQLiteError(draft.handle, code: sqlite3_extended_errcode(draft.handle))
        }
        var code = SQLITE_OK
        while code == SQLITE_OK {
            code = goesOn ? unsafe sqlite3_backup_step(backup, stepPages) : SQLITE_INTERRUPT
        }
        let pages = Int(unsafe sqlite3_backup_pagecount(backup))
        // It repeats the code of a step that failed, and has words for it, but not that of a lock.
        let end = unsafe sqlite3_backup_finish(backup)
        if end != SQLITE_OK { throw unsafe SQLiteError(draft.handle, code: end) }
        if code != SQLITE_DONE { throw unsafe SQLiteError(nil, code: code) }
        return pages
    }

    /// Lets nobody else look into the file, once this connection has read or written it, until the connection closes
    /// (https://www.sqlite.org/pragma.html#pragma_locking_mode).
    public func keepLocks() throws(SQLiteError) { try run("PRAGMA locking_mode = EXCLUSIVE") }

    /// Puts everything that is in the write-ahead log into the database, and removes the log.
    /// - Throws: `SQLiteError`; `isBusy` when somebody else has the database open.
    public func foldLog() throws {
        // To its end: it commits after the row.
        if try all("PRAGMA journal_mode = DELETE", [], { row in row.text(0) }) != ["delete"] { throw Self.inUse }
    }

    /// Locks a database without a log for this connection alone, until the connection closes.
    /// - Throws: `SQLiteError`; `isBusy` when somebody else has it open, also if that one has made a log by now.
    public func lockOut() throws {
        try run("BEGIN EXCLUSIVE")
        if try first("PRAGMA journal_mode", [], { row in row.text(0) }) != "delete" { throw Self.inUse }
    }

    private static let inUse = SQLiteError(code: SQLITE_BUSY, message: "somebody else has the database open")

    /// Lets go of what it holds of the file in memory, so that what is read next comes from the file.
    public func forgetPages() throws(SQLiteError) { try run("PRAGMA shrink_memory") }

    /// Waits until all that was written to the database is on disk.
    public func sync() throws(SQLiteError) {
        let code = unsafe csqlite_sync(handle)
        if code != SQLITE_OK { throw unsafe SQLiteError(nil, code: code) }
    }
}

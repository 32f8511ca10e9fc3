import CSQLite

extension Connection {
    /// When a transaction takes its locks (https://www.sqlite.org/lang_transaction.html).
    public enum TransactionKind: Sendable {
        /// The write lock at once, so that it never fails half-way for want of it.
        case immediate
        /// One snapshot for all that is read.
        case deferred
    }

    /// Runs `body` in a transaction, committed when it returns and rolled back when it throws.
    /// - Throws: `SQLiteError` when it cannot begin or commit (nothing is changed then), or what `body`
    ///   throws.
    public func transaction<R>(
        _ kind: TransactionKind = .immediate, _ body: (Connection) throws -> R
    ) throws -> R {
        try run(kind == .immediate ? "BEGIN IMMEDIATE" : "BEGIN")
        do {
            let result = try body(self)
            try run("COMMIT")
            return result
        } catch {
            try rollBack()
            throw error
        }
    }

    /// Runs `body` in a savepoint, which nests: kept when it returns, undone alone when it throws.
    /// - Throws: `SQLiteError`, or what `body` throws. Where SQLite has rolled the whole transaction back,
    ///   there is nothing left to undo: ask `isInTransaction`.
    public func savepoint<R>(_ body: (Connection) throws -> R) throws -> R {
        try run("SAVEPOINT nested")
        do {
            let result = try body(self)
            try run("RELEASE nested")
            return result
        } catch {
            try undoSavepoint()
            throw error
        }
    }

    /// Undoes the innermost savepoint, or the whole transaction where that fails; nothing when SQLite has
    /// done so.
    private func undoSavepoint() throws(SQLiteError) {
        guard isInTransaction else { return }
        do throws(SQLiteError) {
            try run("ROLLBACK TO nested")
            try run("RELEASE nested")
        } catch {
            try rollBack()
            throw error
        }
    }

    /// Throws when a deferred foreign key points nowhere: the commit would fail, for whoever shares the
    /// transaction.
    func checkForeignKeys() throws(SQLiteError) {
        var unresolved: Int32 = 0
        var highest: Int32 = 0
        let code = unsafe sqlite3_db_status(
            handle, SQLITE_DBSTATUS_DEFERRED_FKS, &unresolved, &highest, 0)
        guard code == SQLITE_OK else { throw unsafe SQLiteError(handle, code: code) }
        guard unresolved == 0 else {
            throw SQLiteError(
                code: SQLiteError.foreignKeyViolation, message: "FOREIGN KEY constraint failed")
        }
    }

    /// Ends the open transaction without effect; does nothing when SQLite has ended it already.
    func rollBack() throws(SQLiteError) {
        if isInTransaction { try run("ROLLBACK") }
    }
}

// One connection to one database file, used by one thread at a time and closed exactly once, with its last
// reference. It is not `Sendable`: its owner (a reader's lock, the writer's thread) confines it, and nobody whom it
// is lent to keeps it beyond the call.

import CSQLite

/// A connection to a database, with its statements kept prepared.
///
///     let name = try connection.first("SELECT name FROM partners WHERE id = ?", [id]) { row in row.text(0) }
@safe public final class Connection {
    /// What a connection may do.
    public enum Mode: Sendable {
        /// Reads and writes; makes the file when there is none, readable to its owner alone.
        case readWriteCreate
        /// Reads only, and fails when there is no file.
        case readOnly
        /// Reads and writes a file as it is, with a write-ahead log or without; makes it when there is none, readable
        /// to its owner alone.
        case plain
    }

    let handle: OpaquePointer
    private let statements: StatementCache
    /// Whom commits are reported to; held here since SQLite knows only its address.
    private var checkpointer: Checkpointer?
    /// What is asked now and then whether to go on; likewise.
    private var patience: Patience?

    /// Opens the database at `path` (`:memory:` for one of its own in memory).
    ///
    /// Foreign keys are enforced. A writer uses a write-ahead log and waits for the disk on every commit
    /// (https://www.sqlite.org/pragma.html#pragma_synchronous): what is committed survives a power loss. What it
    /// overwrites or deletes it fills with zeros (https://www.sqlite.org/pragma.html#pragma_secure_delete).
    /// - Parameters:
    ///   - path: A path, never a URI.
    ///   - mode: Whether it writes.
    ///   - busyTimeout: How long to wait for a lock that another connection holds, in whole milliseconds.
    ///   - cache: How much memory it may hold of the file, in KiB; taken as it is needed.
    /// - Throws: `SQLiteError` when the file cannot be opened or is no database.
    public init(
        path: String, mode: Mode, busyTimeout: Duration = .seconds(5), cache: Int = 2_048
    ) throws(SQLiteError) {
        let handle = try unsafe Self.open(path, mode, busyTimeout, cache: cache)
        unsafe self.handle = unsafe handle
        statements = unsafe StatementCache(handle, capacity: 64)
    }

    /// Leaves copying the write-ahead log into the database to `checkpointer`, instead of doing so within a
    /// commit.
    public func leaveCheckpoints(to checkpointer: Checkpointer) {
        self.checkpointer = checkpointer
        let address = unsafe Unmanaged.passUnretained(checkpointer).toOpaque()
        unsafe sqlite3_wal_hook(
            handle,
            { address, _, _, pages in
                guard let address = unsafe address else { return SQLITE_OK }
                unsafe Unmanaged<Checkpointer>.fromOpaque(address).takeUnretainedValue().walGrew(
                    to: Int(pages))
                return SQLITE_OK
            }, address)
    }

    /// Ends statements with the code 9 (`SQLITE_INTERRUPT`) once `goesOn` is false. It is asked while they run, some
    /// thousand times a second, and by `copy`; must be quick, and leave the connection alone.
    public func run(while goesOn: @escaping @Sendable () -> Bool) {
        let patience = Patience(goesOn: goesOn)
        self.patience = patience
        let address = unsafe Unmanaged.passUnretained(patience).toOpaque()
        unsafe sqlite3_progress_handler(
            handle, 10_000,
            { address in
                guard let address = unsafe address else { return 0 }
                return unsafe Unmanaged<Patience>.fromOpaque(address).takeUnretainedValue().goesOn() ? 0 : 1
            }, address)
    }

    /// Whether nobody has asked to end.
    public var goesOn: Bool { patience?.goesOn() ?? true }

    deinit {
        statements.removeAll()
        unsafe sqlite3_close_v2(handle)
    }

    /// Runs a script of any number of statements without parameters, ignoring rows.
    /// - Throws: `SQLiteError` of the statement that failed; those before it have had their effect.
    public func execute(_ script: String) throws(SQLiteError) {
        let code = unsafe sqlite3_exec(handle, script, nil, nil, nil)
        guard code == SQLITE_OK else { throw unsafe SQLiteError(handle, code: code, sql: script) }
    }

    /// Runs one statement to its end, ignoring rows.
    /// - Returns: The number of rows inserted, updated or deleted, without those of triggers and foreign
    ///   keys.
    /// - Throws: `SQLiteError`, also when the number of values is not that of the parameters.
    @discardableResult
    public func run(_ sql: SQL, _ values: [Value] = []) throws(SQLiteError) -> Int {
        let before = totalChanges
        let statement = try begin(sql, values)
        defer { statement.finish() }
        while try statement.step() {}
        return totalChanges == before ? 0 : Int(unsafe sqlite3_changes64(handle))
    }

    /// The rows changed since the connection was opened, triggers and foreign keys included.
    public var totalChanges: Int { Int(unsafe sqlite3_total_changes64(handle)) }

    /// The row id of the last insert, 0 before the first.
    public var lastInsertRowID: Int64 { unsafe sqlite3_last_insert_rowid(handle) }

    /// Whether a transaction is open. Full disk, I/O error and out of memory end one without being asked
    /// (https://www.sqlite.org/lang_transaction.html, "Response To Errors Within A Transaction").
    public var isInTransaction: Bool { unsafe sqlite3_get_autocommit(handle) == 0 }

    /// A number that changes when another connection, of this process or another, has committed, and not
    /// when this one has (https://www.sqlite.org/pragma.html#pragma_data_version).
    public func dataVersion() throws(SQLiteError) -> Int64 {
        let statement = try begin("PRAGMA data_version", [])
        defer { statement.finish() }
        return try statement.step() ? statement.row.int(0) : 0
    }

    /// The statement for `sql` with its values bound; the caller finishes it.
    @usableFromInline func begin(_ sql: SQL, _ values: [Value]) throws(SQLiteError) -> Statement {
        let statement = try statements.statement(sql)
        do throws(SQLiteError) {
            try statement.begin(values)
        } catch {
            statement.finish()
            throw error
        }
        return statement
    }

    /// The number of statements kept prepared.
    package var preparedCount: Int { statements.count }

    /// The texts of the statements kept prepared, so that tests can ask how each would run.
    package var preparedTexts: [String] { statements.texts }
}

/// Something that SQLite knows by its address.
private final class Patience: Sendable {
    let goesOn: @Sendable () -> Bool

    init(goesOn: @escaping @Sendable () -> Bool) { self.goesOn = goesOn }
}

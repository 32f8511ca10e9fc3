import CSQLite

/// What SQLite refused, by its extended result code (https://www.sqlite.org/rescode.html).
///
/// Match on the code or on the properties below, never on the message.
public struct SQLiteError: Error, Sendable, Equatable {
    /// The extended result code, such as 2067 for `SQLITE_CONSTRAINT_UNIQUE`.
    public let code: Int32
    /// SQLite's words. They may name tables and columns, and never hold bound values.
    public let message: String
    /// The statement, with `?` where the values stood.
    public let sql: String?

    /// Makes an error, as tests of what depends on SQLite need it.
    public init(code: Int32, message: String, sql: String? = nil) {
        self.code = code
        self.message = message
        self.sql = sql
    }

    /// The low byte of `code`, such as 19 for every `SQLITE_CONSTRAINT`.
    public var primaryCode: Int32 { code & 0xff }

    /// The storage cannot answer, through no fault of the statement: disk full, I/O error, out of memory,
    /// read-only, busy or locked for longer than the timeout, interrupted, unopenable, damaged, or no
    /// database at all.
    public var isUnavailable: Bool {
        switch primaryCode {
        case SQLITE_FULL, SQLITE_IOERR, SQLITE_NOMEM, SQLITE_READONLY, SQLITE_BUSY, SQLITE_LOCKED,
            SQLITE_INTERRUPT, SQLITE_CANTOPEN, SQLITE_CORRUPT, SQLITE_NOTADB:
            true
        default: false
        }
    }

    /// Another connection was in the way for longer than the timeout.
    public var isBusy: Bool { primaryCode == SQLITE_BUSY }

    /// A file could not be read from its disk.
    public var isFailedRead: Bool { code == Self.failedRead || code == Self.shortRead }

    /// The connection was asked to end what it did.
    public var isInterruption: Bool { primaryCode == SQLITE_INTERRUPT }

    /// What a connection fails with that is asked to end between two statements.
    public static let interruption = SQLiteError(code: SQLITE_INTERRUPT, message: "interrupted")

    /// The system could not tell that a file is on disk. It tells this once: what it did not write it may count as
    /// written, so that trying again proves nothing.
    var isFailedSync: Bool { code == Self.failedSync }

    static let failedRead: Int32 = 266  // IOERR_READ
    static let shortRead: Int32 = 522  // IOERR_SHORT_READ
    static let failedSync: Int32 = 1034  // IOERR_FSYNC
    static let failedFolderSync: Int32 = 1290  // IOERR_DIR_FSYNC
    static let foreignKeyViolation: Int32 = 787  // CONSTRAINT_FOREIGNKEY
}

extension SQLiteError: CustomStringConvertible {
    /// One line for the log: the code, SQLite's words and the beginning of the statement.
    public var description: String {
        let place = sql.map { " in: \($0.prefix(200))" } ?? ""
        return "SQLite error \(code): \(message)\(place)"
    }
}

extension SQLiteError {
    /// The last error of the connection. Without a connection (out of memory) the code's own words.
    init(_ handle: OpaquePointer?, code: Int32, sql: String? = nil) {
        let words = unsafe handle.map { unsafe sqlite3_errmsg($0) } ?? sqlite3_errstr(code)
        self.init(code: code, message: unsafe words.map { unsafe String(cString: $0) } ?? "", sql: sql)
    }
}

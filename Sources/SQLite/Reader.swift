import Synchronization

/// A read-only connection that any thread may use, one at a time.
public final class Reader: Sendable {
    private let connection: Mutex<Connection>

    /// Opens the database at `path`, which exists.
    /// - Throws: `SQLiteError`.
    public init(path: String, busyTimeout: Duration = .seconds(5)) throws(SQLiteError) {
        connection = Mutex(try Connection(path: path, mode: .readOnly, busyTimeout: busyTimeout))
    }

    /// Runs `body` with the connection; each statement sees what is committed when it begins.
    /// - Throws: What `body` throws.
    public func read<R: Sendable, E: Error>(
        _ body: (Connection) throws(E) -> R
    ) throws(E) -> R {
        try connection.withLock { connection throws(E) in try body(connection) }
    }

    /// Runs `body` in one snapshot: all of its statements see the same commits. Keep it short, since the
    /// write-ahead log grows as long as it lasts.
    /// - Throws: `SQLiteError`, or what `body` throws.
    public func readTransaction<R: Sendable>(
        _ body: (Connection) throws -> R
    ) throws -> R {
        try read { connection in try connection.transaction(.deferred, body) }
    }
}

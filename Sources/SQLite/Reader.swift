import Synchronization

/// A read-only connection that any thread may use, one at a time.
public final class Reader: Sendable {
    private struct State {
        let connection: Connection
        /// What the snapshot that was left open was made for; nil when none is.
        var version: UInt64?

        mutating func release() throws(SQLiteError) {
            guard version != nil else { return }
            version = nil
            try connection.rollBack()
        }
    }

    private let state: Mutex<State>

    /// Opens the database at `path`, which exists.
    /// - Throws: `SQLiteError`.
    public init(path: String, busyTimeout: Duration = .seconds(5)) throws(SQLiteError) {
        state = Mutex(
            State(connection: try Connection(path: path, mode: .readOnly, busyTimeout: busyTimeout), version: nil))
    }

    /// Runs `body` with the connection; each statement sees what is committed when it begins.
    /// - Throws: What `body` throws.
    public func read<R: Sendable, E: Error>(
        _ body: (Connection) throws(E) -> R
    ) throws(E) -> R {
        try state.withLock { state throws(E) in
            // Ending a transaction that has only read can fail in no way that the next statement would not report.
            try? state.release()
            return try body(state.connection)
        }
    }

    /// Runs `body` in one snapshot: all of its statements see the same commits. Keep it short, since the
    /// write-ahead log grows as long as it lasts.
    /// - Throws: `SQLiteError`, or what `body` throws.
    public func readTransaction<R: Sendable>(
        _ body: (Connection) throws -> R
    ) throws -> R {
        try read { connection in try connection.transaction(.deferred, body) }
    }

    /// Runs `body` in one snapshot and leaves it open, for the next call with the same `version`: taking and letting go
    /// of one costs locks that all connections of the process share. Whoever calls this calls `release` soon.
    ///
    /// - Parameters:
    ///   - version: Something that changes with every commit, read before this is called.
    ///   - body: What reads.
    /// - Returns: What `body` returns.
    /// - Throws: `SQLiteError`, or what `body` throws, which ends the snapshot.
    public func readOn<R: Sendable>(
        version: UInt64, _ body: (Connection) throws -> R
    ) throws -> R {
        try state.withLock { state in
            if state.version != version {
                try state.release()
                try state.connection.run("BEGIN")
                state.version = version
            }
            do {
                return try body(state.connection)
            } catch {
                try? state.release()
                throw error
            }
        }
    }

    /// Lets go of a snapshot that was left open.
    public func release() {
        state.withLock { state in try? state.release() }
    }
}

import Synchronization

/// Copies the write-ahead log into the database on a thread of its own, so that no commit has to
/// (https://www.sqlite.org/wal.html#ckpt).
///
/// A passive checkpoint runs whenever the log has grown by so many pages: the more, the fewer times a page that is
/// written again and again is copied. When the log is too long nevertheless, as happens when readers are in the way, or
/// when commits follow each other so closely that a checkpoint is never done before the next, it is made to begin anew,
/// always while the writer waits. Its file stays as long as it is, for space that is there already is cheaper to write
/// to; one that has become twice too long is cut off.
public final class Checkpointer: Sendable {
    private let log: LogGrowth
    private let thread: Thread
    /// Used by the writer's thread alone, for which a lock costs next to nothing.
    private let patience: Mutex<WriterPatience>

    /// Opens a connection of its own and starts the thread.
    /// - Parameters:
    ///   - path: The database.
    ///   - passivePages: The growth of the log that starts a checkpoint.
    ///   - maximumBytes: The length of the log that is too much.
    ///   - busyTimeout: How long a checkpoint that makes the log begin anew waits for readers; writers wait with it.
    ///   - report: Is told of every checkpoint, on the thread.
    /// - Throws: `SQLiteError`.
    public init(
        path: String, passivePages: Int = 4_000, maximumBytes: Int = 64 << 20,
        busyTimeout: Duration = .milliseconds(100),
        report: @escaping @Sendable (Checkpoint) -> Void = { _ in }
    ) throws(SQLiteError) {
        let connection = try Connection(path: path, mode: .readWriteCreate, busyTimeout: busyTimeout)
        // Its own commits must not copy anything either.
        try connection.leaveLog()
        let maximumPages = maximumBytes / max(1, try connection.pageSize())
        let log = LogGrowth(step: passivePages)
        let loop = CheckpointLoop(connection: connection, log: log, report: report)
        self.log = log
        patience = Mutex(WriterPatience(maximumPages: maximumPages))
        thread = Thread { loop.run() }
    }

    deinit {
        log.close()
    }

    /// Takes note of the length of the log after a commit; cheap, unless the log is too long: then it waits until it
    /// begins anew, or readers have been in the way for as long as the busy timeout. After that it may grow by a
    /// quarter more. To be called on the writer's thread.
    public func walGrew(to pages: Int) {
        let isDue = log.grew(to: pages)
        guard let mode = patience.withLock({ $0.mode(at: pages, isCopyDue: isDue) }) else { return }
        _ = beginAnew(mode)
    }

    /// Empties the log into the database and cuts it off, so that it holds nothing of what commits have overwritten.
    /// Waits for readers as long as the busy timeout. To be called on the writer's thread, outside any transaction: no
    /// commit is to come in between (docs/decisions/0011-wal-reset.md). It blocks its thread.
    /// - Returns: False when readers were in the way, and after `stop`. What was not done is tried again when the log
    ///   has grown, or has begun anew by itself, and at the end.
    public func cutLog() -> Bool { beginAnew(.truncate) }

    /// Waits until the log begins anew; false when it does not.
    private func beginAnew(_ mode: Checkpoint.Mode) -> Bool {
        let answer = BlockingQueue<Bool>(capacity: 1)
        log.ask(LogGrowth.Caller(mode: mode) { _ = answer.push($0) })
        let beginsAnew = answer.pop() ?? false
        patience.withLock { $0.waited(for: mode, inVain: !beginsAnew) }
        return beginsAnew
    }

    /// Empties the log if nobody is in the way, and closes the connection. Blocks its thread until that is
    /// done.
    public func stop() {
        log.close()
        thread.join()
    }
}

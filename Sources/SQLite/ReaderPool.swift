/// Threads with a read-only connection each, for queries too long for an event loop.
public final class ReaderPool: Sendable {
    /// Why a query has not run.
    public enum Refusal: Error, Equatable {
        /// As many wait as may.
        case full
        /// The pool has been stopped.
        case stopped
    }

    private typealias Job = @Sendable (Connection) -> Void

    private let queue: BlockingQueue<Job>
    private let threads: [Thread]

    /// Opens the connections and starts the threads.
    /// - Parameters:
    ///   - path: The database, which exists.
    ///   - count: How many queries run at once.
    ///   - capacity: How many more may wait.
    ///   - busyTimeout: How long to wait for a lock.
    /// - Throws: `SQLiteError`.
    public init(
        path: String, threads count: Int = 2, capacity: Int = 256, busyTimeout: Duration = .seconds(5)
    ) throws(SQLiteError) {
        precondition(count > 0, "a pool has a thread")
        var readers: [Reader] = []
        for _ in 0..<count { readers.append(try Reader(path: path, busyTimeout: busyTimeout)) }
        let queue = BlockingQueue<Job>(capacity: capacity)
        self.queue = queue
        threads = readers.map { reader in
            Thread { while let job = queue.pop() { reader.read(job) } }
        }
    }

    deinit {
        queue.close()
    }

    /// Runs `body` on one of the threads; each statement sees what is committed when it begins.
    /// - Returns: What `body` returns.
    /// - Throws: What `body` throws; `Refusal` when it has not run.
    public func read<R: Sendable>(
        _ body: @escaping @Sendable (Connection) throws -> R
    ) async throws -> R {
        try await withCheckedThrowingContinuation { continuation in
            let admission = queue.push { connection in
                continuation.resume(with: Result { try body(connection) })
            }
            switch admission {
            case .accepted: break
            case .full: continuation.resume(throwing: Refusal.full)
            case .closed: continuation.resume(throwing: Refusal.stopped)
            }
        }
    }

    /// How many queries wait for a thread.
    package var waitingQueries: Int { queue.count }

    /// Refuses further queries, waits for those that it has taken, and closes the connections. It blocks
    /// its thread, and must not be called from a query.
    public func stop() {
        queue.close()
        for thread in threads { thread.join() }
    }
}

// The only writer of a database, as its callers see it. How a batch runs stands in WriterLoop.swift.

/// One thread that owns the write connection. Jobs that wait share one `BEGIN IMMEDIATE ... COMMIT` (group
/// commit), each in its own savepoint, so that many callers pay for one wait for the disk and none waits
/// for company.
///
/// `Batch` is what the jobs of one transaction gather for the time after its commit, such as whom to wake.
public final class Writer<Batch: Sendable>: Sendable {
    private let queue: BlockingQueue<WriterJob<Batch>>
    private let thread: Thread

    /// Starts the thread.
    /// - Parameters:
    ///   - connection: The write connection; closed by `stop`.
    ///   - maximumJobs: How many jobs share a transaction at most.
    ///   - maximumWaiting: How many jobs may wait; further ones are refused.
    ///   - maximumDuration: How long a transaction takes further jobs in.
    ///   - begin: Runs right after `BEGIN IMMEDIATE`, on the writer's thread. When it throws, so do the
    ///     jobs that wait.
    ///   - takesJobs: Whether jobs may join what has begun. Where not, it is committed as it is, and the jobs
    ///     wait for the next transaction: so that work that must come before them can be done in pieces.
    ///   - finish: Runs right before `COMMIT`, on the writer's thread: for what is better done once for all jobs. When
    ///     it throws, nothing of the batch is stored.
    ///   - committed: Runs after `COMMIT` has returned and before any caller is resumed, on the writer's
    ///     thread, outside any transaction.
    ///   - report: Is told of every transaction once it has ended: how many jobs shared it, and how long `COMMIT`
    ///     took, nil when nothing of it is stored. Runs on the writer's thread; it must not wait.
    public init(
        connection: sending Connection,
        maximumJobs: Int = 256,
        maximumWaiting: Int = 8_192,
        maximumDuration: Duration = .milliseconds(20),
        begin: @escaping @Sendable (Connection) throws -> Batch,
        takesJobs: @escaping @Sendable (Batch) -> Bool = { _ in true },
        finish: @escaping @Sendable (Connection, inout Batch) throws(SQLiteError) -> Void = { _, _ in },
        committed: @escaping @Sendable (Connection, Batch) -> Void,
        report: @escaping @Sendable (_ jobs: Int, _ time: Duration?) -> Void = { _, _ in }
    ) {
        let queue = BlockingQueue<WriterJob<Batch>>(capacity: maximumWaiting)
        let loop = WriterLoop(
            connection: connection, queue: queue, maximumJobs: maximumJobs, maximumDuration: maximumDuration,
            begin: begin, takesJobs: takesJobs, finish: finish, committed: committed, report: report)
        self.queue = queue
        thread = Thread { loop.run() }
    }

    deinit {
        queue.close()
    }

    /// Runs the job in a savepoint of the next transaction and returns after its `COMMIT`: the changes are
    /// on disk.
    ///
    /// A job that throws is rolled back alone, its changes to the batch too. Cancelling the task changes
    /// nothing.
    /// - Parameter job: Runs on the writer's thread; it may use savepoints, and never ends the transaction.
    /// - Returns: What the job returns.
    /// - Throws: What the job throws, once the batch has committed; `WriterError.batchLost` when nothing of
    ///   the batch is stored; `WriterError.full`; `WriterStopped`.
    public func write<R: Sendable>(
        _ job: @escaping @Sendable (Connection, inout Batch) throws -> R
    ) async throws -> R {
        try await withCheckedThrowingContinuation { continuation in
            let run: WriteJob<Batch>.Run = { connection, batch in
                let result = try job(connection, &batch)
                return { continuation.resume(returning: result) }
            }
            enqueue(.write(WriteJob(run: run, fail: { continuation.resume(throwing: $0) })))
        }
    }

    /// Runs the job on the writer's thread outside any transaction, in turn with the others.
    /// - Parameter job: A transaction that it leaves open is rolled back.
    /// - Returns: What the job returns.
    /// - Throws: What the job throws; `WriterStopped`.
    public func perform<R: Sendable>(
        _ job: @escaping @Sendable (Connection) throws -> R
    ) async throws -> R {
        try await withCheckedThrowingContinuation { continuation in
            let run: PerformJob.Run = { connection in
                continuation.resume(with: Result { try job(connection) })
            }
            enqueue(.perform(PerformJob(run: run, fail: { continuation.resume(throwing: $0) })))
        }
    }

    /// How many jobs wait for the thread, without those of the batch that runs.
    package var waitingJobs: Int { queue.count }

    /// Refuses further jobs, waits until those that wait are answered, and closes the connection. It blocks
    /// its thread, and must not be called from a job or a hook.
    public func stop() {
        queue.close()
        thread.join()
    }

    private func enqueue(_ job: WriterJob<Batch>) {
        switch queue.push(job) {
        case .accepted: break
        case .full: job.fail(WriterError.full)
        case .closed: job.fail(WriterStopped())
        }
    }
}

/// Why a job that did nothing wrong has no effect.
public enum WriterError: Error, Equatable {
    /// The transaction of the job was not committed: nothing of any of its jobs is stored.
    case batchLost(SQLiteError)
    /// Too many jobs wait already; the job has not run.
    case full
}

/// The writer has been stopped; the job has not run.
public struct WriterStopped: Error, Equatable {
    /// The error has nothing more to say.
    public init() {}
}

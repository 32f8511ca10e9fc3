// What the writer's thread does: wait for a job, open a transaction, run the job and those that arrive
// meanwhile, commit, and only then answer. Full disk, I/O error and out of memory make SQLite roll the
// whole transaction back, savepoints and all (https://www.sqlite.org/lang_transaction.html), so after every
// job the loop asks whether there still is a transaction; if there is none, nobody in the batch may be told
// of a success.

import CSQLite

final class WriterLoop<Batch: Sendable> {
    private typealias Answer = @Sendable () -> Void

    private let connection: Connection
    private let queue: BlockingQueue<WriterJob<Batch>>
    private let maximumJobs: Int
    private let maximumDuration: Duration
    private let begin: @Sendable (Connection) throws -> Batch
    private let takesJobs: @Sendable (Batch) -> Bool
    private let finish: @Sendable (Connection, inout Batch) throws(SQLiteError) -> Void
    private let committed: @Sendable (Connection, Batch) -> Void
    private let report: @Sendable (_ jobs: Int, _ time: Duration?) -> Void
    private let clock = ContinuousClock()
    private var courtesy = LockCourtesy()

    init(
        connection: sending Connection, queue: BlockingQueue<WriterJob<Batch>>, maximumJobs: Int,
        maximumDuration: Duration, begin: @escaping @Sendable (Connection) throws -> Batch,
        takesJobs: @escaping @Sendable (Batch) -> Bool,
        finish: @escaping @Sendable (Connection, inout Batch) throws(SQLiteError) -> Void,
        committed: @escaping @Sendable (Connection, Batch) -> Void,
        report: @escaping @Sendable (_ jobs: Int, _ time: Duration?) -> Void
    ) {
        precondition(maximumJobs > 0, "a batch has room for a job")
        self.connection = connection
        self.queue = queue
        self.maximumJobs = maximumJobs
        self.maximumDuration = maximumDuration
        self.begin = begin
        self.takesJobs = takesJobs
        self.finish = finish
        self.committed = committed
        self.report = report
    }

    /// Works until the queue is closed and empty.
    func run() {
        var next = queue.pop()
        while let job = next {
            switch job {
            case .write(let write):
                next = runBatch(startingWith: write) ?? nextJob()
            case .perform(let perform):
                perform.run(connection)
                try? connection.rollBack()  // tried again by the next batch, which reports it
                next = nextJob()
            }
        }
    }

    private func nextJob() -> WriterJob<Batch>? {
        if let job = queue.popIfAny() { return job }
        defer { courtesy.rested() }
        return queue.pop()
    }

    /// Runs one transaction and answers its callers. Returns the job that came after it and belongs outside.
    private func runBatch(startingWith first: WriteJob<Batch>) -> WriterJob<Batch>? {
        var jobs = [first]
        var follower: WriterJob<Batch>?
        do {
            let answers = try commitBatch(&jobs, &follower)
            for answer in answers { answer() }
        } catch {
            try? connection.rollBack()  // likewise
            report(jobs.count, nil)
            for job in jobs { job.fail(error) }
        }
        return follower
    }

    /// Adds the jobs that it takes in to `jobs`; when it throws, none of them has had an effect.
    private func commitBatch(
        _ jobs: inout [WriteJob<Batch>], _ follower: inout WriterJob<Batch>?
    ) throws -> [Answer] {
        var (batch, mustCommit) = try beginBatch(&jobs, &follower)
        while !takesJobs(batch) {
            try commit(batch, jobs: 0)
            (batch, mustCommit) = try beginBatch(&jobs, &follower)
        }
        let deadline = clock.now + maximumDuration
        var answers: [Answer] = []
        while answers.count < jobs.count {
            let (answer, succeeded) = try run(jobs[answers.count], &batch)
            answers.append(answer)
            mustCommit = mustCommit || succeeded
            if jobs.count < maximumJobs, clock.now < deadline { takeJob(&jobs, &follower) }
        }
        guard mustCommit else {
            try connection.rollBack()
            return answers
        }
        try commit(batch, jobs: jobs.count)
        return answers
    }

    private func commit(_ last: Batch, jobs: Int) throws(WriterError) {
        var batch = last
        let start = clock.now
        do throws(SQLiteError) {
            try finish(connection, &batch)
            try connection.run("COMMIT")
        } catch {
            eraseLostCommit()
            throw .batchLost(error)
        }
        report(jobs, clock.now - start)
        committed(connection, batch)
    }

    /// A commit that fails when it waits for the disk has left the whole transaction in the log. Should this fail, too,
    /// the next commit does it.
    private func eraseLostCommit() {
        do {
            try connection.rollBack()
            try connection.overwriteLostCommit()
        } catch {}
    }

    /// Opens the transaction; true when it holds changes already. When that fails, whoever waits fails with
    /// it, since each would have to wait for the same lock again.
    private func beginBatch(
        _ jobs: inout [WriteJob<Batch>], _ follower: inout WriterJob<Batch>?
    ) throws -> (Batch, Bool) {
        do {
            try connection.rollBack()
            courtesy.giveWay()
            let changes = connection.totalChanges
            try connection.run("BEGIN IMMEDIATE")
            let batch = try begin(connection)
            guard connection.isInTransaction else { throw Self.rolledBack }
            return (batch, connection.totalChanges != changes)
        } catch {
            var count = 0
            while count < jobs.count, jobs.count < maximumJobs {
                count = jobs.count
                takeJob(&jobs, &follower)
            }
            throw Self.lost(error) ?? error
        }
    }

    /// Runs one job in its savepoint and tells whether it succeeded. Throws only when the transaction is
    /// gone.
    private func run(
        _ job: WriteJob<Batch>, _ batch: inout Batch
    ) throws(WriterError) -> (Answer, succeeded: Bool) {
        let before = batch
        do {
            let answer = try connection.savepoint { connection in
                let answer = try job.run(connection, &batch)
                try connection.checkForeignKeys()
                return answer
            }
            return (answer, true)
        } catch {
            guard connection.isInTransaction else { throw Self.lost(error) ?? .batchLost(Self.rolledBack) }
            batch = before
            return ({ job.fail(error) }, false)
        }
    }

    /// Takes in the next job that waits, if any; one that belongs outside a transaction closes the batch.
    private func takeJob(_ jobs: inout [WriteJob<Batch>], _ follower: inout WriterJob<Batch>?) {
        guard follower == nil, let next = queue.popIfAny() else { return }
        if case .write(let job) = next { jobs.append(job) } else { follower = next }
    }

    private static func lost(_ error: any Error) -> WriterError? {
        (error as? SQLiteError).map(WriterError.batchLost)
    }

    private static var rolledBack: SQLiteError {
        SQLiteError(code: 516, message: "the transaction was rolled back")  // ABORT_ROLLBACK
    }
}

import SQLite
import Testing

/// What a caller does, and how it may fail.
typealias Job = @Sendable () async throws -> Void

/// A writer over a file with `t(a)`; its batches are lists of words, and everything it does is logged.
struct WriterHarness {
    let database: TemporaryDatabase
    let log = Log()
    let writer: Writer<[String]>

    init(
        in database: TemporaryDatabase? = nil, busyTimeout: Duration = .zero,
        maximumJobs: Int = 256, maximumDuration: Duration = .seconds(3600),
        begin: @escaping @Sendable (Connection) throws -> Void = { _ in },
        finish: @escaping @Sendable (Connection, inout [String]) throws(SQLiteError) -> Void = { _, _ in }
    ) throws {
        self.database = try database ?? TemporaryDatabase()
        let connection = try self.database.open(busyTimeout: busyTimeout)
        try connection.execute(
            "CREATE TABLE t (a); CREATE TABLE p (id INTEGER PRIMARY KEY);"
                + "CREATE TABLE c (p INTEGER REFERENCES p DEFERRABLE INITIALLY DEFERRED)")
        writer = Writer(
            connection: connection, maximumJobs: maximumJobs, maximumDuration: maximumDuration,
            begin: { [log] connection in
                try begin(connection)
                log.add("begin")
                return []
            },
            finish: finish,
            committed: { [log] _, batch in log.add("committed " + batch.joined(separator: ",")) })
    }

    /// Inserts a number, and names it in the batch.
    func insert(_ number: Int64, then fail: Bool = false) async throws {
        try await writer.write { connection, batch in
            batch.append(String(number))
            try connection.run("INSERT INTO t VALUES (?)", [.integer(number)])
            if fail { throw Refused() }
        }
    }

    /// Runs the jobs as one batch, in this order: each waits behind a job that holds the thread until all do.
    /// - Returns: How each ended.
    func together(_ jobs: [Job]) async -> [Outcome] {
        let gate = BlockingQueue<Void>()
        let holder = Task { [writer] in try await writer.perform { _ in gate.pop() ?? () } }
        while writer.waitingJobs > 0 || gate.waiters == 0 { await Task.yield() }
        var tasks: [Task<Outcome, Never>] = []
        for job in jobs {
            tasks.append(Task { await Outcome(of: job) })
            while writer.waitingJobs < tasks.count { await Task.yield() }
        }
        _ = gate.push(())
        _ = await holder.result
        var outcomes: [Outcome] = []
        for task in tasks { outcomes.append(await task.value) }
        return outcomes
    }

    /// What another connection sees.
    func stored(_ sql: SQL = "SELECT a FROM t ORDER BY a") throws -> [Int64] {
        try database.open(.readOnly).numbers(sql)
    }

    var commits: Int { log.all.count { $0.hasPrefix("committed") } }
}

/// How a job ended.
enum Outcome: Equatable {
    case done
    case refused
    case lost(Int32)
    case stopped
    case other(String)

    init(of job: Job) async {
        do {
            try await job()
            self = .done
        } catch is Refused {
            self = .refused
        } catch WriterError.batchLost(let error) {
            self = .lost(error.primaryCode)
        } catch is WriterStopped {
            self = .stopped
        } catch {
            self = .other("\(error)")
        }
    }
}

// The database of the service as a whole: how it opens, what it consists of, how it stops. Everything else in this
// module is SQL and what stands between SQL and values.

public import Referrals
import SQLite

/// The database of the service: one writer whose jobs share commits, a reader for each event loop, a pool for long
/// reads.
///
/// ```swift
/// let store = try Store(configuration, environment: environment)
/// let session = store.session(loop: 0)
/// ```
///
/// Several processes may have the same database open; what each writes is seen by the others' sessions when they
/// settle.
public final class Store: Sendable {
    /// What a program does for the database beside what it reads and writes itself.
    public enum Part: Sendable {
        /// Records what comes due, for which it knows the policy, and copies the write-ahead log. One program has this
        /// part at a time.
        case service
        /// Neither, since there may be a service: two that copy the log may damage the database (decision 11,
        /// docs/decisions/0011-wal-reset.md).
        case visitor
    }

    /// Where the database is, and how much works on it.
    public struct Configuration: Sendable {
        /// The path of the database file, which is made when absent.
        public var path: String
        /// What the rules go by.
        public var policy: Policy
        /// What is done for the database as a whole.
        public var part = Part.service
        /// How many event loops there are: each gets a session with a reader of its own. May be 0.
        public var loops: Int
        /// How many long reads run at once; 0 runs them on the calling thread.
        public var longReaders = 2
        /// How long it takes at most until what is counted of searches is written.
        public var appearancePause = Duration.seconds(10)
        /// For how long a look for the commits of other processes is good.
        public var freshness = TimeSpan.milliseconds(500)
        /// Milliseconds of a clock that nobody sets, by which that is measured.
        public var uptime: @Sendable () -> Int64
        /// Called when the instant changes at which something happens by itself next, after the commit that changed
        /// it; and after each commit that leaves missed outcomes to be recorded, with an instant that has passed: then
        /// `sweep` is to be called at once, as at any other. It is called on the writer's thread, or on that of a
        /// session which has seen another process's commit, and never twice at once: it must not wait, nor call the
        /// store.
        public var onNextDue: @Sendable (Timestamp?) -> Void = { _ in }
        /// Called with what a commit has left to be sent, after the commit, and when another process has committed. It
        /// is called on the writer's thread or on that of a session, maybe on several at once: it must not wait, nor
        /// call the store.
        public var onOutbox: @Sendable (OutboxNews) -> Void = { _ in }
        /// Called when somebody begins to wait for news of a feed and nobody did: from then on `tick` is to be called
        /// every 250 ms or so, until it returns false. It is called by whoever waits: it must not wait itself.
        public var onWaiting: @Sendable () -> Void = {}
        /// Called, in words for the log, with each engagement whose due instant can't be recorded because its row is
        /// damaged, or that insights have to leave out for it. It stays as it is until the next start; `checkHealth`
        /// tells how many there are. Called too when the write-ahead log can't be copied. It must not wait: it is
        /// called on the writer's thread and the checkpointer's, at start on the caller's.
        public var onFault: @Sendable (String) -> Void = { _ in }

        /// Called after each transaction with how many writes shared it and how long its commit took, nil when nothing
        /// of it is stored. Called on the writer's thread: it must not wait.
        public var onCommit: @Sendable (_ writes: Int, _ time: Duration?) -> Void = { _, _ in }
        /// Called after each checkpoint with whether it failed, on a thread of its own.
        public var onCheckpoint: @Sendable (_ hasFailed: Bool) -> Void = { _ in }

        /// Makes a configuration.
        public init(path: String, policy: Policy = Policy(), loops: Int, uptime: @escaping @Sendable () -> Int64) {
            self.path = path
            self.policy = policy
            self.loops = loops
            self.uptime = uptime
        }
    }

    /// The secret by which cursors are authenticated: 32 random bytes, made with the database.
    public let cursorSecret: [UInt8]

    /// The files of the migrations that opening it applied, oldest first; of a new database all.
    public let appliedMigrations: [String]

    let parts: StoreParts
    private let sessions: [LoopSession]
    private let health: HealthProbe

    /// Opens the database, makes it (mode 0600) when absent, migrates it, and records everything that came due since it
    /// was last open. Raises the floor of the environment's clock to the greatest instant that was committed.
    /// - Throws: `StoreError`.
    public init(_ configuration: Configuration, environment: Environment) throws(StoreError) {
        do {
            let opened = try OpenedStore(configuration, environment)
            cursorSecret = opened.cursorSecret
            appliedMigrations = opened.migrations.map(\.name)
            parts = opened.parts
            health = HealthProbe(opened.parts, uptime: configuration.uptime)
            sessions = try (0..<configuration.loops).map { _ in
                LoopSession(opened.parts, reader: try Reader(path: configuration.path))
            }
            if opened.hasToForget, configuration.part == .service { parts.goOnForgetting() }
        } catch {
            throw StoreError(error, path: configuration.path)
        }
    }

    /// The session of an event loop, from 0 to one less than there are loops.
    public func session(loop: Int) -> any ReferralSession { sessions[loop] }

    /// The session of an event loop that calls `endTurn` before it waits: reads in between share a snapshot for as long
    /// as nothing is committed, which spares them the locks of one each.
    public func turningSession(loop: Int) -> (session: any ReferralSession, endTurn: @Sendable () -> Void) {
        let session = LoopSession(turning: sessions[loop])
        return (session, { session.endTurn() })
    }

    /// The instant at which something happens by itself next; nil when nothing will.
    public var nextDue: Timestamp? { parts.due.alarm }

    /// Records what is due now, but for what is damaged; of missed outcomes some dozens, and `onNextDue` asks for more.
    /// - Throws: `storageUnavailable`.
    public func sweep() async throws(ReferralError) { try await parts.sweep() }

    /// Looks for what does not wake by itself those who wait for news of a feed: commits of other processes, and limits
    /// that are reached. False when nobody waits: then there is nothing to look for until `onWaiting` is called.
    public func tick() -> Bool {
        // A look that fails is made again by the next tick, and by every request.
        try? parts.refresh()
        return parts.waiters.tick(uptime: parts.uptime(), now: parts.environment.now)
    }

    /// Ends all waits for news of feeds, those to come too: the service begins to stop.
    public func endWaits() { parts.waiters.stop() }

    /// How many wait for news of a feed.
    package var waitingReaders: Int { parts.waiters.count }

    /// One transaction, as `ReferralSession.write`: for programs without an event loop.
    public func write<R: Sendable>(
        _ body: @escaping @Sendable (any ReferralTransaction) throws(ReferralError) -> R
    ) async throws(ReferralError) -> R {
        try await parts.write(body)
    }

    /// Writes a row and commits it, at most once a second however often it is asked: in between, the last outcome
    /// counts. Moves no counter.
    /// - Throws: `storageUnavailable` when the database can't be written, and `internalFault` when the write-ahead log
    ///   can't be copied, or what is due of some engagements can't be recorded, since their rows are damaged.
    public func checkHealth() async throws(ReferralError) {
        try await health.check()
        if let fault = parts.checkpointFault.sentence { throw .internalFault(fault) }
        let count = parts.setAside.rows.count
        guard count == 0 else {
            throw .internalFault("what is due of \(count) engagement\(count == 1 ? "" : "s") can't be recorded")
        }
    }

    /// Whether there is a key that is neither revoked nor past its time.
    public func hasKeys() async throws(ReferralError) -> Bool {
        let now = parts.environment.now
        return try await parts.perform { connection in
            let sql: SQL =
                "SELECT 1 FROM keys WHERE revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?1) LIMIT 1"
            return try connection.one(sql, [Value(now)]) { _ in true } ?? false
        }
    }

    /// Ends what is under way, empties the write-ahead log into the database, unless it is a visitor's, and closes it.
    /// Blocks its thread until that is done; later calls of sessions throw `storageUnavailable`.
    public func stop() {
        parts.stop()
    }

    /// Empties the write-ahead log into the database unless somebody has it open: what is left to do after a visit.
    public static func tidyUp(_ path: String) {
        // SQLite does it when the last connection that writes is closed, with everybody else locked out. A log that
        // stays is no fault.
        _ = try? Connection(path: path, mode: .plain).dataVersion()
    }

    /// The statements that the writer and the sessions have prepared so far, so that a test can ask how each runs.
    package func preparedStatements() async throws -> Set<String> {
        let written = try await parts.perform { connection in connection.preparedTexts }
        return Set(sessions.flatMap(\.preparedStatements) + written)
    }

    /// Fills what insights are read from anew, so many entries at a time: so that a test can ask whether the pieces
    /// make the whole.
    package func refillInsights(piece: Int) async throws {
        try await parts.perform { [setAside = parts.setAside] connection in
            try connection.execute("DELETE FROM properties WHERE name = 'insights'")
            try connection.fillInsights(piece: piece, report: setAside.report)
        }
    }

    /// Runs a script on the writer's connection, outside any transaction: for tests of what happens when the disk
    /// fails.
    package func execute(_ script: String) async throws {
        try await parts.perform { connection in try connection.execute(script) }
    }
}

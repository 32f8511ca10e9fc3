// The steps of opening the database, in their order.

import Referrals
import SQLite

/// An opened database, migrated and with nothing due.
struct OpenedStore {
    let parts: StoreParts
    /// Whether something was erased that the files may still hold.
    let hasToForget: Bool
    let cursorSecret: [UInt8]
    let migrations: [Migration]

    init(_ configuration: Store.Configuration, _ environment: Environment) throws {
        // The pages that a full batch changes fit in: what does not is written to the log more than once.
        let connection = try Connection(path: configuration.path, mode: .readWriteCreate, cache: 12_288)
        // A database of a newer version is refused before anything is done to it.
        _ = try Migrator.status(connection, Schema.migrations)
        let checkpointFault = CheckpointFault(report: configuration.onFault)
        let checkpointer = try connection.leaveLog(configuration, checkpointFault)
        migrations = try Migrator.migrate(connection, Schema.migrations)
        try connection.fillDirectory()
        try connection.fillInsights(report: configuration.onFault)
        cursorSecret = try connection.secret(named: "cursor secret", environment)
        // One more, so that new ids are greater than those of that millisecond too.
        if let greatest = try connection.greatestInstant() { environment.advance(to: greatest + .milliseconds(1)) }

        hasToForget = try connection.hasToForget
        let waiters = Waiters(began: configuration.onWaiting)
        let counters = Counters(waiters)
        let due = DueClock(environment, changed: configuration.onNextDue)
        let setAside = SetAside(report: configuration.onFault)
        let watch = try Watch(configuration, writer: connection, counters, due, setAside)
        let hooks = BatchHooks(environment, configuration, counters, watch, setAside)
        try hooks.catchUp(connection)
        let pool =
            configuration.longReaders > 0
            ? try ReaderPool(path: configuration.path, threads: configuration.longReaders) : nil
        let writer = Writer(
            connection: connection, begin: { try hooks.begin($0) }, takesJobs: { !$0.isBehind },
            finish: { connection, batch throws(SQLiteError) in try batch.texts.write(on: connection) },
            committed: { hooks.committed($0, $1) }, report: configuration.onCommit)
        parts = StoreParts(
            environment: environment, policy: configuration.policy, uptime: configuration.uptime,
            counters: counters, waiters: waiters, watch: watch, due: due, setAside: setAside, hooks: hooks,
            writer: writer, checkpointer: checkpointer, checkpointFault: checkpointFault, pool: pool,
            appearances: Appearances(pause: configuration.appearancePause), startNonce: environment.random().0)
    }
}

extension BatchHooks {
    /// Records what came due while the service was down.
    fileprivate func catchUp(_ connection: Connection) throws {
        var batch: Batch
        var courtesy = LockCourtesy()
        repeat {
            courtesy.giveWay()
            batch = try connection.transaction { connection in
                var batch = try begin(connection)
                try batch.texts.write(on: connection)
                return batch
            }
            committed(connection, batch)
        } while batch.isBehind
    }
}

extension Connection {
    /// Copies nothing of the log from now on: a service has a checkpointer for that, a visitor leaves it to the
    /// service.
    fileprivate func leaveLog(
        _ configuration: Store.Configuration, _ fault: CheckpointFault
    ) throws -> Checkpointer? {
        guard configuration.part == .service else {
            try leaveLog()
            return nil
        }
        let checkpointer = try Checkpointer(path: configuration.path) { [report = configuration.onCheckpoint] done in
            report(done.error != nil)
            fault.take(done)
        }
        leaveCheckpoints(to: checkpointer)
        return checkpointer
    }

    /// 32 random bytes that are made once and stay.
    fileprivate func secret(named name: String, _ environment: Environment) throws -> [UInt8] {
        let words = [environment.random(), environment.random()]
        let bytes = words.flatMap { [$0.0, $0.1] }.flatMap { word in
            (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
        }
        try run("INSERT OR IGNORE INTO properties (name, value) VALUES (?1, ?2)", [.text(name), .blob(bytes)])
        let stored = try first("SELECT value FROM properties WHERE name = ?1", [.text(name)]) { row in row.blob(0) }
        return stored ?? bytes
    }

    /// The greatest instant that was committed. Changes of profiles, requests, contacts and notes are in the
    /// events; what the clock recorded may be earlier than what was recorded before it.
    func greatestInstant() throws -> Timestamp? {
        let instants = try first(
            """
            SELECT
                (SELECT occurred_at FROM events WHERE actor_role <> 'clock' ORDER BY seq DESC LIMIT 1),
                (SELECT occurred_at FROM events ORDER BY seq DESC LIMIT 1),
                (SELECT max(created_at) FROM idempotency),
                (SELECT max(updated_at) FROM profiles),
                (SELECT max(updated_at) FROM partners),
                (SELECT max(updated_at) FROM webhooks),
                (SELECT max(updated_at) FROM solutions),
                (SELECT max(updated_at) FROM registrations),
                (SELECT created_at FROM deliveries ORDER BY row DESC LIMIT 1),
                (SELECT max(sent_at) FROM notifications WHERE state = 1),
                (SELECT max(max(created_at, coalesce(revoked_at, created_at))) FROM keys)
            """
        ) { row in (0..<row.count).compactMap { row.optionalInt($0) } }
        return instants?.max().map(Timestamp.init(milliseconds:))
    }
}

// What surrounds the jobs of a commit: before them the clocks that have run out are recorded, and after it those
// who wait for changes are told.

import Referrals
import SQLite

/// What the jobs of one transaction gather.
struct Batch: Sendable {
    /// The instant of everything in the transaction; not before any that was committed.
    let now: Timestamp
    /// When something happens by itself next.
    var nextDue: Timestamp?
    /// What has changed.
    var touched = Touched()
}

/// What runs before and after each batch, on the writer's thread.
final class BatchHooks: Sendable {
    private let environment: Environment
    private let counters: Counters
    private let watch: Watch
    private let due: DueClock

    init(_ environment: Environment, _ counters: Counters, _ watch: Watch, _ due: DueClock) {
        self.environment = environment
        self.counters = counters
        self.watch = watch
        self.due = due
    }

    /// Takes the instant and records what is due at it, at most `limit` events: the rest stays due.
    func begin(_ connection: Connection, limit: Int = .max) throws -> Batch {
        try watch.look(connection)
        let transaction = StoreTransaction(connection, Batch(now: environment.now), environment)
        try transaction.recordDue(limit: limit)
        try connection.pruneReplies(at: transaction.now)
        return try transaction.finished()
    }

    /// Whether something is due that is not recorded.
    var isBehind: Bool { due.isDue(at: environment.now) }

    /// Tells everybody. Whoever reads the counters from now on reads what was committed.
    func committed(_ batch: Batch) {
        environment.advance(to: batch.now)
        // Before the next clock: who finds nothing due trusts the counters to tell what came due.
        if !batch.touched.isEmpty { counters.move(batch.touched) }
        due.set(batch.nextDue)
    }
}

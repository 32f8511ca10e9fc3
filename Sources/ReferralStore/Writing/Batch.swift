// What surrounds the jobs of a commit: before them the clocks that have run out are recorded, and after it those
// who wait for changes are told.

import Referrals
import SQLite
import Synchronization

/// What the jobs of one transaction gather.
struct Batch: Sendable {
    /// The instant of everything in the transaction; not before any that was committed.
    let now: Timestamp
    /// What is due and can't be recorded.
    let setAside: SetAside
    /// When something happens by itself next.
    var nextDue = NextDue()
    /// What has changed.
    var touched = Touched()
    /// How many events it has recorded.
    var recorded = 0
    /// What is to be written to full text before the commit.
    var texts = TextChanges()

    init(now: Timestamp, setAside: SetAside) {
        self.now = now
        self.setAside = setAside
    }

    /// Whether something is due at its instant that is not recorded: then no job may run in it. Missed outcomes keep no
    /// job waiting.
    var isBehind: Bool { nextDue.answer.map { $0 <= now } ?? false }
}

/// What runs before and after each batch, on the writer's thread.
final class BatchHooks: Sendable {
    /// How many due instants are recorded in one transaction. After a long pause there may be very many: then there are
    /// several transactions, so that the write-ahead log stays small and other processes get their turn.
    private static let sweepLimit = 500
    /// How many old events are forgotten with a batch at least. Twice as many go as the last one has recorded, so that
    /// a backlog shrinks, and a lone caller does not wait for much of it.
    private static let leastForgotten = 16
    /// How many missed outcomes are recorded in one transaction: the jobs of a batch hardly feel it.
    private static let outcomeLimit = 32

    private let environment: Environment
    private let policy: Policy
    private let recordsDue: Bool
    private let counters: Counters
    private let watch: Watch
    private let setAside: SetAside
    private let onOutbox: @Sendable (OutboxNews) -> Void
    /// How many events the last batch has recorded.
    private let lastRecorded = Atomic(0)

    init(
        _ environment: Environment, _ configuration: Store.Configuration, _ counters: Counters, _ watch: Watch,
        _ setAside: SetAside
    ) {
        self.environment = environment
        policy = configuration.policy
        recordsDue = configuration.part == .service
        self.counters = counters
        self.watch = watch
        self.setAside = setAside
        onOutbox = configuration.onOutbox
    }

    /// Takes the instant and records what is due at it. Should that be too much, the batch is behind. `former` is what
    /// came before in the same transaction.
    func begin(_ connection: Connection, after former: Batch? = nil) throws -> Batch {
        try watch.begun(on: connection)
        var batch = Batch(now: environment.now, setAside: setAside)
        if let former { (batch.touched, batch.texts) = (former.touched, former.texts) }
        let transaction = StoreTransaction(connection, batch, environment, policy)
        if recordsDue {
            try transaction.recordDue(.answer, limit: Self.sweepLimit)
            try transaction.recordDue(.outcome, limit: Self.outcomeLimit)
            try transaction.pruneEvents(Self.leastForgotten + 2 * lastRecorded.load(ordering: .relaxed))
            try transaction.pruneDeletedWebhooks()
            try transaction.pruneNotifications()
        }
        try connection.pruneReplies(at: transaction.now)
        return try transaction.finished()
    }

    /// Tells everybody. Whoever reads the counters from now on reads what was committed.
    func committed(_ connection: Connection, _ batch: Batch) {
        environment.advance(to: batch.now)
        lastRecorded.store(batch.recorded, ordering: .relaxed)
        // Before the next clock: who finds nothing due trusts the counters to tell what came due.
        counters.move(batch.touched)
        watch.committed(on: connection, next: batch.nextDue)
        if !batch.touched.outbox.isEmpty { onOutbox(batch.touched.outbox) }
    }
}

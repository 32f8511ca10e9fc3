// What all sessions of a database share.

import Referrals
import SQLite

struct StoreParts: Sendable {
    let environment: Environment
    let policy: Policy
    let uptime: @Sendable () -> Int64
    let counters: Counters
    let waiters: Waiters
    let watch: Watch
    let due: DueClock
    let setAside: SetAside
    let hooks: BatchHooks
    let writer: Writer<Batch>
    /// Nil in a visitor.
    let checkpointer: Checkpointer?
    let checkpointFault: CheckpointFault
    let pool: ReaderPool?
    let appearances: Appearances
    let startNonce: UInt64

    func write<R: Sendable>(
        _ body: @escaping @Sendable (any ReferralTransaction) throws(ReferralError) -> R
    ) async throws(ReferralError) -> R {
        do {
            return try await writer.write { [environment, policy] connection, batch in
                let transaction = StoreTransaction(connection, batch, environment, policy)
                let result = try body(transaction)
                batch = try transaction.finished()
                return result
            }
        } catch { throw ReferralError(error) }
    }

    /// Every job comes after what is due at its instant: an empty one waits for nothing else.
    func sweep() async throws(ReferralError) {
        do { try await writer.write { _, _ in } } catch { throw ReferralError(error) }
    }

    /// Runs `body` on the writer's thread, outside any transaction.
    func perform<R: Sendable>(
        _ body: @escaping @Sendable (Connection) throws -> R
    ) async throws(ReferralError) -> R {
        do { return try await writer.perform(body) } catch { throw ReferralError(error) }
    }

    /// The instant of a look that begins now. Should something have come due since the session settled, it is the
    /// last one before that, so that what is shown fits what is recorded.
    var lookInstant: Timestamp {
        let now = environment.now
        guard let next = due.next, next <= now else { return now }
        return next - .milliseconds(1)
    }

    /// Looks for commits of other processes when the last look is too old.
    func refresh() throws(ReferralError) {
        do { try watch.refresh() } catch { throw ReferralError(error) }
    }

    func settle() async throws(ReferralError) {
        try refresh()
        if due.isDue(at: environment.now) { try await sweep() }
    }

    func stop() {
        waiters.stop()
        writer.stop()
        pool?.stop()
        checkpointer?.stop()
    }
}

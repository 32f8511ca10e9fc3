// How a program writes a long past at once: what would have been a commit each, years apart, shares one.

public import Referrals
import SQLite

/// Something that happens at an instant.
public struct ReplayStep<Result: Sendable>: Sendable {
    /// When; not before the step before it.
    public let instant: Timestamp
    /// What, as the job of a transaction of its own would do it.
    public let job: @Sendable (any ReferralTransaction) throws(ReferralError) -> Result

    /// Makes a step.
    public init(
        at instant: Timestamp, _ job: @escaping @Sendable (any ReferralTransaction) throws(ReferralError) -> Result
    ) {
        self.instant = instant
        self.job = job
    }
}

extension Store {
    /// Lets the steps happen, each at its own instant and after everything that comes due up to it, all of them in one
    /// commit. Moves the floor of the environment's clock along: the clock must not be ahead of the steps, so this is
    /// for an environment made for it, on a database that nobody serves.
    /// - Throws: What a step throws, after which nothing of any of them remains, and `storageUnavailable`.
    public func replay<R: Sendable>(_ steps: [ReplayStep<R>]) async throws(ReferralError) -> [R] {
        try await parts.replay(steps)
    }
}

extension StoreParts {
    fileprivate func replay<R: Sendable>(_ steps: [ReplayStep<R>]) async throws(ReferralError) -> [R] {
        try await perform { connection in
            var results: [R] = []
            var last: Batch?
            try connection.transaction { connection in
                for step in steps {
                    let batch = try begin(step.instant, connection, after: last)
                    let transaction = StoreTransaction(connection, batch, environment, policy)
                    results.append(try step.job(transaction))
                    last = try transaction.finished()
                }
                try last?.texts.write(on: connection)
            }
            if let last { hooks.committed(connection, last) }
            return results
        }
    }

    /// What a commit of its own would begin with.
    private func begin(_ instant: Timestamp, _ connection: Connection, after former: Batch?) throws -> Batch {
        environment.advance(to: instant)
        var batch = try hooks.begin(connection, after: former)
        while batch.isBehind { batch = try hooks.begin(connection, after: batch) }
        precondition(batch.now == instant, "the clock is ahead of what is replayed")
        return batch
    }
}

public import Referrals
import SQLite

/// How the storage stands now, told without a look at the database.
public struct StoreFigures: Sendable {
    /// Writes that wait for the writer, without those of the transaction that runs.
    public let waitingWrites: Int
    /// Long reads that wait for a thread of the pool.
    public let waitingReads: Int
    /// Requests that wait for news of a feed.
    public let waitingReaders: Int
    /// For how long something has been due that everybody waits for and that is not recorded.
    public let dueFor: TimeSpan
    /// Engagements whose due instant can't be recorded, since their rows are damaged.
    public let setAside: Int
}

extension Store {
    /// How the storage stands now. Waits for no disk.
    public var figures: StoreFigures {
        let now = parts.environment.now
        return StoreFigures(
            waitingWrites: parts.writer.waitingJobs, waitingReads: parts.pool?.waitingQueries ?? 0,
            waitingReaders: parts.waiters.count,
            dueFor: max(now - (parts.due.next ?? now), .milliseconds(0)), setAside: parts.setAside.rows.count)
    }
}

import Referrals

/// When the next backup is due, and how the last one went. A value: it looks at no clock and no folder.
struct BackupPlan: Equatable, Sendable {
    /// How the backups stand.
    enum Standing: String, Sendable {
        /// The newest one is not older than it may be.
        case ok
        /// One has been due for a while, and has not failed.
        case overdue
        /// The last attempt has failed.
        case failed
        /// None are made.
        case off
    }

    /// How long a backup may take until it counts as overdue.
    private static let grace = TimeSpan.minutes(10)

    /// The time between two.
    let every: TimeSpan
    /// When the newest verified one was begun; nil when there is none.
    var newest: Timestamp?
    /// How many attempts have failed since.
    private(set) var failures = 0
    private var failedAt: Timestamp?

    /// A plan of which nothing is done.
    init(every: TimeSpan) { self.every = every }

    /// When the next attempt is due.
    func due(now: Timestamp) -> Timestamp {
        let planned = newest.map { $0 + every } ?? now
        return failedAt.map { max(planned, $0 + pause) } ?? planned
    }

    /// A minute after the first failure, then twice as long each time, up to an hour; never longer than between two.
    private var pause: TimeSpan {
        min(.minutes(1 << Int64(min(failures - 1, 10))), .hours(1), every)
    }

    /// Takes note of a backup.
    mutating func succeeded(at instant: Timestamp) {
        (newest, failures, failedAt) = (instant, 0, nil)
    }

    /// Takes note of an attempt that failed.
    mutating func failed(at instant: Timestamp) {
        failures += 1
        failedAt = instant
    }

    /// How they stand.
    func standing(now: Timestamp) -> Standing {
        if failures > 0 { return .failed }
        return newest.map { now <= $0 + every + Self.grace } ?? false ? .ok : .overdue
    }
}

/// How long a reader of a feed waits for news: until either is reached.
public struct WaitLimit: Hashable, Sendable {
    /// Milliseconds of the session's `uptime`.
    public var uptime: Int64
    /// An instant, such as the end of a key; nil for none.
    public var instant: Timestamp?

    /// Makes a limit.
    public init(uptime: Int64, instant: Timestamp? = nil) {
        self.uptime = uptime
        self.instant = instant
    }
}

/// Why a wait for news of a feed is over.
public enum WaitOutcome: Hashable, Sendable {
    /// The feed has got an event, a key or a partner's status has changed, or another process has committed.
    case changed
    /// The limit is reached.
    case elapsed
    /// The service stops: nobody waits any more.
    case stopped
    /// The waiting task was cancelled.
    case cancelled
}

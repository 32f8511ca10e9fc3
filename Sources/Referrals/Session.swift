// What the API works with: one session an event loop. It hides where a read runs and how writes share a commit.

/// Reads and writes of one event loop.
///
/// A request finds out who calls after `refresh`, which waits for nobody. One that reads what time changes then calls
/// `settle`, takes the `counter` of its scope, and reads: what it is shown is at least as new as the counter says.
///
/// ```swift
/// try session.refresh()
/// let credential = try session.read { (reader) throws(ReferralError) in try reader.credential(digest: digest) }
/// try await session.settle()
/// let view = try session.read { (reader) throws(ReferralError) in try reader.engagementView(id, scope) }
/// ```
public protocol ReferralSession: Sendable {
    /// Looks for the commits of other processes, unless that was done within the last half second, and moves the
    /// counters when there are any. It looks on the calling thread, for some microseconds, and never waits for the
    /// writer.
    /// - Throws: `storageUnavailable`.
    func refresh() throws(ReferralError)

    /// `refresh`, and then waits until everything that is due is recorded: for the writer, and only when something is
    /// due. Costs a look at two clocks when there is nothing to wait for.
    /// - Throws: `storageUnavailable` when what is due can't be recorded.
    func settle() async throws(ReferralError)

    /// A number that grows with every change of what the scope can see: after the commit, and before anyone is answered
    /// who caused it. Numbers of different scopes or of different starts of the service can't be compared.
    func counter(_ scope: Scope) -> UInt64

    /// A number that grows with every change of a key and of a partner's status.
    var keysCounter: UInt64 { get }

    /// A number that grows with every change of what a search for providers gives.
    var providersCounter: UInt64 { get }

    /// A number that grows with every change of how deliveries and mail stand. What comes of them moves no scope's
    /// counter, so that dashboards are not read anew for it.
    var outboxCounter: UInt64 { get }

    /// A number that grows when it is written how often partners stood in answers to searches, which moves no scope's
    /// counter either.
    var appearancesCounter: UInt64 { get }

    /// A number that grows with whatever wakes those who wait for news of a feed: with every commit that puts an event
    /// into it, with every change of a key or of a partner's status, and with every commit of another process.
    func feedCounter(_ feed: Scope) -> UInt64

    /// Waits until `feedCounter` is no longer what it was, for at most as long as the limit says: who takes the
    /// counter, reads, and then waits misses nothing. A wait costs an entry in a table. It is woken by the commit
    /// itself; its limit and other processes are looked after by `Store.tick`.
    func nextChange(of feed: Scope, since counter: UInt64, until limit: WaitLimit) async -> WaitOutcome

    /// Milliseconds of a clock that nobody sets, by which waits are measured.
    var uptime: Int64 { get }

    /// A random number, the same for as long as the service runs.
    var startNonce: UInt64 { get }

    /// One consistent look at the data on the loop's own connection, on the calling thread: for what takes less than
    /// about a millisecond. Must not be called from within `body`.
    /// - Throws: What `body` throws, and `storageUnavailable`.
    func read<R>(_ body: (any ReferralReader) throws(ReferralError) -> R) throws(ReferralError) -> R

    /// One consistent look at the data on a thread of a pool: for searches and other long reads.
    /// - Throws: What `body` throws, `overloaded` when too many wait for a thread, and `storageUnavailable`.
    func readLong<R: Sendable>(
        _ body: @escaping @Sendable (any ReferralReader) throws(ReferralError) -> R
    ) async throws(ReferralError) -> R

    /// One transaction, all or nothing, on disk when this returns. It may share a commit with others, whose failure
    /// does not touch it. Everything that is due at its `now` is recorded before it.
    /// - Throws: What `body` throws, after which nothing of it remains, and `storageUnavailable`.
    func write<R: Sendable>(
        _ body: @escaping @Sendable (any ReferralTransaction) throws(ReferralError) -> R
    ) async throws(ReferralError) -> R

    /// Counts that each of these partners stood on a page of an answer to a search. It is written within some seconds,
    /// which moves `appearancesCounter` alone, and what is not written yet is lost in a crash.
    func countAppearances(of partners: Set<ID<Partner>>)

    /// Makes the files of the database forget what was erased: nothing of it is left in the write-ahead log nor in full
    /// text. Waits for reads that are under way and for other writes, for a second or so at most. What takes longer is
    /// done after it, and goes on after a restart.
    func forgetOverwritten() async
}

// Who waits for news of a feed: an entry in a table each, and neither a thread nor a timer. A commit wakes those whose
// feed it has put an event into; whatever else may matter to them wakes all, and each looks for itself.

import Referrals
import Synchronization

/// The readers that wait.
final class Waiters: Sendable {
    fileprivate struct Waiter {
        let feed: Scope
        let limit: WaitLimit
        let continuation: CheckedContinuation<WaitOutcome, Never>
    }

    fileprivate struct State {
        var waiters: [UInt64: Waiter] = [:]
        var byFeed: [Scope: Set<UInt64>] = [:]
        /// No limit is reached before these.
        var nearest = WaitLimit(uptime: .max)
        var isTicking = false
        var hasStopped = false
    }

    private let state = Mutex(State())
    private let lastID = Atomic<UInt64>(0)
    private let began: @Sendable () -> Void

    /// `began` is called when somebody waits and nobody did: `tick` is to be called from then on.
    init(began: @escaping @Sendable () -> Void) {
        self.began = began
    }

    /// How many wait.
    var count: Int { state.withLock { $0.waiters.count } }

    /// Waits for news of a feed. `isOver` is asked when the reader stands in the table already: a commit is either seen
    /// by it, or finds the reader.
    func wait(for feed: Scope, until limit: WaitLimit, unless isOver: () -> Bool) async -> WaitOutcome {
        let id = lastID.add(1, ordering: .relaxed).newValue
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                guard add(Waiter(feed: feed, limit: limit, continuation: continuation), id) else { return }
                if isOver() { end(id, .changed) }
                // Who is cancelled before it stands in the table is not found there.
                if Task.isCancelled { end(id, .cancelled) }
            }
        } onCancel: {
            end(id, .cancelled)
        }
    }

    /// Wakes who waits for one of the feeds.
    func wake(_ feeds: Set<Scope>) {
        take { state in feeds.flatMap { state.byFeed[$0] ?? [] } }
    }

    /// Wakes everybody.
    func wakeAll() {
        take { state in Array(state.waiters.keys) }
    }

    /// Ends the waits whose limit is reached; false when nobody waits any more, and nothing is to be looked after.
    func tick(uptime: Int64, now: Timestamp) -> Bool {
        take(as: .elapsed) { state in
            guard state.nearest.isReached(uptime: uptime, now: now) else { return [] }
            state.nearest = WaitLimit(uptime: .max)
            var reached: [UInt64] = []
            for (id, waiter) in state.waiters {
                if waiter.limit.isReached(uptime: uptime, now: now) {
                    reached.append(id)
                } else {
                    state.nearest = state.nearest.nearer(waiter.limit)
                }
            }
            return reached
        }
        return state.withLock { state in
            state.isTicking = !state.waiters.isEmpty
            return state.isTicking
        }
    }

    /// Ends all waits, those to come too.
    func stop() {
        take(as: .stopped) { state in
            state.hasStopped = true
            return Array(state.waiters.keys)
        }
    }

    /// False when nobody may wait any more.
    private func add(_ waiter: Waiter, _ id: UInt64) -> Bool {
        let (isAdded, isFirst) = state.withLock { state in
            guard !state.hasStopped else { return (false, false) }
            state.waiters[id] = waiter
            state.byFeed[waiter.feed, default: []].insert(id)
            state.nearest = state.nearest.nearer(waiter.limit)
            defer { state.isTicking = true }
            return (true, !state.isTicking)
        }
        if isFirst { began() }
        if !isAdded { waiter.continuation.resume(returning: .stopped) }
        return isAdded
    }

    private func end(_ id: UInt64, _ outcome: WaitOutcome) {
        take(as: outcome) { _ in [id] }
    }

    /// Takes those that are chosen out of the table, and wakes them.
    private func take(as outcome: WaitOutcome = .changed, _ choose: (inout State) -> [UInt64]) {
        let taken = state.withLock { state in
            choose(&state).compactMap { id in state.remove(id) }
        }
        for continuation in taken { continuation.resume(returning: outcome) }
    }
}

extension Waiters.State {
    fileprivate mutating func remove(_ id: UInt64) -> CheckedContinuation<WaitOutcome, Never>? {
        guard let waiter = waiters.removeValue(forKey: id) else { return nil }
        byFeed[waiter.feed]?.remove(id)
        if byFeed[waiter.feed]?.isEmpty == true { byFeed[waiter.feed] = nil }
        return waiter.continuation
    }
}

extension WaitLimit {
    fileprivate func isReached(uptime: Int64, now: Timestamp) -> Bool {
        self.uptime <= uptime || instant.map { $0 <= now } ?? false
    }

    /// What is reached as soon as one of the two is.
    fileprivate func nearer(_ other: WaitLimit) -> WaitLimit {
        WaitLimit(uptime: min(uptime, other.uptime), instant: [instant, other.instant].compactMap(\.self).min())
    }
}

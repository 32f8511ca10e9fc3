// How callers learn, without a look at the database, that what they were shown is still so: each scope has a number
// that only grows, and grows whenever something in the scope has changed.

import Referrals
import Synchronization

/// The change counters of all scopes.
final class Counters: Sendable {
    private struct State {
        /// Counts what may have changed anything: commits of other processes, and solutions, which everybody sees.
        var epoch: UInt64 = 0
        var all: UInt64 = 0
        /// Counts changes of profiles and partners, whose names customers are shown.
        var directory: UInt64 = 0
        /// Counts changes of what providers are ranked by, besides their profiles.
        var signals: UInt64 = 0
        /// Counts changes of registrations that were submitted, and of what they show of others.
        var registrations: UInt64 = 0
        /// Counts changes of how deliveries and mail stand.
        var outbox: UInt64 = 0
        /// Counts commits of how often partners stood in answers to searches.
        var appearances: UInt64 = 0
        var partners: [ID<Partner>: UInt64] = [:]
        var marketplaces: [MarketplaceID: UInt64] = [:]
        /// Counts commits that have put an event into a feed.
        var feeds: [Scope: UInt64] = [:]
    }

    private let state = Mutex(State())
    // Beside the lock, for every request asks for them.
    private let keysNumber = Atomic<UInt64>(0)
    private let commitsNumber = Atomic<UInt64>(0)
    private let waiters: Waiters

    /// `waiters` are woken when a number has moved that they wait for.
    init(_ waiters: Waiters) {
        self.waiters = waiters
    }

    /// The number of a scope.
    func value(_ scope: Scope) -> UInt64 {
        state.withLock { state in
            switch scope {
            case .operator: state.epoch + state.all
            case .partner(let id): state.epoch + state.partners[id, default: 0]
            case .marketplace(let id): state.epoch + state.directory + state.marketplaces[id, default: 0]
            case .reviewer: state.epoch + state.registrations
            }
        }
    }

    /// A number that grows with every commit, of this process and of others that were seen.
    var commits: UInt64 { commitsNumber.load(ordering: .acquiring) }

    /// The number of all keys.
    var keys: UInt64 { keysNumber.load(ordering: .acquiring) }

    /// The number of all that a search for providers depends on.
    var providers: UInt64 { state.withLock { $0.epoch + $0.directory + $0.signals } }

    /// The number of all that is on its way to somebody.
    var outbox: UInt64 { state.withLock { $0.epoch + $0.outbox } }

    /// The number of how often partners stood in answers to searches, as far as that is written.
    var appearances: UInt64 { state.withLock { $0.epoch + $0.appearances } }

    /// The number that who waits for news of a feed is woken by.
    func feed(_ feed: Scope) -> UInt64 { state.withLock { keys + $0.feeds[feed, default: 0] } }

    /// Moves every number: another process has committed.
    func moveAll() {
        state.withLock { $0.epoch += 1 }
        keysNumber.add(1, ordering: .acquiringAndReleasing)
        commitsNumber.add(1, ordering: .acquiringAndReleasing)
        waiters.wakeAll()
    }

    /// Moves the numbers of what a commit has touched.
    func move(_ touched: Touched) {
        commitsNumber.add(1, ordering: .acquiringAndReleasing)
        state.withLock { state in
            if touched.outboxMoved { state.outbox += 1 }
            if touched.appearances { state.appearances += 1 }
            guard !touched.isEmpty else { return }
            state.all += 1
            if touched.solutions { state.epoch += 1 }
            if touched.solutions || touched.keys { keysNumber.add(1, ordering: .acquiringAndReleasing) }
            if touched.registrations { state.registrations += 1 }
            if touched.directory { state.directory += 1 }
            if touched.signals { state.signals += 1 }
            for partner in touched.partners { state.partners[partner, default: 0] += 1 }
            for marketplace in touched.marketplaces { state.marketplaces[marketplace, default: 0] += 1 }
            for feed in touched.feeds { state.feeds[feed, default: 0] += 1 }
        }
        if touched.keys { waiters.wakeAll() } else { waiters.wake(touched.feeds) }
    }
}

/// What the jobs of a commit have changed.
struct Touched: Sendable {
    var partners: Set<ID<Partner>> = []
    var marketplaces: Set<MarketplaceID> = []
    var directory = false
    var signals = false
    var keys = false
    var registrations = false
    var solutions = false
    /// Something that operators alone see.
    var operators = false
    /// How something stands that is on its way to somebody, which is in no scope.
    var outboxMoved = false
    /// How often partners stood in answers to searches, which is in no scope either.
    var appearances = false
    /// What whoever sends is told.
    var outbox = OutboxNews()

    /// Feeds that have got an event.
    var feeds: Set<Scope> = []

    /// Whether nothing has changed that anyone can see in a scope.
    var isEmpty: Bool {
        partners.isEmpty && marketplaces.isEmpty && feeds.isEmpty && !directory && !signals && !keys && !operators
            && !registrations && !solutions
    }
}

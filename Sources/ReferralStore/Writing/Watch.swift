// How the commits of other processes, such as `referrals key revoke`, are seen. SQLite counts them for each connection;
// the writer's own connection counts nobody else's of this process, since there only the writer commits.

import Referrals
import SQLite
import Synchronization

/// Looks for commits of other processes.
final class Watch: Sendable {
    private let uptime: @Sendable () -> Int64
    private let freshness: Int64
    private let counters: Counters
    private let seenVersion: Atomic<Int64>
    private let lastLook: Atomic<Int64>

    /// `uptime` tells the milliseconds of a clock that nobody sets; a look is good for `freshness` of them.
    init(uptime: @escaping @Sendable () -> Int64, freshness: Int64, counters: Counters) {
        self.uptime = uptime
        self.freshness = freshness
        self.counters = counters
        seenVersion = Atomic(-1)
        lastLook = Atomic(uptime())
    }

    /// Whether the last look is too old to answer by.
    var isStale: Bool { uptime() - lastLook.load(ordering: .acquiring) >= freshness }

    /// Looks, on the writer's thread. True when another process has committed: then every counter has moved.
    @discardableResult
    func look(_ connection: Connection) throws -> Bool {
        let time = uptime()
        let version = try connection.dataVersion()
        let before = seenVersion.exchange(version, ordering: .acquiringAndReleasing)
        let isNew = before != version && before != -1
        if isNew { counters.moveAll() }
        lastLook.store(time, ordering: .releasing)
        return isNew
    }
}

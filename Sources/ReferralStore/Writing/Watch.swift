// How the commits of other processes, such as `referrals key revoke`, are seen. SQLite counts, for each connection, the
// commits of all others: the watch's own connection, which only reads, sees everybody's without waiting for the writer;
// the writer's sees those of other processes, since in this one only the writer commits. What the writer has accounted
// for is no news to the watch.

import Referrals
import SQLite
import Synchronization

/// Looks for commits of other processes.
final class Watch: Sendable {
    /// The versions of the database at the last look, as the two connections count them.
    private struct Versions {
        var reader: Int64
        var writer: Int64
    }

    private let reader: Reader
    private let uptime: @Sendable () -> Int64
    private let freshness: Int64
    private let counters: Counters
    private let due: DueClock
    private let setAside: SetAside
    private let onOutbox: @Sendable (OutboxNews) -> Void
    /// Held during a look, and while the next due instant is set by one.
    private let seen: Mutex<Versions>
    private let lastLook: Atomic<Int64>

    /// `writer` is the connection that will write.
    init(
        _ configuration: Store.Configuration, writer: Connection, _ counters: Counters, _ due: DueClock,
        _ setAside: SetAside
    ) throws {
        reader = try Reader(path: configuration.path)
        uptime = configuration.uptime
        freshness = configuration.freshness.milliseconds
        self.counters = counters
        self.due = due
        self.setAside = setAside
        onOutbox = configuration.onOutbox
        let version = try reader.read { connection throws(SQLiteError) in try connection.dataVersion() }
        seen = Mutex(Versions(reader: version, writer: try writer.dataVersion()))
        lastLook = Atomic(uptime())
    }

    /// Whether the last look is too old to answer by.
    private var isStale: Bool { uptime() - lastLook.load(ordering: .acquiring) >= freshness }

    /// Looks when the last look is too old, on the calling thread and without waiting for the writer. When there has
    /// been a commit that the writer has not accounted for, every counter moves.
    func refresh() throws {
        guard isStale else { return }
        try seen.withLock { seen in
            guard isStale else { return }
            let time = uptime()
            try reader.read { connection in
                let version = try connection.dataVersion()
                guard version != seen.reader else { return }
                tellAll()
                due.set(try connection.nextDue(without: setAside))
                seen.reader = version
            }
            lastLook.store(time, ordering: .releasing)
        }
    }

    /// Looks while the writer's transaction has begun: nobody can commit meanwhile.
    func begun(on writer: Connection) throws {
        try seen.withLock { seen in _ = try look(beside: writer, &seen) }
    }

    /// Takes note of the writer's commit, after which `next` is due unless another process has committed since.
    func committed(on writer: Connection, next: NextDue) {
        seen.withLock { seen in
            let before = seen
            do {
                let isNews = try look(beside: writer, &seen)
                due.set(isNews ? try writer.nextDue(without: setAside) : next)
            } catch {
                // Then the next look takes this commit for somebody else's, and reads what is due.
                seen = before
                due.set(next)
            }
        }
    }

    /// True when another process has committed: then every counter has moved. The reader's version comes first, so that
    /// whatever it counts the writer's counts too.
    private func look(beside writer: Connection, _ seen: inout Versions) throws -> Bool {
        let time = uptime()
        let version = try reader.read { connection throws(SQLiteError) in try connection.dataVersion() }
        let now = Versions(reader: version, writer: try writer.dataVersion())
        let isNews = now.writer != seen.writer
        if isNews { tellAll() }
        seen = now
        lastLook.store(time, ordering: .releasing)
        return isNews
    }

    /// Anything may have changed.
    private func tellAll() {
        counters.moveAll()
        var news = OutboxNews()
        news.isUnknown = true
        onOutbox(news)
    }
}

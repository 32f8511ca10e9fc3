import SQLite
import Testing

@Suite struct Checkpointers {
    /// A checkpointer whose reports can be waited for, and a connection that leaves checkpoints to it.
    private final class Harness {
        let database: TemporaryDatabase
        let reports = BlockingQueue<Checkpoint>()
        let checkpointer: Checkpointer
        let connection: Connection

        init(passivePages: Int, maximumBytes: Int) throws {
            database = try TemporaryDatabase()
            let connection = try database.open(busyTimeout: .seconds(5))
            try connection.execute("CREATE TABLE t (a)")
            checkpointer = try Checkpointer(
                path: database.path, passivePages: passivePages, maximumBytes: maximumBytes,
                busyTimeout: .zero, report: { [reports] in _ = reports.push($0) })
            connection.leaveCheckpoints(to: checkpointer)
            self.connection = connection
        }

        func grow(pages: Int) throws {
            try connection.run("INSERT INTO t VALUES (zeroblob(?))", [Value(pages * 4096)])
        }

        /// The next report of a log that was to begin anew. How many passive ones come before it depends on when the
        /// writer has asked.
        func nextBeginning() -> Checkpoint? {
            while let done = reports.pop() {
                if done.mode != .passive { return done }
            }
            return nil
        }
    }

    @Test func `a log that has grown is copied`() throws {
        let harness = try Harness(passivePages: 10, maximumBytes: 1 << 30)
        try harness.grow(pages: 20)
        let done = try #require(harness.reports.pop())
        #expect(done.mode == .passive && done.error == nil)
        #expect(done.walPages >= 20 && done.copiedPages == done.walPages)
    }

    @Test func `a log that has hardly grown is left alone until the end`() throws {
        let harness = try Harness(passivePages: 1_000, maximumBytes: 1 << 30)
        for _ in 0..<20 { try harness.grow(pages: 1) }
        harness.checkpointer.stop()
        #expect(harness.reports.pop()?.hasEmptiedTheLog == true)
        #expect(harness.reports.count == 0)
    }

    @Test func `a log that is too long begins anew in its file`() throws {
        let harness = try Harness(passivePages: 10, maximumBytes: 40 * 4096)
        try harness.grow(pages: 50)
        #expect(harness.reports.pop()?.mode == .passive)
        #expect(harness.reports.pop()?.beginsAnew == true)
        try harness.grow(pages: 1)
        let state = try harness.connection.first("PRAGMA wal_checkpoint(PASSIVE)") { row in row.int(1) }
        #expect(state.map { $0 < 10 } == true)
    }

    @Test func `a log that is twice too long is cut off`() throws {
        let harness = try Harness(passivePages: 10, maximumBytes: 40 * 4096)
        try harness.grow(pages: 100)
        #expect(harness.reports.pop()?.mode == .passive)
        #expect(harness.reports.pop()?.hasEmptiedTheLog == true)
    }

    @Test func `a writer whose log is too long waits until it begins anew`() throws {
        let harness = try Harness(passivePages: 10_000, maximumBytes: 40 * 4096)
        for _ in 0..<30 { try harness.grow(pages: 10) }
        var longest = 0
        while let done = harness.reports.popIfAny() { longest = max(longest, done.walPages) }
        #expect((41...60).contains(longest))
    }

    @Test func `a reader in the way is reported and the next growth tries again`() throws {
        let harness = try Harness(passivePages: 10, maximumBytes: 40 * 4096)
        let reader = try harness.database.open(.readOnly)
        try reader.execute("BEGIN; SELECT * FROM t")
        try harness.grow(pages: 50)
        let passive = try #require(harness.reports.pop())
        #expect(passive.error == nil && passive.copiedPages < passive.walPages)
        #expect(harness.nextBeginning()?.error?.primaryCode == 5)
        try reader.execute("ROLLBACK")
        try harness.grow(pages: 12)
        harness.checkpointer.stop()
        // At the end at last: the log may have begun anew by itself.
        let next = try #require(harness.nextBeginning())
        #expect(next.beginsAnew || next.hasEmptiedTheLog)
    }

    @Test func `a log begins anew only while the writer waits for it`() throws {
        let harness = try Harness(passivePages: 10, maximumBytes: 80 * 4096)
        let reader = try harness.database.open(.readOnly)
        try reader.execute("BEGIN; SELECT * FROM t")
        try harness.grow(pages: 90)
        #expect(harness.nextBeginning()?.error?.primaryCode == 5)
        try reader.execute("ROLLBACK")
        // Too long, but the writer waits next when it has grown by a quarter.
        try harness.grow(pages: 12)
        harness.checkpointer.stop()
        #expect(harness.nextBeginning()?.hasEmptiedTheLog == true)
        #expect(harness.reports.count == 0)
    }

    @Test func `a log that could not be cut off is cut off when it has grown`() throws {
        let harness = try Harness(passivePages: 10, maximumBytes: 1 << 30)
        let reader = try harness.database.open(.readOnly)
        try reader.execute("BEGIN; SELECT * FROM t")
        try harness.grow(pages: 1)
        #expect(harness.checkpointer.cutLog() == false)
        try reader.execute("ROLLBACK")
        try harness.grow(pages: 12)
        #expect(harness.nextBeginning()?.error?.primaryCode == 5)
        #expect(harness.nextBeginning()?.hasEmptiedTheLog == true)
        try harness.grow(pages: 12)
        harness.checkpointer.stop()
        #expect(harness.nextBeginning()?.hasEmptiedTheLog == true)
        #expect(harness.reports.count == 0)
    }

    @Test(arguments: [false, true])
    func `a log that begins anew by itself is cut off when that is owed, or when it was too long`(isOwed: Bool) throws {
        let harness = try Harness(passivePages: 1_000, maximumBytes: (isOwed ? 1_000 : 10) * 4096)
        let reader = try harness.database.open(.readOnly)
        try reader.execute("BEGIN; SELECT * FROM t")
        try harness.grow(pages: 30)
        if isOwed { #expect(harness.checkpointer.cutLog() == false) }
        #expect(harness.nextBeginning()?.error?.primaryCode == 5)
        try reader.execute("ROLLBACK")
        #expect(try harness.connection.first("PRAGMA wal_checkpoint(PASSIVE)") { row in row.int(0) } == 0)
        try harness.grow(pages: 1)
        #expect(harness.nextBeginning()?.hasEmptiedTheLog == true)
        try harness.grow(pages: 1)
        harness.checkpointer.stop()
        #expect(harness.nextBeginning()?.hasEmptiedTheLog == true)
        #expect(harness.reports.count == 0)
    }

    @Test func `a short log is cut off when it is asked for`() throws {
        let harness = try Harness(passivePages: 1_000, maximumBytes: 1 << 30)
        try harness.grow(pages: 1)
        #expect(harness.checkpointer.cutLog())
        #expect(harness.reports.pop()?.mode == .passive)
        #expect(harness.reports.pop()?.hasEmptiedTheLog == true)
        harness.checkpointer.stop()
        #expect(harness.checkpointer.cutLog() == false)
    }

    @Test func `a log that was copied is not copied again before it has grown`() throws {
        let harness = try Harness(passivePages: 10, maximumBytes: 1 << 30)
        try harness.grow(pages: 20)
        let copied = try #require(harness.reports.pop())
        #expect(copied.mode == .passive && copied.copiedPages == copied.walPages)
        #expect(harness.checkpointer.cutLog())
        #expect(harness.reports.pop()?.hasEmptiedTheLog == true)
        for _ in 0..<2 { try harness.grow(pages: 1) }
        #expect(harness.checkpointer.cutLog())
        #expect(harness.reports.pop()?.mode == .passive)
        #expect(harness.reports.pop()?.hasEmptiedTheLog == true)
    }

    @Test func `who asks is told of a reader in the way, and the end makes up for it`() throws {
        let harness = try Harness(passivePages: 1_000, maximumBytes: 1 << 30)
        let reader = try harness.database.open(.readOnly)
        try reader.execute("BEGIN; SELECT * FROM t")
        try harness.grow(pages: 1)
        #expect(harness.checkpointer.cutLog() == false)
        try reader.execute("ROLLBACK")
        harness.checkpointer.stop()
        _ = (harness.reports.pop(), harness.reports.pop())
        #expect(harness.reports.pop()?.hasEmptiedTheLog == true)
    }

    @Test func `everyone who asks at once is answered`() async throws {
        let harness = try Harness(passivePages: 1_000, maximumBytes: 1 << 30)
        let checkpointer = harness.checkpointer
        let answers = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<50 { group.addTask { checkpointer.cutLog() } }
            group.addTask {
                checkpointer.stop()
                return true
            }
            return await group.reduce(into: 0) { count, _ in count += 1 }
        }
        #expect(answers == 51)
    }

    @Test(arguments: [
        // Length, commits noted: 5 before it began, 7 when it was done; it has copied 20 pages.
        (12, 5, true), (20, 7, true), (20, 8, true), (20, 9, false), (24, 7, false), (24, 8, false),
    ]) func `a log is known to be copied unless something was committed that may not be`(
        pages: Int, commits: Int, isCopied: Bool
    ) {
        func last(copying copied: Int, _ error: SQLiteError? = nil) -> LastCheckpoint {
            let done = Checkpoint(mode: .passive, walPages: 20, copiedPages: copied, error: error)
            return LastCheckpoint(done: done, before: 5, after: 7)
        }
        #expect(last(copying: 20).hasCopied(all: pages, after: commits) == isCopied)
        #expect(!last(copying: 19).hasCopied(all: pages, after: commits))
        let failed = SQLiteError(code: 1034, message: "")
        #expect(!last(copying: 20, failed).hasCopied(all: pages, after: commits))
    }

    @Test func `growth counts from the last request and anew when the log does`() {
        let log = LogGrowth(step: 10)
        let requests = [5, 9, 10, 11, 19, 20, 3, 9, 10, 4, 14].map { pages in log.grew(to: pages) }
        #expect(requests == [false, false, true, false, false, true, false, false, true, false, true])
        #expect(log.mark == (pages: 14, commits: 11))
    }
}

extension Checkpoint {
    fileprivate var beginsAnew: Bool { mode == .restart && copiedPages == walPages && error == nil }
    fileprivate var hasEmptiedTheLog: Bool { mode == .truncate && walPages == 0 && error == nil }
}

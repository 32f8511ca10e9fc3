import CFaultyFiles
import Glibc
import ReferralStore
import Referrals
import SQLite
import Synchronization
import TestSupport
import Testing

@Suite struct `A copy of a database` {
    /// A small database that is open, and where a copy goes.
    private static func work() async throws -> (path: String, draft: String, work: RandomWork) {
        var work = try await RandomWork(seed: 5)
        try await work.run(engagements: 10)
        let directory = work.test.directory
        return (directory.file("referrals.db"), directory.file("copy.db"), work)
    }

    @Test func `holds what was committed, and is sound`() async throws {
        let (path, draft, work) = try await Self.work()
        let contents = try DatabaseCopy(of: path, as: draft).contents
        #expect(try DatabaseContents(of: path) == contents && DatabaseContents(of: draft) == contents)
        #expect(contents.engagements >= 10 && !contents.isOlder && contents.bytes == contents.pages * 4_096)
        let last = try work.test.read { reader throws(ReferralError) in try reader.feedBounds(.operator).last }
        #expect(contents.lastEvent == last && contents.lastEventAt.map { $0 <= work.test.clock.now } == true)
        var findings: [String] = []
        try Checkup.run(on: draft) { findings += $0.findings }
        #expect(findings == [])
        for suffix in ["-wal", "-shm", "-journal"] { #expect(File.bytes(draft + suffix).isEmpty) }
    }

    @Test func `is refused of what is damaged`() async throws {
        let (path, draft, work) = try await Self.work()
        try await work.test.store.execute("PRAGMA foreign_keys = OFF; DELETE FROM rfis WHERE row = 2")
        let error = #expect(throws: StoreError.self) { try DatabaseCopy(of: path, as: draft) }
        #expect(error?.kind == .damaged)
        #expect(error?.description.contains("references: the row") == true)
    }

    @Test(arguments: ["", "-wal"]) func `names the file that can't be read`(_ suffix: String) async throws {
        // SQLite is configured with the first connection, and can't be any more once it was asked for its files.
        _ = try Connection(path: ":memory:", mode: .readWriteCreate)
        try #require(faulty_install() == 0)
        let (path, draft, work) = try await Self.work()
        if suffix.isEmpty { work.test.store.stop() }
        let number = unsafe path.withCString { prefix in
            unsafe suffix.withCString { suffix in
                unsafe faulty_arm(
                    faulty_plan(
                        call: FAULTY_READ, prefix: prefix, suffix: suffix, nth: 20, count: .max, code: 266, loses: 0))
            }
        }
        let error = #expect(throws: StoreError.self) { try DatabaseCopy(of: path, as: draft) }
        #expect(faulty_disarm(number) > 0)
        #expect(error?.description.hasPrefix(path + ":") == true, "\(String(describing: error))")
        withExtendedLifetime(work) {}
    }

    @Test func `is refused of what is no database of this program, before anything is written`() throws {
        let directory = try TemporaryDirectory()
        let (path, draft) = (directory.file("other.db"), directory.file("copy.db"))
        #expect(throws: StoreError.self) { try DatabaseCopy(of: path, as: draft) }
        try Connection(path: path, mode: .readWriteCreate).execute("CREATE TABLE t (a)")
        let error = #expect(throws: StoreError.self) { try DatabaseCopy(of: path, as: draft) }
        #expect(error?.kind == .notADatabase)
        #expect(File.bytes(draft).isEmpty)
    }

    @Test func `is taken of an older version, and refused of a newer one`() throws {
        let test = try TestStore()
        test.store.stop()
        let (path, draft) = (test.directory.file("referrals.db"), test.directory.file("copy.db"))
        let connection = try Connection(path: path, mode: .readWriteCreate)
        let last = "(SELECT max(number) FROM schema_migrations)"
        try connection.execute("DELETE FROM schema_migrations WHERE number = \(last)")
        #expect(try DatabaseCopy(of: path, as: draft).contents.isOlder)
        try connection.execute(
            "INSERT INTO schema_migrations (number, name, checksum) VALUES (99, 'later', zeroblob(32))")
        let error = #expect(throws: StoreError.self) { try DatabaseCopy(of: path, as: draft) }
        #expect(error?.kind == .damaged, "a gap in the numbers")
        try connection.execute("DELETE FROM schema_migrations WHERE number = 99")
        #expect(throws: Never.self) { try DatabaseContents(of: path) }
    }

    @Test func `ends when it is asked to`() async throws {
        let (path, draft, work) = try await Self.work()
        let error = #expect(throws: StoreError.self) { try DatabaseCopy(of: path, as: draft, while: { false }) }
        #expect(error?.kind == .stopped)
        let asked = Mutex(0)
        let late = #expect(throws: StoreError.self) {
            try Checkup.run(on: path) {
                asked.withLock { $0 += 1 }
                return false
            } report: { _ in
            }
        }
        #expect(late?.kind == .stopped)
        withExtendedLifetime(work) {}
    }

    @Test func `keeps another one from its file until it is gone, which then writes over it`() async throws {
        let (path, draft, work) = try await Self.work()
        do {
            let first = try DatabaseCopy(of: path, as: draft)
            let error = #expect(throws: StoreError.self) { try DatabaseCopy(of: path, as: draft) }
            #expect(error?.kind == .locked)
            withExtendedLifetime(first) {}
        }
        #expect(throws: Never.self) { try DatabaseCopy(of: path, as: draft) }
        withExtendedLifetime(work) {}
    }

    @Test func `that was killed leaves a file that the next one writes over`() async throws {
        let test = try TestStore()
        let (path, draft) = (test.directory.file("referrals.db"), test.directory.file("copy.db"))
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, draft = draft as String] in
            let copy = try Connection(path: draft, mode: .plain)
            try copy.keepLocks()
            _ = try Connection(path: path, mode: .readOnly).copy(into: copy)
            _ = kill(getpid(), SIGKILL)
        }
        try #require(!File.bytes(draft).isEmpty)
        #expect(try DatabaseCopy(of: path, as: draft).contents.migrations > 0)
    }
}

@Suite struct `A database that is held` {
    @Test func `is one file, and nobody opens it`() throws {
        let test = try TestStore()
        let path = test.directory.file("referrals.db")
        let error = #expect(throws: StoreError.self) { try DatabaseHold(path) }
        #expect(error?.kind == .locked, "it is open")
        let free = test.directory.file("free.db")
        _ = try DatabaseCopy(of: path, as: free)
        let hold = try DatabaseHold(free)
        #expect(throws: SQLiteError.self) { try Connection(path: free, mode: .readWriteCreate, busyTimeout: .zero) }
        withExtendedLifetime(hold) {}
    }
}

@Suite struct `A version of SQLite` {
    @Test(arguments: [
        (3, 6, 23, false), (3, 7, 0, true), (3, 40, 1, true), (3, 44, 5, true), (3, 44, 6, false), (3, 45, 0, true),
        (3, 50, 6, true), (3, 50, 7, false), (3, 51, 2, true), (3, 51, 3, false), (3, 53, 0, false),
    ])
    func `is known to have the fault of logs that begin anew`(major: Int, minor: Int, patch: Int, isFaulty: Bool) {
        let version = LibraryVersion(major, minor, patch)
        #expect(version.hasResetFault == isFaulty)
        #expect(version.description == "\(major).\(minor).\(patch)")
    }

    @Test func `is not older than what the schema needs`() {
        #expect(LibraryVersion.running >= .oldest && LibraryVersion.compiled >= .oldest)
    }
}

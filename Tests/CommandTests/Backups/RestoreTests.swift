import Glibc
import HTTPServer
import ReferralStore
import Referrals
import SQLite
import TestSupport
import Testing

@testable import referrals

extension Bench {
    /// Restores a backup over the database.
    func restore(_ file: String, replacing: Bool = true, reached: @escaping (Restore.Step) -> Void = { _ in }) throws
        -> Restore.Outcome
    {
        try Restore(file: file, database: database, replaces: replacing, now: clock.now, reached: reached).run()
    }
}

@Suite struct `A restore` {
    private static let aside = "referrals.db.before-restore-20261123T020000Z"

    /// A database with two keys and a backup from when it had one.
    private static func bench() async throws -> (Bench, backup: String) {
        let bench = try await Bench()
        let backup = try bench.backUp()
        try await bench.addKey("second")
        return (bench, backup)
    }

    @Test func `puts the backup there and keeps what was there`() async throws {
        let (bench, backup) = try await Self.bench()
        var steps: [Restore.Step] = []
        let outcome = try bench.restore(backup) { steps.append($0) }
        #expect(steps == Restore.Step.allCases)
        #expect(outcome.aside == bench.directory.file(Self.aside) && !outcome.oldIsDamaged)
        #expect(try bench.files() == ["referrals.db", "backup.db", Self.aside])
        #expect(["-wal", "-shm", "-journal"].allSatisfy { !System.fileExists(bench.database + $0) })
        #expect(System.status(bench.database)?.permissions == 0o600 && System.status(bench.database)?.names == 1)
        #expect(try bench.keys(bench.directory.file(Self.aside)) == ["first", "second"])
        #expect(try bench.keys() == ["first"])
        try await bench.addKey("third")
        #expect(try bench.keys() == ["first", "third"])
        #expect(try bench.keys(backup) == ["first"])
    }

    @Test func `keeps a backup that has the name of the draft`() async throws {
        let (bench, backup) = try await Self.bench()
        let draft = bench.database + ".draft"
        try System.rename(backup, to: draft)
        let error = #expect(throws: StartError.self) { try bench.restore(draft) }
        #expect(error?.description.contains("give what you want to copy another name") == true)
        #expect(try bench.keys(draft) == ["first"] && bench.keys() == ["first", "second"])
    }

    @Test func `leaves everything as it was when the copy can't get its name`() async throws {
        let (bench, backup) = try await Self.bench()
        let error = #expect(throws: StartError.self) {
            try bench.restore(backup) { step in
                if step == .cleared { try? System.remove(bench.database + ".draft") }
            }
        }
        #expect(error?.description.contains("can't become") == true)
        #expect(try bench.files() == ["referrals.db", "backup.db"])
        #expect(try bench.keys() == ["first", "second"])
    }

    @Test func `twice in a second keeps both`() async throws {
        let (bench, backup) = try await Self.bench()
        _ = try bench.restore(backup)
        let second = try bench.restore(backup)
        #expect(second.aside == bench.directory.file("referrals.db.before-restore-20261123T020001Z"))
    }

    @Test func `makes a database where there is none`() async throws {
        let (bench, backup) = try await Self.bench()
        try System.remove(bench.database)
        #expect(try bench.restore(backup, replacing: false).aside == nil)
        #expect(try bench.keys() == ["first"])
    }

    @Test func `replaces nothing unless it is told to`() async throws {
        let (bench, backup) = try await Self.bench()
        let error = #expect(throws: StartError.self) { try bench.restore(backup, replacing: false) }
        #expect(error?.description.contains("--force") == true)
        try System.rename(bench.database, to: bench.directory.file("away.db"))
        try System.remove(bench.database + "-wal")
        try System.createPrivateFile(bench.database + "-wal", [1, 2, 3])
        #expect(throws: StartError.self) { try bench.restore(backup, replacing: false) }
        let outcome = try bench.restore(backup)
        #expect(outcome.aside == nil && outcome.strayLogs == [bench.directory.file(Self.aside + "-wal")])
        #expect(File.bytes(bench.directory.file(Self.aside + "-wal")) == [1, 2, 3])
        #expect(try bench.keys() == ["first"])
    }

    @Test func `replaces no link`() async throws {
        let (bench, backup) = try await Self.bench()
        let real = bench.directory.file("real.db")
        try System.rename(bench.database, to: real)
        #expect(unsafe symlink(real, bench.database) == 0)
        let error = #expect(throws: StartError.self) { try bench.restore(backup) }
        #expect(error?.description.contains("name the file that it leads to") == true)
        #expect(try bench.keys(real) == ["first", "second"])
    }

    @Test func `is refused while a service has the lock, or anybody the database`() async throws {
        let (bench, backup) = try await Self.bench()
        do {
            let lock = try DatabaseLock.take(bench.database)
            let error = #expect(throws: StartError.self) { try bench.restore(backup) }
            #expect(error?.description.contains("Another service") == true)
            withExtendedLifetime(lock) {}
        }
        let open = try Connection(path: bench.database, mode: .readWriteCreate)
        let error = #expect(throws: StartError.self) { try bench.restore(backup) }
        #expect(error?.description.contains("Stop whatever has it open") == true)
        #expect(try open.all("SELECT name FROM keys") { row in row.text(0) }.count == 2)
        #expect(try !bench.files().contains("referrals.db.draft"))
    }

    @Test func `is refused of what is damaged, cut short, of another program or of a newer version`() async throws {
        let (bench, backup) = try await Self.bench()
        func spoil(_ script: String) throws { try Connection(path: backup, mode: .plain).execute(script) }
        func refusal(_ file: String) -> String {
            let error = #expect(throws: StartError.self) { try bench.restore(file) }
            return error?.description ?? ""
        }
        #expect(refusal(bench.directory.file("none.db")).contains("There is no file"))
        #expect(refusal(bench.database).contains("is the database itself"))
        try spoil("INSERT INTO engagement_counts (partner_id, state, count) VALUES (x'', 0, 7)")
        #expect(refusal(backup).contains("counts: Of all partners, 7 engagements are said to be new"))
        let newer = try bench.backUp("newer.db")
        try Connection(path: newer, mode: .plain).execute(
            """
            INSERT INTO schema_migrations (number, name, checksum)
            SELECT max(number) + 1, 'later', zeroblob(32) FROM schema_migrations
            """)
        #expect(refusal(newer).contains("use a newer one"))
        let changed = try bench.backUp("changed.db")
        try Connection(path: changed, mode: .plain).execute("UPDATE schema_migrations SET checksum = zeroblob(32)")
        #expect(refusal(changed).contains("checksum"))
        let short = try bench.backUp("short.db")
        #expect(unsafe truncate(short, 40_000) == 0)
        #expect(!refusal(short).isEmpty)
        try System.createPrivateFile(bench.directory.file("diary"), Array("Dear diary".utf8))
        #expect(refusal(bench.directory.file("diary")).contains("not a database"))
        #expect(try bench.keys() == ["first", "second"])
    }

    @Test func `keeps a database that can't be opened as it is`() async throws {
        let (bench, backup) = try await Self.bench()
        try System.remove(bench.database)
        try System.createPrivateFile(bench.database, [UInt8](repeating: 7, count: 10_000))
        let outcome = try bench.restore(backup)
        #expect(outcome.oldIsDamaged)
        #expect(File.bytes(bench.directory.file(Self.aside)) == [UInt8](repeating: 7, count: 10_000))
        #expect(try bench.keys() == ["first"])
    }

    @Test func `can be asked to end until the old database is touched`() async throws {
        let (bench, backup) = try await Self.bench()
        let restore = Restore(file: backup, database: bench.database, replaces: true, now: bench.clock.now) { false }
        let error = #expect(throws: StartError.self) { try restore.run() }
        #expect(error?.description.contains("stopped") == true)
        #expect(try bench.files() == ["referrals.db", "backup.db"])
    }

    @Test(arguments: Restore.Step.allCases)
    func `that is killed leaves the old database or the new one, and is done by the next`(_ step: Restore.Step)
        async throws
    {
        let (bench, backup) = try await Self.bench()
        // Its last commits are in a log that a crash has left.
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = bench.database as String] in
            let connection = try Connection(path: path, mode: .readWriteCreate)
            try connection.execute("UPDATE keys SET name = 'third' WHERE name = 'second'")
            _ = kill(getpid(), SIGKILL)
        }
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [file = backup as String, database = bench.database as String, name = "\(step)" as String] in
            let restore = Restore(
                file: file, database: database, replaces: true, now: Timestamp(milliseconds: 1_795_399_200_000),
                reached: { if "\($0)" == name { _ = kill(getpid(), SIGKILL) } })
            _ = try restore.run()
        }
        let isNew = step == .replaced
        try await bench.addKey("later")
        #expect(try bench.keys() == (isNew ? ["first", "later"] : ["first", "third", "later"]))
        let outcome = try bench.restore(backup)
        #expect(try bench.keys() == ["first"])
        let old = try #require(outcome.aside)
        #expect(try bench.keys(old) == (isNew ? ["first", "later"] : ["first", "third", "later"]))
        #expect(
            try !bench.files().contains { $0.contains("draft") || $0.hasSuffix("-wal") || $0.hasSuffix("-journal") })
    }
}

@Suite struct `An exam of a backup` {
    @Test func `changes nothing and says what is in it`() async throws {
        let bench = try await Bench()
        let file = try bench.backUp()
        let before = File.bytes(file)
        let contents = try BackupExam(file: file).run()
        #expect(contents.lines(now: bench.clock.now).first?.contains("0 engagements, schema") == true)
        #expect(File.bytes(file) == before)
        #expect(try bench.files() == ["referrals.db", "backup.db"])
    }

    @Test func `leaves no log beside a file that uses one`() async throws {
        let bench = try await Bench()
        let file = try bench.backUp()
        try Connection(path: file, mode: .plain).execute("PRAGMA journal_mode = WAL")
        let before = File.bytes(file)
        _ = try BackupExam(file: file).run()
        #expect(File.bytes(file) == before)
        #expect(try bench.files() == ["referrals.db", "backup.db"])
    }

    @Test func `takes a backup of an older version`() async throws {
        let bench = try await Bench()
        let file = try bench.backUp()
        try Connection(path: file, mode: .plain).execute(
            "DELETE FROM schema_migrations WHERE number = (SELECT max(number) FROM schema_migrations)")
        #expect(try BackupExam(file: file).run().isOlder)
    }
}

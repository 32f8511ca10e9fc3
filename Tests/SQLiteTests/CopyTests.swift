import CFaultyFiles
import Glibc
import SQLite
import Synchronization
import Testing

@Suite struct Copies {
    /// A database of more pages than one step copies, with its last commit in the log.
    private static func source() throws -> (TemporaryDatabase, Connection) {
        let database = try TemporaryDatabase()
        let connection = try database.open()
        try connection.execute(
            "CREATE TABLE t (a); CREATE TABLE bytes (b); INSERT INTO bytes VALUES (zeroblob(6000000))")
        try connection.execute("INSERT INTO t VALUES (1)")
        return (database, connection)
    }

    private static func draft(_ path: String) throws -> Connection {
        let draft = try Connection(path: path, mode: .plain, busyTimeout: .zero)
        try draft.keepLocks()
        return draft
    }

    @Test func `are of one look, whoever commits meanwhile, who waits for nothing`() throws {
        let ((database, writer), target) = (try Self.source(), try TemporaryDatabase())
        _ = writer
        let reader = try database.open(.readOnly)
        let steps = Mutex(0)
        reader.run { [path = database.path] in
            steps.withLock { $0 += 1 }
            // With no patience at all.
            let other = try? Connection(path: path, mode: .readWriteCreate, busyTimeout: .zero)
            return (try? other?.run("INSERT INTO t VALUES (2)")) == 1
        }
        let draft = try Self.draft(target.path)
        let pages = try reader.copy(into: draft)
        #expect(pages > 1_024 && pages < 2_048)
        #expect(steps.withLock { $0 } == 2, "it began anew")
        #expect(try draft.numbers() == [1])
        #expect(try writer.numbers() == [1, 2, 2])
    }

    @Test func `are one file for its owner, without a log`() throws {
        let ((database, _), target) = (try Self.source(), try TemporaryDatabase())
        do {
            let draft = try Self.draft(target.path)
            _ = try database.open(.readOnly).copy(into: draft)
            try draft.foldLog()
            try draft.forgetPages()
            try draft.sync()
            #expect(throws: SQLiteError.self) {
                try Connection(path: target.path, mode: .readOnly, busyTimeout: .zero).numbers()
            }
        }
        #expect(target.permissions("") == 0o600)
        for suffix in ["-wal", "-shm", "-journal"] { #expect(target.permissions(suffix) == nil) }
        let copy = try target.open(.readOnly)
        #expect(try copy.first("PRAGMA journal_mode") { row in row.text(0) } == "delete")
        #expect(try copy.numbers() == [1])
        #expect(try copy.first("PRAGMA integrity_check") { row in row.text(0) } == "ok")
    }

    @Test func `end when they are asked to`() throws {
        let ((database, _), target) = (try Self.source(), try TemporaryDatabase())
        let (reader, draft) = (try database.open(.readOnly), try Self.draft(target.path))
        let steps = Mutex(0)
        reader.run {
            steps.withLock { steps in
                steps += 1
                return steps < 2
            }
        }
        let error = #expect(throws: SQLiteError.self) { try reader.copy(into: draft) }
        #expect(error?.isInterruption == true)
    }

    @Test func `statements end when they are asked to`() throws {
        let connection = try Connection.inMemory()
        let isAsked = Atomic(false)
        connection.run { !isAsked.load(ordering: .relaxed) }
        let count: SQL =
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 100000) SELECT max(i) FROM n"
        #expect(try connection.numbers(count) == [100_000])
        isAsked.store(true, ordering: .relaxed)
        let error = #expect(throws: SQLiteError.self) { try connection.numbers(count) }
        #expect(error?.isInterruption == true)
    }

    @Test func `to a file that another copy is made in are refused`() throws {
        let ((database, _), target) = (try Self.source(), try TemporaryDatabase())
        let (first, second) = (try Self.draft(target.path), try Self.draft(target.path))
        let reader = try database.open(.readOnly)
        _ = try reader.copy(into: first)
        let late = #expect(throws: SQLiteError.self) { try reader.copy(into: second) }
        let later = #expect(throws: SQLiteError.self) { try Self.draft(target.path) }
        #expect(late?.isBusy == true && later?.isBusy == true)
        #expect(try first.numbers() == [1])
    }
}

@Suite struct `A log that is folded` {
    @Test func `is in the file then, also one that a crash has left`() async throws {
        let database = try TemporaryDatabase()
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = database.path as String] in
            try Connection(path: path, mode: .readWriteCreate).execute(
                "CREATE TABLE t (a); INSERT INTO t VALUES (1), (2); PRAGMA wal_autocheckpoint = 0")
            let connection = try Connection(path: path, mode: .readWriteCreate)
            try connection.execute("INSERT INTO t VALUES (3)")
            _ = kill(getpid(), SIGKILL)
        }
        try #require(database.permissions("-wal") != nil)
        let connection = try database.open(.plain)
        try connection.foldLog()
        try connection.lockOut()
        for suffix in ["-wal", "-shm", "-journal"] { #expect(database.permissions(suffix) == nil) }
        #expect(try connection.numbers() == [1, 2, 3])
        #expect(throws: SQLiteError.self) { try database.open(.readWriteCreate) }
        #expect(throws: SQLiteError.self) { try database.open(.readOnly).numbers() }
    }

    @Test(arguments: [Connection.Mode.readWriteCreate, .readOnly])
    func `stays while somebody else has the database open`(_ mode: Connection.Mode) throws {
        let database = try TemporaryDatabase()
        try database.open().execute("CREATE TABLE t (a); INSERT INTO t VALUES (1)")
        let other = try database.open(mode)
        #expect(try other.numbers() == [1])
        let error = #expect(throws: SQLiteError.self) { try database.open(.plain).foldLog() }
        #expect(error?.isBusy == true)
    }
}

@Suite struct `When the disk fails while a copy is made` {
    private static let faults = [
        Fault(call: FAULTY_WRITE, file: .database, code: 13), Fault(call: FAULTY_WRITE, file: .database, code: 778),
        Fault(call: FAULTY_SYNC, file: .database, code: 1034), Fault(call: FAULTY_READ, file: .database, code: 266),
        Fault(call: FAULTY_WRITE, file: .log, code: 13), Fault(call: FAULTY_SYNC, file: .log, code: 1034),
    ]

    @Test(arguments: faults) func `at its nth call, whoever asked is told, and the next one writes over it`(
        _ fault: Fault
    ) async throws {
        let (source, target) = (try TemporaryDatabase.faulty(), try TemporaryDatabase())
        let writer = try source.open()
        try writer.execute("CREATE TABLE t (a); INSERT INTO t VALUES (1), (zeroblob(40000))")
        var failed = 1
        var times = 0
        while failed > 0, times < 200 {
            times += 1
            var isMade = false
            failed = try await fault.strike(times, on: target) {
                do {
                    try Self.copy(source, target)
                    isMade = true
                } catch is SQLiteError {}
            }
            #expect(isMade || failed > 0, "an error without a fault")
            guard isMade else { continue }
            #expect(try target.open(.readOnly).numbers(CheckpointHarness.numbers) == [1])
            #expect(try target.open(.readOnly).first("PRAGMA integrity_check") { row in row.text(0) } == "ok")
        }
        #expect(failed == 0)
        #expect(try writer.numbers(CheckpointHarness.numbers) == [1])
    }

    private static func copy(_ source: TemporaryDatabase, _ target: TemporaryDatabase) throws {
        let draft = try Connection(path: target.path, mode: .plain, busyTimeout: .zero)
        try draft.keepLocks()
        _ = try source.open(.readOnly).copy(into: draft)
        try draft.foldLog()
        try draft.sync()
    }
}

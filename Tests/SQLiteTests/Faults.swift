import CFaultyFiles
import Glibc
import SQLite
import Testing

/// A call of SQLite's on a file, which fails on demand.
struct Fault {
    /// The files of a database.
    enum File: String {
        case database = ""
        case log = "-wal"
    }

    let call: faulty_call
    let file: File
    var code: Int32 = 10  // IOERR
    /// How many calls fail, from the first to fail on.
    var count: Int32 = 1
    /// Whether what is written to the file until the last of them has failed never gets there.
    var loses = false

    static let fullDisk = Self(call: FAULTY_WRITE, file: .log, code: 13)
    static let failedWrite = Self(call: FAULTY_WRITE, file: .log, code: 778)
    static let failedFlush = Self(call: FAULTY_SYNC, file: .log, code: 1034)

    func lasting() -> Self {
        var fault = self
        fault.count = .max
        return fault
    }

    /// Runs `body` while the nth call fails; how many have failed.
    func strike(
        _ nth: Int = 1, on database: TemporaryDatabase, _ body: () async throws -> Void
    ) async throws -> Int {
        let number = unsafe database.path.withCString { prefix in
            unsafe file.rawValue.withCString { suffix in
                unsafe faulty_arm(
                    faulty_plan(
                        call: call, prefix: prefix, suffix: suffix, nth: Int32(nth), count: count, code: code,
                        loses: loses ? 1 : 0))
            }
        }
        try #require(number >= 0, "64 faults at once are enough")
        do { try await body() } catch {
            _ = faulty_disarm(number)
            throw error
        }
        return Int(faulty_disarm(number))
    }
}

extension TemporaryDatabase {
    /// A database whose files can be made to fail, for connections that are opened from here on.
    static func faulty() throws -> TemporaryDatabase {
        // SQLite is configured with the first connection, and can't be any more when it has been asked for its files.
        _ = try Connection(path: ":memory:", mode: .readWriteCreate)
        try #require(faulty_install() == 0)
        return try TemporaryDatabase()
    }

    /// A copy of some of the files as they are now: what a crash, or the loss of the others, would leave.
    func copy(_ files: Fault.File...) throws -> TemporaryDatabase {
        let copy = try TemporaryDatabase()
        for file in files {
            let source = unsafe Glibc.open(path + file.rawValue, O_RDONLY)
            let target = unsafe Glibc.open(copy.path + file.rawValue, O_WRONLY | O_CREAT, 0o600)
            try #require(source >= 0 && target >= 0)
            while sendfile(target, source, nil, 1 << 30) > 0 {}
            close(source)
            close(target)
        }
        return copy
    }
}

extension WriterHarness {
    /// Inserts a number, and touches three pages with it.
    func insertWide(_ number: Int64) async throws {
        try await writer.write { connection, _ in
            try connection.run("INSERT INTO t VALUES (?)", [.integer(number)])
            try connection.run("INSERT INTO p DEFAULT VALUES")
            try connection.run("INSERT INTO c VALUES (NULL)")
        }
    }

    /// What is there after a crash at this moment.
    func recovered() throws -> [Int64] {
        try database.copy(.database, .log).open().numbers()
    }
}

/// A connection that leaves checkpoints to a checkpointer, which makes none unless it is asked.
final class CheckpointHarness {
    let database: TemporaryDatabase
    let checkpointer: Checkpointer
    private var connection: Connection?

    init() throws {
        database = try .faulty()
        let connection = try database.open(busyTimeout: .seconds(5))
        try connection.execute("CREATE TABLE t (a)")
        checkpointer = try Checkpointer(path: database.path, passivePages: 1_000, busyTimeout: .zero)
        connection.leaveCheckpoints(to: checkpointer)
        self.connection = connection
    }

    /// Inserts a number, with a page of its own.
    func insert(_ number: Int64) throws {
        try connection?.run("INSERT INTO t VALUES (?), (zeroblob(4096))", [.integer(number)])
    }

    /// What another connection sees.
    func stored() throws -> [Int64] { try database.open(.readOnly).numbers(Self.numbers) }

    /// What is in the database itself.
    func withoutLog() throws -> [Int64] {
        let connection = try database.copy(.database).open()
        #expect(try connection.first("PRAGMA integrity_check") { row in row.text(0) } == "ok")
        return try connection.numbers(Self.numbers)
    }

    /// Closes as a store does: the checkpointer last.
    func close() {
        connection = nil
        checkpointer.stop()
    }

    static let numbers: SQL = "SELECT a FROM t WHERE typeof(a) = 'integer' ORDER BY a"
}

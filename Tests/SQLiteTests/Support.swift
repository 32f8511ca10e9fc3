import Glibc
import SQLite
import Synchronization
import Testing

/// A database file in a directory of its own, gone when the test is over.
final class TemporaryDatabase: Sendable {
    let directory: String
    var path: String { directory + "/test.db" }

    init() throws {
        var template = [CChar]("/tmp/SQLiteTests-XXXXXX".utf8CString)
        try #require(unsafe mkdtemp(&template) != nil)
        directory = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit {
        for suffix in ["", "-wal", "-shm", "-journal"] { _ = unsafe unlink(path + suffix) }
        _ = unsafe rmdir(directory)
    }

    func open(_ mode: Connection.Mode = .readWriteCreate, busyTimeout: Duration = .zero) throws -> Connection {
        try Connection(path: path, mode: mode, busyTimeout: busyTimeout)
    }

    /// The permission bits of the file with this suffix, or nil when there is none.
    func permissions(_ suffix: String) -> mode_t? {
        var status = stat()
        guard unsafe stat(path + suffix, &status) == 0 else { return nil }
        return status.st_mode & 0o777
    }
}

extension Connection {
    /// A database in memory, with `t(a)` to write to.
    static func inMemory() throws -> Connection {
        let connection = try Connection(path: ":memory:", mode: .readWriteCreate)
        try connection.execute("CREATE TABLE t (a)")
        return connection
    }

    /// The first column of all rows, as numbers.
    func numbers(_ sql: SQL = "SELECT a FROM t ORDER BY a") throws -> [Int64] {
        try all(sql) { row in row.int(0) }
    }
}

/// What happened, in order, from any thread.
final class Log: Sendable {
    private let lines = Mutex<[String]>([])

    func add(_ line: String) { lines.withLock { $0.append(line) } }

    var all: [String] { lines.withLock { $0 } }
}

struct Refused: Error, Equatable {}

import Glibc
import SQLite
import Testing

@Suite struct Durability {
    @Test func `what was answered survives a kill and what was open does not`() async throws {
        let database = try TemporaryDatabase()
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = database.path as String] in
            let connection = try Connection(path: path, mode: .readWriteCreate)
            try connection.execute("CREATE TABLE t (a)")
            let writer = Writer(connection: connection, begin: { _ in }, committed: { _, _ in })
            for number in 1...50 as ClosedRange<Int64> {
                try await writer.write { connection, _ in
                    _ = try connection.run("INSERT INTO t VALUES (?)", [.integer(number)])
                }
            }
            try await writer.write { connection, _ in
                _ = try connection.run("INSERT INTO t VALUES (51)")
                _ = kill(getpid(), SIGKILL)
            }
        }
        let connection = try database.open()
        #expect(try connection.numbers() == [Int64](1...50))
        #expect(try connection.first("PRAGMA integrity_check") { row in row.text(0) } == "ok")
    }
}

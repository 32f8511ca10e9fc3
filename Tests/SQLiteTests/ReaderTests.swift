import SQLite
import Testing

@Suite struct Readers {
    private func prepared() throws -> (TemporaryDatabase, WriterBox) {
        let database = try TemporaryDatabase()
        let connection = try database.open()
        try connection.execute("CREATE TABLE t (a); INSERT INTO t VALUES (1)")
        return (database, WriterBox(connection))
    }

    /// A connection that a closure may hold.
    private final class WriterBox {
        let connection: Connection
        init(_ connection: sending Connection) { self.connection = connection }
        func insert(_ number: Int64) throws {
            try connection.run("INSERT INTO t VALUES (?)", [.integer(number)])
        }
    }

    @Test func `a snapshot does not see later commits and the next read does`() throws {
        let (database, writer) = try prepared()
        let reader = try Reader(path: database.path)
        let (before, after) = try reader.readTransaction { connection in
            let before = try connection.numbers()
            try writer.insert(2)
            return (before, try connection.numbers())
        }
        #expect(before == [1] && after == [1])
        #expect(try reader.read { connection in try connection.numbers() } == [1, 2])
    }

    @Test func `a read outside a transaction sees each commit`() throws {
        let (database, writer) = try prepared()
        let reader = try Reader(path: database.path)
        let counts = try reader.read { connection in
            let before = try connection.numbers().count
            try writer.insert(2)
            return [before, try connection.numbers().count]
        }
        #expect(counts == [1, 2])
    }

    @Test func `a snapshot ends when its body throws`() throws {
        let (database, writer) = try prepared()
        let reader = try Reader(path: database.path)
        #expect(throws: Refused.self) {
            try reader.readTransaction { connection in
                _ = try connection.numbers()
                throw Refused()
            }
        }
        try writer.insert(2)
        #expect(try reader.readTransaction { connection in try connection.numbers() } == [1, 2])
    }

    @Test func `a snapshot that is left open serves all reads of its version`() throws {
        let (database, writer) = try prepared()
        let reader = try Reader(path: database.path)
        let read = { version in try reader.readOn(version: version) { connection in try connection.numbers() } }
        #expect(try read(1) == [1])
        try writer.insert(2)
        #expect(try read(1) == [1])
        #expect(try read(2) == [1, 2])
        try writer.insert(3)
        reader.release()
        #expect(try read(2) == [1, 2, 3])
    }

    @Test func `a snapshot that is left open ends with a failure, and for every other read`() throws {
        let (database, writer) = try prepared()
        let reader = try Reader(path: database.path)
        _ = try reader.readOn(version: 1) { connection in try connection.numbers() }
        try writer.insert(2)
        #expect(throws: Refused.self) { try reader.readOn(version: 1) { _ in throw Refused() } }
        #expect(try reader.readOn(version: 1) { connection in try connection.numbers() } == [1, 2])
        try writer.insert(3)
        #expect(try reader.read { connection in try connection.numbers() } == [1, 2, 3])
        #expect(try reader.readTransaction { connection in try connection.numbers() } == [1, 2, 3])
    }

    @Test func `a typed error keeps its type`() throws {
        let (database, _) = try prepared()
        let reader = try Reader(path: database.path)
        do throws(Refused) {
            try reader.read { (_) throws(Refused) in throw Refused() }
        } catch {
            #expect(error == Refused())
        }
    }
}

@Suite struct ReaderPools {
    private func database() throws -> TemporaryDatabase {
        let database = try TemporaryDatabase()
        try database.open().execute("CREATE TABLE t (a); INSERT INTO t VALUES (1)")
        return database
    }

    @Test func `as many queries run at once as there are threads`() async throws {
        let database = try database()
        let pool = try ReaderPool(path: database.path, threads: 3)
        let arrived = BlockingQueue<Void>()
        let gate = BlockingQueue<Void>()
        let queries = (0..<3).map { _ in
            Task {
                try await pool.read { connection in
                    _ = arrived.push(())
                    _ = gate.pop()
                    return try connection.numbers()
                }
            }
        }
        while arrived.count < 3 { await Task.yield() }
        gate.close()
        for query in queries { #expect(try await query.value == [1]) }
    }

    @Test func `many queries are all answered with their own results and errors`() async throws {
        let database = try database()
        let pool = try ReaderPool(path: database.path, threads: 2, capacity: 200)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<200 as Range<Int64> {
                group.addTask {
                    let found = try await pool.read { connection in
                        try connection.first("SELECT ? + a FROM t", [.integer(number)]) { row in row.int(0) }
                    }
                    #expect(found == number + 1)
                }
            }
            try await group.waitForAll()
        }
        await #expect(throws: Refused.self) { try await pool.read { _ in throw Refused() } }
        await #expect(throws: SQLiteError.self) {
            try await pool.read { connection in _ = try connection.run("DELETE FROM t") }
        }
    }

    @Test func `a full queue refuses and stopping answers what was taken`() async throws {
        let database = try database()
        let pool = try ReaderPool(path: database.path, threads: 1, capacity: 1)
        let gate = BlockingQueue<Void>()
        let running = Task { try await pool.read { _ in gate.pop() != nil } }
        while gate.waiters == 0 { await Task.yield() }
        let waiting = Task { try await pool.read { connection in try connection.numbers() } }
        while pool.waitingQueries == 0 { await Task.yield() }
        await #expect(throws: ReaderPool.Refusal.full) { try await pool.read { _ in } }
        _ = gate.push(())
        pool.stop()
        #expect(try await running.value)
        #expect(try await waiting.value == [1])
        await #expect(throws: ReaderPool.Refusal.stopped) { try await pool.read { _ in } }
    }

    @Test func `a database that is not there is refused`() throws {
        let database = try TemporaryDatabase()
        #expect(throws: SQLiteError.self) { _ = try ReaderPool(path: database.path) }
    }
}

import SQLite
import Testing

@Suite struct Migrations {
    static let first = Migration(number: 1, name: "first", sql: "CREATE TABLE t (a); CREATE TABLE log (n);")
    static let second = Migration(number: 2, name: "second", sql: "INSERT INTO log VALUES (2);")
    static let third = Migration(
        number: 3, name: "third", sql: "INSERT INTO log VALUES (3); ALTER TABLE t ADD b;")
    static let all = [first, second, third]

    private func empty() throws -> Connection {
        try Connection(path: ":memory:", mode: .readWriteCreate)
    }

    @Test func `each is applied once and in order`() throws {
        let connection = try empty()
        #expect(try Migrator.migrate(connection, [Self.first, Self.second]) == [Self.first, Self.second])
        #expect(try Migrator.migrate(connection, Self.all) == [Self.third])
        #expect(try Migrator.migrate(connection, Self.all) == [])
        #expect(try connection.numbers("SELECT n FROM log ORDER BY rowid") == [2, 3])
        #expect(try connection.numbers("SELECT number FROM schema_migrations") == [1, 2, 3])
    }

    @Test func `the record holds the name, the SHA-256 and the time`() throws {
        let connection = try empty()
        try Migrator.migrate(connection, [Migration(number: 1, name: "abc", sql: "SELECT 1;")])
        let record = try connection.first(
            "SELECT name, lower(hex(checksum)), applied_at > 1700000000000 FROM schema_migrations"
        ) { row in [row.text(0), row.text(1), row.text(2)] }
        let sha256 = "17db4fd369edb9244b9f91d9aeed145c3d04ad8ba6e95d06247f07a63527d11a"
        #expect(record == ["abc", sha256, "1"])
    }

    @Test func `the status changes nothing and needs no right to write`() throws {
        let database = try TemporaryDatabase()
        let writer = try database.open()
        let before = try Migrator.status(writer, Self.all)
        #expect(before.applied == [] && before.pending == Self.all)
        #expect(try writer.numbers("SELECT count(*) FROM sqlite_schema") == [0])
        try Migrator.migrate(writer, [Self.first])
        let reader = try database.open(.readOnly)
        let after = try Migrator.status(reader, Self.all)
        #expect(after.applied == [Self.first] && after.pending == [Self.second, Self.third])
    }

    @Test func `a database of a newer version is refused and both numbers are named`() throws {
        let connection = try empty()
        try Migrator.migrate(connection, Self.all)
        let error = try #require(throws: MigrationError.self) {
            try Migrator.migrate(connection, [Self.first])
        }
        #expect(error == .newerDatabase(database: 3, program: 1))
        #expect(error.description.contains("3") && error.description.contains("1"))
    }

    @Test func `a script that is not the one applied is refused`() throws {
        let connection = try empty()
        try Migrator.migrate(connection, [Self.first, Self.second])
        let changed = Migration(number: 2, name: "second", sql: Self.second.sql + " ")
        #expect(throws: MigrationError.checksumChanged(number: 2, name: "second")) {
            try Migrator.migrate(connection, [Self.first, changed, Self.third])
        }
        #expect(try connection.numbers("SELECT count(*) FROM schema_migrations") == [2])
    }

    @Test(
        arguments: [
            ([second], 1, 2), ([first, third], 2, 3), ([first, first], 2, 1), ([second, first], 1, 2),
        ] as [([Migration], Int, Int)])
    func `a list with a gap or out of order is refused`(list: [Migration], expected: Int, found: Int) throws {
        let connection = try empty()
        #expect(throws: MigrationError.outOfOrder(expected: expected, found: found)) {
            try Migrator.migrate(connection, list)
        }
    }

    @Test func `a record with a gap is refused`() throws {
        let connection = try empty()
        try Migrator.migrate(connection, Self.all)
        try connection.execute("DELETE FROM schema_migrations WHERE number = 2")
        #expect(throws: MigrationError.outOfOrder(expected: 2, found: 3)) {
            try Migrator.migrate(connection, Self.all)
        }
    }

    @Test func `one that fails leaves nothing and those before it stay`() throws {
        let connection = try empty()
        let broken = Migration(
            number: 3, name: "broken", sql: "INSERT INTO log VALUES (3); INSERT INTO missing VALUES (1)")
        let error = try #require(throws: MigrationError.self) {
            try Migrator.migrate(connection, [Self.first, Self.second, broken])
        }
        guard case .failed(number: 3, name: "broken", let cause) = error else {
            Issue.record(error)
            return
        }
        #expect(cause.message.contains("missing"))
        #expect(try connection.numbers("SELECT n FROM log") == [2])
        #expect(try Migrator.migrate(connection, Self.all) == [Self.third])
    }

    @Test func `a table can be rebuilt without deleting what refers to it`() throws {
        let connection = try empty()
        let tables = Migration(
            number: 1, name: "tables",
            sql: """
                CREATE TABLE p (id INTEGER PRIMARY KEY);
                CREATE TABLE t (a INTEGER REFERENCES p ON DELETE CASCADE);
                INSERT INTO p VALUES (1); INSERT INTO t VALUES (1);
                """)
        let rebuild = Migration(
            number: 2, name: "rebuild",
            sql: """
                CREATE TABLE p2 (id INTEGER PRIMARY KEY, b); INSERT INTO p2 SELECT id, 0 FROM p;
                DROP TABLE p; ALTER TABLE p2 RENAME TO p;
                """)
        try Migrator.migrate(connection, [tables, rebuild])
        #expect(try connection.numbers() == [1])
        #expect(throws: SQLiteError.self) { try connection.run("INSERT INTO t VALUES (2)") }
        let dangling = Migration(number: 3, name: "dangling", sql: "DELETE FROM p")
        #expect(throws: MigrationError.danglingForeignKey(number: 3, name: "dangling", table: "t")) {
            try Migrator.migrate(connection, [tables, rebuild, dangling])
        }
        #expect(try connection.numbers() == [1])
    }

    @Test func `several processes may migrate at once`() async throws {
        for _ in 0..<10 {
            let database = try TemporaryDatabase()
            let applied = try await withThrowingTaskGroup(of: [Migration].self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        let connection = try database.open(busyTimeout: .seconds(60))
                        return try Migrator.migrate(connection, Self.all)
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(applied.map(\.number).sorted() == [1, 2, 3])
            #expect(try database.open().numbers("SELECT n FROM log ORDER BY n") == [2, 3])
        }
    }
}

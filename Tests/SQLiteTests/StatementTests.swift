import SQLite
import Testing

@Suite struct Statements {
    @Test func `a literal is prepared once`() throws {
        let connection = try Connection.inMemory()
        let before = connection.preparedCount
        for number in 0..<10 as Range<Int> { try connection.run("INSERT INTO t VALUES (?)", [Value(number)]) }
        #expect(connection.preparedCount == before + 1)
        #expect(try connection.numbers() == [Int64](0..<10))
    }

    @Test func `a constant is prepared once, and each is another though it reads the same`() throws {
        let connection = try Connection.inMemory()
        let before = connection.preparedCount
        let constants = [SQL(constant: "SELECT " + "1"), SQL(constant: "SELECT " + "1")]
        for sql in constants + constants { #expect(try connection.first(sql) { row in row.int(0) } == 1) }
        #expect(connection.preparedCount == before + 2 && constants[0].text == "SELECT 1")
    }

    @Test func `constants that are gone are never taken for others`() throws {
        let connection = try Connection.inMemory()
        for number in 0..<1_000 {
            #expect(try connection.first(SQL(constant: "SELECT \(number)")) { row in row.int(0) } == Int64(number))
        }
    }

    @Test func `a text made at run time is found again by its characters`() throws {
        let connection = try Connection.inMemory()
        let before = connection.preparedCount
        for _ in 0..<10 { try connection.run(SQL(["INSERT INTO t", "VALUES (1)"].joined(separator: " "))) }
        #expect(connection.preparedCount == before + 1)
        #expect(SQL("SELECT " + "1").text == "SELECT 1" && ("SELECT 2" as SQL).text == "SELECT 2")
    }

    @Test func `only the last used texts made at run time are kept`() throws {
        let connection = try Connection.inMemory()
        let before = connection.preparedCount
        for number in 0..<1_000 {
            #expect(try connection.first(SQL("SELECT \(number)")) { row in row.int(0) } == Int64(number))
        }
        #expect(connection.preparedCount - before == 64)
    }

    @Test(arguments: ["SELECT a FROM t ORDER BY a", SQL("SELECT a FROM t " + "ORDER BY a")] as [SQL])
    func `the same statement works inside its own loop`(sql: SQL) throws {
        let connection = try Connection.inMemory()
        try connection.execute("INSERT INTO t VALUES (1), (2), (3)")
        var pairs: [[Int64]] = []
        try connection.forEach(sql) { outer in
            let outerNumber = outer.int(0)
            for inner in try connection.numbers(sql) { pairs.append([outerNumber, inner]) }
            return true
        }
        #expect(pairs == [[1, 1], [1, 2], [1, 3], [2, 1], [2, 2], [2, 3], [3, 1], [3, 2], [3, 3]])
        #expect(try connection.numbers(sql) == [1, 2, 3])
    }

    @Test func `false ends a loop and the next starts from the beginning`() throws {
        let connection = try Connection.inMemory()
        try connection.execute("INSERT INTO t VALUES (1), (2), (3)")
        for _ in 0..<2 {
            var seen: [Int64] = []
            try connection.forEach("SELECT a FROM t ORDER BY a") { row in
                seen.append(row.int(0))
                return seen.count < 2
            }
            #expect(seen == [1, 2])
        }
    }

    @Test func `a statement is reset when the closure throws`() throws {
        let connection = try Connection.inMemory()
        try connection.execute("INSERT INTO t VALUES (1), (2)")
        let sql: SQL = "SELECT a FROM t ORDER BY a"
        #expect(throws: Refused.self) { try connection.forEach(sql) { _ in throw Refused() } }
        #expect(throws: Refused.self) { _ = try connection.all(sql) { _ in throw Refused() } }
        #expect(throws: Refused.self) { _ = try connection.first(sql) { _ in throw Refused() } }
        #expect(try connection.numbers(sql) == [1, 2])
        try connection.execute("DROP TABLE t")
    }

    @Test func `a statement is reset when it fails itself`() throws {
        let connection = try Connection.inMemory()
        try connection.execute("CREATE TABLE u (a INTEGER PRIMARY KEY) STRICT")
        let insert = { (connection: Connection, number: Int64) in
            try connection.run("INSERT INTO u VALUES (?)", [.integer(number)])
        }
        #expect(try insert(connection, 1) == 1)
        #expect(throws: SQLiteError.self) { try insert(connection, 1) }
        #expect(try insert(connection, 2) == 1)
    }

    @Test func `parameters do not outlive their use`() throws {
        let connection = try Connection.inMemory()
        let read = { (row: borrowing Row) in row.text(0) }
        #expect(try connection.first("SELECT ?", ["first"], read) == "first")
        #expect(throws: SQLiteError.self) { _ = try connection.first("SELECT ?", [], read) }
        #expect(try connection.first("SELECT ?", ["second"], read) == "second")
    }

    @Test func `the number of changes is that of the statement alone`() throws {
        let connection = try Connection.inMemory()
        #expect(try connection.run("INSERT INTO t VALUES (1), (2), (3)") == 3)
        #expect(connection.lastInsertRowID == 3)
        #expect(try connection.run("CREATE TABLE u (a)") == 0)
        #expect(try connection.run("UPDATE t SET a = 9 WHERE a > 1") == 2)
        #expect(try connection.run("UPDATE t SET a = 9 WHERE a > 100") == 0)
        #expect(try connection.run("SELECT * FROM t") == 0)
        #expect(try connection.run("DELETE FROM t") == 3)
        #expect(connection.totalChanges == 8)
    }

    @Test func `a statement survives a change of the schema`() throws {
        let connection = try Connection.inMemory()
        let sql: SQL = "SELECT * FROM t"
        #expect(try connection.first(sql) { row in row.count } == nil)
        try connection.execute("ALTER TABLE t ADD COLUMN b DEFAULT 5; INSERT INTO t (a) VALUES (1)")
        #expect(try connection.first(sql) { row in row.int(1) } == 5)
    }
}

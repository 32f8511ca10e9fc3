import SQLite
import Testing

@Suite struct Errors {
    static let schema = """
        CREATE TABLE parent (id INTEGER PRIMARY KEY) STRICT;
        CREATE TABLE child (
            id INTEGER PRIMARY KEY, name TEXT UNIQUE NOT NULL, size INTEGER CHECK (size > 0),
            parent INTEGER REFERENCES parent
        ) STRICT;
        INSERT INTO child VALUES (1, 'one', 1, NULL);
        """

    @Test(
        arguments: [
            ("INSERT INTO child VALUES (2, 'one', 1, NULL)", 2067),
            ("INSERT INTO child VALUES (1, 'two', 1, NULL)", 1555),
            ("INSERT INTO child VALUES (2, 'two', 0, NULL)", 275),
            ("INSERT INTO child VALUES (2, 'two', 1, 9)", 787),
            ("INSERT INTO child VALUES (2, NULL, 1, NULL)", 1299),
            ("INSERT INTO child VALUES (2, 'two', 'x', NULL)", 3091),
        ] as [(String, Int32)])
    func `a constraint is known by its extended code`(sql: String, code: Int32) throws {
        let connection = try Connection.inMemory()
        try connection.execute(Self.schema)
        let error = try #require(throws: SQLiteError.self) { try connection.run(SQL(sql)) }
        #expect(error.code == code && error.sql == sql && !error.message.isEmpty)
        #expect(error.primaryCode == 19 && !error.isUnavailable)
    }

    @Test(
        arguments: [
            (13, true), (10, true), (778, true), (7, true), (8, true), (5, true), (261, true), (6, true),
            (9, true),
            (14, true), (11, true), (26, true), (1, false), (19, false), (21, false),
        ] as [(Int32, Bool)])
    func `storage that cannot answer is told from a faulty statement`(code: Int32, isUnavailable: Bool) {
        #expect(SQLiteError(code: code, message: "").isUnavailable == isUnavailable)
    }

    @Test func `bound values are not in the error`() throws {
        let connection = try Connection.inMemory()
        try connection.execute("CREATE TABLE u (a TEXT UNIQUE) STRICT")
        try connection.run("INSERT INTO u VALUES (?)", ["secret"])
        let error = try #require(throws: SQLiteError.self) {
            try connection.run("INSERT INTO u VALUES (?)", ["secret"])
        }
        #expect(!error.description.contains("secret"))
        #expect(error.description.contains("2067") && error.description.contains("INSERT INTO u"))
    }

    @Test(arguments: [
        "SELECT FROM", "", "  ", "-- nothing", "SELECT 1; SELECT 2", "SELECT \"double\"", "SELECT nothing",
    ])
    func `a text that is not exactly one statement is refused`(sql: String) throws {
        let connection = try Connection.inMemory()
        #expect(throws: SQLiteError.self) { try connection.run(SQL(sql)) }
    }

    @Test func `a semicolon and blanks may follow`() throws {
        let connection = try Connection.inMemory()
        #expect(try connection.run("INSERT INTO t VALUES (1) ; \n\t;") == 1)
    }

    @Test(arguments: [[], [1], [1, 2, 3]] as [[Value]])
    func `the number of values must be that of the parameters`(values: [Value]) throws {
        let connection = try Connection.inMemory()
        let error = try #require(throws: SQLiteError.self) { try connection.run("SELECT ?, ?", values) }
        #expect(error.code == 25)
        #expect(try connection.first("SELECT ?, ?", [1, 2]) { row in row.int(1) } == 2)
    }

    @Test func `the script that fails is named`() throws {
        let connection = try Connection.inMemory()
        let error = try #require(throws: SQLiteError.self) {
            try connection.execute("INSERT INTO t VALUES (1); INSERT INTO missing VALUES (1);")
        }
        #expect(error.message.contains("missing") && error.sql?.hasPrefix("INSERT INTO t") == true)
        #expect(try connection.numbers() == [1])
    }
}

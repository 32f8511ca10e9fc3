import SQLite
import Testing

@Suite struct Transactions {
    private func insert(_ number: Int64, _ connection: Connection) throws {
        try connection.run("INSERT INTO t VALUES (?)", [.integer(number)])
    }

    @Test func `a transaction that throws has no effect`() throws {
        let connection = try Connection.inMemory()
        #expect(throws: Refused.self) {
            try connection.transaction { connection in
                try insert(1, connection)
                #expect(connection.isInTransaction == true)
                throw Refused()
            }
        }
        #expect(connection.isInTransaction == false)
        let result = try connection.transaction { connection in
            try insert(2, connection)
            return "result"
        }
        #expect(result == "result")
        #expect(try connection.numbers() == [2])
    }

    @Test func `savepoints nest and are undone alone`() throws {
        let connection = try Connection.inMemory()
        try connection.transaction { connection in
            try insert(1, connection)
            try connection.savepoint { connection in
                try insert(2, connection)
                #expect(throws: Refused.self) {
                    try connection.savepoint { connection in
                        try insert(3, connection)
                        try connection.savepoint { connection in try insert(4, connection) }
                        throw Refused()
                    }
                }
                try insert(5, connection)
            }
            #expect(throws: Refused.self) {
                try connection.savepoint { connection in
                    try connection.savepoint { connection in try insert(6, connection) }
                    throw Refused()
                }
            }
        }
        #expect(try connection.numbers() == [1, 2, 5])
    }

    @Test func `a savepoint outside a transaction is one of its own`() throws {
        let connection = try Connection.inMemory()
        try connection.savepoint { connection in try insert(1, connection) }
        #expect(connection.isInTransaction == false)
        #expect(throws: Refused.self) {
            try connection.savepoint { connection in
                try insert(2, connection)
                throw Refused()
            }
        }
        #expect(connection.isInTransaction == false)
        #expect(try connection.numbers() == [1])
    }

    @Test func `a commit that fails rolls back`() throws {
        let connection = try Connection.inMemory()
        try connection.execute(
            """
            CREATE TABLE p (id INTEGER PRIMARY KEY);
            CREATE TABLE c (p INTEGER REFERENCES p DEFERRABLE INITIALLY DEFERRED);
            """
        )
        let error = try #require(throws: SQLiteError.self) {
            try connection.transaction { connection in _ = try connection.run("INSERT INTO c VALUES (1)") }
        }
        #expect(error.code == 787 && !connection.isInTransaction)
        #expect(try connection.numbers("SELECT count(*) FROM c") == [0])
    }

    @Test func `a full disk ends the transaction and the connection goes on`() throws {
        let database = try TemporaryDatabase()
        let connection = try database.open()
        try connection.execute("CREATE TABLE t (a); PRAGMA max_page_count = 4")
        let error = try #require(throws: SQLiteError.self) {
            try connection.transaction { connection in
                try insert(1, connection)
                try connection.savepoint { connection in
                    _ = try connection.run("INSERT INTO t VALUES (zeroblob(1000000))")
                }
            }
        }
        #expect(error.primaryCode == 13 && error.isUnavailable && !connection.isInTransaction)
        try connection.execute("PRAGMA max_page_count = 1000000")
        try insert(2, connection)
        #expect(try connection.numbers() == [2])
    }
}

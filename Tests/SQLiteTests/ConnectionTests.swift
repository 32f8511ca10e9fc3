import Glibc
import SQLite
import Testing

@Suite struct Connections {
    private func setting(_ pragma: String, _ connection: Connection) throws -> String? {
        try connection.first(SQL("PRAGMA " + pragma)) { row in row.text(0) }
    }

    @Test func `the files of a new database are its owner's alone`() throws {
        let database = try TemporaryDatabase()
        let connection = try database.open()
        try connection.execute("CREATE TABLE t (a); INSERT INTO t VALUES (1)")
        for suffix in ["", "-wal", "-shm"] { #expect(database.permissions(suffix) == 0o600) }
        try connection.execute("INSERT INTO t VALUES (2)")
    }

    @Test func `the mode of a file that exists is left alone`() throws {
        let database = try TemporaryDatabase()
        _ = try database.open()
        #expect(unsafe chmod(database.path, 0o640) == 0)
        try database.open().execute("CREATE TABLE t (a)")
        #expect(database.permissions("") == 0o640)
    }

    @Test func `a writer is durable and both kinds are guarded`() throws {
        let database = try TemporaryDatabase()
        let writer = try database.open()
        #expect(try setting("journal_mode", writer) == "wal")
        #expect(try setting("synchronous", writer) == "2")
        for mode in [.readWriteCreate, .readOnly] as [Connection.Mode] {
            let connection = try database.open(mode)
            #expect(try setting("foreign_keys", connection) == "1")
            #expect(try setting("trusted_schema", connection) == "0")
            #expect(try setting("cell_size_check", connection) == "1")
        }
    }

    @Test func `the schema cannot be written as a table`() throws {
        let connection = try Connection.inMemory()
        try connection.execute("PRAGMA writable_schema = ON")
        #expect(throws: SQLiteError.self) { try connection.execute("DELETE FROM sqlite_schema") }
    }

    @Test func `a reader cannot write`() throws {
        let database = try TemporaryDatabase()
        let writer = try database.open()
        try writer.execute("CREATE TABLE t (a)")
        let reader = try database.open(.readOnly)
        let error = try #require(throws: SQLiteError.self) { try reader.run("INSERT INTO t VALUES (1)") }
        #expect(error.primaryCode == 8 && error.isUnavailable)
    }

    @Test func `a reader does not make a file`() throws {
        let database = try TemporaryDatabase()
        let error = try #require(throws: SQLiteError.self) { _ = try database.open(.readOnly) }
        #expect(error.primaryCode == 14 && error.isUnavailable)
        #expect(database.permissions("") == nil)
    }

    @Test func `a file that is no database is refused`() throws {
        let database = try TemporaryDatabase()
        let descriptor = unsafe Glibc.open(database.path, O_CREAT | O_WRONLY, 0o600)
        let text = [UInt8](repeating: UInt8(ascii: "x"), count: 4096)
        #expect(unsafe write(descriptor, text, text.count) == text.count)
        #expect(close(descriptor) == 0)
        let error = try #require(throws: SQLiteError.self) { _ = try database.open() }
        #expect(error.primaryCode == 26 && error.isUnavailable)
    }

    @Test func `a path that looks like a URI is a path`() throws {
        let database = try TemporaryDatabase()
        #expect(throws: SQLiteError.self) {
            _ = try Connection(path: "file:" + database.path, mode: .readWriteCreate)
        }
        #expect(database.permissions("") == nil)
    }

    @Test func `the data version tells another connection's commits from one's own`() throws {
        let database = try TemporaryDatabase()
        let own = try database.open()
        let other = try database.open()
        try own.execute("CREATE TABLE t (a)")
        let before = try own.dataVersion()
        try own.run("INSERT INTO t VALUES (1)")
        #expect(try own.dataVersion() == before)
        try other.run("INSERT INTO t VALUES (2)")
        let after = try own.dataVersion()
        #expect(after != before)
        #expect(try own.dataVersion() == after)
    }

    @Test func `a full-text index is written by statements and not by the triggers of a schema`() throws {
        let connection = try Connection(path: ":memory:", mode: .readWriteCreate)
        try connection.execute(
            """
            CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT) STRICT;
            CREATE VIRTUAL TABLE words USING fts5(body, content='note', content_rowid='id');
            INSERT INTO note VALUES (1, 'Zürich office');
            INSERT INTO words (rowid, body) VALUES (1, 'Zürich office');
            """)
        #expect(try connection.numbers("SELECT rowid FROM words WHERE words MATCH 'zurich'") == [1])
        try connection.execute(
            """
            CREATE TRIGGER note_insert AFTER INSERT ON note BEGIN
                INSERT INTO words (rowid, body) VALUES (new.id, new.body);
            END;
            """)
        #expect(throws: SQLiteError.self) { try connection.run("INSERT INTO note VALUES (2, 'other')") }
    }
}

import Glibc
import ReferralStore
import Referrals
import SQLite
import TestSupport
import Testing

@Suite struct OpeningTests {
    private static func open(_ path: String) throws(StoreError) -> Store {
        let configuration = Store.Configuration(path: path, loops: 0, uptime: { 0 })
        return try Store(configuration, environment: Environment(clock: TestClock()))
    }

    private static func trouble(_ path: String) -> StoreError? {
        do throws(StoreError) {
            try open(path).stop()
            return nil
        } catch { return error }
    }

    @Test func `the database is its owner's alone, and its secret stays`() throws {
        let directory = try TemporaryDirectory()
        let first = try TestStore(directory, seed: 1)
        var status = stat()
        #expect(unsafe stat(directory.file("referrals.db"), &status) == 0)
        #expect(status.st_mode & 0o777 == 0o600)
        #expect(first.store.cursorSecret.count == 32)
        first.store.stop()
        let second = try TestStore(directory, seed: 2)
        #expect(second.store.cursorSecret == first.store.cursorSecret)
        #expect(second.session.startNonce != first.session.startNonce)
    }

    @Test func `a store that stops leaves one file`() async throws {
        let test = try TestStore()
        _ = try await test.partner()
        let path = test.directory.file("referrals.db")
        let store = try Self.open(path)
        store.stop()
        test.store.stop()
        var status = stat()
        #expect(unsafe stat(path + "-wal", &status) != 0 || status.st_size == 0)
    }

    @Test func `a database of a newer version is refused`() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("referrals.db")
        try Self.open(path).stop()
        let connection = try Connection(path: path, mode: .readWriteCreate)
        try connection.execute(
            "INSERT INTO schema_migrations (number, name, checksum) VALUES (99, 'later', zeroblob(32))")
        let error = try #require(Self.trouble(path))
        #expect(error.kind == .newerDatabase)
        #expect(error.description.contains("99"))
    }

    /// Undoes the last migration.
    static let beforeEventsAreNamed = """
        ALTER TABLE history DROP COLUMN event;
        CREATE INDEX events_changes ON events (engagement_id, seq) WHERE engagement_id IS NOT NULL AND changes <> '{}';
        DROP TABLE engagement_text;
        CREATE VIRTUAL TABLE engagement_text USING fts5 (owner, body, tokenize = 'unicode61 remove_diacritics 2');
        DELETE FROM schema_migrations WHERE number = 7;
        """

    @Test func `history names its events, also those of before it did, when old ones are gone`() async throws {
        var work = try await RandomWork(seed: 6)
        try await work.run(engagements: 60)
        work.test.store.stop()
        let path = work.test.directory.file("referrals.db")
        let connection = try Connection(path: path, mode: .readWriteCreate)
        let names: SQL = "SELECT group_concat(engagement || '.' || seq || '.' || event, ' ') FROM history"
        try connection.execute("DELETE FROM events WHERE seq <= 40; UPDATE history SET event = NULL WHERE event <= 40")
        let before = try connection.first(names) { row in row.text(0) }
        try connection.execute(
            "CREATE TEMP TABLE words AS SELECT rowid AS number, owner, body FROM engagement_text;"
                + Self.beforeEventsAreNamed
                + "INSERT INTO engagement_text (rowid, owner, body) SELECT number, owner, body FROM words")
        try Self.open(path).stop()
        #expect(try connection.first(names) { row in row.text(0) } == before)
        try Checkup.run(on: path) { result in #expect(result.findings == [], "\(result.name)") }
    }

    @Test func `what is no database is refused`() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("referrals.db")
        let file = try unsafe #require(unsafe fopen(path, "w"))
        _ = unsafe fputs(String(repeating: "this is a letter, not a database\n", count: 100), file)
        _ = unsafe fclose(file)
        let error = try #require(Self.trouble(path))
        #expect(error.kind == .notADatabase)
        #expect(error.description == "\(path): this file is not a database")
    }

    @Test func `a path that leads nowhere is refused`() throws {
        let error = try #require(Self.trouble("/nonexistent/referrals.db"))
        #expect(error.kind == .unusable)
    }

    @Test func `a program without event loops can write`() async throws {
        let directory = try TemporaryDirectory()
        let store = try Self.open(directory.file("referrals.db"))
        let key = try await store.write { store throws(ReferralError) in
            try AccessService(store).createKey(
                NewAPIKey(name: "first", role: .operator, expiresAt: nil),
                digest: Array(repeating: 1, count: 32))
        }
        let keys = try await store.write { store throws(ReferralError) in
            try store.keys(KeyQuery(), PageRequest()).items
        }
        #expect(keys == [key])
        store.stop()
    }
}

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

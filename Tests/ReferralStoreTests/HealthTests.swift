import ReferralStore
import Referrals
import SQLite
import TestSupport
import Testing

@Suite struct HealthTests {
    /// When the database was last written for the sake of a probe.
    private static func written(_ test: TestStore) throws -> Timestamp? {
        let connection = try Connection(path: test.directory.file("referrals.db"), mode: .readOnly)
        return try connection.first("SELECT value FROM properties WHERE name = 'health'") { row in
            Timestamp(milliseconds: row.int(0))
        }
    }

    @Test func `a probe writes and commits, at most once a second`() async throws {
        let test = try TestStore()
        try await test.store.checkHealth()
        let first = test.clock.now
        #expect(try Self.written(test) == first)
        test.clock.advance(by: .seconds(9))
        test.uptime.advance(by: 999)
        try await test.store.checkHealth()
        #expect(try Self.written(test) == first)
        test.uptime.advance(by: 1)
        try await test.store.checkHealth()
        #expect(try Self.written(test) == first + .seconds(9))
    }

    @Test func `a database that takes no row is not well, and is asked again after a second`() async throws {
        let test = try TestStore()
        try await test.store.execute(
            """
            CREATE TRIGGER broken BEFORE INSERT ON properties BEGIN SELECT RAISE(ABORT, 'broken'); END
            """)
        await #expect(throws: ReferralError.self) { try await test.store.checkHealth() }
        try await test.store.execute("DROP TRIGGER broken")
        await #expect(throws: ReferralError.self) { try await test.store.checkHealth() }
        test.uptime.advance(by: 1_000)
        try await test.store.checkHealth()
    }

    @Test func `many probes at once are one write`() async throws {
        let test = try TestStore()
        try await test.store.execute(
            """
            CREATE TABLE probes (a);
            CREATE TRIGGER counted AFTER INSERT ON properties BEGIN INSERT INTO probes VALUES (1); END
            """)
        await withTaskGroup { group in
            for _ in 0..<50 { group.addTask { try? await test.store.checkHealth() } }
        }
        let connection = try Connection(path: test.directory.file("referrals.db"), mode: .readOnly)
        #expect(try connection.first("SELECT count(*) FROM probes") { row in row.int(0) } == 1)
    }

    @Test func `a probe moves no counter`() async throws {
        let test = try TestStore()
        let partner = try await test.partner()
        let numbers = { @Sendable in
            [
                test.session.counter(.operator), test.session.counter(.partner(partner.id)),
                test.session.counter(.marketplace(.make())), test.session.keysCounter,
            ]
        }
        let before = numbers()
        try await test.store.checkHealth()
        test.uptime.advance(by: 500)
        try test.session.refresh()
        #expect(numbers() == before)
    }
}

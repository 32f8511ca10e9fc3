import ReferralStore
import Referrals
import SQLite
import TestSupport
import Testing

@testable import referrals

/// What `referrals demo` leaves in a database.
@Suite struct `A run of the demo` {
    private static let end = Timestamp(milliseconds: 1_795_399_200_000)

    /// The rows of a new database that a demo has filled.
    private static func rows(seed: UInt64) async throws -> [String: [[Value]]] {
        let directory = try TemporaryDirectory()
        let path = directory.file("referrals.db")
        let store = try Store(
            Store.Configuration(path: path, loops: 1, uptime: { 0 }),
            environment: Demo.environment(seed: seed, until: end))
        defer { store.stop() }
        try await Demo(in: store, partners: 15, engagements: 200, seed: seed, until: end).run()
        try Checkup.run(on: path) { result in #expect(result.findings == [], "\(result.name)") }
        let connection = try Connection(path: path, mode: .readOnly)
        let tables = [
            "partners", "profiles", "locations", "rfis", "engagements", "contacts", "notes", "events", "history",
            "partner_signals", "partner_fit", "listing_text", "engagement_text",
        ]
        return Dictionary(
            uniqueKeysWithValues: try tables.map { table in
                let all = try connection.all(SQL("SELECT * FROM \(table)")) { row in
                    (0..<row.count).map { row.value($0) }
                }
                return (table, all)
            })
    }

    @Test func `is the same to the last byte for the same seed and end`() async throws {
        let (first, second) = (try await Self.rows(seed: 4), try await Self.rows(seed: 4))
        for (table, rows) in first {
            #expect(rows == second[table], "\(table)")
            #expect(!rows.isEmpty, "\(table)")
        }
        let other = try await Self.rows(seed: 5)
        #expect(first["engagements"] != other["engagements"])
    }
}

// The books, read behind the service's back: what the interface does not show, and what must always be so.

import SQLite
import TestSupport
import Testing

/// The database file as another process sees it.
final class Ledger {
    private let directory: TemporaryDirectory
    private let connection: Connection

    init(_ directory: TemporaryDirectory) throws {
        self.directory = directory
        connection = try Connection(path: directory.file("referrals.db"), mode: .readOnly)
    }

    /// The integer that a query gives.
    func number(_ query: String, _ texts: String...) throws -> Int64 {
        try connection.first(SQL(query), texts.map(Value.text)) { row in row.int(0) } ?? 0
    }

    /// The texts that a query gives.
    func texts(_ query: String, _ texts: String...) throws -> [String] {
        try connection.all(SQL(query), texts.map(Value.text)) { row in row.text(0) }
    }

    /// Every feed and every history numbers its entries 1, 2, 3 ... without gaps, and the file is sound.
    func expectSound(sourceLocation: SourceLocation = #_sourceLocation) throws {
        #expect(try texts("PRAGMA integrity_check") == ["ok"], sourceLocation: sourceLocation)
        #expect(try texts("PRAGMA foreign_key_check").isEmpty, sourceLocation: sourceLocation)
        for (column, table, group) in [
            ("seq", "events", "'all'"), ("partner_seq", "events", "partner_id"),
            ("marketplace_seq", "events", "marketplace_id"), ("seq", "history", "engagement"),
        ] {
            let gaps = try number(
                """
                SELECT count(*) FROM (
                    SELECT count(*) AS n, count(DISTINCT \(column)) AS d, min(\(column)) AS low, max(\(column)) AS high
                    FROM \(table) WHERE \(column) IS NOT NULL GROUP BY \(group)
                ) WHERE low <> 1 OR n <> high OR d <> n
                """)
            #expect(gaps == 0, "\(column) of \(table)", sourceLocation: sourceLocation)
        }
        try expectRecounted(sourceLocation)
    }

    /// The figures that are kept are those that counting gives.
    private func expectRecounted(_ sourceLocation: SourceLocation) throws {
        let wrongCounts = try number(
            """
            SELECT count(*) FROM (
                SELECT partner_id, state, count FROM engagement_counts WHERE count > 0
                EXCEPT SELECT * FROM (
                    SELECT partner_id, state, count(*) FROM engagements GROUP BY partner_id, state
                    UNION ALL SELECT x'', state, count(*) FROM engagements GROUP BY state)
            )
            """)
        #expect(wrongCounts == 0, "counts", sourceLocation: sourceLocation)
        let kept = try number("SELECT sum(count) FROM engagement_counts WHERE partner_id = x''")
        #expect(try number("SELECT count(*) FROM engagements") == kept, sourceLocation: sourceLocation)
        #expect(try keptValues() == recountedValues(), "open values", sourceLocation: sourceLocation)
    }

    private func keptValues() throws -> [String: Int128] {
        let rows = try connection.all("SELECT hex(partner_id) || currency, amount FROM open_values") { row in
            (row.text(0), Int128(row.text(1)) ?? -1)
        }
        return Dictionary(uniqueKeysWithValues: rows)
    }

    private func recountedValues() throws -> [String: Int128] {
        var sums: [String: Int128] = [:]
        let query: SQL = """
            SELECT hex(partner_id), estimated_currency, estimated_value FROM engagements
            WHERE state = 1 AND estimated_value > 0
            """
        try connection.forEach(query) { row in
            for owner in [row.text(0), ""] { sums[owner + row.text(1), default: 0] += Int128(row.int(2)) }
            return true
        }
        return sums
    }
}

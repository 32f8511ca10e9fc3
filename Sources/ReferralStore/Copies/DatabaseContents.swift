public import Referrals
import SQLite

/// What a database holds, told from its version and some figures: so that people see which one they have before them.
public struct DatabaseContents: Sendable, Equatable {
    /// How many pages it has.
    public let pages: Int
    /// Its length in bytes, without a log.
    public let bytes: Int
    /// How many migrations it has had.
    public let migrations: Int
    /// How many this program knows.
    public let knownMigrations: Int
    /// The number of engagements.
    public let engagements: Int
    /// The number that the last event had; 0 when there was none.
    public let lastEvent: Int
    /// When the last event happened; nil when none is kept.
    public let lastEventAt: Timestamp?

    /// Whether this program would migrate it before it serves it.
    public var isOlder: Bool { migrations < knownMigrations }

    /// Looks at the database of a path, which may be served meanwhile. Every version so far can be looked at.
    /// - Throws: `StoreError` when there is none of this program and of its version or an older one.
    public init(of path: String) throws(StoreError) {
        do {
            self = try Reader(path: path).readTransaction { connection in try Self(connection, path) }
        } catch {
            throw StoreError(error, path: path)
        }
    }

    /// How many migrations a database has had.
    /// - Throws: `StoreError` when it is none of this program and of its version or an older one.
    static func migrations(_ connection: Connection, _ path: String) throws -> Int {
        let applied = try Migrator.status(connection, Schema.migrations).applied
        guard !applied.isEmpty else {
            throw StoreError(.notADatabase, path: path, "this is a database, but not one of Referrals")
        }
        return applied.count
    }

    init(_ connection: Connection, _ path: String) throws {
        migrations = try Self.migrations(connection, path)
        knownMigrations = Schema.migrations.count
        pages = try connection.first("PRAGMA page_count") { row in Int(row.int(0)) } ?? 0
        bytes = try pages * (connection.first("PRAGMA page_size") { row in Int(row.int(0)) } ?? 0)
        engagements = try connection.first("SELECT count(*) FROM engagements") { row in Int(row.int(0)) } ?? 0
        lastEvent = try connection.first("SELECT max(last) FROM feeds WHERE feed = ''") { row in Int(row.int(0)) } ?? 0
        lastEventAt =
            try connection.first("SELECT occurred_at FROM events ORDER BY seq DESC LIMIT 1") { row in
                Timestamp(milliseconds: row.int(0))
            }
    }
}

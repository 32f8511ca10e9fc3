// Brings a database to the program's schema, one transaction a migration, and refuses whatever it cannot
// vouch for. The record is a table of the database itself, so that each step and its record are stored
// together or not at all.

/// Applies migrations, and tells which have been.
public enum Migrator {
    /// Where a database stands.
    public struct Status: Sendable, Equatable {
        /// What it has had, oldest first.
        public let applied: [Migration]
        /// What it has yet to get, in order.
        public let pending: [Migration]
    }

    /// Compares the database with the program's list; changes nothing, and works on a read-only connection.
    /// - Throws: `MigrationError` when they do not fit together; `SQLiteError`.
    public static func status(
        _ connection: Connection, _ migrations: [Migration]
    ) throws -> Status {
        for (index, migration) in migrations.enumerated() where migration.number != index + 1 {
            throw MigrationError.outOfOrder(expected: index + 1, found: migration.number)
        }
        let records = try records(connection)
        if records.count > migrations.count {
            throw MigrationError.newerDatabase(
                database: records[records.count - 1].number, program: migrations.count)
        }
        for (record, migration) in zip(records, migrations) {
            try check(record, against: migration)
        }
        return Status(
            applied: [Migration](migrations.prefix(records.count)),
            pending: [Migration](migrations.dropFirst(records.count)))
    }

    /// Applies what is pending, each migration in a transaction of its own. Several processes may do so at
    /// once.
    ///
    /// Foreign keys are not enforced while a script runs, so that it can rebuild a table without deleting
    /// what refers to it (https://www.sqlite.org/lang_altertable.html#otheralter); they are checked before
    /// it is committed.
    /// - Returns: What this call has applied.
    /// - Throws: `MigrationError`, with all before the one that it names applied; `SQLiteError`.
    @discardableResult
    public static func migrate(
        _ connection: Connection, _ migrations: [Migration]
    ) throws -> [Migration] {
        guard try !status(connection, migrations).pending.isEmpty else { return [] }
        try connection.run("PRAGMA foreign_keys = OFF")
        let result = Result { try applyAll(connection, migrations) }
        try connection.run("PRAGMA foreign_keys = ON")
        return try result.get()
    }

    private struct Record {
        let number: Int
        let checksum: [UInt8]
    }

    private static func records(_ connection: Connection) throws -> [Record] {
        let table = try connection.first(
            "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'schema_migrations'"
        ) { _ in true }
        guard table != nil else { return [] }
        return try connection.all("SELECT number, checksum FROM schema_migrations ORDER BY number") { row in
            Record(number: Int(row.int(0)), checksum: row.blob(1))
        }
    }

    private static func check(_ record: Record, against migration: Migration) throws(MigrationError) {
        guard record.number == migration.number else {
            throw .outOfOrder(expected: migration.number, found: record.number)
        }
        guard record.checksum == migration.checksum else {
            throw .checksumChanged(number: migration.number, name: migration.name)
        }
    }

    private static func applyAll(
        _ connection: Connection, _ migrations: [Migration]
    ) throws -> [Migration] {
        var applied: [Migration] = []
        while let migration = try applyNext(connection, migrations) { applied.append(migration) }
        return applied
    }

    /// Applies the first pending migration; which one that is, is asked within the transaction.
    private static func applyNext(
        _ connection: Connection, _ migrations: [Migration]
    ) throws -> Migration? {
        try connection.transaction { connection in
            guard let next = try status(connection, migrations).pending.first else { return nil }
            try connection.execute(table)
            do throws(SQLiteError) {
                try connection.execute(next.sql)
            } catch {
                throw MigrationError.failed(number: next.number, name: next.name, error)
            }
            precondition(connection.isInTransaction, "migration \(next.number) ends its own transaction")
            try checkForeignKeys(connection, after: next)
            try connection.run(
                "INSERT INTO schema_migrations (number, name, checksum) VALUES (?, ?, ?)",
                [Value(next.number), .text(next.name), .blob(next.checksum)])
            return next
        }
    }

    private static func checkForeignKeys(
        _ connection: Connection, after migration: Migration
    ) throws {
        let table = try connection.first("PRAGMA foreign_key_check") { row in row.text(0) }
        guard let table else { return }
        throw MigrationError.danglingForeignKey(
            number: migration.number, name: migration.name, table: table)
    }

    private static let table = """
        CREATE TABLE IF NOT EXISTS schema_migrations (
            number INTEGER PRIMARY KEY,
            name TEXT NOT NULL,
            checksum BLOB NOT NULL CHECK (length(checksum) = 32),
            applied_at INTEGER NOT NULL DEFAULT (CAST(strftime('%s', 'now') AS INTEGER) * 1000)
        ) STRICT;
        """
}

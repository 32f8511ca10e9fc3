import Crypto

/// One step of the schema. Once released it never changes: a database remembers the checksum of what it has
/// had.
public struct Migration: Sendable, Equatable {
    /// 1 for the first, then one more each.
    public let number: Int
    /// A short name, for people.
    public let name: String
    /// A script of statements, without `BEGIN` and `COMMIT`.
    public let sql: String

    /// A step of the schema.
    public init(number: Int, name: String, sql: String) {
        self.number = number
        self.name = name
        self.sql = sql
    }

    /// SHA-256 of the script's bytes.
    var checksum: [UInt8] {
        var hash = SHA256()
        var script = sql
        script.withUTF8 { bytes in unsafe hash.update(bufferPointer: UnsafeRawBufferPointer(bytes)) }
        return [UInt8](hash.finalize())
    }
}

/// Why a database is not migrated. Nothing has been changed by the migration that is named.
public enum MigrationError: Error, Equatable {
    /// The program's list, or the database's record of it, is not 1, 2, 3 ... without gaps.
    case outOfOrder(expected: Int, found: Int)
    /// The script is not the one that the database has had.
    case checksumChanged(number: Int, name: String)
    /// The database has been migrated by a newer version: it stands at `database`, the program knows up to
    /// `program`.
    case newerDatabase(database: Int, program: Int)
    /// A statement of the script failed.
    case failed(number: Int, name: String, SQLiteError)
    /// After the script, rows of this table have foreign keys that point nowhere.
    case danglingForeignKey(number: Int, name: String, table: String)
}

extension MigrationError: CustomStringConvertible {
    /// One line that says what to do.
    public var description: String {
        switch self {
        case .outOfOrder(let expected, let found):
            "migration \(found) stands where \(expected) is expected"
        case .checksumChanged(let number, let name):
            "migration \(number) (\(name)) is not the one that this database has had: its checksum differs"
        case .newerDatabase(let database, let program):
            "the database is at migration \(database), this program knows up to \(program): use a newer one"
        case .failed(let number, let name, let error):
            "migration \(number) (\(name)) failed: \(error)"
        case .danglingForeignKey(let number, let name, let table):
            "migration \(number) (\(name)) leaves foreign keys in \(table) that point nowhere"
        }
    }
}

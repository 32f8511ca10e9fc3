import CSQLite

/// A version of SQLite, such as 3.40.1.
public struct SQLiteVersion: Sendable, Equatable, Comparable, CustomStringConvertible {
    /// As `SQLITE_VERSION_NUMBER` has it: 3040001 (https://www.sqlite.org/c3ref/c_source_id.html).
    public let number: Int

    /// The version that a number stands for.
    public init(number: Int) { self.number = number }

    /// Of the header that this program was compiled with.
    public static let compiled = SQLiteVersion(number: Int(SQLITE_VERSION_NUMBER))
    /// Of the library that this process runs with.
    public static var running: SQLiteVersion { SQLiteVersion(number: Int(sqlite3_libversion_number())) }

    /// The older one is the lesser one.
    public static func < (left: SQLiteVersion, right: SQLiteVersion) -> Bool { left.number < right.number }

    /// `3.40.1`.
    public var description: String { "\(number / 1_000_000).\(number / 1_000 % 1_000).\(number % 1_000)" }
}

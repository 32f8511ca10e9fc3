import CSQLite

/// Which SQLite it is, as `SQLITE_VERSION_NUMBER` has it: 3040001 is 3.40.1
/// (https://www.sqlite.org/c3ref/c_source_id.html).
public enum SQLiteLibrary {
    /// Of the header that this program was compiled with.
    public static let compiled = Int(SQLITE_VERSION_NUMBER)

    /// Of the library that this process runs with.
    public static var running: Int { Int(sqlite3_libversion_number()) }
}

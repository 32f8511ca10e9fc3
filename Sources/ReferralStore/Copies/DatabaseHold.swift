import SQLite

/// A database that nobody else can open until this is gone, with everything that was committed in its one file: so that
/// the file can be moved. Beside a database that is put in its place a log would be taken for that one's
/// (https://www.sqlite.org/howtocorrupt.html, 1.4).
public final class DatabaseHold {
    private let connection: Connection

    /// Folds the write-ahead log of a database into its file, removes it, and keeps others out. Each step is SQLite's,
    /// so that whatever ends the process leaves a database that can be opened.
    /// - Throws: `StoreError`; `locked` when somebody else has the database open.
    public init(_ path: String) throws(StoreError) {
        do {
            connection = try Connection(path: path, mode: .plain)
            try connection.foldLog()
            try connection.lockOut()
        } catch {
            throw StoreError(error, path: path)
        }
    }
}

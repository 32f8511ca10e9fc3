import SQLite

/// A copy of a database, whole and verified, that nobody else can open until this is gone: time to give it its name.
///
/// It is one file without a log. What was written is on disk; the folder's entry is for whoever gives the name.
public final class DatabaseCopy {
    /// What is in it.
    public let contents: DatabaseContents
    private let connection: Connection

    /// Copies the database of a path, which may be served meanwhile, and verifies the copy.
    ///
    /// A copy that is under way keeps others from the draft, and one that was cut short leaves a draft that the next
    /// one writes over.
    /// - Parameters:
    ///   - path: The database.
    ///   - draft: Where the copy comes to be, readable to its owner alone. When this throws, it is for the caller to
    ///     remove, unless the error is `locked`.
    ///   - goesOn: Asked now and then; false ends it with the error `stopped`.
    /// - Throws: `StoreError`; `locked` when another copy to the draft is under way.
    public init(
        of path: String, as draft: String, while goesOn: @escaping @Sendable () -> Bool = { true }
    ) throws(StoreError) {
        let source = try Self.open(path, goesOn)
        do {
            connection = try Connection(path: draft, mode: .plain, busyTimeout: .zero)
            try connection.keepLocks()
            connection.run(while: goesOn)
            try Self.copy(source, path, into: connection)
            try connection.foldLog()
            try connection.forgetPages()
            contents = try DatabaseContents(connection, draft)
            try Self.verify(connection, path)
            try connection.sync()
        } catch {
            throw StoreError(error, path: draft)
        }
    }

    /// What is no database of this program is refused before anything is written.
    private static func open(
        _ path: String, _ goesOn: @escaping @Sendable () -> Bool
    ) throws(StoreError) -> Connection {
        do {
            let source = try Connection(path: path, mode: .readOnly)
            source.run(while: goesOn)
            _ = try DatabaseContents.migrations(source, path)
            return source
        } catch {
            throw StoreError(error, path: path)
        }
    }

    private static func copy(_ source: Connection, _ path: String, into draft: Connection) throws {
        do { _ = try source.copy(into: draft) } catch let error as SQLiteError where error.isFailedRead {
            // Of a draft hardly anything is read.
            throw StoreError(error, path: path)
        }
    }

    /// What is wrong with the copy is wrong with what was copied.
    private static func verify(_ copy: Connection, _ path: String) throws {
        var found: (first: String, count: Int)?
        try Checkup.runOnFile(copy) { result in
            guard let first = result.findings.first else { return }
            found = (found?.first ?? "\(result.name): \(first)", (found?.count ?? 0) + result.count)
        }
        guard let found else { return }
        let more = found.count > 1 ? " And \(found.count - 1) more." : ""
        throw StoreError(.damaged, path: path, "the database is damaged, and so was the copy. \(found.first)\(more)")
    }
}

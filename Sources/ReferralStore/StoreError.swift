import SQLite

/// Why the database can't be opened, in words for whoever runs the service.
public struct StoreError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What kind of trouble it is.
    public enum Kind: Equatable, Sendable {
        /// A newer version of the service has migrated the database.
        case newerDatabase
        /// The file is no database.
        case notADatabase
        /// The database or its schema is damaged.
        case damaged
        /// Another program holds the database locked.
        case locked
        /// The file or its folder can't be read or written, or the disk is full or broken.
        case unusable
        /// Somebody asked to end before it was done.
        case stopped
    }

    /// What kind of trouble it is.
    public let kind: Kind
    /// The path, and what is wrong with it.
    public let description: String

    /// The trouble with the database at this path, in words.
    init(_ kind: Kind, path: String, _ words: String) {
        self.kind = kind
        description = "\(path): \(words)"
    }

    /// The trouble with the database at this path; what has such words already keeps them.
    init(_ error: any Error, path: String) {
        if let error = error as? StoreError {
            self = error
            return
        }
        let (kind, words): (Kind, String) =
            switch error {
            case let error as MigrationError: (Self.kind(error), error.description)
            case let error as SQLiteError: Self.judge(error)
            default: (.unusable, "\(error)")
            }
        self.init(kind, path: path, words)
    }

    private static func kind(_ error: MigrationError) -> Kind {
        switch error {
        case .newerDatabase: .newerDatabase
        case .outOfOrder, .checksumChanged, .danglingForeignKey: .damaged
        case .failed(_, _, let error): judge(error).0
        }
    }

    /// By the primary result code (https://www.sqlite.org/rescode.html).
    private static func judge(_ error: SQLiteError) -> (Kind, String) {
        switch error.primaryCode {
        case 26: (.notADatabase, "this file is not a database")
        case 11: (.damaged, "the database is damaged (\(error.message)): restore a backup")
        case 5, 6: (.locked, "another program holds the database locked")
        case 14: (.unusable, "the database can't be opened or made: look at the path and its permissions")
        case 8: (.unusable, "the database can't be written: look at its permissions")
        case 13: (.unusable, "the disk is full")
        case 9: (.stopped, "stopped before it was done")
        default: (.unusable, error.description)
        }
    }
}

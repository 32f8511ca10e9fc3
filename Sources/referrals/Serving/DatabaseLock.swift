import HTTPServer

/// The right to be the only one who writes a database in the name of its clock, held as long as the process.
enum DatabaseLock {
    /// Takes the lock beside the database.
    ///
    /// - Throws: `StartError` when somebody else has it, or when it can't be taken.
    static func take(_ database: String) throws -> FileLock {
        do {
            guard let lock = try FileLock.take(database + ".lock") else {
                throw StartError(
                    "Another service has the database \(database) open: stop it first, or name another database.")
            }
            return lock
        } catch let error as SystemError {
            throw StartError("The lock \(database).lock can't be taken: \(error).")
        }
    }
}

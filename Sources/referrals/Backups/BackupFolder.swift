import HTTPServer
import Referrals

/// The folder that scheduled backups lie in. Other files in it are nobody's business here.
struct BackupFolder: Sendable {
    /// A backup that is whole.
    struct Entry: Equatable, Sendable {
        let name: String
        /// When it was begun.
        let instant: Timestamp
        let bytes: Int
    }

    let path: String

    /// Takes a folder that is there, or makes it for its owner alone.
    ///
    /// - Throws: `StartError` when it can't be used, or when others may write it: who can put a file there can have it
    ///   restored.
    static func open(_ path: String) throws -> BackupFolder {
        if System.status(path) == nil {
            do throws(SystemError) { try System.makePrivateFolder(path) } catch {
                throw StartError("The folder for backups \(path) can't be made: \(error).")
            }
        }
        guard let status = System.status(path), status.kind == .folder else {
            throw StartError("REFERRALS_BACKUP_DIR is \(path), which is no folder.")
        }
        guard status.permissions & 0o022 == 0 else {
            throw StartError(
                "Others than its owner can write the folder for backups \(path): run `chmod go-w \(path)`, or name "
                    + "another folder in REFERRALS_BACKUP_DIR.")
        }
        return BackupFolder(path: path)
    }

    /// The path of a file in it.
    func file(_ name: String) -> String { FilePath.join(path, name) }

    /// Makes sure that no other service removes backups here, for as long as the result lives.
    ///
    /// - Throws: `StartError` when another one does.
    func take() throws -> FileLock {
        do throws(SystemError) {
            if let lock = try FileLock.take(file("referrals.lock")) { return lock }
        } catch {
            throw StartError("The folder for backups \(path) can't be used: \(error).")
        }
        throw StartError("Another service keeps its backups in \(path): each needs a folder of its own.")
    }

    /// The backups in it that are whole, oldest first.
    func entries() throws(SystemError) -> [Entry] {
        var entries: [Entry] = []
        for name in try System.names(in: path) {
            guard let instant = BackupName.instant(of: name), BackupFile.isWhole(file(name)) else { continue }
            entries.append(Entry(name: name, instant: instant, bytes: System.fileSize(file(name)) ?? 0))
        }
        return entries.sorted { $0.instant < $1.instant }
    }

    /// The newest one that was not begun after an instant: a clock that was wrong once may have left later ones.
    func newest(by now: Timestamp) throws(SystemError) -> Entry? {
        try entries().last { $0.instant <= now }
    }

    /// Removes the oldest ones but for so many.
    ///
    /// - Returns: The names of those that are gone.
    func prune(keeping count: Int) throws(SystemError) -> [String] {
        let surplus = try entries().dropLast(count).map(\.name)
        for name in surplus { try System.remove(file(name)) }
        return surplus
    }
}

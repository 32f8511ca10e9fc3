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

    /// Takes a folder for the backups of a database; makes it for its owner alone when there is none.
    ///
    /// - Throws: `StartError` when it can't be used, or when others than this user and root may write it: who can put a
    ///   file there can have it restored.
    static func open(_ path: String, for database: String) throws -> BackupFolder {
        if System.status(path) == nil {
            do throws(SystemError) { try System.makePrivateFolder(path) } catch {
                throw StartError("The folder for backups \(path) can't be made: \(error).")
            }
        }
        guard let status = System.status(path), status.kind == .folder else {
            throw StartError("REFERRALS_BACKUP_DIR is \(path), which is no folder.")
        }
        if let fault = fault(of: status, path) { throw StartError(fault) }
        try expectOutside(database, status)
        return BackupFolder(path: path)
    }

    /// What is wrong with who may write a folder, with what to do; nil when it is this user and root alone.
    static func fault(of status: FileStatus, _ path: String) -> String? {
        let remedy = ", or name another folder in REFERRALS_BACKUP_DIR."
        if status.permissions & 0o022 != 0 {
            return "Others than its owner can write the folder for backups \(path): run `chmod go-w \(path)`\(remedy)"
        }
        guard [System.user, 0].contains(status.owner) else {
            return "The folder for backups \(path) is for the user with the number \(status.owner), who can put "
                + "anything into it: run `chown \(System.user) \(path)`\(remedy)"
        }
        return nil
    }

    /// A database that is named as a backup would be taken for one, and removed with the old ones.
    private static func expectOutside(_ database: String, _ folder: FileStatus) throws {
        let resolved = System.resolved(database) ?? database
        let isInside = System.status(FilePath.folder(of: resolved))?.isSameFile(as: folder) ?? false
        guard isInside, BackupName.instant(of: FilePath.name(of: resolved)) != nil else { return }
        throw StartError("The database \(database) is named as a backup, and lies among them: give it another name.")
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

    /// Removes the oldest ones but for so many. Those that were begun after an instant, by a clock that was wrong,
    /// neither count nor go.
    ///
    /// - Returns: The names of those that are gone.
    func prune(keeping count: Int, by now: Timestamp) throws(SystemError) -> [String] {
        let surplus = try entries().filter { $0.instant <= now }.dropLast(count).map(\.name)
        for name in surplus { try System.remove(file(name)) }
        return surplus
    }
}

import HTTPServer
import ReferralStore
import Referrals

/// The place of a database: its file and what SQLite keeps beside it.
struct Place {
    /// What holds commits that are not in the file, and would be taken for those of another file of the name.
    private static let logs = ["-wal", "-journal"]

    let database: String
    /// When another database is put there.
    let now: Timestamp

    /// Looks whether a backup may be put there.
    ///
    /// - Throws: `StartError` with what stands in the way.
    func expectFree(for file: String, replacing: Bool) throws {
        if System.statusOfName(database)?.kind == .link {
            throw StartError("\(database) is a link: name the file that it leads to.")
        }
        let same = System.status(database).flatMap { System.status(file)?.isSameFile(as: $0) } ?? false
        guard !same else { throw StartError("\(file) is the database itself: name a backup.") }
        let files = System.fileExists(database) ? [database] : usedLogs
        guard !replacing, let first = files.first else { return }
        throw StartError(
            "There is \(first) already. With --force it is kept beside as \(FilePath.name(of: database))"
                + "\(Self.mark)<time>, and the backup takes its place.")
    }

    /// Puts a verified copy there and keeps what was there beside it.
    ///
    /// A second name and a rename in its place, so that there is no moment without a database: a start in that moment
    /// would make an empty one.
    func put(
        _ copy: DatabaseCopy, _ draft: Draft, _ reached: (Restore.Step) -> Void
    ) throws -> Restore.Outcome {
        let old = try hold()
        reached(.folded)
        let aside = try keepAside()
        reached(.keptAside)
        try clear(aside)
        reached(.cleared)
        try draft.publish(as: database)
        reached(.replaced)
        let isDamaged = old == nil && System.fileExists(aside)
        // Both files are held until here: who opens one by the name in between waits, and is refused.
        return withExtendedLifetime((old, copy)) {
            Restore.Outcome(
                contents: copy.contents, aside: System.fileExists(aside) ? aside : nil, oldIsDamaged: isDamaged)
        }
    }

    /// Nil when there is no database, or one that can't be opened for what is wrong with it.
    private func hold() throws(StoreError) -> DatabaseHold? {
        guard System.fileExists(database) else { return nil }
        do throws(StoreError) {
            return try DatabaseHold(database)
        } catch  where error.kind == .damaged || error.kind == .notADatabase {
            return nil
        }
    }

    private static let mark = ".before-restore-"

    /// The logs that something is in.
    private var usedLogs: [String] { Self.logs.map { database + $0 }.filter { System.fileSize($0) ?? 0 > 0 } }

    /// Gives the file that is there a second name, one that is free.
    private func keepAside() throws -> String {
        var instant = now
        while true {
            let name = database + Self.mark + BackupName.text(of: instant)
            instant = instant + .seconds(1)
            guard !([""] + Self.logs).contains(where: { System.statusOfName(name + $0) != nil }) else { continue }
            guard System.fileExists(database) else { return name }
            do throws(SystemError) {
                if try System.addName(name, to: database) { return name }
            } catch {
                throw StartError("\(database) can't be kept as \(name): \(error).")
            }
        }
    }

    /// Nothing of the old database may lie beside the new one. Of one that was folded only an index is left.
    private func clear(_ aside: String) throws {
        do throws(SystemError) {
            for log in usedLogs { try System.rename(log, to: aside + log.dropFirst(database.count)) }
            for suffix in BackupFile.companions { try System.remove(database + suffix) }
            // The old one has its second name on disk before it loses the first.
            try System.syncFolder(FilePath.folder(of: database))
        } catch {
            throw StartError("What lies beside \(database) can't be moved away: \(error).")
        }
    }
}

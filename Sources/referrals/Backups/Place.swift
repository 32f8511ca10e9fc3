import HTTPServer
import ReferralStore
import Referrals

/// The place of a database: its file and what SQLite keeps beside it.
struct Place {
    let database: String
    /// When another database is put there.
    let now: Timestamp

    /// Looks whether who put the database there is who runs this: the service could not open another user's.
    ///
    /// - Throws: `StartError` when that is another user.
    func expectOwner() throws {
        // Anybody may make a database in a folder of all; what root makes is for the folder's owner.
        let beside = System.user == 0 ? System.status(FilePath.folder(of: database)) : nil
        guard let owner = (System.status(database) ?? beside)?.owner, owner != System.user else { return }
        throw StartError(
            "\(database) is for the user with the number \(owner), whose service could not open what another one puts "
                + "there: run this as that user.")
    }

    /// Looks whether a backup may be put there.
    ///
    /// - Throws: `StartError` with what stands in the way.
    func expectFree(for file: String, replacing: Bool) throws {
        if System.statusOfName(database)?.kind == .link {
            throw StartError("\(database) is a link: name the file that it leads to.")
        }
        let same = System.status(database).flatMap { System.status(file)?.isSameFile(as: $0) } ?? false
        guard !same else { throw StartError("\(file) is the database itself: name a backup.") }
        let files = System.fileExists(database) ? [database] : BackupFile.usedLogs(beside: database)
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
        do {
            try clear(aside)
            reached(.cleared)
            try draft.rename(to: database)
        } catch {
            takeBack(aside)
            throw error
        }
        reached(.replaced)
        try draft.confirm(database)
        let hasOld = System.fileExists(aside)
        // Both files are held until here: who opens one by the name in between waits, and is refused.
        return withExtendedLifetime((old, copy)) {
            Restore.Outcome(
                contents: copy.contents, aside: hasOld ? aside : nil, oldIsDamaged: old == nil && hasOld,
                strayLogs: hasOld ? [] : BackupFile.usedLogs(beside: aside))
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

    /// Gives the file that is there a second name, one that is free.
    private func keepAside() throws -> String {
        var instant = now
        while true {
            let name = database + Self.mark + BackupName.text(of: instant)
            instant = instant + .seconds(1)
            guard !([""] + BackupFile.logs).contains(where: { System.statusOfName(name + $0) != nil }) else { continue }
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
            for log in BackupFile.usedLogs(beside: database) {
                try System.rename(log, to: aside + log.dropFirst(database.count))
            }
            for suffix in BackupFile.companions { try System.remove(database + suffix) }
            // The old one has its second name on disk before it loses the first.
            try System.syncFolder(FilePath.folder(of: database))
        } catch {
            throw StartError("What lies beside \(database) can't be moved away: \(error).")
        }
    }

    /// Leaves everything as it was before `keepAside`. What can't be undone is found under the second name.
    private func takeBack(_ aside: String) {
        for suffix in BackupFile.logs where System.fileExists(aside + suffix) {
            try? System.rename(aside + suffix, to: database + suffix)
        }
        guard let status = System.status(aside), System.status(database)?.isSameFile(as: status) == true else { return }
        try? System.remove(aside)
    }
}

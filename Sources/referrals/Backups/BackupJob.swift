import HTTPServer
import ReferralStore

/// Makes one backup: a verified copy, which then gets its name.
struct BackupJob {
    /// The database, which may be served meanwhile.
    let database: String
    /// The name of the backup.
    let file: String
    /// Where it comes to be, in the same folder.
    let draft: String
    /// Asked now and then; false ends it.
    var goesOn: @Sendable () -> Bool = { true }

    /// Does it, on the calling thread.
    ///
    /// - Returns: What the backup holds.
    /// - Throws: `StartError` with what to do; then there is no backup, and what had its name is as it was.
    func run() throws -> DatabaseContents {
        try BackupFile.expectFree(file, for: database)
        let draft = try Draft(draft, of: database)
        try expectRoom(besides: draft.leftBytes)
        do {
            return try draft.filled(while: goesOn) { copy in
                try draft.rename(to: file)
                try draft.confirm(file)
                return copy.contents
            }
        } catch let error as StoreError {
            throw StartError("\(error)\(Self.advice(error))")
        }
    }

    /// A disk that fills up is an error as well; this is known before anything is written.
    private func expectRoom(besides left: Int) throws {
        let folder = FilePath.folder(of: file)
        guard let free = System.freeBytes(at: folder), let size = System.fileSize(database), Int(free) + left < size
        else {
            return
        }
        throw StartError(
            "In \(folder) \(Amount.size(Int(free))) are free, and the backup needs \(Amount.size(size)): make room, "
                + "or name another folder.")
    }

    private static func advice(_ error: StoreError) -> String {
        switch error.kind {
        case .locked: ". When another backup to the same file is under way, wait until it has ended."
        case .damaged: " Run `referrals doctor`, and keep the last good backup."
        case .unusable: ". Nothing was kept: make room, or see to the folder's permissions, and run it again."
        case .stopped: ". Nothing was kept."
        case .newerDatabase, .notADatabase: "."
        }
    }
}

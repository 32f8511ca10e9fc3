import HTTPServer
import ReferralStore
import Referrals

/// Puts a backup in the place of a database.
///
/// Whatever ends the process, and when: of the name of the database there is always one that is whole, the old one or
/// the new one, with the log that belongs to it or none.
struct Restore {
    /// How far it has come.
    enum Step: CaseIterable, Sendable {
        /// The backup is sound.
        case examined
        /// A verified copy lies beside the database.
        case copied
        /// Everything of the old database is in its one file, and nobody can open it.
        case folded
        /// The old database has its second name.
        case keptAside
        /// What the old database could not take in is out of the way.
        case cleared
        /// The copy has the name of the database.
        case replaced
    }

    /// What came of it.
    struct Outcome {
        /// What the database holds now.
        let contents: DatabaseContents
        /// Where the old database is; nil when there was none.
        let aside: String?
        /// Whether the old database was too damaged for its log to be folded in; then the log is beside it.
        let oldIsDamaged: Bool
        /// Logs that lay there without a database, where they are now.
        let strayLogs: [String]
    }

    /// The backup.
    let file: String
    /// The database to be.
    let database: String
    /// Whether a database that is there may be put aside.
    let replaces: Bool
    /// When that is.
    let now: Timestamp
    /// Asked now and then until the old database is touched; false ends it.
    var goesOn: @Sendable () -> Bool = { true }
    /// Is told of each step that is done.
    var reached: (Step) -> Void = { _ in }

    /// Does it, on the calling thread.
    ///
    /// - Throws: `StartError` with what to do; the database is as it was then.
    func run() throws -> Outcome {
        let place = Place(database: database, now: now)
        try place.expectOwner()
        let lock = try DatabaseLock.take(database)
        defer { withExtendedLifetime(lock) {} }
        try place.expectFree(for: file, replacing: replaces)
        let draft = try Draft(database + ".draft", of: file)
        _ = try BackupExam(file: file, goesOn: goesOn).run()
        reached(.examined)
        do {
            return try draft.filled(while: goesOn) { copy in
                reached(.copied)
                return try place.put(copy, draft, reached)
            }
        } catch let error as StoreError {
            throw StartError("\(error). The database is as it was.\(Self.advice(error))")
        }
    }

    private static func advice(_ error: StoreError) -> String {
        switch error.kind {
        case .locked: " Stop whatever has it open, and run it again."
        case .unusable: " See to that, or restore to another place with --database."
        case .damaged, .newerDatabase, .notADatabase, .stopped: ""
        }
    }
}

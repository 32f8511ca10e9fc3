// What the checkpointer's thread does. A log that was copied is written over, so a copy must be on disk before it
// counts; what follows from a copy that may not be is decision 9 (docs/decisions/0009-failed-fsync.md).

final class CheckpointLoop {
    private let connection: Connection
    private let log: LogGrowth
    private let maximumPages: Int
    private let report: @Sendable (Checkpoint) -> Void
    /// Whether the log could not be made to begin anew.
    private var isTooLong = false
    /// Whether something that counts as copied may not be on disk: until SQLite has been made to copy it again, nothing
    /// is copied, and so nothing of the log is lost.
    private var isInDoubt = false
    /// The last checkpoint, and how many commits had been noted when it was done.
    private var last: (done: Checkpoint, commits: Int)?

    init(
        connection: sending Connection, log: LogGrowth, maximumPages: Int,
        report: @escaping @Sendable (Checkpoint) -> Void
    ) {
        self.connection = connection
        self.log = log
        self.maximumPages = maximumPages
        self.report = report
    }

    func run() {
        while log.waitForGrowth() {
            let callers = log.takeCallers()
            let copied = copiedLog
            if copied != nil, callers.isEmpty, !isTooLong { continue }
            var done = copied ?? checkpoint(.passive)
            // At once: until then readers may be shown pages as they were before.
            if isInDoubt { done = checkpoint(.passive) }
            let isCutOff = callers.contains { $0.mode == .truncate } || done.walPages > 2 * maximumPages
            if isCutOff || isTooLong || !callers.isEmpty || done.walPages > maximumPages {
                beginAnew(isCutOff ? .truncate : .restart)
            }
            for caller in callers { caller.answer(!isTooLong) }
            if isInDoubt { log.askAtNextCommit() }
        }
        beginAnew(.truncate)
        if isInDoubt { connection.keepLogOnClose() }
        for caller in log.end() { caller.answer(!isTooLong) }
    }

    private func beginAnew(_ mode: Checkpoint.Mode) {
        isTooLong = checkpoint(mode).error != nil
    }

    /// What the last checkpoint did when it has copied all there is, for all that is known. A commit may then make the
    /// log begin anew at any time, and a passive checkpoint that begins at that very moment damages the database with a
    /// SQLite before 3.51.3: decision 11 (docs/decisions/0011-wal-reset.md). Nothing is left for it to do anyway.
    ///
    /// One commit may be noted late, so one alone says nothing; after a second one the log is another one.
    private var copiedLog: Checkpoint? {
        guard !isInDoubt, let (done, commits) = last, done.copiedPages == done.walPages, done.error?.isBusy ?? true
        else { return nil }
        let (pages, present) = log.mark
        return pages == done.walPages && present - commits <= 1 ? done : nil
    }

    private func checkpoint(_ mode: Checkpoint.Mode) -> Checkpoint {
        let done = leaveDoubt(mode) ?? connection.checkpoint(mode)
        if done.error?.isFailedSync == true { isInDoubt = true }
        last = (done, log.mark.commits)
        report(done)
        return done
    }

    /// Nil when there is no doubt, or none any more; else the checkpoint that could not be.
    private func leaveDoubt(_ mode: Checkpoint.Mode) -> Checkpoint? {
        guard isInDoubt else { return nil }
        do throws(SQLiteError) {
            try connection.distrustCopies()
            isInDoubt = false
            return nil
        } catch {
            return Checkpoint(mode: mode, walPages: 0, copiedPages: 0, error: error)
        }
    }
}

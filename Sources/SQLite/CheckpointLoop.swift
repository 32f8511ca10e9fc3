// What the checkpointer's thread does. A log that was copied is written over, so a copy must be on disk before it
// counts; what follows from a copy that may not be is decision 9 (docs/decisions/0009-failed-fsync.md).

final class CheckpointLoop {
    private let connection: Connection
    private let log: LogGrowth
    private let report: @Sendable (Checkpoint) -> Void
    /// Whether something that counts as copied may not be on disk: until SQLite has been made to copy it again, nothing
    /// is copied, and so nothing of the log is lost.
    private var isInDoubt = false
    /// The last checkpoint, and how many commits had been noted when it was done.
    private var last: (done: Checkpoint, commits: Int)?

    init(
        connection: sending Connection, log: LogGrowth, report: @escaping @Sendable (Checkpoint) -> Void
    ) {
        self.connection = connection
        self.log = log
        self.report = report
    }

    func run() {
        while log.waitForGrowth() {
            let callers = log.takeCallers()
            if !isCopied { checkpoint(.passive) }
            // At once: until then readers may be shown pages as they were before.
            if isInDoubt { checkpoint(.passive) }
            answer(callers)
            if isInDoubt { log.askAtNextCommit() }
        }
        checkpoint(.truncate)
        if isInDoubt { connection.keepLogOnClose() }
        for caller in log.end() { caller.answer(last?.done.error == nil) }
    }

    /// Makes the log begin anew for those who wait for it, and for nobody else: where such a checkpoint does not get
    /// the writer's lock, it goes on as a passive one, and only while the writer waits no commit meets it (decision
    /// 11).
    private func answer(_ callers: [LogGrowth.Caller]) {
        guard !callers.isEmpty else { return }
        let isCutOff = callers.contains { $0.mode == .truncate }
        let done = checkpoint(isCutOff ? .truncate : .restart)
        for caller in callers { caller.answer(done.error == nil) }
    }

    /// Whether the last checkpoint has copied all there is, for all that is known. A commit may then make the log begin
    /// anew at any time, and a passive checkpoint that begins at that very moment damages the database with a SQLite
    /// before 3.51.3: decision 11 (docs/decisions/0011-wal-reset.md). Nothing is left for it to do anyway.
    ///
    /// One commit may be noted late, so one alone says nothing; after a second one the log is another one. Other
    /// programs' commits are not noted: without one of our own since, nothing is known to be there to copy.
    private var isCopied: Bool {
        guard !isInDoubt, let (done, commits) = last, done.copiedPages == done.walPages, done.error?.isBusy ?? true
        else { return false }
        let (pages, present) = log.mark
        return present == commits || (pages == done.walPages && present - commits == 1)
    }

    @discardableResult
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

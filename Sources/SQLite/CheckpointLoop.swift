// What the checkpointer's thread does. A log that was copied is written over, so a copy must be on disk before it
// counts; what follows from a copy that may not be is decision 9 (docs/decisions/0009-failed-fsync.md).

final class CheckpointLoop {
    private let connection: Connection
    private let log: LogGrowth
    private let report: @Sendable (Checkpoint) -> Void
    /// Whether something that counts as copied may not be on disk: until SQLite has been made to copy it again, nothing
    /// is copied, and so nothing of the log is lost.
    private var isInDoubt = false
    private var last: LastCheckpoint?

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

    /// Whether all of the log is copied, for all that is known.
    private var isCopied: Bool {
        let (pages, commits) = log.mark
        return !isInDoubt && last?.hasCopied(all: pages, after: commits) ?? false
    }

    @discardableResult
    private func checkpoint(_ mode: Checkpoint.Mode) -> Checkpoint {
        let before = log.mark.commits
        let done = leaveDoubt(mode) ?? connection.checkpoint(mode)
        if done.error?.isFailedSync == true { isInDoubt = true }
        last = LastCheckpoint(done: done, before: before, after: log.mark.commits)
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

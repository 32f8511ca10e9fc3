import HTTPServer
import Logging
import ReferralStore
import Referrals
import Synchronization

/// Takes a backup whenever one is due, keeps the newest ones, and tells how they stand.
///
/// `look` does the work on the thread of whoever calls it, one call at a time; between two there is nothing but the
/// alarm that it sets.
final class BackupKeeper: Sendable {
    /// What is kept where.
    struct Configuration: Sendable {
        let database: String
        let folder: BackupFolder
        let every: TimeSpan
        let keep: Int
    }

    private struct State {
        var plan: BackupPlan
        /// The size of the newest backup.
        var bytes = 0
        var made = 0
        var failed = 0
        /// Why the last attempt has failed.
        var fault = ""
        var isWorking = false
        var isStopping = false
        var waiting: [CheckedContinuation<Void, Never>] = []

        mutating func takeWaiting() -> [CheckedContinuation<Void, Never>] {
            defer { waiting = [] }
            return waiting
        }
    }

    private let configuration: Configuration
    private let clock: @Sendable () -> Timestamp
    private let setAlarm: @Sendable (Timestamp?) -> Void
    private let logger: Logger
    private let state: Mutex<State>

    /// - Parameters:
    ///   - configuration: What is kept where.
    ///   - clock: By which backups are due and named: the machine's, as that is what the alarm goes by. The service's
    ///     time stands still when the machine's clock goes back.
    ///   - alarm: Sets when `look` is to be called next.
    ///   - logger: Is told of each backup, and of each attempt that fails, with what to do.
    init(
        _ configuration: Configuration, clock: @escaping @Sendable () -> Timestamp,
        alarm: @escaping @Sendable (Timestamp?) -> Void, logger: Logger
    ) {
        self.configuration = configuration
        self.clock = clock
        setAlarm = alarm
        self.logger = logger
        state = Mutex(State(plan: BackupPlan(every: configuration.every)))
    }

    /// Takes note of what is there, and has `look` called when the next backup is due: a restart does not take one
    /// before.
    func start() { look(takes: false) }

    /// Takes a backup when one is due, and sets the alarm to the next.
    func look() { look(takes: true) }

    private func look(takes: Bool) {
        guard begin() else { return }
        let now = clock()
        do throws(SystemError) {
            note(try configuration.folder.newest(by: now))
        } catch {
            // What is known of it stands; a backup that is due will say whether it can be written.
            logger.error("backup", metadata: ["fault": "\(configuration.folder.path) can't be read: \(error)."])
        }
        if takes, now >= due(at: now) { take(at: now) }
        end()
    }

    /// Does what is under way at once, or not at all, and nothing more. Returns when it has ended.
    func stop() async {
        await withCheckedContinuation { continuation in
            let isIdle = state.withLock { state in
                state.isStopping = true
                if state.isWorking { state.waiting.append(continuation) }
                return !state.isWorking
            }
            if isIdle { continuation.resume() }
        }
    }

    /// Lets those go on that wait for what is under way: it takes too long.
    func leave() {
        for continuation in state.withLock({ $0.takeWaiting() }) { continuation.resume() }
    }

    /// How they stand now.
    var figures: BackupFigures {
        let now = clock()
        return state.withLock { state in
            BackupFigures(
                now: now, standing: state.plan.standing(now: now), newest: state.plan.newest, bytes: state.bytes,
                made: state.made, failed: state.failed, fault: state.fault, due: state.plan.due(now: now))
        }
    }

    private func due(at now: Timestamp) -> Timestamp { state.withLock { $0.plan.due(now: now) } }

    private var goesOn: Bool { state.withLock { !$0.isStopping } }

    private func begin() -> Bool {
        state.withLock { state in
            state.isWorking = !state.isStopping
            return state.isWorking
        }
    }

    private func end() {
        let waiting = state.withLock { state in
            state.isWorking = false
            return state.takeWaiting()
        }
        for continuation in waiting { continuation.resume() }
        if goesOn { setAlarm(due(at: clock())) }
    }

    private func note(_ entry: BackupFolder.Entry?) {
        state.withLock { state in (state.plan.newest, state.bytes) = (entry?.instant, entry?.bytes ?? 0) }
    }

    private func take(at now: Timestamp) {
        let (folder, name) = (configuration.folder, BackupName.make(now))
        System.stepBack()
        let began = System.uptime()
        do {
            let job = BackupJob(
                database: configuration.database, file: folder.file(name), draft: folder.file("referrals.db.draft"),
                goesOn: { [self] in goesOn })
            let contents = try job.run()
            state.withLock { state in
                state.plan.succeeded(at: now)
                (state.made, state.bytes) = (state.made + 1, contents.bytes)
            }
            logger.info(
                "backup",
                metadata: [
                    "file": "\(folder.file(name))", "bytes": "\(contents.bytes)", "ms": "\(System.uptime() - began)",
                ])
        } catch {
            // What was stopped has not failed.
            if goesOn { fail("\(error)", at: now) }
            return
        }
        prune(at: now)
    }

    private func prune(at now: Timestamp) {
        do throws(SystemError) {
            for name in try configuration.folder.prune(keeping: configuration.keep, by: now) {
                logger.info("backup removed", metadata: ["file": "\(configuration.folder.file(name))"])
            }
        } catch {
            logger.error("backup", metadata: ["fault": "Old backups can't be removed: \(error)."])
        }
    }

    private func fail(_ fault: String, at now: Timestamp) {
        let next = state.withLock { state in
            state.plan.failed(at: now)
            (state.failed, state.fault) = (state.failed + 1, fault)
            return state.plan.due(now: now)
        }
        logger.error("backup", metadata: ["fault": "\(fault)", "nextAttempt": "\(next)"])
    }
}

import HTTPServer
import Logging
import ReferralAPI
import Referrals
import Synchronization

/// The backups that the service takes by itself, with the alarm that it has for that: they are taken on its thread.
struct ScheduledBackups {
    private let keeper: BackupKeeper
    private let alarm: WallClockAlarm
    /// Nobody else removes backups there.
    private let lock: FileLock

    /// Takes the folder; nothing is copied yet. Nil without a folder.
    ///
    /// - Throws: `StartError` when the folder can't be used; when the system has no descriptor or thread left.
    init?(_ configuration: Configuration, logger: Logger) throws {
        guard let path = configuration.backups.folder else { return nil }
        let folder = try BackupFolder.open(path, for: configuration.database)
        lock = try folder.take()
        let ring = Mutex<BackupKeeper?>(nil)
        let alarm = try WallClockAlarm { ring.withLock { $0 }?.look() }
        keeper = BackupKeeper(
            BackupKeeper.Configuration(
                database: configuration.database, folder: folder, every: configuration.backups.every,
                keep: configuration.backups.keep),
            clock: { Timestamp(milliseconds: System.now()) },
            alarm: { alarm.set(millisecondsSinceEpoch: $0?.milliseconds) }, logger: logger)
        ring.withLock { [keeper] in $0 = keeper }
        self.alarm = alarm
    }

    /// Begins with what is due.
    func start() { keeper.start() }

    /// How they stand.
    var figures: BackupFigures { keeper.figures }

    /// Ends what is under way; what can't be ended in that time is left to the end of the process, and to the next
    /// backup, which writes over it.
    func stop(within limit: Duration) async {
        let watchdog = Task { [keeper] in
            try await Task.sleep(for: limit)
            keeper.leave()
        }
        await keeper.stop()
        watchdog.cancel()
        alarm.cancel()
    }
}

/// How scheduled backups stand. The service is ready without one.
enum BackupProbe {
    static func look(at figures: BackupFigures?) -> ServiceStatus.Part {
        ServiceStatus.Part(
            name: "backup", isReady: true, word: (figures?.standing ?? .off).rawValue, detail: detail(figures))
    }

    private static func detail(_ figures: BackupFigures?) -> String {
        guard let figures else { return "REFERRALS_BACKUP_DIR is not set." }
        let newest = figures.newest.map {
            "The last verified backup was begun \(Amount.age(figures.now - $0)) ago: \(BackupName.make($0)), "
                + "\(Amount.size(figures.bytes))."
        }
        let words = newest ?? "There is no backup yet."
        return switch figures.standing {
        case .ok, .off: words
        case .overdue: newest == nil ? words : "\(words) One has been due since \(figures.due)."
        case .failed: "\(words) The last attempt failed, the next is at \(figures.due). \(figures.fault)"
        }
    }
}

import HTTPServer
import Referrals

/// Whether there is a backup that is not too old.
enum BackupsExam {
    /// Without settings nobody knows where backups are.
    static func look(at settings: BackupSettings?, now: Timestamp) -> Diagnosis {
        guard let settings else {
            return Diagnosis("backup", detail: "not looked at, since the settings are not valid.")
        }
        var diagnosis = Diagnosis("backup", detail: "REFERRALS_BACKUP_DIR is not set.")
        guard let path = settings.folder else { return diagnosis }
        diagnosis.detail = nil
        if let status = System.status(path), let fault = BackupFolder.fault(of: status, path) { diagnosis.fail(fault) }
        do throws(SystemError) {
            let newest = try BackupFolder(path: path).newest(by: now)
            var plan = BackupPlan(every: settings.every)
            plan.newest = newest?.instant
            diagnosis.detail = newest.map {
                "\($0.name), \(Amount.age(now - $0.instant)) old, \(Amount.size($0.bytes))."
            }
            guard plan.standing(now: now) != .ok else { return diagnosis }
            let words = diagnosis.detail.map { "The newest is \($0)" } ?? "There is none in \(path)."
            diagnosis.warn(
                "\(words) One is due every \(settings.every): the log of the service says why there is none.")
        } catch { diagnosis.fail("\(path) can't be read: \(error).") }
        return diagnosis
    }
}

import HTTPServer
import ReferralStore
import Referrals

/// Looks at a database and what is around it, also while it is served, and changes nothing.
struct Doctor {
    /// The database.
    let database: String
    /// The settings as `serve` would take them from the same environment, and what is wrong with them.
    let settings: SettingsReport
    /// What time it is.
    let now: @Sendable () -> Timestamp

    /// Looks at one thing after the other.
    ///
    /// - Throws: `StoreError` before anything is reported when there is no database of this program, or of its version.
    func examine(report: (Diagnosis) -> Void) throws {
        var isCurrent = true
        try Checkup.run(on: database) { result in
            if result.name == "schema", result.count > 0 { isCurrent = false }
            report(Diagnosis(result))
        }
        // What waits, and when, can be read of this version alone.
        if isCurrent {
            report(ClockExam.look(at: database, now: now))
            report(OutboxExam.look(at: database, now: now(), sendsMail: settings.configuration?.mailServer != nil))
        }
        report(settings.diagnosis)
        report(FilesExam.look(at: database))
        report(SpaceExam.look(at: database))
        report(LibraryExam.look())
        report(BackupsExam.look(at: settings.configuration?.backups, now: now()))
    }
}

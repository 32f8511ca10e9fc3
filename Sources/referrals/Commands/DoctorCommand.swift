import ArgumentParser
import HTTPServer
import ReferralStore
import Referrals

/// Looks whether a database is sound, and what is around it.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Checks a database and its surroundings, also while it is served.",
        discussion: """
            A line for each check that finds nothing (ok), and one for each finding: a warning when the service goes \
            on and somebody should look, failed when something is wrong. The exit code is 1 when anything has failed. \
            Nothing is changed. Copy the database, or restore a backup, before anything is done about a finding. Run \
            it with the environment of the service, so that it judges the same settings.
            """)

    @Flag(help: "Print one object: database, verdict, and for each check name, verdict, detail and findings.")
    var json = false
    @OptionGroup var options: DatabaseOptions

    func run() async throws {
        let path = try options.existingPath()
        let sources = SettingSources(environment: System.environment(), readFile: System.readFile)
        let doctor = Doctor(database: path, settings: SettingsReport(sources), now: { Environment.live.now })
        var report = DoctorReport(database: path)
        try doctor.examine { diagnosis in
            report.diagnoses.append(diagnosis)
            if !json { Self.write(diagnosis.lines.map { "\($0)\n" }.joined()) }
        }
        if json { Self.write(report.json + "\n") }
        if report.verdict == .failed { throw ExitCode.failure }
    }

    private static func write(_ text: String) { System.writeToStandardOutput(Array(text.utf8)) }
}

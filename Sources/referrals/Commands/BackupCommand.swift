import ArgumentParser
import HTTPServer
import ReferralStore
import Referrals

/// Copies the database while it is served.
struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Writes a verified copy of the database, also while it is served.",
        discussion: """
            The copy is one file, as the database was at one instant, readable to its owner alone. It gets its name \
            when it is whole, verified and on disk, and then at once: an earlier backup of that name is replaced, \
            anything else is left alone and refused. It holds people's data and the secrets of webhooks; operator.key \
            is not in it.
            """)

    @Argument(help: "The file to write.", completion: .file()) var file: String
    @OptionGroup var options: DatabaseOptions

    func validate() throws {
        if SettingFormat<String>.path.parse(file) == nil {
            throw ValidationError("The backup must be \(SettingFormat<String>.path.expectation), not '\(file)'.")
        }
    }

    func run() async throws {
        let request = StopRequest()
        let began = System.uptime()
        let job = BackupJob(
            database: try options.existingPath(), file: file, draft: file + ".draft", goesOn: { request.goesOn })
        let contents = try job.run()
        let time = Amount.duration(System.uptime() - began)
        let lines = ["Wrote \(file) in \(time)."] + contents.lines(now: Environment.live.now)
        System.writeToStandardOutput(Array(lines.map { $0 + "\n" }.joined().utf8))
    }
}

import ArgumentParser
import HTTPServer
import ReferralStore

/// Looks whether a database is sound.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Checks a database, also while it is served; changes nothing.",
        discussion: """
            A line for each check that finds nothing, and one for each finding; the exit code is 1 when there is any. \
            Copy the database, or restore a backup, before anything is done about a finding.
            """)

    @OptionGroup var options: DatabaseOptions

    func run() async throws {
        let path = try options.existingPath()
        var findings = 0
        try Checkup.run(on: path) { result in
            findings += result.count
            for line in Self.lines(result) { System.writeToStandardOutput(Array("\(line)\n".utf8)) }
        }
        if findings > 0 { throw ExitCode.failure }
    }

    private static func lines(_ result: CheckResult) -> [String] {
        guard result.count > 0 else { return ["ok     \(result.name)"] }
        let told = result.findings.map { "wrong  \(result.name): \($0)" }
        let more = result.count - result.findings.count
        return more > 0 ? told + ["wrong  \(result.name): and \(more) more."] : told
    }
}

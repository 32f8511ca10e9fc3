import ArgumentParser
import HTTPServer
import ReferralStore
import Referrals

/// Puts a backup in the place of the database.
struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Puts a backup in the place of the database.",
        discussion: """
            Stop the service first. The backup is examined as `referrals doctor` examines a database, copied, \
            verified, and takes the name of the database at once; whatever interrupts it, there is the old one or the \
            new one. The old one is kept beside it, with all that was committed. The backup itself stays as it is.
            """)

    @Argument(help: "The backup.", completion: .file()) var file: String
    @Flag(help: "Put a database that is there aside.") var force = false
    @Flag(help: "Examine the backup, and leave it at that.") var check = false
    @OptionGroup var options: DatabaseOptions

    func run() async throws {
        let request = StopRequest()
        let now = Environment.live.now
        if check {
            let contents = try BackupExam(file: file, goesOn: { request.goesOn }).run()
            return Self.write(["\(file) is sound and can be restored."] + contents.lines(now: now) + older(contents))
        }
        let database = try options.path()
        var restore = Restore(file: file, database: database, replaces: force, now: now, goesOn: { request.goesOn })
        restore.reached = { step in
            switch step {
            case .examined: Self.write(["\(file) is sound."])
            case .copied: Self.write(["Copied and verified."])
            case .folded, .keptAside, .cleared, .replaced: break
            }
        }
        let outcome = try restore.run()
        Self.write(["\(database) is \(file) now."] + outcome.contents.lines(now: now) + older(outcome.contents))
        Self.write(lines(outcome, database))
    }

    private func older(_ contents: DatabaseContents) -> [String] {
        contents.isOlder ? ["It is of an older version: the next start migrates it."] : []
    }

    private func lines(_ outcome: Restore.Outcome, _ database: String) -> [String] {
        var lines: [String] = []
        if let aside = outcome.aside {
            lines.append("The former database is \(aside); remove it when it is not needed any more.")
        }
        if outcome.oldIsDamaged { lines.append("It can't be opened, and was kept as it was, with its log.") }
        for log in outcome.strayLogs { lines.append("The log of a database that was gone is \(log) now.") }
        return lines + [
            "What happened after the backup is gone: keys made since then, keys revoked since then are valid again, "
                + "erased persons are back. See docs/operations.md, \"After a restore\".",
            "Start the service, and look with `referrals doctor`.",
        ]
    }

    private static func write(_ lines: [String]) {
        System.writeToStandardOutput(Array(lines.map { $0 + "\n" }.joined().utf8))
    }
}

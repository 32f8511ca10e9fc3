import ArgumentParser
import HTTPServer

/// `referrals`: the service and the commands around its database.
@main
struct Main: AsyncParsableCommand {
    /// Of the program, as it names itself.
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "referrals",
        abstract: "A service for referral engagements, with its database inside.",
        version: version,
        subcommands: [
            ServeCommand.self, KeyCommand.self, MigrateCommand.self, BackupCommand.self, RestoreCommand.self,
            DoctorCommand.self, DemoCommand.self, WebhookCommand.self, MailCommand.self,
        ])

    /// Runs the command on other threads while this one sleeps. An asynchronous `main` would leave it to libdispatch,
    /// whose way of parking it valgrind does not survive.
    static func main() {
        Task.detached {
            await main(nil)
            System.exit()
        }
        System.sleepForEver()
    }
}

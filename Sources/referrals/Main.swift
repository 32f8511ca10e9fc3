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
            ServeCommand.self, KeyCommand.self, MigrateCommand.self, DemoCommand.self, DoctorCommand.self,
            WebhookCommand.self, MailCommand.self,
        ])
}

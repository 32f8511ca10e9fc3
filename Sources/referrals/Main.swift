import ArgumentParser
import HTTPServer

/// `referrals`: the service and the commands around its database.
@main
struct Main: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "referrals",
        abstract: "A service for referral engagements, with its database inside.",
        version: "0.1.0",
        subcommands: [
            ServeCommand.self, KeyCommand.self, MigrateCommand.self, DemoCommand.self, DoctorCommand.self,
            WebhookCommand.self,
        ])
}

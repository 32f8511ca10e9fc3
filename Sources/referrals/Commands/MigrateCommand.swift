import ArgumentParser
import HTTPServer
import ReferralStore

/// Brings a database up to date, as `serve` does when it starts.
struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate", abstract: "Makes the database, or brings it up to date.")

    @OptionGroup var options: DatabaseOptions

    func run() async throws {
        let applied = try await options.withStore(making: true) { $0.appliedMigrations }
        let words =
            applied.isEmpty ? "is up to date" : "was brought up to date by \(applied.joined(separator: ", "))"
        System.writeToStandardOutput(Array("\(try options.path()) \(words)\n".utf8))
    }
}

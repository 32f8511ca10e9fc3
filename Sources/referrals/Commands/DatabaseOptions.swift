import ArgumentParser
import HTTPServer
import ReferralStore
import Referrals

/// Which database a command works on; it may be served meanwhile.
struct DatabaseOptions: ParsableArguments {
    @Option(help: "The database file. Default: REFERRALS_DATABASE, or referrals.db.")
    var database: String?

    /// The path.
    var path: String {
        database ?? System.environment()["REFERRALS_DATABASE"] ?? "referrals.db"
    }

    /// Does something in the database and closes it.
    func withStore<Result>(_ body: (Store) async throws -> Result) async throws -> Result {
        let store = try Store(
            Store.Configuration(path: path, loops: 1, uptime: System.uptime), environment: .live)
        do {
            let result = try await body(store)
            store.stop()
            return result
        } catch {
            store.stop()
            throw error
        }
    }
}

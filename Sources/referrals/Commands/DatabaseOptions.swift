import ArgumentParser
import HTTPServer
import ReferralStore
import Referrals

/// Which database a command works on; it may be served meanwhile.
struct DatabaseOptions: ParsableArguments {
    @Option(help: "The database file. Default: REFERRALS_DATABASE, or referrals.db.")
    var database: String?

    /// The path, judged as `serve` judges it.
    func path() throws -> String {
        let text = database ?? System.environment()["REFERRALS_DATABASE"] ?? "referrals.db"
        let format = SettingFormat<String>.path
        guard let path = format.parse(text) else {
            throw ValidationError("The database must be \(format.expectation), not '\(text)'.")
        }
        return path
    }

    /// The path of a database that is there.
    func existingPath() throws -> String {
        let path = try path()
        guard System.fileExists(path) else { throw ValidationError("There is no database \(path).") }
        return path
    }

    /// Does something in the database and closes it. Unless it may be made, it must be there already.
    func withStore<Result>(
        making: Bool = false, _ body: (Store) async throws -> Result
    ) async throws -> Result {
        let path = making ? try path() : try existingPath()
        let lock = try Self.lockWhenOlder(path)
        defer {
            Store.tidyUp(path)
            withExtendedLifetime(lock) {}
        }
        return try await visit(path, body)
    }

    /// Opening an older database migrates it, which a service must not be there for: one of the version before would go
    /// on writing what the new schema is not filled from any more.
    private static func lockWhenOlder(_ path: String) throws -> FileLock? {
        guard System.fileExists(path), let contents = try? DatabaseContents(of: path), contents.isOlder else {
            return nil
        }
        return try DatabaseLock.take(path)
    }

    private func visit<Result>(_ path: String, _ body: (Store) async throws -> Result) async throws -> Result {
        var configuration = Store.Configuration(path: path, loops: 1, uptime: System.uptime)
        configuration.part = .visitor
        let store = try Store(configuration, environment: .live)
        do {
            let result = try await body(store)
            store.stop()
            return result
        } catch {
            store.stop()
            throw (error as? ReferralError).map { StartError($0.sentence) } ?? error
        }
    }
}

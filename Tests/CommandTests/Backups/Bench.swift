import Glibc
import HTTPServer
import Logging
import ReferralStore
import Referrals
import SQLite
import Synchronization
import TestSupport
import Testing

@testable import referrals

/// A small database in a folder of its own, which nobody has open.
struct Bench {
    let directory: TemporaryDirectory
    let clock = TestClock()
    var database: String { directory.file("referrals.db") }

    init() async throws {
        directory = try TemporaryDirectory()
        try await addKey("first")
    }

    /// Adds a key to the database, by which one state of it can be told from another.
    func addKey(_ name: String) async throws {
        let environment = Environment(clock: clock, seed: UInt64(truncatingIfNeeded: name.hashValue))
        let store = try Store(Store.Configuration(path: database, loops: 0, uptime: { 0 }), environment: environment)
        defer { store.stop() }
        let digest = Array(name.utf8.prefix(32)) + [UInt8](repeating: 0, count: max(32 - name.utf8.count, 0))
        _ = try await store.write { transaction throws(ReferralError) in
            try AccessService(transaction).createKey(
                NewAPIKey(name: name, role: .operator, expiresAt: nil), digest: digest)
        }
    }

    /// The names of the keys in a database, in order.
    func keys(_ path: String? = nil) throws -> [String] {
        try Connection(path: path ?? database, mode: .readOnly).all("SELECT name FROM keys ORDER BY id") { row in
            row.text(0)
        }
    }

    /// Makes a backup.
    @discardableResult
    func backUp(_ name: String = "backup.db") throws -> String {
        let file = directory.file(name)
        _ = try BackupJob(database: database, file: file, draft: file + ".draft").run()
        return file
    }

    /// The names of the files in the folder, but for the lock, and an empty log with its index, which a connection
    /// that reads leaves.
    func files() throws -> Set<String> {
        let passedOver = ["referrals.db.lock"] + (System.fileSize(database + "-wal") ?? 0 > 0 ? [] : idle)
        return Set(try System.names(in: directory.path).filter { !passedOver.contains($0) })
    }

    private var idle: [String] { ["referrals.db-wal", "referrals.db-shm"] }
}

/// A folder in a test's directory, gone with what is in it when the last reference is.
final class TestFolder {
    let path: String

    init(in directory: TemporaryDirectory, mode: mode_t = 0o700) {
        path = directory.file("backups")
        _ = unsafe mkdir(path, mode)
        _ = unsafe chmod(path, mode)
    }

    deinit {
        for name in (try? System.names(in: path)) ?? [] { try? System.remove(path + "/" + name) }
        _ = unsafe rmdir(path)
    }

    func names() throws -> [String] { try System.names(in: path).filter { $0 != "referrals.lock" }.sorted() }
}

/// The lines that were logged.
struct LoggedLines: LogHandler {
    private final class Lines: Sendable {
        let all = Mutex<[String]>([])
    }

    var logLevel = Logger.Level.trace
    var metadata: Logger.Metadata = [:]
    private let lines = Lines()

    var all: [String] { lines.all.withLock { $0 } }
    var logger: Logger { Logger(label: "test") { _ in self } }

    subscript(metadataKey key: String) -> Logger.MetadataValue? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let particulars = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        lines.all.withLock {
            $0.append(([event.level.rawValue, "\(event.message)"] + particulars).joined(separator: " "))
        }
    }
}

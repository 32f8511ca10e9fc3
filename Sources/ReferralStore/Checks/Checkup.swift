// Whether what a database holds fits together, found out by reading alone: what follows from something else is worked
// out anew and compared. Each check stands in a file of its own.

import Referrals
import SQLite

/// What one check of a database found.
public struct CheckResult: Sendable {
    /// How many findings are told in words.
    public static let limit = 100

    /// What was checked.
    public let name: String
    /// The first findings, each in a sentence without anything that people wrote.
    public internal(set) var findings: [String] = []
    /// How many findings there are.
    public internal(set) var count = 0

    init(_ name: String) { self.name = name }

    mutating func add(_ finding: String) {
        count += 1
        if count <= Self.limit { findings.append(finding) }
    }
}

/// The checks of a database.
public enum Checkup {
    /// What is checked.
    public enum Extent: Sendable {
        /// What SQLite itself knows: the file and its references, of whichever version.
        case file
        /// The version, and everything that can be counted anew; of another version nothing more.
        case everything
    }

    /// Checks a database in one snapshot and calls `report` after each check. Writes nothing and keeps nobody from
    /// writing, though the write-ahead log grows as long as it runs.
    /// - Parameters:
    ///   - path: The database.
    ///   - extent: What is checked.
    ///   - goesOn: Asked now and then; false ends it with the error `stopped`.
    ///   - report: Is told of each check.
    /// - Throws: `StoreError` when there is no database of this program, or of this version, at the path.
    public static func run(
        on path: String, _ extent: Extent = .everything, while goesOn: @escaping @Sendable () -> Bool = { true },
        report: (CheckResult) -> Void
    ) throws(StoreError) {
        // A broken page that a check came across may show once more when the snapshot ends, and tells nothing new then.
        var isDone = false
        do {
            try Reader(path: path).readTransaction { connection in
                connection.run(while: goesOn)
                switch extent {
                case .file: try runOnFile(connection, report: report)
                case .everything: try runAll(connection, report: report)
                }
                isDone = true
            }
        } catch  where !isDone {
            throw StoreError(error, path: path)
        } catch {}
    }

    private static func runAll(_ connection: Connection, report: (CheckResult) -> Void) throws {
        let schema = try schema(connection)
        report(schema)
        guard schema.count == 0 else { return }
        for check in checks { report(try check.result(connection)) }
    }

    /// What SQLite itself knows.
    static func runOnFile(_ connection: Connection, report: (CheckResult) -> Void) throws {
        for check in [file, references] { report(try check.result(connection)) }
    }

    private static let file = Check("file", Checks.file)
    private static let references = Check("references", Checks.references)
    private static let checks = [
        file, references, Check("feeds", Checks.feeds),
        Check("histories", Checks.histories), Check("states", Checks.states), Check("counts", Checks.counts),
        Check("open values", Checks.openValues), Check("full text", Checks.fullText),
        Check("provider directory", Checks.directory), Check("insights", Checks.insights),
        Check("registrations", Checks.registrations),
    ]

    /// Every other check needs the tables of this version.
    private static func schema(_ connection: Connection) throws -> CheckResult {
        var result = CheckResult("schema")
        for migration in try Migrator.status(connection, Schema.migrations).pending {
            result.add("The migration \(migration.name) was not applied: run `referrals migrate`, then look again.")
        }
        return result
    }
}

/// A check by its name; each is a function in an extension of this.
enum Checks {}

private struct Check: Sendable {
    let name: String
    let run: @Sendable (Connection, inout CheckResult) throws -> Void

    init(_ name: String, _ run: @escaping @Sendable (Connection, inout CheckResult) throws -> Void) {
        self.name = name
        self.run = run
    }

    /// What can't be read is a finding too, and no reason to leave the other checks.
    /// - Throws: `SQLiteError` when somebody asked to end.
    func result(_ connection: Connection) throws -> CheckResult {
        var result = CheckResult(name)
        do {
            guard connection.goesOn else { throw SQLiteError.interruption }
            try run(connection, &result)
        } catch let error as SQLiteError where error.isInterruption {
            throw error
        } catch {
            result.add("This could not be looked at to its end: \(error).")
        }
        return result
    }
}

extension Row {
    /// An id for people; of a column that holds none, what it holds.
    func idText(_ column: Int) -> String {
        guard let id = optionalBytes16(column) else { return "\(value(column))" }
        return ID<Partner>(high: id.0, low: id.1).description
    }

    /// Whose figure it is.
    func ownerText(_ column: Int) -> String {
        value(column) == Figures.all ? "all partners" : "the partner \(idText(column))"
    }
}

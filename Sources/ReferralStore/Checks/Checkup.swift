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
    /// Checks a database in one snapshot and calls `report` after each check. Writes nothing and keeps nobody from
    /// writing, though the write-ahead log grows as long as it runs.
    /// - Throws: `StoreError` when there is no database of this program, or of this version, at the path.
    public static func run(on path: String, report: (CheckResult) -> Void) throws(StoreError) {
        // A broken page that a check came across may show once more when the snapshot ends, and tells nothing new then.
        var isDone = false
        do {
            try Reader(path: path).readTransaction { connection in
                let schema = try schema(connection)
                report(schema)
                if schema.count == 0 {
                    for check in checks { report(check.result(connection)) }
                }
                isDone = true
            }
        } catch  where !isDone {
            throw StoreError(error, path: path)
        } catch {}
    }

    private static let checks = [
        Check("file", Checks.file), Check("references", Checks.references), Check("feeds", Checks.feeds),
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
    func result(_ connection: Connection) -> CheckResult {
        var result = CheckResult(name)
        do {
            try run(connection, &result)
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

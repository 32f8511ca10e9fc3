import SQLite

extension Checks {
    /// Whether the pages, rows and indexes are as SQLite made them, and the rows as the schema has them
    /// (https://www.sqlite.org/pragma.html#pragma_integrity_check).
    static func file(_ connection: Connection, _ result: inout CheckResult) throws {
        try connection.forEach("PRAGMA integrity_check") { row in
            for line in row.text(0).split(separator: "\n") where line != "ok" && !line.hasPrefix("***") {
                result.add("\(line).")
            }
            return true
        }
    }

    /// Whether what a row refers to is there.
    static func references(_ connection: Connection, _ result: inout CheckResult) throws {
        try connection.forEach("PRAGMA foreign_key_check") { row in
            let place = row.optionalInt(1).map { "the row \($0) of \(row.text(0))" } ?? "a row of \(row.text(0))"
            result.add("\(place) refers to something in \(row.text(2)) that is not there.")
            return true
        }
    }
}

// Inlinable, so that the closure over a row is compiled where it is written and no row costs an allocation.

extension Connection {
    /// Calls `body` for each row until it returns false or throws.
    /// - Throws: `SQLiteError`, or what `body` throws; the statement can be used again either way.
    @inlinable
    public func forEach(
        _ sql: SQL, _ values: [Value] = [], _ body: (borrowing Row) throws -> Bool
    ) throws {
        let statement = try begin(sql, values)
        defer { statement.finish() }
        while try statement.step(), try body(statement.row) {}
    }

    /// What `read` makes of the first row, or nil when there is none.
    /// - Throws: `SQLiteError`, or what `read` throws.
    @inlinable
    public func first<T>(
        _ sql: SQL, _ values: [Value] = [], _ read: (borrowing Row) throws -> T
    ) throws -> T? {
        let statement = try begin(sql, values)
        defer { statement.finish() }
        return try statement.step() ? try read(statement.row) : nil
    }

    /// What `read` makes of each row, in order.
    /// - Throws: `SQLiteError`, or what `read` throws.
    @inlinable
    public func all<T>(
        _ sql: SQL, _ values: [Value] = [], _ read: (borrowing Row) throws -> T
    ) throws -> [T] {
        let statement = try begin(sql, values)
        defer { statement.finish() }
        var rows: [T] = []
        while try statement.step() { rows.append(try read(statement.row)) }
        return rows
    }
}

// Where SQLite's errors end: beyond this module there are only `ReferralError`s.

import Referrals
import SQLite

extension ReferralError {
    /// What went wrong below, as callers may know it. What the storage can't help is unavailable, and everything
    /// else is a fault of the program or of the data.
    init(_ error: any Error) {
        switch error {
        case let error as ReferralError: self = error
        case let error as SQLiteError: self.init(sqlite: error)
        case WriterError.batchLost(let error): self = .storageUnavailable(detail: error.description)
        case WriterError.full: self = .overloaded(detail: "Too many writes are waiting: try again in a moment.")
        case ReaderPool.Refusal.full:
            self = .overloaded(detail: "Too many searches and other long reads are waiting: try again in a moment.")
        case is WriterStopped, is ReaderPool.Refusal: self = .storageUnavailable(detail: "the database is closed")
        default: self = .internalFault("\(error)")
        }
    }

    private init(sqlite error: SQLiteError) {
        self =
            error.isUnavailable
            ? .storageUnavailable(detail: error.description) : .internalFault(error.description)
    }

    /// A stored value that can't be: the database was changed by other hands, or the disk lost bits.
    static func damaged(_ table: String, _ column: String) -> ReferralError {
        .internalFault("the column \(column) of \(table) holds a value that it can't have")
    }
}

extension Connection {
    /// Runs one statement and returns how many rows it changed.
    @discardableResult
    func change(_ sql: SQL, _ values: [Value]) throws(ReferralError) -> Int {
        do { return try run(sql, values) } catch { throw ReferralError(error) }
    }

    /// What `read` makes of the first row.
    func one<T>(
        _ sql: SQL, _ values: [Value], _ read: (borrowing Row) throws -> T
    ) throws(ReferralError) -> T? {
        do { return try first(sql, values, read) } catch { throw ReferralError(error) }
    }

    /// What `read` makes of each row.
    func list<T>(
        _ sql: SQL, _ values: [Value], _ read: (borrowing Row) throws -> T
    ) throws(ReferralError) -> [T] {
        do { return try all(sql, values, read) } catch { throw ReferralError(error) }
    }

    /// Calls `body` for each row until it returns false.
    func each(
        _ sql: SQL, _ values: [Value], _ body: (borrowing Row) throws -> Bool
    ) throws(ReferralError) {
        do { try forEach(sql, values, body) } catch { throw ReferralError(error) }
    }
}

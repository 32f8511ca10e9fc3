public import Referrals
import SQLite

/// Who reads a database of this version without a part in it: nothing is written or kept.
public enum Bystander {
    /// Reads in one snapshot.
    /// - Throws: `StoreError` when the database, or what is asked for, can't be read.
    public static func read<R: Sendable>(
        _ path: String, now: Timestamp, _ body: (any ReferralReader) throws(ReferralError) -> R
    ) throws(StoreError) -> R {
        try look(path) { connection in try body(Look(connection: connection, now: now, policy: Policy())) }
    }

    /// The greatest instant that was recorded; nil when nothing was.
    public static func newestInstant(in path: String) throws(StoreError) -> Timestamp? {
        try look(path) { connection in try connection.greatestInstant() }
    }

    private static func look<R: Sendable>(
        _ path: String, _ body: (Connection) throws -> R
    ) throws(StoreError) -> R {
        do {
            return try Reader(path: path).readTransaction(body)
        } catch {
            throw StoreError(error, path: path)
        }
    }
}

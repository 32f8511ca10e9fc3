import Referrals

/// How scheduled backups stand.
struct BackupFigures: Equatable, Sendable {
    /// When they stood so.
    let now: Timestamp
    /// In a word.
    let standing: BackupPlan.Standing
    /// When the newest verified one was begun.
    let newest: Timestamp?
    /// Its size.
    let bytes: Int
    /// How many were made since the start.
    let made: Int
    /// How many attempts have failed since the start.
    let failed: Int
    /// Why the last one that failed did.
    let fault: String
    /// When the next attempt is due.
    let due: Timestamp
}

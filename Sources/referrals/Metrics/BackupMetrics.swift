import ReferralAPI
import Referrals

extension MetricsSource {
    /// Of the backups that the service takes; the age is for who asks to work out, who knows what time it is.
    static func families(of backups: BackupFigures) -> [MetricFamily] {
        let newest = backups.newest.map { instant in
            [
                MetricFamily(
                    "referrals_backup_last_success_timestamp_seconds", .gauge,
                    "When the newest verified backup was begun, since 1970.",
                    [.init([], .number(Double(instant.milliseconds) / 1_000))]),
                .gauge("referrals_backup_size_bytes", backups.bytes, "The newest verified backup."),
            ]
        }
        return (newest ?? []) + [
            .gauge(
                "referrals_backup_failing", backups.standing == .failed ? 1 : 0,
                "Whether the last attempt to take a backup has failed."),
            MetricFamily(
                "referrals_backup_attempts_total", .counter, "Attempts to take a backup, by outcome.",
                [
                    .init([("outcome", "done")], .integer(backups.made)),
                    .init([("outcome", "failed")], .integer(backups.failed)),
                ]),
        ]
    }
}

// What `GET /metrics` tells besides requests. Each figure costs some loads, a system call or a few steps in an index: a
// scrape looks at no table that grows. What the database does not tell is left out, and the rest is told.

import HTTPServer
import ReferralAPI
import ReferralStore
import Referrals
import Synchronization

/// The figures of the parts.
struct MetricsSource: Sendable {
    let meters: Meters
    let store: Store
    let session: any ReferralSession
    /// The path of the database.
    let database: String
    /// How many lines of the log were dropped.
    let droppedLines: @Sendable () -> Int
    /// The figures of the server, once there is one.
    let server: @Sendable () -> ServerFigures?
    /// How scheduled backups stand; nil when none are taken.
    var backups: @Sendable () -> BackupFigures? = { nil }

    /// All of them.
    func families() async -> [MetricFamily] {
        let waiting = await Waiting.look(at: session)
        return (server().map(Self.families) ?? []) + writing + files(isReadable: waiting != nil) + clocks
            + (waiting.map(Self.families) ?? []) + attempts + (backups().map(Self.families) ?? []) + logging + process
    }

    private static func families(of server: ServerFigures) -> [MetricFamily] {
        [
            .gauge("referrals_http_requests_in_flight", server.running, "Requests that are being answered."),
            .gauge("referrals_http_connections", server.open, "Connections that are open."),
            .counter("referrals_http_connections_accepted_total", server.accepted, "Connections taken."),
            .counter(
                "referrals_http_connections_refused_total", server.turnedAway,
                "Connections turned away because there were too many."),
            .counter("referrals_http_received_bytes_total", server.received, "Bytes that came over connections."),
            .counter("referrals_http_sent_bytes_total", server.sent, "Bytes that went over connections."),
            .gauge(
                "referrals_http_buffered_bytes", server.buffered,
                "Memory that connections hold for messages on their way, of REFERRALS_MAX_BUFFERED."),
        ]
    }

    private var writing: [MetricFamily] {
        let figures = store.figures
        return [
            .gauge("referrals_writer_queue_length", figures.waitingWrites, "Writes that wait for a transaction."),
            MetricFamily(
                "referrals_writer_batch_writes", .histogram, "Writes that shared a transaction and its commit.",
                [.init([], .spread(meters.writes.spread()))]),
            MetricFamily(
                "referrals_writer_commit_duration_seconds", .histogram, "How long commits took: the wait for the disk.",
                [.init([], .spread(meters.commits.spread(in: 1e9)))]),
            .counter(
                "referrals_writer_failures_total", meters.lost.now,
                "Transactions of which nothing is stored because the storage failed."),
            .gauge("referrals_reader_queue_length", figures.waitingReads, "Long reads that wait for a thread."),
            .gauge("referrals_feed_waiting_requests", figures.waitingReaders, "Long polls and streams that wait."),
        ]
    }

    private func files(isReadable: Bool) -> [MetricFamily] {
        [
            .gauge("referrals_database_readable", isReadable ? 1 : 0, "Whether this scrape could read the database."),
            .gauge("referrals_database_size_bytes", System.fileSize(database) ?? 0, "The database file."),
            .gauge(
                "referrals_database_wal_size_bytes", System.fileSize(database + "-wal") ?? 0, "Its write-ahead log."),
            MetricFamily(
                "referrals_database_checkpoints_total", .counter,
                "Copies of the write-ahead log into the database, by outcome.",
                [
                    .init([("outcome", "done")], .integer(meters.checkpoints.now)),
                    .init([("outcome", "failed")], .integer(meters.failedCheckpoints.now)),
                ]),
        ]
    }

    private var clocks: [MetricFamily] {
        let figures = store.figures
        return [
            MetricFamily(
                "referrals_expiry_lag_seconds", .gauge,
                "For how long something has been due, such as an expiry, that is not recorded.",
                [.init([], .number(Double(figures.dueFor.milliseconds) / 1_000))]),
            .gauge(
                "referrals_damaged_engagements", figures.setAside,
                "Engagements whose due instant can't be recorded, since their rows are damaged."),
        ]
    }

    private static func families(of waiting: Waiting) -> [MetricFamily] {
        [
            .counter("referrals_events_total", waiting.events, "Events recorded since the database was made."),
            MetricFamily(
                "referrals_outbox_waiting", .gauge, "What waits to be sent, counted up to 10000.",
                [
                    .init([("channel", "webhook")], .integer(waiting.deliveries)),
                    .init([("channel", "mail")], .integer(waiting.mail)),
                ]),
            MetricFamily(
                "referrals_outbox_overdue_seconds", .gauge,
                "For how long what has waited longest has been due to be sent.",
                [
                    .init([("channel", "webhook")], .number(waiting.deliveriesDueFor)),
                    .init([("channel", "mail")], .number(waiting.mailDueFor)),
                ]),
            .gauge("referrals_outbox_endpoints", waiting.endpoints, "Webhooks that are on and have something waiting."),
        ]
    }

    private var attempts: [MetricFamily] {
        [
            MetricFamily(
                "referrals_outbox_attempts_total", .counter, "Attempts to send what waited, by outcome.",
                [
                    Self.attempts("webhook", "delivered", meters.deliveries.now),
                    Self.attempts("webhook", "failed", meters.failedDeliveries.now),
                    Self.attempts("mail", "delivered", meters.mail.now),
                    Self.attempts("mail", "postponed", meters.postponedMail.now),
                    Self.attempts("mail", "refused", meters.refusedMail.now),
                ])
        ]
    }

    private var logging: [MetricFamily] {
        [
            .counter(
                "referrals_log_dropped_lines_total", droppedLines(), "Lines of the log that nobody read in time.")
        ]
    }

    private static func attempts(_ channel: String, _ outcome: String, _ count: Int) -> MetricFamily.Sample {
        let labels: [MetricFamily.Label] = [("channel", channel), ("outcome", outcome)]
        return MetricFamily.Sample(labels, .integer(count))
    }
}

extension Atomic where Value == Int {
    /// What it is now.
    fileprivate var now: Int { load(ordering: .relaxed) }
}

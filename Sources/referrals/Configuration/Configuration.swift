import Delivery
import Logging
import ReferralAPI
import Referrals

/// What `serve` was told to do: every setting, parsed and within its range.
///
/// It is made by `ConfigurationLoader`; how each member is named outside, its default and its range stand in
/// the table in `Settings.swift`.
struct Configuration: Equatable, Sendable {
    /// An IP address or a name to listen on, or `unix:` and the path of a socket.
    var host: String
    /// The port to listen on; 0 takes a free one.
    var port: Int
    /// The path of the database file.
    var database: String
    /// A key that is accepted as an operator's, beside those in the database.
    var operatorKey: Secret?
    /// A key for the metrics, beside operators' keys; nil leaves them to whoever is on this machine.
    var metricsKey: Secret?

    /// From the creation of an engagement to its expiry.
    var responseWindow: TimeSpan
    /// From the creation of an engagement to the recommended answer.
    var respondBy: TimeSpan
    /// How long a wish for direct contact is shown as hot.
    var hotWindow: TimeSpan
    /// How long before the expiry the partner is reminded.
    var expiryReminder: TimeSpan
    /// What providers are ranked by.
    var rankingWeights: RankingWeights
    /// How long events stay in the feeds.
    var eventRetention: TimeSpan

    /// Requests a key, or an address without one, may make; nil is no limit.
    var rateLimit: RateLimit?
    /// The server that mail is sent through; nil keeps all of it queued.
    var mailServer: MailServer?
    /// Who sends mail; not nil with a mail server.
    var mailSender: MailRecipient?
    /// How many new requests one address gets in messages of their own.
    var mailDigest: MailLimits.Rate
    /// Where clients reach the service, without a trailing slash; nil when nobody said.
    var publicURL: String?
    /// The web origins whose scripts may call the service.
    var corsOrigins: [Origin]
    /// The proxies whose `X-Forwarded-For` counts.
    var trustedProxies: [TrustedProxy]

    /// After how long what could not be delivered is tried again.
    var retrySchedule: RetrySchedule
    /// Where webhooks may go although it is not public, or not https.
    var webhookExceptions: [AddressException]

    /// Connections open at one time.
    var maximumConnections: Int
    /// Connections open at one time from one address; nil is no limit.
    var maximumConnectionsPerAddress: Int?
    /// How long a request's head may take to arrive.
    var headTimeout: TimeSpan
    /// How long a request's body may take to arrive.
    var bodyTimeout: TimeSpan
    /// Bytes a second that a peer must send of a body, and take of an answer; nil is no limit.
    var minimumRate: Int?
    /// Bytes that all connections together may hold of messages on their way.
    var maximumBuffered: Int
    /// How long a connection may wait for its next request.
    var idleTimeout: TimeSpan
    /// How long a peer may take nothing of an answer.
    var writeTimeout: TimeSpan

    /// The backups that the service takes by itself.
    var backups: BackupSettings

    /// The least severe level that is logged.
    var logLevel: Logger.Level
    /// How a log line is written.
    var logFormat: LogFormat
}

/// Which backups the service takes by itself.
struct BackupSettings: Equatable, Sendable {
    /// Where they are kept; nil takes none.
    var folder: String?
    /// The time between two.
    var every: TimeSpan
    /// How many are kept.
    var keep: Int
}

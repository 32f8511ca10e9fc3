// The table of all settings. A row reads one member of `Configuration`, so a member without a row does not
// compile; the flags of `serve`, its help and the README's test are made from the same rows, in this order.
// To add a setting: a member, and a row here.

import Delivery
import ReferralAPI
import Referrals

extension Configuration {
    /// Reads every setting: its name (the flag's; the variable's is made from it), its form, its default and
    /// its help.
    init(from settings: inout SettingReader) {
        host = settings.value(
            "host", .host, default: "127.0.0.1", "The address to listen on, or unix: and the path of a socket.")
        port = settings.value(
            "port", .port, default: "8080", "The port to listen on; 0 takes a free one and says which.")
        database = settings.value(
            "database", .path, default: "referrals.db", "The database file; made, and migrated, when absent.")
        operatorKey = settings.secret("operator-key", .key, "A key accepted as an operator's.")
        metricsKey = settings.secret("metrics-key", .key, "A key for GET /metrics.")

        responseWindow = settings.value(
            "response-window", .window, default: "14d", "How long a partner has to answer a new engagement.")
        respondBy = settings.value(
            "respond-by", .window, default: "24h", "The recommended time to answer within.")
        hotWindow = settings.value(
            "hot-window", .window, default: "72h", "How long a wish for direct contact is shown as hot.")
        expiryReminder = settings.value(
            "expiry-reminder", .window, default: "48h", "How long before the expiry the partner is reminded.")
        rankingWeights = settings.value(
            "ranking-weights", .rankingWeights, default: RankingWeights.standard.description,
            "What the parts of a provider's rank count.")
        eventRetention = settings.value(
            "event-retention", .window, default: "90d", "How long events stay in the feeds.")

        rateLimit = settings.value(
            "rate-limit", .off(or: .rateLimit), default: "1200/1m", "Requests a key may make in a time.")
        mailServer = settings.secret("smtp-url", .mailServer, "The server that mail is sent through.")
        mailSender = settings.optional(
            "mail-from", .mailSender, "Who sends mail; needed with a mail server.")
        mailDigest = settings.value(
            "mail-digest", .mailRate, default: "10/1h",
            "New requests in messages of their own that one address gets in a time; more come in one message.")
        publicURL = settings.optional(
            "public-url", .publicURL, "Where clients reach the service, for links to it.")
        corsOrigins = settings.list(
            "cors-origins", .origin, "Web origins whose scripts may call the service.")
        trustedProxies = settings.list(
            "trusted-proxies", .trustedProxy, "Proxies whose X-Forwarded-For header counts.")

        retrySchedule = settings.value(
            "retry-schedule", .retrySchedule, default: RetrySchedule.standard.description,
            "After how long a webhook or mail that failed is tried again, attempt by attempt.")
        webhookExceptions = settings.list(
            "webhook-allow", .addressException,
            "Where webhooks may go although it is not public, or not https.")

        maximumConnections = settings.value(
            "max-connections", .count, default: "20000", "Connections open at one time.")
        maximumConnectionsPerAddress = settings.value(
            "max-connections-per-address", .off(or: .count), default: "off",
            "Connections open at one time from one address.")
        maximumBuffered = settings.value(
            "max-buffered", .size, default: "128MiB", "Memory of all connections for messages on their way.")
        headTimeout = settings.value(
            "head-timeout", .timeout, default: "10s", "How long a request's head may take to arrive.")
        bodyTimeout = settings.value(
            "body-timeout", .timeout, default: "30s", "How long a request's body may take to arrive.")
        minimumRate = settings.value(
            "min-rate", .off(or: .count), default: "500",
            "Bytes a second that a client must send of a body, and take of an answer.")
        idleTimeout = settings.value(
            "idle-timeout", .timeout, default: "75s", "How long a connection may wait for its next request.")
        writeTimeout = settings.value(
            "write-timeout", .timeout, default: "30s", "How long a client may take nothing of an answer.")

        backups = BackupSettings(from: &settings)
        logLevel = settings.value(
            "log-level", .logLevel, default: "info", "The least severe level that is logged.")
        logFormat = settings.value("log-format", .logFormat, default: "text", "How a log line is written.")
    }
}

extension BackupSettings {
    /// Reads the settings of backups.
    fileprivate init(from settings: inout SettingReader) {
        folder = settings.optional(
            "backup-dir", .folder, "The folder that backups are kept in, made when absent; without it none are taken.")
        every = settings.value("backup-every", .window, default: "1d", "The time between two backups.")
        keep = settings.value("backup-keep", .backups, default: "7", "How many backups are kept.")
    }
}

import Delivery
import HTTPServer
import ReferralAPI
import Referrals

// What each part is told of the configuration.

extension Configuration {
    /// Descriptors that are no connections: files of the database, listeners, and connections that are turned away.
    private static let otherDescriptors = 512

    /// Takes no more connections than there are descriptors for: one beyond the limit is answered with 503, where one
    /// without a descriptor would wait unheard, and the database could open no file.
    ///
    /// - Parameter descriptors: How many the process can open; nil when that is not known.
    /// - Returns: A warning when that is fewer than was asked for.
    mutating func fit(descriptors: Int?) -> [String] {
        guard let descriptors else { return [] }
        let room = max(descriptors - Self.otherDescriptors, descriptors / 2, 1)
        guard room < maximumConnections else { return [] }
        defer { maximumConnections = room }
        return [
            "max-connections is \(room) instead of \(maximumConnections): the process may open \(descriptors) files"
        ]
    }
}

extension Configuration {
    /// Whether the address to listen on is one that only this machine reaches. A name is known to be one only when it
    /// is `localhost` (RFC 6761, section 6.3), and a socket is none: it is there for a proxy.
    var isForThisMachine: Bool {
        host == "localhost" || ["127.0.0.0/8", "::1/128"].contains { AddressBlock($0)?.contains(host) ?? false }
    }
}

extension ServerConfiguration {
    init(_ configuration: Configuration) {
        self.init(host: configuration.host, port: configuration.port)
        timeouts.head = Duration(configuration.headTimeout)
        timeouts.body = Duration(configuration.bodyTimeout)
        timeouts.idle = Duration(configuration.idleTimeout)
        timeouts.write = Duration(configuration.writeTimeout)
        timeouts.minimumRate = configuration.minimumRate ?? 0
        maxBuffered = configuration.maximumBuffered
        maxConnections = configuration.maximumConnections
        maxConnectionsPerAddress = configuration.maximumConnectionsPerAddress
    }
}

extension SharedAPI.Configuration {
    init(_ configuration: Configuration, metrics source: MetricsSource, log: RequestLog) {
        self.init(uptime: System.uptime)
        nanoseconds = System.nanoseconds
        metricsKey = configuration.metricsKey?.text
        metricsAreOpen = configuration.isForThisMachine
        metrics = source.families
        requestLog = log
        operatorKey = configuration.operatorKey?.text
        rateLimit = configuration.rateLimit
        publicURL = configuration.publicURL
        corsOrigins = configuration.corsOrigins.map(\.text)
        addresses = AddressPolicy(exceptions: configuration.webhookExceptions)
        let resolver = SystemResolver()
        resolveHost = { host in await resolver.addresses(of: host) }
    }
}

extension Policy {
    init(_ configuration: Configuration) {
        self.init(
            response: ResponsePolicy(
                responseWindow: configuration.responseWindow, respondBy: configuration.respondBy,
                hotWindow: configuration.hotWindow, expiryReminder: configuration.expiryReminder),
            ranking: configuration.rankingWeights, retrySchedule: configuration.retrySchedule,
            eventRetention: configuration.eventRetention)
    }
}

extension Duration {
    fileprivate init(_ span: TimeSpan) { self = .milliseconds(span.milliseconds) }
}

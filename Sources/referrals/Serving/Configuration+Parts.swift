import HTTPServer
import ReferralAPI
import Referrals

// What each part is told of the configuration.

extension ServerConfiguration {
    init(_ configuration: Configuration) {
        self.init(host: configuration.host, port: configuration.port)
        timeouts.head = Duration(configuration.headTimeout)
        timeouts.body = Duration(configuration.bodyTimeout)
        timeouts.idle = Duration(configuration.idleTimeout)
        timeouts.write = Duration(configuration.writeTimeout)
        maxConnections = configuration.maximumConnections
        maxConnectionsPerAddress = configuration.maximumConnectionsPerAddress
    }
}

extension SharedAPI.Configuration {
    init(_ configuration: Configuration) {
        self.init(uptime: System.uptime)
        operatorKey = configuration.operatorKey?.text
        rateLimit = configuration.rateLimit
        publicURL = configuration.publicURL
        corsOrigins = configuration.corsOrigins.map(\.text)
    }
}

extension Policy {
    init(_ configuration: Configuration) {
        self.init(
            response: ResponsePolicy(
                responseWindow: configuration.responseWindow, respondBy: configuration.respondBy,
                hotWindow: configuration.hotWindow, expiryReminder: configuration.expiryReminder),
            ranking: configuration.rankingWeights)
    }
}

extension Duration {
    fileprivate init(_ span: TimeSpan) { self = .milliseconds(span.milliseconds) }
}

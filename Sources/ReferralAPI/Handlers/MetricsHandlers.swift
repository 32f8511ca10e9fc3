import HTTP

/// What an operator's monitoring reads.
enum MetricsHandlers {
    static let routes: [Route] = [.get("/metrics", .open, produces: [.metrics], metrics)]

    private static func metrics(_ exchange: Exchange) async throws -> Reply {
        let metrics = exchange.services.metrics
        guard metrics.admits(exchange.request, exchange.caller) else { throw Authenticator.missing }
        var reply = Reply(.ok, body: .bytes(MetricsText(await metrics.families()).bytes))
        reply.mediaType = .metrics
        return reply
    }
}

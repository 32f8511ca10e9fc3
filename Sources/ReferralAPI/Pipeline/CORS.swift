import HTTP

/// Cross-origin access for the configured origins (Fetch standard, section 3.2); off without any.
struct CORS: Sendable {
    private static let exposed =
        "ETag, Link, Location, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id, Idempotent-Replayed"
    private static let allowed =
        "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Last-Event-ID, X-Request-Id"

    private let origins: [String]

    init(origins: [String]) { self.origins = origins }

    private func origin(of request: Request) -> String? {
        guard !origins.isEmpty, let origin = request.fields.ascii("origin") else { return nil }
        return origins.contains(origin) ? origin : nil
    }

    /// Adds what lets a script of an allowed origin read the answer.
    func describe(_ request: Request, in fields: inout ResponseFields) {
        guard !origins.isEmpty else { return }
        fields.append("Vary", "Origin")
        guard let origin = origin(of: request) else { return }
        fields.append("Access-Control-Allow-Origin", origin)
        fields.append("Access-Control-Expose-Headers", Self.exposed)
    }

    /// Adds what a preflight asks for.
    func describePreflight(_ request: Request, allow: String, in fields: inout ResponseFields) {
        guard origin(of: request) != nil, request.fields.contains("access-control-request-method") else {
            return
        }
        fields.append("Access-Control-Allow-Methods", allow)
        fields.append("Access-Control-Allow-Headers", Self.allowed)
        fields.append("Access-Control-Max-Age", "600")
    }
}

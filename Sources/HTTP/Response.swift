// RFC 9110, sections 6 and 15; RFC 9112, section 8.

/// An answer. `Date`, `Content-Length`, `Transfer-Encoding` and `Connection` are added when it is encoded.
public struct Response: Sendable {
    /// How it went.
    public var status: Status
    /// The header fields, without those that the encoder adds.
    public var fields: ResponseFields
    /// The content. HEAD, 204 and 304 send none whatever stands here.
    public var body: ResponseBody
    /// Whether the connection ends after this answer, with `Connection: close`.
    public var closesConnection = false

    /// An answer of these parts.
    public init(_ status: Status, fields: ResponseFields = ResponseFields(), body: ResponseBody = .empty) {
        self.status = status
        self.fields = fields
        self.body = body
    }
}

/// The content of a response.
public enum ResponseBody: Sendable {
    /// None, sent as `Content-Length: 0`.
    case empty
    /// All of it, its length known.
    case bytes([UInt8])
    /// Written piece by piece, its length unknown. When the function throws, the connection breaks off
    /// without the end of the body, so that the peer sees that something is missing.
    case stream(@Sendable (any BodyWriter) async throws -> Void)
}

/// Where a streamed body goes.
public protocol BodyWriter: Sendable {
    /// Queues bytes, and returns when there is room for more (back-pressure).
    /// - Throws: When the peer is gone, or nothing may be sent any more.
    func write(_ bytes: [UInt8]) async throws
}

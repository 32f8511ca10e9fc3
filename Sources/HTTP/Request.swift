// RFC 9110, section 6; RFC 9112, section 9.3.

/// One complete request: its head, and its body with the transfer coding removed.
public struct Request: Sendable {
    /// What to do.
    public var method: Method
    /// What to do it with.
    public var target: Target
    /// The version the peer speaks.
    public var version: Version
    /// The header fields. A chunked body's trailer fields are checked and dropped (RFC 9110 section 6.5.1).
    public var fields: RequestFields
    /// The content; empty when there is none.
    public var body: [UInt8]

    /// A request of these parts.
    public init(method: Method, target: Target, version: Version, fields: RequestFields, body: [UInt8]) {
        self.method = method
        self.target = target
        self.version = version
        self.fields = fields
        self.body = body
    }

    /// An HTTP/1.1 request as a test writes it: `try Request(.get, "/v1/me", headers: [("Accept",
    /// "text/csv")])`.
    /// - Throws: `ProtocolError` when the target is malformed.
    public init(
        _ method: Method, _ target: String, headers: [(String, String)] = [], body: [UInt8] = []
    ) throws(ProtocolError) {
        self.init(
            method: method, target: try Target(target), version: .http11, fields: RequestFields(headers),
            body: body)
    }

    /// Whether the peer wants to send more on this connection (RFC 9112 section 9.3): 1.1 unless it says
    /// `close`, 1.0 only when it says `keep-alive`.
    public var wantsKeepAlive: Bool {
        if fields.lists("close", in: "connection") { return false }
        return version >= .http11 || fields.lists("keep-alive", in: "connection")
    }
}

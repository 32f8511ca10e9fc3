/// The name of one effect: a caller's key never meets another caller's.
public struct IdempotencyKey: Hashable, Sendable {
    /// The API key's id in text, or `environment` for the operator key of the environment.
    public let owner: String
    /// 1 to 255 visible ASCII characters.
    public let value: String
    /// SHA-256 over path and body of the request: the same key with another is refused.
    public let fingerprint: [UInt8]

    /// Makes a key.
    public init(owner: String, value: String, fingerprint: [UInt8]) {
        self.owner = owner
        self.value = value
        self.fingerprint = fingerprint
    }
}

/// A 2xx answer as it is kept for replays.
public struct StoredReply: Hashable, Sendable {
    /// The status code.
    public let status: Int
    /// The `Location`.
    public let location: String?
    /// The opaque part of the `ETag`.
    public let tag: String?
    /// The body.
    public let body: KeptBody

    /// Makes a reply.
    public init(status: Int, location: String?, tag: String?, body: KeptBody) {
        self.status = status
        self.location = location
        self.tag = tag
        self.body = body
    }
}

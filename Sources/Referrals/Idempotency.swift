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

/// A 2xx answer as it is kept for replays. Secrets and the customer's person are cut out of the body; the person is
/// put in again, as the reader may see it then, when the answer is replayed.
public struct StoredReply: Hashable, Sendable {
    /// The place in the body where a customer's person was cut out.
    public struct PersonGap: Hashable, Sendable {
        /// The byte offset.
        public let offset: Int
        /// The engagement in whose view the person stood; nil for the view of the RFI.
        public let engagementID: ID<Engagement>?

        /// Makes a gap.
        public init(offset: Int, engagementID: ID<Engagement>?) {
            self.offset = offset
            self.engagementID = engagementID
        }
    }

    /// The status code.
    public let status: Int
    /// The `Location`.
    public let location: String?
    /// The opaque part of the `ETag`.
    public let tag: String?
    /// The body without what may not be kept.
    public let body: [UInt8]
    /// The RFI whose customer the body may speak of.
    public let rfiID: ID<RFI>?
    /// Where the person was.
    public let personGap: PersonGap?

    /// Makes a reply.
    public init(
        status: Int, location: String?, tag: String?, body: [UInt8], rfiID: ID<RFI>? = nil,
        personGap: PersonGap? = nil
    ) {
        self.status = status
        self.location = location
        self.tag = tag
        self.body = body
        self.rfiID = rfiID
        self.personGap = personGap
    }
}

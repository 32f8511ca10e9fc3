public import Referrals

/// Where requests are told once they are answered.
public struct RequestLog: Sendable {
    /// Whether requests are told at all.
    let tellsRequests: Bool
    /// Whether those of probes are, too, which come every few seconds.
    let tellsProbes: Bool
    let write: @Sendable (AnsweredRequest) -> Void

    func tells(isProbe: Bool) -> Bool { isProbe ? tellsProbes : tellsRequests }

    /// Makes one.
    ///
    /// - Parameters:
    ///   - tellsRequests: Whether requests are told at all.
    ///   - tellsProbes: Whether those of `/livez`, `/readyz` and `/metrics` are, too.
    ///   - write: Is told of each, on the thread of its loop: it must not wait.
    public init(tellsRequests: Bool, tellsProbes: Bool, write: @escaping @Sendable (AnsweredRequest) -> Void) {
        self.tellsRequests = tellsRequests
        self.tellsProbes = tellsProbes
        self.write = write
    }

    /// Tells nothing.
    public static let none = RequestLog(tellsRequests: false, tellsProbes: false) { _ in }
}

/// A request and what became of it, as the log tells it: neither its body, nor its query, nor its key.
public struct AnsweredRequest: Sendable {
    /// The id that is on the answer, maybe the client's own.
    public let id: String
    /// The key that it came with; nil without one, and for that of the environment.
    public let keyID: ID<APIKey>?
    /// The role of who sent it; nil for nobody known.
    public let role: Role.Kind?
    /// `GET`.
    public let method: String
    /// The pattern of its route; nil when there is none.
    public let route: String?
    /// The path as it came, without its query.
    public let path: String
    /// The status of the answer.
    public let status: Int
    /// From the first look at it to the end of its answer.
    public let nanoseconds: Int64
    /// Bytes of content that the answer had.
    public let bytes: Int
    /// The address of the client, as far as proxies that are trusted tell it.
    public let address: String
    /// Whether it is one of those that come every few seconds.
    public let isProbe: Bool
}

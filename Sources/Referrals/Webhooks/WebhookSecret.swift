/// What the deliveries of an endpoint are signed with: 24 to 64 random bytes, shown as `whsec_` and their base64
/// (Standard Webhooks 1.0, Symmetric).
public struct WebhookSecret: Hashable, Sendable {
    /// The bytes.
    public let bytes: [UInt8]

    /// A secret from its bytes; nil unless they are 24 to 64.
    public init?(bytes: [UInt8]) {
        guard (24...64).contains(bytes.count) else { return nil }
        self.bytes = bytes
    }

    /// A fresh secret of 32 bytes.
    public init(_ environment: Environment) {
        let words = [environment.random(), environment.random()].flatMap { [$0.0, $0.1] }
        bytes = words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
    }

    /// A secret from the text that `description` gives; nil for any other.
    public init?(_ text: some StringProtocol) {
        guard text.hasPrefix("whsec_"), let bytes = Base64.decode(text.dropFirst(6)) else { return nil }
        self.init(bytes: bytes)
    }
}

extension WebhookSecret: CustomStringConvertible {
    /// The secret as its owner is shown it.
    public var description: String { "whsec_" + Base64.encode(bytes) }
}

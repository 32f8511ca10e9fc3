import Crypto
public import Referrals

/// The `webhook-signature` of a delivery (Standard Webhooks 1.0, Signature scheme).
public enum Signature {
    /// One signature a secret, with spaces between them, over `id.timestamp.body`.
    ///
    /// - Parameters:
    ///   - id: The `webhook-id`.
    ///   - timestamp: The `webhook-timestamp`: seconds since 1970, of this attempt.
    ///   - body: The bytes of the body.
    ///   - secrets: What signs.
    /// - Returns: The value of the field.
    public static func header(id: String, timestamp: Int64, body: [UInt8], secrets: [WebhookSecret]) -> String {
        secrets.map { "v1," + Base64.encode(code(id, timestamp, body, $0)) }.joined(separator: " ")
    }

    /// Whether one of the signatures in a header is that of the secret. Takes a time that does not depend on where
    /// they differ.
    public static func verify(
        _ header: String, id: String, timestamp: Int64, body: [UInt8], secret: WebhookSecret
    ) -> Bool {
        let signed = Array("\(id).\(timestamp).".utf8) + body
        return header.split(separator: " ").contains { text in
            guard text.hasPrefix("v1,"), let given = Base64.decode(text.dropFirst(3)) else { return false }
            return HMAC<SHA256>.isValidAuthenticationCode(
                given, authenticating: signed, using: SymmetricKey(data: secret.bytes))
        }
    }

    private static func code(
        _ id: String, _ timestamp: Int64, _ body: [UInt8], _ secret: WebhookSecret
    ) -> HMAC<SHA256>.MAC {
        HMAC<SHA256>.authenticationCode(
            for: Array("\(id).\(timestamp).".utf8) + body, using: SymmetricKey(data: secret.bytes))
    }
}

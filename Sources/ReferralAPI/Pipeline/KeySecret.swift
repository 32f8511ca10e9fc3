public import Referrals
import Crypto

/// The secret of an API key: `rk_` and 32 random bytes in base64url. Only its SHA-256 is ever stored.
public enum KeySecret {
    /// A new secret from two draws of 128 random bits.
    public static func make(_ environment: Environment) -> String {
        let (first, second) = (environment.random(), environment.random())
        var bytes: [UInt8] = []
        for word in [first.0, first.1, second.0, second.1] { ByteCoding.append(word, to: &bytes) }
        return "rk_" + Base64URL.encode(bytes)
    }

    /// Whether the text can have come from `make`.
    public static func isWellFormed(_ secret: String) -> Bool {
        secret.hasPrefix("rk_") && Base64URL.decode(String(secret.dropFirst(3)))?.count == 32
    }

    /// The SHA-256 of a secret, 32 bytes, as it is stored.
    public static func digest(_ secret: String) -> [UInt8] { Array(digest(Array(secret.utf8)[...])) }

    /// The SHA-256 of a secret. Two are compared in a time that does not depend on where they differ.
    typealias Digest = SHA256Digest

    /// The SHA-256 of the bytes of a secret.
    static func digest(_ secret: ArraySlice<UInt8>) -> Digest { SHA256.hash(data: secret) }
}

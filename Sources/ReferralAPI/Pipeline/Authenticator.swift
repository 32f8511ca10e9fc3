import Crypto
import HTTP
import Referrals

/// Who is behind a request. Keys that were looked up are remembered until any key or partner changes.
final class Authenticator: Sendable {
    /// The outcome for one request.
    enum Verdict {
        /// No key was sent.
        case anonymous
        /// The key is good, until an instant if it has an end.
        case caller(Caller, digest: KeySecret.Digest, end: Timestamp?)
        case refused(Problem)
    }

    private struct Cache {
        var counter: UInt64
        var credentials: [KeySecret.Digest: Credential] = [:]
    }

    /// More keys of a shard than this are looked up again and again rather than remembered.
    private static let maximumCached = 10_000 / Shards<Cache>.count

    private let operatorDigest: KeySecret.Digest?
    private let cache = Shards(Cache(counter: 0))

    /// - Parameter operatorKey: The key of the environment that is accepted beside those in the store.
    init(operatorKey: String?) {
        operatorDigest = operatorKey.map { KeySecret.digest(Array($0.utf8)[...]) }
    }

    func judge(_ request: Request, _ session: any ReferralSession, at now: Timestamp) throws -> Verdict {
        guard request.fields.contains("authorization") else { return .anonymous }
        guard let secret = request.fields.single("authorization").flatMap(Self.token), (32...128).contains(secret.count)
        else {
            return .refused(Self.unauthenticated("Send Authorization: Bearer <key>."))
        }
        let digest = KeySecret.digest(secret)
        if digest == operatorDigest {
            return .caller(Caller(keyID: nil, role: .operator, name: "operator"), digest: digest, end: nil)
        }
        guard let credential = try credential(digest, session), !credential.key.isExpired(at: now) else {
            return .refused(Self.unauthenticated("The key is unknown, expired or revoked."))
        }
        guard !credential.isSuspended else {
            return .refused(Problem(.forbidden, "The partner of this key is suspended."))
        }
        return .caller(credential.caller, digest: digest, end: credential.key.expiresAt)
    }

    /// What stands behind `Bearer` and one blank or more (RFC 6750, section 2.1; of a scheme case does not count).
    private static func token(_ value: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        let blank = UInt8(ascii: " ")
        let scheme = value.prefix { $0 != blank }
        guard scheme.elementsEqual("bearer".utf8, by: { $0 | 0x20 == $1 }) else { return nil }
        let token = value[scheme.endIndex...].drop { $0 == blank }
        return token.contains(blank) ? nil : token
    }

    private func credential(_ digest: KeySecret.Digest, _ session: any ReferralSession) throws -> Credential? {
        let counter = session.keysCounter
        let cached = cache.withLock(for: digest) { cache -> Credential? in
            if cache.counter != counter { cache = Cache(counter: counter) }
            return cache.credentials[digest]
        }
        if let cached { return cached }
        let found = try session.read { reader throws(ReferralError) in
            try reader.credential(digest: Array(digest))
        }
        cache.withLock(for: digest) { cache in
            guard let found, cache.counter == counter, cache.credentials.count < Self.maximumCached else {
                return
            }
            cache.credentials[digest] = found
        }
        return found
    }

    private static func unauthenticated(_ detail: String) -> Problem {
        var problem = Problem(.unauthenticated, detail)
        problem.fields.append("WWW-Authenticate", "Bearer realm=\"referrals\", error=\"invalid_token\"")
        return problem
    }

    /// The refusal of a request without a key.
    static var missing: Problem {
        var problem = Problem(.unauthenticated, "This needs a key: send Authorization: Bearer <key>.")
        problem.fields.append("WWW-Authenticate", "Bearer realm=\"referrals\"")
        return problem
    }
}

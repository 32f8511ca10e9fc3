import Crypto
import HTTP
import Referrals
import Synchronization

/// Who is behind a request. Keys that were looked up are remembered until any key or partner changes.
final class Authenticator: Sendable {
    /// The outcome for one request.
    enum Verdict {
        /// No key was sent.
        case anonymous
        /// The key is good, until an instant if it has an end.
        case caller(Caller, digest: [UInt8], end: Timestamp?)
        case refused(Problem)
    }

    private struct Cache {
        var counter: UInt64
        var credentials: [[UInt8]: Credential] = [:]
    }

    /// More keys than this are looked up again and again rather than remembered.
    private static let maximumCached = 10_000

    private let operatorDigest: [UInt8]?
    private let cache = Mutex(Cache(counter: 0))

    /// - Parameter operatorKey: The key of the environment that is accepted beside those in the store.
    init(operatorKey: String?) {
        operatorDigest = operatorKey.map(KeySecret.digest)
    }

    func judge(_ request: Request, _ session: any ReferralSession, at now: Timestamp) throws -> Verdict {
        guard let header = request.fields.ascii("authorization") else { return .anonymous }
        let parts = header.split(separator: " ", omittingEmptySubsequences: true)
        guard parts.count == 2, parts[0].lowercased() == "bearer", (32...128).contains(parts[1].utf8.count)
        else {
            return .refused(Self.unauthenticated("Send Authorization: Bearer <key>."))
        }
        let digest = KeySecret.digest(String(parts[1]))
        if let operatorDigest, Self.areEqual(digest, operatorDigest) {
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

    private func credential(_ digest: [UInt8], _ session: any ReferralSession) throws -> Credential? {
        let counter = session.keysCounter
        let cached = cache.withLock { cache -> Credential? in
            if cache.counter != counter { cache = Cache(counter: counter) }
            return cache.credentials[digest]
        }
        if let cached { return cached }
        let found = try session.read { reader throws(ReferralError) in try reader.credential(digest: digest) }
        cache.withLock { cache in
            guard let found, cache.counter == counter, cache.credentials.count < Self.maximumCached else {
                return
            }
            cache.credentials[digest] = found
        }
        return found
    }

    /// In a time that does not depend on where the digests differ.
    private static func areEqual(_ one: [UInt8], _ other: [UInt8]) -> Bool {
        one.count == other.count && zip(one, other).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
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

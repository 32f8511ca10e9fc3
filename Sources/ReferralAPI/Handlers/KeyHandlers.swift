import HTTP
import JSON
import Referrals

/// `/v1/me` and `/v1/keys`.
enum KeyHandlers {
    static let routes: [Route] = [
        .get("/v1/me", .everybody) { exchange in exchange.hashed(KeyBody.caller(try exchange.authenticated()))
        },
        .get("/v1/keys", .operators, parameters: ["limit", "cursor", "role", "partnerId"], list),
        .post("/v1/keys", .operators, create),
        .get("/v1/keys/{id}", .operators) { exchange in
            let id: ID<APIKey> = try exchange.id()
            let key = try exchange.session.read { reader throws(ReferralError) in try reader.key(id) }
            guard let key else { throw Problem.notFound }
            return exchange.hashed(KeyBody.bytes(key))
        },
        .delete("/v1/keys/{id}", .operators) { exchange in
            let id: ID<APIKey> = try exchange.id()
            return try await exchange.remove { reader throws(ReferralError) in
                guard try reader.key(id) != nil else { throw .notFound }
                return nil
            } _: { store throws(ReferralError) in
                try AccessService(store).revokeKey(id)
            }
        },
    ]

    private static func list(_ exchange: Exchange) async throws -> Reply {
        let roles = try exchange.query.cases("role", Role.Kind.self)
        let partner: ID<Partner>? = try exchange.query.value("partnerId", "Must be the id of a partner.") {
            ID($0)
        }
        return try await exchange.list(
            Listing(scope: .operator) { reader, page throws(ReferralError) in
                try reader.keys(KeyQuery(roles: roles, partnerID: partner), page)
            } write: { key, _, json in
                KeyBody.write(key, to: &json)
            })
    }

    private static func create(_ exchange: Exchange) async throws -> Reply {
        let environment = exchange.services.environment
        let fresh = try freshMarketplace(environment)
        let secret = KeySecret.make(environment)
        return try await exchange.change { fields in
            fields.newKey(fresh: fresh, now: environment.now)
        } apply: { store, new throws(ReferralError) in
            let key = try AccessService(store).createKey(new, digest: KeySecret.digest(secret))
            var reply = Reply(.created, body: .bytes(KeyBody.created(key, secret: secret)))
            reply.location = "/v1/keys/\(key.id)"
            reply.tag = ContentHash.text(KeyBody.bytes(key))
            reply.kept = KeptBody(KeyBody.replayed(key))
            return reply
        }
    }

    /// An id for a marketplace that nobody named.
    private static func freshMarketplace(_ environment: Environment) throws -> MarketplaceID {
        let id: ID<MarketplaceID> = environment.newID(at: environment.now)
        guard let marketplace = MarketplaceID(id.description) else {
            throw ReferralError.internalFault("an id is no marketplace's: \(id)")
        }
        return marketplace
    }
}

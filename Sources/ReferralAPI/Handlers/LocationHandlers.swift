import HTTP
import JSON
import Referrals

/// `/v1/profiles/{id}/locations`. A location is the body; the tag is its profile's, whose version it shares.
enum LocationHandlers {
    static let routes: [Route] = [
        .post("/v1/profiles/{id}/locations", .partners, add),
        .get("/v1/profiles/{id}/locations/{locationId}", .partners) { exchange in
            let (id, location): (ID<Profile>, ID<Location>) = (try exchange.id(), try exchange.id(1))
            let scope = try exchange.scope()
            return try exchange.item(
                { reader throws(ReferralError) in try reader.location(location, of: id, scope) },
                tag: { $0.profile.tag }, render: { ProfileBody.bytes($0.location) })
        },
        .patch("/v1/profiles/{id}/locations/{locationId}", .partners, update),
        .delete("/v1/profiles/{id}/locations/{locationId}", .partners, remove),
    ]

    private static func add(_ exchange: Exchange) async throws -> Reply {
        let (id, scope): (ID<Profile>, Scope) = (try exchange.id(), try exchange.scope())
        let (condition, cause) = (exchange.condition, try exchange.cause())
        return try await exchange.change(
            existing: ProfileHandlers.existing(id, scope)
        ) { fields in
            fields.location()
        } apply: { store, details throws(ReferralError) in
            let (profile, location) = try ProfileService(store, scope: scope, cause: cause)
                .addLocation(to: id, if: condition, details)
            return .resource(
                .created, ProfileBody.bytes(location), tag: profile.tag,
                location: "/v1/profiles/\(id)/locations/\(location.id)")
        }
    }

    private static func update(_ exchange: Exchange) async throws -> Reply {
        let (id, location): (ID<Profile>, ID<Location>) = (try exchange.id(), try exchange.id(1))
        let (scope, condition, cause) = (try exchange.scope(), exchange.condition, try exchange.cause())
        return try await exchange.change(existing: existing(location, of: id, scope)) { fields in
            fields.locationPatch()
        } apply: { store, patch throws(ReferralError) in
            let (profile, changed) = try ProfileService(store, scope: scope, cause: cause)
                .updateLocation(location, of: id, if: condition, patch)
            return .resource(.ok, ProfileBody.bytes(changed), tag: profile.tag)
        }
    }

    private static func remove(_ exchange: Exchange) async throws -> Reply {
        let (id, location): (ID<Profile>, ID<Location>) = (try exchange.id(), try exchange.id(1))
        let (scope, condition, cause) = (try exchange.scope(), exchange.condition, try exchange.cause())
        return try await exchange.remove(existing: existing(location, of: id, scope)) {
            store throws(ReferralError) in
            try ProfileService(store, scope: scope, cause: cause).removeLocation(
                location, of: id, if: condition)
        }
    }

    private static func existing(
        _ location: ID<Location>, of id: ID<Profile>, _ scope: Scope
    ) -> Exchange.Existing {
        { reader throws(ReferralError) in
            guard let found = try reader.location(location, of: id, scope) else { throw .notFound }
            return found.profile.tag
        }
    }
}

extension ReferralReader {
    /// A location with its profile.
    fileprivate func location(
        _ location: ID<Location>, of id: ID<Profile>, _ scope: Scope
    ) throws(ReferralError) -> (profile: Profile, location: Location)? {
        guard let profile = try profile(id, scope),
            let found = profile.locations.first(where: { $0.id == location })
        else { return nil }
        return (profile, found)
    }
}

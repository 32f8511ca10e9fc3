import HTTP
import JSON
import Referrals

/// `/v1/profiles`.
enum ProfileHandlers {
    static let routes: [Route] = [
        .get(
            "/v1/profiles", .partners, parameters: ["limit", "cursor", "status", "country", "partnerId"], list
        ),
        .post("/v1/profiles", .partners, create),
        .get("/v1/profiles/{id}", .partners) { exchange in
            let (id, scope): (ID<Profile>, Scope) = (try exchange.id(), try exchange.scope())
            return try exchange.item(
                { reader throws(ReferralError) in try reader.profile(id, scope) }, tag: \.tag,
                render: ProfileBody.bytes)
        },
        .patch("/v1/profiles/{id}", .partners, update),
        .delete("/v1/profiles/{id}", .partners, delete),
        .post("/v1/profiles/{id}/activate", .partners, emptyIsObject: true) { exchange in
            try await act(exchange) { service, id, condition throws(ReferralError) in
                try service.activate(id, if: condition)
            }
        },
        .post("/v1/profiles/{id}/deactivate", .partners, emptyIsObject: true) { exchange in
            try await act(exchange) { service, id, condition throws(ReferralError) in
                try service.deactivate(id, if: condition)
            }
        },
    ]

    private static func list(_ exchange: Exchange) async throws -> Reply {
        let parameters = exchange.query
        var query = ProfileQuery()
        query.statuses = try parameters.cases("status", Profile.Status.self)
        query.countries = try parameters.values("country", "Must be countries by ISO 3166-1 alpha-2.") {
            CountryCode($0)
        }
        let scope = try exchange.listScope(parameters)
        return try await exchange.list(
            Listing(scope: scope) { [query] reader, page throws(ReferralError) in
                try reader.profiles(query, scope, page)
            } write: { profile, _, json in
                ProfileBody.write(profile, to: &json)
            })
    }

    private static func create(_ exchange: Exchange) async throws -> Reply {
        let own = try exchange.authenticated().role.partnerID
        let (scope, cause) = (try exchange.scope(), try exchange.cause())
        return try await exchange.change { fields in
            newProfile(&fields, own)
        } apply: { store, new throws(ReferralError) in
            let profile = try ProfileService(store, scope: scope, cause: cause)
                .create(for: new.partner, country: new.country, new.details)
            return .resource(
                .created, ProfileBody.bytes(profile), tag: profile.tag, location: "/v1/profiles/\(profile.id)"
            )
        }
    }

    /// An operator names the partner; a partner is its own, and naming another is a fault.
    private static func newProfile(
        _ fields: inout Fields, _ own: ID<Partner>?
    ) -> (partner: ID<Partner>, country: CountryCode, details: ProfileDetails)? {
        let named: ID<Partner>? =
            own == nil ? fields.required("partnerId", Convert.id) : fields.optional("partnerId", Convert.id)
        if let own, let named, named != own {
            fields.fault("partnerId", .invalidValue, "Must be your own, or left out.")
        }
        let country = fields.required("country", Convert.country)
        let details = fields.profileDetails()
        guard let partner = own ?? named, let country else { return nil }
        return (partner, country, details)
    }

    private static func update(_ exchange: Exchange) async throws -> Reply {
        let (id, scope): (ID<Profile>, Scope) = (try exchange.id(), try exchange.scope())
        let (condition, cause) = (exchange.condition, try exchange.cause())
        return try await exchange.change(existing: existing(id, scope)) { fields in
            fields.profilePatch()
        } apply: { store, patch throws(ReferralError) in
            let profile = try ProfileService(store, scope: scope, cause: cause).update(
                id, if: condition, patch)
            return .resource(.ok, ProfileBody.bytes(profile), tag: profile.tag)
        }
    }

    private static func delete(_ exchange: Exchange) async throws -> Reply {
        let (id, scope): (ID<Profile>, Scope) = (try exchange.id(), try exchange.scope())
        let (condition, cause) = (exchange.condition, try exchange.cause())
        return try await exchange.remove(existing: existing(id, scope)) { store throws(ReferralError) in
            try ProfileService(store, scope: scope, cause: cause).delete(id, if: condition)
        }
    }

    private static func act(
        _ exchange: Exchange,
        _ action:
            @escaping @Sendable (ProfileService, ID<Profile>, VersionCondition) throws(ReferralError) ->
            Profile
    ) async throws -> Reply {
        let (id, scope): (ID<Profile>, Scope) = (try exchange.id(), try exchange.scope())
        let (condition, cause) = (exchange.condition, try exchange.cause())
        return try await exchange.change(existing: existing(id, scope)) { _ in
            Optional(id)
        } apply: { store, id throws(ReferralError) in
            let profile = try action(ProfileService(store, scope: scope, cause: cause), id, condition)
            return .resource(.ok, ProfileBody.bytes(profile), tag: profile.tag)
        }
    }

    static func existing(_ id: ID<Profile>, _ scope: Scope) -> Exchange.Existing {
        { reader throws(ReferralError) in
            guard let profile = try reader.profile(id, scope) else { throw .notFound }
            return profile.tag
        }
    }
}

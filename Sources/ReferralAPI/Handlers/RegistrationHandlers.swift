import HTTP
import JSON
import Referrals

/// `/v1/engagements/{id}/registration`: what partners do with a registration.
enum RegistrationHandlers {
    static let routes: [Route] = [
        .get("/v1/engagements/{id}/registration", .partners) { exchange in
            let (id, scope): (ID<Engagement>, Scope) = (try exchange.id(), try exchange.scope())
            return try exchange.item(
                { reader throws(ReferralError) in try reader.registration(of: id, scope) }, tag: \.tag,
                render: RegistrationBody.bytes)
        },
        .patch("/v1/engagements/{id}/registration", .partners) { exchange in
            try await act(exchange) {
                $0.registrationPatch()
            } apply: { service, id, condition, patch throws(ReferralError) in
                try service.edit(of: id, if: condition, patch)
            }
        },
        .post("/v1/engagements/{id}/registration/submit", .partners, emptyIsObject: true) { exchange in
            try await act(exchange) {
                $0.submission()
            } apply: { service, id, condition, submission throws(ReferralError) in
                try service.submit(of: id, if: condition, message: submission.message)
            }
        },
        .post("/v1/engagements/{id}/registration/check", .partners, emptyIsObject: true, check),
    ]

    private static func check(_ exchange: Exchange) async throws -> Reply {
        let (id, scope): (ID<Engagement>, Scope) = (try exchange.id(), try exchange.scope())
        let condition = exchange.condition
        return try await exchange.change { reader throws(ReferralError) in
            guard let engagement = try reader.engagement(id, scope) else { throw .notFound }
            if let registration = try reader.registration(of: id, scope) { return registration.tag }
            guard engagement.state.outcome == nil else { throw .notFound }
            return nil
        } body: { fields in
            fields.registrationPatch()
        } apply: { store, patch throws(ReferralError) in
            if let tag = try store.registration(of: id, scope)?.tag { try condition.check(tag) }
            let verdicts = try store.checkRegistration(of: id, scope, patch)
            return Reply(.ok, body: .bytes(RegistrationBody.check(verdicts)))
        }
    }

    private static func act<Input: Sendable>(
        _ exchange: Exchange, body: (inout Fields) -> Input?,
        apply:
            @escaping @Sendable (RegistrationService, ID<Engagement>, VersionCondition, Input) throws(ReferralError)
            -> Registration
    ) async throws -> Reply {
        let (id, scope): (ID<Engagement>, Scope) = (try exchange.id(), try exchange.scope())
        let (condition, cause) = (exchange.condition, try exchange.cause())
        return try await exchange.change { reader throws(ReferralError) in
            guard let registration = try reader.registration(of: id, scope) else { throw .notFound }
            return registration.tag
        } body: { fields in
            body(&fields)
        } apply: { store, input throws(ReferralError) in
            let service = RegistrationService(store, scope: scope, cause: cause)
            let registration = try apply(service, id, condition, input)
            let bytes = RegistrationBody.bytes(registration)
            var reply = Reply.resource(.ok, bytes, tag: registration.tag)
            reply.kept = KeptBody(bytes, rfiID: try store.engagement(id, scope)?.rfiID)
            return reply
        }
    }
}

import HTTP
import JSON
import Referrals

/// `/v1/engagements/{id}` and its actions. Lists stand in `EngagementLists`.
enum EngagementHandlers {
    static let routes: [Route] =
        EngagementLists.routes + [
            .get("/v1/engagements/{id}", .partners, read),
            .patch("/v1/engagements/{id}", .partners) { exchange in
                try await act(exchange) {
                    $0.engagementEdit()
                } apply: {
                    service, id, condition, edit throws(ReferralError) in
                    try service.edit(id, if: condition, edit)
                }
            },
            .post("/v1/engagements/{id}/accept", .partners) { exchange in
                let today = exchange.services.environment.now.day
                return try await act(exchange) {
                    $0.acceptance(today: today)
                } apply: {
                    service, id, condition, terms throws(ReferralError) in
                    try service.accept(id, if: condition, terms)
                }
            },
            .post("/v1/engagements/{id}/decline", .partners) { exchange in
                try await act(exchange) {
                    $0.refusal()
                } apply: {
                    service, id, condition, refusal throws(ReferralError) in
                    try service.decline(id, if: condition, refusal)
                }
            },
            .post("/v1/engagements/{id}/win", .partners, emptyIsObject: true) { exchange in
                try await act(exchange) {
                    $0.win()
                } apply: {
                    service, id, condition, win throws(ReferralError) in
                    try service.win(id, if: condition, win)
                }
            },
            .post("/v1/engagements/{id}/lose", .partners) { exchange in
                try await act(exchange) {
                    $0.refusal()
                } apply: {
                    service, id, condition, refusal throws(ReferralError) in
                    try service.lose(id, if: condition, refusal)
                }
            },
        ]

    private static func read(_ exchange: Exchange) async throws -> Reply {
        let (id, scope): (ID<Engagement>, Scope) = (try exchange.id(), try exchange.scope())
        let now = exchange.services.environment.now
        return try exchange.item(
            { reader throws(ReferralError) in try reader.engagementView(id, scope) },
            tag: { $0.engagement.tag(at: now) }, render: { EngagementBody.bytes($0, at: now).bytes })
    }

    private static func act<Input: Sendable>(
        _ exchange: Exchange, body: (inout Fields) -> Input?,
        apply:
            @escaping @Sendable (EngagementService, ID<Engagement>, VersionCondition, Input)
            throws(ReferralError)
            -> EngagementView
    ) async throws -> Reply {
        let (id, scope): (ID<Engagement>, Scope) = (try exchange.id(), try exchange.scope())
        let (condition, cause) = (exchange.condition, try exchange.cause())
        return try await exchange.change(existing: existing(id, scope), body: body) {
            store, input throws(ReferralError) in
            let view = try apply(EngagementService(store, scope: scope, cause: cause), id, condition, input)
            let (bytes, person) = EngagementBody.bytes(view, at: store.now)
            var reply = Reply.resource(.ok, bytes, tag: view.engagement.tag(at: store.now))
            reply.kept = KeptBody(bytes, withoutPersonAt: person, of: view.engagement.rfiID, in: id)
            return reply
        }
    }

    /// Finds the engagement; the tag is what `If-Match` of its own actions is held against.
    static func existing(_ id: ID<Engagement>, _ scope: Scope) -> Exchange.Existing {
        { reader throws(ReferralError) in
            guard let engagement = try reader.engagement(id, scope) else { throw .notFound }
            return engagement.tag(at: reader.now)
        }
    }
}

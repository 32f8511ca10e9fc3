import HTTP
import JSON
import Referrals

/// `/v1/webhooks`.
enum WebhookHandlers {
    static let routes: [Route] = [
        .get("/v1/webhooks", .owners, parameters: ["limit", "cursor", "partnerId"], list),
        .post("/v1/webhooks", .owners, create),
        .get("/v1/webhooks/{id}", .owners) { exchange in
            let (id, scope): (ID<Webhook>, Scope) = (try exchange.id(), try exchange.scope())
            return try exchange.item(
                { reader throws(ReferralError) in try reader.webhook(id, scope) }, tag: \.tag,
                render: WebhookBody.bytes)
        },
        .patch("/v1/webhooks/{id}", .owners, update),
        .delete("/v1/webhooks/{id}", .owners, delete),
        .post("/v1/webhooks/{id}/rotate-secret", .owners, emptyIsObject: true, rotate),
    ]

    private static func list(_ exchange: Exchange) async throws -> Reply {
        let scope = try exchange.listScope(exchange.query)
        return try await exchange.list(
            Listing(scope: scope) { reader, page throws(ReferralError) in
                try reader.webhooks(scope, page)
            } write: { webhook, _, json in
                WebhookBody.write(webhook, to: &json)
            })
    }

    private static func create(_ exchange: Exchange) async throws -> Reply {
        let (scope, cause) = (try exchange.scope(), try exchange.cause())
        let secret = WebhookSecret(exchange.services.environment)
        return try await exchange.change { fields in
            fields.newWebhook(of: scope)
        } judge: { new in
            try await exchange.services.addresses.check(new.details.url)
        } apply: { store, new throws(ReferralError) in
            let webhook = try WebhookService(store, scope: scope, cause: cause)
                .create(for: new.owner, new.details, secret: secret)
            return reply(.created, webhook, location: "/v1/webhooks/\(webhook.id)")
        }
    }

    private static func update(_ exchange: Exchange) async throws -> Reply {
        let (id, scope): (ID<Webhook>, Scope) = (try exchange.id(), try exchange.scope())
        let (condition, cause) = (exchange.condition, try exchange.cause())
        return try await exchange.change(existing: existing(id, scope)) { fields in
            fields.webhookPatch()
        } judge: { patch in
            if let url = patch.url { try await exchange.services.addresses.check(url) }
        } apply: { store, patch throws(ReferralError) in
            let webhook = try WebhookService(store, scope: scope, cause: cause).update(id, if: condition, patch)
            return .resource(.ok, WebhookBody.bytes(webhook), tag: webhook.tag)
        }
    }

    private static func delete(_ exchange: Exchange) async throws -> Reply {
        let (id, scope): (ID<Webhook>, Scope) = (try exchange.id(), try exchange.scope())
        let (condition, cause) = (exchange.condition, try exchange.cause())
        return try await exchange.remove(existing: existing(id, scope)) { store throws(ReferralError) in
            try WebhookService(store, scope: scope, cause: cause).delete(id, if: condition)
        }
    }

    private static func rotate(_ exchange: Exchange) async throws -> Reply {
        let secret = WebhookSecret(exchange.services.environment)
        return try await act(exchange) { _ in
            Nothing()
        } apply: { service, id, condition, _, _ throws(ReferralError) in
            reply(.ok, try service.rotateSecret(of: id, if: condition, to: secret))
        }
    }

    /// With the secret, which is shown this once.
    private static func reply(_ status: Status, _ webhook: Webhook, location: String? = nil) -> Reply {
        var reply = Reply.resource(status, WebhookBody.withSecret(webhook), tag: webhook.tag, location: location)
        reply.kept = KeptBody(WebhookBody.replayed(webhook))
        return reply
    }

    /// Does something with a webhook that its owner asks for.
    static func act<Input: Sendable>(
        _ exchange: Exchange, existing more: @escaping Exchange.Existing = { _ in nil },
        body: (inout Fields) -> Input?,
        apply:
            @escaping @Sendable (
                WebhookService, ID<Webhook>, VersionCondition, Input, any ReferralReader
            ) throws(ReferralError) -> Reply
    ) async throws -> Reply {
        let (id, scope): (ID<Webhook>, Scope) = (try exchange.id(), try exchange.scope())
        let (condition, cause) = (exchange.condition, try exchange.cause())
        return try await exchange.change { reader throws(ReferralError) in
            let tag = try existing(id, scope)(reader)
            _ = try more(reader)
            return tag
        } body: { fields in
            body(&fields)
        } apply: { store, input throws(ReferralError) in
            try apply(WebhookService(store, scope: scope, cause: cause), id, condition, input, store)
        }
    }

    static func existing(_ id: ID<Webhook>, _ scope: Scope) -> Exchange.Existing {
        { reader throws(ReferralError) in
            guard let webhook = try reader.webhook(id, scope) else { throw .notFound }
            return webhook.tag
        }
    }
}

/// The body of an action that takes none.
struct Nothing: Sendable {}

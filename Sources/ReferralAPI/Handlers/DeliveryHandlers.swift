import HTTP
import JSON
import Referrals

/// What webhooks are sent: `/v1/webhooks/{id}/deliveries`, `.../test` and `.../redeliver`.
enum DeliveryHandlers {
    static let routes: [Route] = [
        .get("/v1/webhooks/{id}/deliveries", .owners, parameters: ["limit", "cursor", "status"], list),
        .get("/v1/webhooks/{id}/deliveries/{deliveryId}", .owners, get),
        .post("/v1/webhooks/{id}/deliveries/{deliveryId}/redeliver", .owners, emptyIsObject: true, redeliver),
        .post("/v1/webhooks/{id}/redeliver", .owners, redeliverRange),
        .post("/v1/webhooks/{id}/test", .owners, emptyIsObject: true, test),
    ]

    private static func list(_ exchange: Exchange) async throws -> Reply {
        let (id, scope): (ID<Webhook>, Scope) = (try exchange.id(), try exchange.scope())
        var query = DeliveryQuery()
        query.statuses = try exchange.query.cases("status", WebhookDelivery.Status.self)
        return try await exchange.list(
            Listing(scope: scope, watches: [.own, .outbox], isLong: true) {
                [query] reader, page throws(ReferralError) in
                guard let webhook = try reader.webhook(id, scope) else { throw .notFound }
                let found = try reader.deliveries(of: id, query, page)
                var shown: [ShownDelivery] = []
                for delivery in found.items {
                    shown.append(try ShownDelivery(delivery, to: webhook.details.url, reader))
                }
                return Page(items: shown, next: found.next)
            } write: { delivery, _, json in
                DeliveryBody.write(delivery, to: &json)
            })
    }

    private static func get(_ exchange: Exchange) async throws -> Reply {
        let (id, delivery): (ID<Webhook>, ID<WebhookDelivery>) = (try exchange.id(), try exchange.id(1))
        let scope = try exchange.scope()
        let shown = try exchange.session.read { reader throws(ReferralError) -> ShownDelivery in
            guard let webhook = try reader.webhook(id, scope), let found = try reader.delivery(delivery, of: id)
            else { throw .notFound }
            return try ShownDelivery(found, to: webhook.details.url, reader)
        }
        return exchange.hashed(DeliveryBody.bytes(shown))
    }

    private static func redeliver(_ exchange: Exchange) async throws -> Reply {
        let (webhook, delivery): (ID<Webhook>, ID<WebhookDelivery>) = (try exchange.id(), try exchange.id(1))
        return try await WebhookHandlers.act(exchange) { reader throws(ReferralError) in
            guard try reader.delivery(delivery, of: webhook) != nil else { throw .notFound }
            return nil
        } body: { _ in
            Nothing()
        } apply: { service, id, condition, _, reader throws(ReferralError) in
            try reply(try service.redeliver(delivery, of: id, if: condition), reader)
        }
    }

    private static func redeliverRange(_ exchange: Exchange) async throws -> Reply {
        try await WebhookHandlers.act(exchange) { fields in
            fields.redelivery()
        } apply: { service, id, condition, range, _ throws(ReferralError) in
            let queued = try service.redeliver(to: id, if: condition, after: range.after, until: range.until)
            return Reply(.accepted, body: .bytes(RedeliveryBody.bytes(queued)))
        }
    }

    private static func test(_ exchange: Exchange) async throws -> Reply {
        try await WebhookHandlers.act(exchange) { _ in
            Nothing()
        } apply: { service, id, condition, _, reader throws(ReferralError) in
            try reply(try service.test(id, if: condition, payload: WebhookBody.test), reader)
        }
    }

    private static func reply(
        _ delivery: WebhookDelivery, _ reader: any ReferralReader
    ) throws(ReferralError) -> Reply {
        guard let webhook = try reader.webhook(delivery.webhookID, .operator) else { throw .notFound }
        let shown = try ShownDelivery(delivery, to: webhook.details.url, reader)
        let bytes = DeliveryBody.bytes(shown)
        var reply = Reply(.accepted, body: .bytes(bytes))
        reply.tag = ContentHash.text(bytes)
        reply.kept = DeliveryBody.kept(shown)
        return reply
    }
}

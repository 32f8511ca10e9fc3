import HTTP
import JSON
import Referrals

/// `/v1/notifications`: the outbox of mail.
enum NotificationHandlers {
    static let routes: [Route] = [
        .get("/v1/notifications", .operators, parameters: ["limit", "cursor", "status", "kind"], list),
        .get("/v1/notifications/{id}", .operators) { exchange in
            let id: ID<Notification> = try exchange.id()
            let view = try exchange.session.read { reader throws(ReferralError) in
                try reader.notification(id).map { found throws(ReferralError) in try reader.view(of: found) }
            }
            guard let view else { throw Problem.notFound }
            return exchange.hashed(NotificationBody.bytes(view))
        },
        .post("/v1/notifications/{id}/retry", .operators, emptyIsObject: true, retry),
    ]

    private static func list(_ exchange: Exchange) async throws -> Reply {
        var query = NotificationQuery()
        query.statuses = try exchange.query.cases("status", Notification.Status.self)
        query.kinds = try exchange.query.cases("kind", Notification.Kind.self)
        return try await exchange.list(
            Listing(scope: .operator, watches: [.own, .outbox], isLong: true) {
                [query] reader, page throws(ReferralError) in
                try reader.notificationViews(query, page)
            } write: { view, _, json in
                NotificationBody.write(view, to: &json)
            })
    }

    private static func retry(_ exchange: Exchange) async throws -> Reply {
        let id: ID<Notification> = try exchange.id()
        return try await exchange.change { reader throws(ReferralError) in
            guard try reader.notification(id) != nil else { throw .notFound }
            return nil
        } body: { _ in
            true
        } apply: { store, _ throws(ReferralError) in
            let view = try store.view(of: NotificationService(store).retry(id))
            var reply = Reply(.accepted, body: .bytes(NotificationBody.bytes(view)))
            reply.kept = NotificationBody.kept(view)
            return reply
        }
    }
}

import HTTP
import JSON
import Referrals

/// `/v1/registrations`: what reviewers see of registrations that were submitted, and decide.
enum ReviewHandlers {
    static let routes: [Route] = [
        .get("/v1/registrations", .reviewers, parameters: ["limit", "cursor", "sort", "status", "partnerId"], list),
        .get("/v1/registrations/{id}", .reviewers) { exchange in
            let (id, scope): (ID<Registration>, Scope) = (try exchange.id(), try exchange.scope())
            let now = exchange.services.environment.now
            return try exchange.item(
                { reader throws(ReferralError) in try reader.review(id, scope) },
                tag: { ReviewBody.tag($0, at: now) }, render: { ReviewBody.bytes($0, at: now) })
        },
        .get("/v1/registrations/{id}/conflicts", .reviewers, conflicts),
        .post("/v1/registrations/{id}/approve", .reviewers, emptyIsObject: true) { exchange in
            try await act(exchange) {
                $0.approval()
            } apply: { service, id, condition, approval throws(ReferralError) in
                try service.approve(id, if: condition, note: approval.message)
            }
        },
        .post("/v1/registrations/{id}/reject", .reviewers) { exchange in
            try await act(exchange) {
                $0.reviewText("reason")
            } apply: { service, id, condition, reason throws(ReferralError) in
                try service.reject(id, if: condition, reason: reason)
            }
        },
        .post("/v1/registrations/{id}/request-info", .reviewers) { exchange in
            try await act(exchange) {
                $0.reviewText("message")
            } apply: { service, id, condition, message throws(ReferralError) in
                try service.requestInfo(id, if: condition, message: message)
            }
        },
    ]

    private static func list(_ exchange: Exchange) async throws -> Reply {
        var query = RegistrationQuery()
        let names = RegistrationState.submitted.map(\.rawValue).joined(separator: ", ")
        query.states = try exchange.query.values("status", "Must be one or more of: \(names).") { text in
            RegistrationState.submitted.first { $0.rawValue == text }
        }
        let sort = try exchange.query.value("sort", "Must be submittedAt or -submittedAt.") { text in
            ["submittedAt": false, "-submittedAt": true][text]
        }
        query.descending = sort ?? false
        let scope = try exchange.listScope(exchange.query)
        return try await exchange.list(
            Listing(scope: scope, isLong: true, dependsOnDate: true) { [query] reader, page throws(ReferralError) in
                try reader.registrations(query, scope, page)
            } write: { review, now, json in
                ReviewBody.write(review, at: now, to: &json)
            })
    }

    private static func conflicts(_ exchange: Exchange) async throws -> Reply {
        let (id, scope): (ID<Registration>, Scope) = (try exchange.id(), try exchange.scope())
        return try await exchange.watched(scope) {
            let found = try await exchange.session.readLong { reader throws(ReferralError) in
                guard try reader.review(id, scope) != nil else { throw .notFound }
                return try reader.conflicts(with: id, scope)
            }
            return (found, nil)
        } reply: { conflicts in
            Reply(.ok, body: .bytes(ReviewBody.bytes(conflicts)))
        }
    }

    private static func act<Input: Sendable>(
        _ exchange: Exchange, body: (inout Fields) -> Input?,
        apply:
            @escaping @Sendable (ReviewService, ID<Registration>, VersionCondition, Input) throws(ReferralError)
            -> RegistrationReview
    ) async throws -> Reply {
        let (id, scope): (ID<Registration>, Scope) = (try exchange.id(), try exchange.scope())
        let (condition, cause) = (exchange.condition, try exchange.cause())
        return try await exchange.change { reader throws(ReferralError) in
            guard let review = try reader.review(id, scope) else { throw .notFound }
            return ReviewBody.tag(review, at: reader.now)
        } body: { fields in
            body(&fields)
        } apply: { store, input throws(ReferralError) in
            let review = try apply(ReviewService(store, scope: scope, cause: cause), id, condition, input)
            let bytes = ReviewBody.bytes(review, at: store.now)
            var reply = Reply.resource(.ok, bytes, tag: ReviewBody.tag(review, at: store.now))
            reply.kept = KeptBody(bytes, rfiID: review.rfiID)
            return reply
        }
    }
}

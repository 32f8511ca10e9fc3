import HTTP
import ReferralAPI
import Referrals
import Testing

// Contract section 1, order of checks: of two faults in one request, the earlier check answers.

@Suite struct `Of two faults in one request` {
    /// A request with faults, and the problem that comes first.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let method: HTTP.Method
        let path: @Sendable (World) -> String
        let key: @Sendable (World) -> String?
        var body: String?
        var headers: [(String, String)] = []
        let status: Int
        let code: String

        init(
            _ description: String, _ method: HTTP.Method, _ path: @escaping @Sendable (World) -> String,
            _ key: @escaping @Sendable (World) -> String?, _ body: String? = nil,
            _ headers: [(String, String)] = [],
            is status: Int, _ code: String
        ) {
            testDescription = description
            self.method = method
            self.path = path
            self.key = key
            self.body = body
            self.headers = headers
            self.status = status
            self.code = code
        }
    }

    private static let text = [("Content-Type", "text/plain")]
    private static let badKey = ("Idempotency-Key", "two words")
    private static let stale = ("If-Match", "\"99\"")
    private static let partner: @Sendable (World) -> String? = { $0.mine.partner.key }
    private static let market: @Sendable (World) -> String? = { $0.mine.marketplace }
    private static let nobody: @Sendable (World) -> String? = { _ in nil }
    private static func accept(_ world: World) -> String { "/v1/engagements/\(world.mine.engagement)/accept" }
    private static func edit(_ world: World) -> String { "/v1/engagements/\(world.mine.engagement)" }
    private static func foreign(_ world: World) -> String { "/v1/engagements/\(World.unknown)/accept" }

    static let cases: [Case] = [
        Case("401 before an unknown path", .get, { _ in "/v1/nothing" }, nobody, is: 401, "unauthenticated"),
        Case("401 before a wrong method", .put, { _ in "/v1/me" }, nobody, is: 401, "unauthenticated"),
        Case(
            "401 before an unknown parameter", .get, { _ in "/v1/me?a=b" }, nobody, is: 401, "unauthenticated"
        ),
        Case("401 before 404 of an id", .get, edit, nobody, is: 401, "unauthenticated"),
        Case("404 of the path before 403", .get, { _ in "/v1/keys/a/b" }, partner, is: 404, "not_found"),
        Case("405 before 403", .put, { _ in "/v1/keys" }, partner, is: 405, "method_not_allowed"),
        Case(
            "405 before 415", .put, { _ in "/v1/engagements" }, partner, "x", text, is: 405,
            "method_not_allowed"),
        Case(
            "403 before 404 of an id", .get, { _ in "/v1/keys/\(World.unknown)" }, partner, is: 403,
            "forbidden"),
        Case("403 before 404 of what is no id", .get, { _ in "/v1/keys/x" }, partner, is: 403, "forbidden"),
        Case("403 whatever the id", .post, accept, market, Body.acceptance, is: 403, "forbidden"),
        Case("403 before 415", .post, { _ in "/v1/partners" }, partner, "x", text, is: 403, "forbidden"),
        Case(
            "403 before 400 of the body", .post, { _ in "/v1/partners" }, partner, "{", is: 403, "forbidden"),
        Case("403 before 422", .post, { _ in "/v1/partners" }, partner, "{}", is: 403, "forbidden"),
        Case("404 before 415", .post, foreign, partner, "x", text, is: 404, "not_found"),
        Case(
            "404 before 400 of Idempotency-Key", .post, foreign, partner, "{}", [badKey], is: 404, "not_found"
        ),
        Case("404 before 400 of the body", .post, foreign, partner, "{", is: 404, "not_found"),
        Case("404 before 412", .post, foreign, partner, Body.acceptance, [stale], is: 404, "not_found"),
        Case("404 before 422", .post, foreign, partner, "{}", is: 404, "not_found"),
        Case(
            "415 before 400 of Idempotency-Key", .post, accept, partner, "x", text + [badKey],
            is: 415, "unsupported_media_type"),
        Case(
            "415 before 400 of the body", .post, accept, partner, "{", text, is: 415, "unsupported_media_type"
        ),
        Case(
            "415 before 412", .patch, edit, partner, "{}", text + [stale], is: 415, "unsupported_media_type"),
        Case(
            "400 of Idempotency-Key before 400 of the body", .post, accept, partner, "{", [badKey], is: 400,
            "invalid_header"),
        Case(
            "400 of Idempotency-Key before 412", .post, accept, partner, "{}", [badKey, stale], is: 400,
            "invalid_header"),
        Case("400 of the body before 412", .patch, edit, partner, "{", [stale], is: 400, "malformed_body"),
        Case(
            "412 before 422", .patch, edit, partner, #"{"name":7}"#, [stale], is: 412, "precondition_failed"),
        Case(
            "412 before 409", .post, accept, partner, Body.acceptance, [stale], is: 412, "precondition_failed"
        ),
        Case("422 before 409", .post, accept, partner, "{}", is: 422, "validation_failed"),
        Case(
            "409 when nothing else is wrong", .post, accept, partner, Body.acceptance, is: 409,
            "invalid_transition"),
    ]

    @Test func `the earlier check answers, and nothing changes`() async throws {
        let world = try await World()
        let before = try world.service.figures()
        for one in Self.cases {
            let answer = try await world.service.send(
                one.method, one.path(world), one.key(world), one.body, headers: one.headers)
            #expect(
                answer.status == one.status && answer.code == one.code,
                "\(one.testDescription): \(answer.text)")
        }
        #expect(try world.service.figures() == before)
    }

    @Test
    func `a used Idempotency-Key is looked up before the body is read and before the version and the state`()
        async throws
    {
        let service = try Service()
        let referral = try await service.referral()
        let path = "/v1/engagements/\(referral.engagement)/accept"
        let once = [("Idempotency-Key", "once")]
        try await service.post(path, referral.partner.key, Body.acceptance, headers: once).expect(200)
        try await service.post(path, referral.partner.key, "{", headers: once).expect(
            422, "idempotency_key_reused")
        try await service.post(path, referral.partner.key, "{}", headers: once + [("If-Match", "\"1\"")])
            .expect(422, "idempotency_key_reused")
        try await service.post(
            path, referral.partner.key, Body.acceptance, headers: once + [("If-Match", "\"1\"")]
        )
        .expect(200)
    }

    @Test func `the rate limit answers before the path and after the key is known`() async throws {
        let service = try Service(.init(rateLimit: .init(requests: 2, window: .minutes(1))))
        for _ in 0..<2 { try await service.get("/v1/me").expect(200) }
        try await service.get("/v1/nothing").expect(429, "rate_limited")
        try await service.get("/v1/me", nil).expect(401, "unauthenticated")
    }
}

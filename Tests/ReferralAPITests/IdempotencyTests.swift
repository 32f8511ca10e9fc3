import HTTP
import JSON
import Referrals
import TestSupport
import Testing

// Contract section 1, idempotency.

private func once(_ value: String) -> [(String, String)] { [("Idempotency-Key", value)] }

@Suite struct `An Idempotency-Key` {
    /// Everything that is stored of an answer.
    private func stored(_ answer: Answer) -> [String] {
        ["\(answer.status)", answer.header("Location") ?? "", answer.header("ETag") ?? "", answer.text]
    }

    private static let posts = RouteName.all.filter { $0.method == .post }

    @Test func `replays status, Location, ETag and body of every POST, with one effect`() async throws {
        for route in Self.posts {
            let world = try await World()
            let path = try await Self.prepared(route, world)
            let first = try await world.service.send(
                .post, path, Service.operatorKey, world.body(route), headers: once("a-1"))
            #expect((200...202).contains(first.status), "\(route.testDescription): \(first.text)")
            #expect(first.header("Idempotent-Replayed") == nil)
            let figures = try world.service.figures()
            world.service.clock.advance(by: .hours(1))
            let again = try await world.service.send(
                .post, path, Service.operatorKey, world.body(route), headers: once("\"a-1\""))
            #expect(again.header("Idempotent-Replayed") == "true", "\(route.testDescription): \(again.text)")
            if !path.hasSuffix("/keys") { #expect(stored(again) == stored(first), "\(route.testDescription)") }
            #expect(again.header("X-Request-Id") != first.header("X-Request-Id"))
            #expect(try world.service.figures() == figures)
        }
    }

    /// The path of the route to something that its action can be done with.
    private static func prepared(_ route: RouteName, _ world: World) async throws -> String {
        switch route.pattern.split(separator: "/").last {
        case "accept", "decline":
            let fresh = try await world.service.referral(
                to: world.mine.profile, of: world.mine.partner, from: world.mine.marketplace, company: "Fresh")
            return route.path(["{id}": fresh.engagement])
        case "activate":
            try await world.service.post("/v1/profiles/\(world.mine.profile)/deactivate").expect(200)
        case "submit":
            try await world.service.post(
                "/v1/registrations/\(world.registration)/request-info", world.reviewer, #"{"message":"Which?"}"#
            ).expect(200)
        default: break
        }
        return world.path(route)
    }

    @Test func `may be quoted or bare, of 1 to 255 visible ASCII characters`() async throws {
        let service = try Service()
        let body = #"{"name":"P"}"#
        let long = String(repeating: "k", count: 255)
        for value in ["a", "\"b\"", "!~\"#,;", long + "", "\"\(String(repeating: "q", count: 255))\"", "\"half"] {
            let answer = try await service.post("/v1/partners", Service.operatorKey, body, headers: once(value))
            #expect(answer.status == 201, "\(value): \(answer.text)")
        }
        for value in [
            "", "\"\"", long + "k", "\"\(long)k\"", "two words", "tab\there", "\u{1}", "\u{7F}", "ä", "\"a b\"",
        ] {
            try await service.post("/v1/partners", Service.operatorKey, body, headers: once(value))
                .expect(400, "invalid_header", ["Idempotency-Key invalid_value"])
        }
        try await service.post("/v1/partners", Service.operatorKey, body, headers: once("a") + once("b"))
            .expect(400, "invalid_header")
        #expect(try await service.get("/v1/partners").rows.count == 6)
    }

    @Test func `refuses another body and another path`() async throws {
        let service = try Service()
        let (partner, key) = (try await service.partner(), Service.operatorKey)
        try await service.post("/v1/partners", key, #"{"name":"One"}"#, headers: once("k")).expect(201)
        let figures = try service.figures()
        let others = [
            ("/v1/partners", #"{"name":"Two"}"#), ("/v1/partners", #"{"name": "One"}"#), ("/v1/partners", "{"),
            ("/v1/profiles", #"{"name":"One"}"#), ("/v1/keys", #"{"name":"One","role":"operator"}"#),
        ]
        for (path, body) in others {
            try await service.post(path, key, body, headers: once("k")).expect(422, "idempotency_key_reused")
        }
        #expect(try service.figures() == figures)
        let profile = #"{"country":"DE"}"#
        try await service.post("/v1/profiles", partner.key, profile, headers: once("k")).expect(201)
    }

    @Test func `of one API key is not that of another`() async throws {
        let service = try Service()
        let (one, two) = (try await service.key("operator"), try await service.key("operator"))
        var ids: Set<String> = []
        for key in [one, two, Service.operatorKey] {
            for _ in 0..<2 {
                ids.insert(
                    try await service.post("/v1/partners", key, #"{"name":"P"}"#, headers: once("same")).string("id"))
            }
        }
        #expect(ids.count == 3)
    }

    @Test func `is not used up by a refusal`() async throws {
        let service = try Service()
        let partner = try await service.partner()
        let profile = try await service.draftProfile(of: partner)
        let activate = "/v1/profiles/\(profile)/activate"
        try await service.post("/v1/partners", Service.operatorKey, "{", headers: once("k")).expect(400)
        try await service.post("/v1/partners", Service.operatorKey, "{}", headers: once("k")).expect(422)
        try await service.post("/v1/partners", Service.operatorKey, #"{"name":"P"}"#, headers: once("k")).expect(201)
        try await service.post(activate, partner.key, headers: once("k")).expect(409, "profile_incomplete")
        try await service.post("/v1/profiles/\(profile)/locations", partner.key, Body.location()).expect(201)
        let done = try await service.post(activate, partner.key, headers: once("k")).expect(200)
        #expect(done.header("Idempotent-Replayed") == nil)
    }

    @Test func `is forgotten after 24 hours`() async throws {
        let service = try Service()
        let send = { try await service.post("/v1/partners", Service.operatorKey, #"{"name":"P"}"#, headers: once("k")) }
        let first = try await send().string("id")
        service.clock.advance(by: .milliseconds(86_399_999))
        #expect(try await send().string("id") == first)
        service.clock.advance(by: .milliseconds(1))
        let fresh = try await send()
        #expect(fresh.header("Idempotent-Replayed") == nil)
        #expect(try fresh.string("id") != first)
        try await service.post("/v1/partners", Service.operatorKey, #"{"name":"Q"}"#, headers: once("k")).expect(422)
    }

    @Test func `survives a restart`() async throws {
        let directory = try TemporaryDirectory()
        let body = #"{"name":"P"}"#
        let first = try await Service(directory: directory).post(
            "/v1/partners", Service.operatorKey, body, headers: once("k"))
        let again = try await Service(.init(seed: 2), directory: directory)
            .post("/v1/partners", Service.operatorKey, body, headers: once("k"))
        #expect(again.header("Idempotent-Replayed") == "true")
        #expect(stored(again) == stored(first))
    }

    @Test func `never shows a secret twice`() async throws {
        let service = try Service()
        let body = #"{"name":"K","role":"reviewer"}"#
        let first = try await service.post("/v1/keys", Service.operatorKey, body, headers: once("k")).expect(201)
        let again = try await service.post("/v1/keys", Service.operatorKey, body, headers: once("k")).expect(201)
        #expect(try first.string("key").hasPrefix("rk_") && first.string("key").count == 46)
        #expect(first["secretShownOnce"] == nil)
        #expect(again["key"] == .null && again["secretShownOnce"] == .bool(true))
        #expect(try again.string("id") == first.string("id"))
        #expect(again.header("ETag") == first.header("ETag") && again.header("Location") == first.header("Location"))
    }

    @Test func `shows the customer's person in a replay as they are stored`() async throws {
        let service = try Service()
        let partner = try await service.partner()
        let (profile, shop) = (try await service.profile(of: partner), try await service.marketplace())
        let body = Body.rfi(to: [profile])
        let first = try await service.post("/v1/rfis", shop, body, headers: once("k")).expect(201)
        let replayed = try await service.post("/v1/rfis", shop, body, headers: once("k")).expect(201)
        #expect(replayed.text == first.text)
        #expect(try replayed.string("customer.contact.email") == "joe@contoso.example")
        let engagement = try await service.get("/v1/engagements", partner.key).string("data.0.id")
        let accept = "/v1/engagements/\(engagement)/accept"
        let accepted = try await service.post(accept, partner.key, Body.acceptance, headers: once("k")).expect(200)
        let again = try await service.post(accept, partner.key, Body.acceptance, headers: once("k")).expect(200)
        #expect(again.text == accepted.text)
        #expect(try again.string("customer.contact.name") == "Joe Example")
        #expect(try !service.keepsReplayOf("joe@contoso.example"))
    }

    @Test func `is replayed only to a key that may still call the route`() async throws {
        let service = try Service()
        let partner = try await service.partner()
        let body = #"{"country":"DE"}"#
        try await service.post("/v1/profiles", partner.key, body, headers: once("k")).expect(201)
        try await service.patch("/v1/partners/\(partner.id)", Service.operatorKey, #"{"status":"suspended"}"#).expect(
            200)
        try await service.post("/v1/profiles", partner.key, body, headers: once("k")).expect(403, "forbidden")
        try await service.patch("/v1/partners/\(partner.id)", Service.operatorKey, #"{"status":"active"}"#).expect(200)
        try await service.post("/v1/profiles", partner.key, body, headers: once("k")).expect(201)
    }

    @Test(arguments: [("/v1/partners", #"{"name":"P"}"#), ("/v1/keys", #"{"name":"K","role":"reviewer"}"#)])
    func `has one effect and one answer when sixty-four requests come at once`(path: String, body: String) async throws
    {
        let service = try Service()
        let before = try await service.get(path).rows.count
        let answers = try await withThrowingTaskGroup(of: Answer.self) { group in
            for _ in 0..<64 {
                group.addTask { try await service.post(path, Service.operatorKey, body, headers: once("k")) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers.allSatisfy { $0.status == 201 })
        #expect(Set(answers.map { $0.header("Location") }).count == 1)
        #expect(Set(answers.map { $0.header("ETag") }).count == 1)
        #expect(Set(answers.map { $0["id"]?.string }).count == 1)
        #expect(answers.count { $0.header("Idempotent-Replayed") == nil } == 1)
        #expect(try await service.get(path).rows.count == before + 1)
    }

    @Test func `lets sixty-four accepts at once have one effect, with If-Match too`() async throws {
        let service = try Service()
        let referral = try await service.referral()
        let path = "/v1/engagements/\(referral.engagement)"
        let answers = try await withThrowingTaskGroup(of: Answer.self) { group in
            for _ in 0..<64 {
                group.addTask {
                    try await service.post(
                        "\(path)/accept", referral.partner.key, Body.acceptance,
                        headers: once("k") + [("If-Match", "\"1\"")])
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(answers.map(stored)).count == 1)
        #expect(try await service.get(path, referral.partner.key).integer("version") == 2)
    }

    @Test func `means nothing on other methods`() async throws {
        let world = try await World()
        let path = "/v1/engagements/\(world.mine.engagement)"
        for name in ["One", "Two"] {
            let answer = try await world.service.patch(
                path, Service.operatorKey, #"{"name":"\#(name)"}"#, headers: once("k"))
            #expect(try answer.expect(200).string("name") == name)
        }
        try await world.service.get(path, headers: once("not good")).expect(200)
        try await world.service.delete("\(path)/notes/\(world.note)", headers: once("")).expect(204)
    }
}

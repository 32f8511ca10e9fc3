import HTTP
import JSON
import ReferralAPI
import Testing

// Contract section 1: 406, 415 with `Accept-Post` and `Accept-Patch`, merge patches.

@Suite struct `The media type` {
    private static let posts = RouteName.all.filter { $0.method == .post }
    private static let patches = RouteName.all.filter { $0.method == .patch }
    private static let wrong = [
        "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/xml", "*/*",
        "application/*", "json", "", "application/json2", "application/jsonx; charset=utf-8",
        "application/json-patch+json",
    ]

    @Test func `of a POST that is not taken is 415 with Accept-Post, on every route`() async throws {
        let world = try await World()
        let before = try world.service.figures()
        for route in Self.posts {
            for type in Self.wrong + ["application/merge-patch+json"] {
                let answer = try await world.service.send(
                    .post, world.path(route), Service.operatorKey, world.body(route), headers: [("Content-Type", type)])
                answer.expect(415, "unsupported_media_type")
                #expect(answer.header("Accept-Post") == "application/json" && answer.header("Accept-Patch") == nil)
            }
        }
        #expect(try world.service.figures() == before)
    }

    @Test func `of a PATCH that is not taken is 415 with Accept-Patch, on every route`() async throws {
        let world = try await World()
        for route in Self.patches {
            for type in Self.wrong {
                let answer = try await world.service.send(
                    .patch, world.path(route), Service.operatorKey, "{}", headers: [("Content-Type", type)])
                answer.expect(415, "unsupported_media_type")
                #expect(answer.header("Accept-Patch") == "application/merge-patch+json, application/json")
                #expect(answer.header("Accept-Post") == nil)
            }
        }
    }

    @Test func `of a body without one is 415, and of no body does not matter`() async throws {
        let service = try Service()
        let partner = try await service.partner()
        let profile = try await service.profile(of: partner)
        let request = try Request(
            .post, "/v1/partners", headers: [("Authorization", "Bearer \(Service.operatorKey)")],
            body: Array(#"{"name":"P"}"#.utf8))
        #expect(await service.api.respond(to: request, from: "::1").status.code == 415)
        try await service.post("/v1/profiles/\(profile)/deactivate", partner.key).expect(200)
        try await service.post("/v1/partners").expect(400, "malformed_body")
    }

    @Test(arguments: [
        "application/merge-patch+json", "application/json", "APPLICATION/JSON", "application/json; charset=utf-8",
        "Application/Merge-Patch+JSON;charset=UTF-8", "application/json ; charset=\"utf-8\"",
    ])
    func `of a PATCH is read as a merge patch under both names`(type: String) async throws {
        let world = try await World()
        let path = "/v1/profiles/\(world.mine.profile)"
        let patch = #"{"description":"New","languages":["en"],"services":null,"keywords":["k"]}"#
        let changed = try await world.service.patch(path, Service.operatorKey, patch, headers: [("Content-Type", type)])
            .expect(200)
        #expect(try changed.string("description") == "New")
        #expect(changed["services"] == .array([]))
        #expect(try changed.string("displayName") == "Fabrikam" && changed.string("keywords.0") == "k")
        let cleared = try await world.service.patch(path, Service.operatorKey, #"{"description":null}"#).expect(200)
        #expect(cleared["description"] == .null && cleared["keywords"]?.items?.count == 1)
    }

    @Test func `of a merge patch merges nested objects`() async throws {
        let world = try await World()
        let path = "/v1/profiles/\(world.mine.profile)/locations/\(world.location)"
        let patch = #"{"address":{"state":"BE"},"contact":{"phone":"+49 30 1234567","name":"Lee"}}"#
        let changed = try await world.service.patch(path, Service.operatorKey, patch).expect(200)
        #expect(try changed.string("address.city") == "Berlin" && changed.string("address.state") == "BE")
        #expect(
            try changed.string("contact.email") == "sue@fabrikam.example"
                && changed.string("contact.phone") == "+49301234567")
        let engagement = "/v1/engagements/\(world.mine.engagement)"
        let money = try await world.service.patch(
            engagement, Service.operatorKey, #"{"estimatedValue":{"amount":"7"}}"#
        ).expect(200)
        #expect(try money.string("estimatedValue.amount") == "7.00" && money.string("estimatedValue.currency") == "EUR")
    }

    /// What `Accept` must say for JSON to be given, and what leaves it out.
    static let accepted = [
        "application/json", "*/*", "application/*", "text/html, */*;q=0.1", "application/json;q=0.001",
        "APPLICATION/JSON",
        "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8", "",
        "application/json; charset=utf-8",
        "application/json;q=1.000", " application/json ", "text/plain;q=0, */*",
    ]
    static let notAccepted = [
        "text/html", "application/xml", "text/*", "application/json;q=0", "*/*;q=0", "application/json;q=0, */*",
        "application/*;q=0, text/plain", "application/json;q=0.000", "image/png, text/plain",
    ]

    @Test func `of an answer is negotiated by Accept on every route that has a body`() async throws {
        let world = try await World()
        let before = try world.service.figures()
        let special = [
            "/openapi.yaml", "/problems/{code}", "/v1/engagements", "/v1/insights", "/v1/insights/groups", "/v1/events",
            "/metrics",
        ]
        for route in RouteName.all where route.method != .delete && !special.contains(route.pattern) {
            for value in Self.notAccepted {
                try await world.service.send(
                    route.method, world.path(route), Service.operatorKey, world.body(route),
                    headers: [("Accept", value)]
                ).expect(406, "not_acceptable")
            }
        }
        #expect(try world.service.figures() == before)
        for route in RouteName.all where route.method == .get && !special.contains(route.pattern) {
            for value in Self.accepted {
                let answer = try await world.service.get(world.path(route), headers: [("Accept", value)])
                #expect(answer.status == 200, "\(route.testDescription) \(value)")
            }
        }
    }

    @Test func `of a deletion can't be left out, as there is no body`() async throws {
        let world = try await World()
        try await world.service.delete("/v1/profiles/\(world.mine.profile)", headers: [("Accept", "text/html")]).expect(
            204)
    }

    @Test(arguments: [
        ("text/csv", "text/csv"), ("application/json", "application/json"), ("*/*", "application/json"),
        ("text/csv, application/json", "application/json"), ("text/csv;q=0.9, application/json;q=0.8", "text/csv"),
        ("text/*", "text/csv"), ("application/json;q=0, */*", "text/csv"), ("text/csv;q=0.5, */*;q=0.1", "text/csv"),
    ])
    func `of engagements is the better of two`(accept: String, type: String) async throws {
        let answer = try await Service().get("/v1/engagements", headers: [("Accept", accept)]).expect(200)
        #expect(answer.header("Content-Type")?.hasPrefix(type) == true)
    }

    @Test func `of a problem is always problem+json, whatever Accept says`() async throws {
        let service = try Service()
        for accept in ["text/csv", "application/json", "text/html", "*/*;q=0"] {
            for target in ["/v1/nothing", "/v1/engagements?limit=0", "/v1/engagements?x=1"] {
                let answer = try await service.get(target, headers: [("Accept", accept)])
                #expect(answer.header("Content-Type")?.hasPrefix("application/problem+json") == true)
            }
        }
    }
}

import ContractSupport
import HTTP
import JSON
import ReferralStore
import Testing

@testable import ReferralAPI

// Contract section 1, errors (RFC 9457), and what the service says of itself without a key.

@Suite struct `A problem` {
    /// One request for each kind of refusal.
    private static func refusals(_ world: World) async throws -> [Answer] {
        let (service, key) = (world.service, world.mine.partner.key)
        let path = "/v1/engagements/\(world.mine.engagement)"
        return [
            try await service.patch(path, key, "{"), try await service.get("/v1/engagements?limit=0", key),
            try await service.post("\(path)/notes", key, Body.note, headers: [("Idempotency-Key", "")]),
            try await service.get("/v1/engagements?cursor=x", key), try await service.get("/v1/me", nil),
            try await service.get("/v1/keys", key), try await service.get("/v1/nothing", key),
            try await service.send(.put, "/v1/me", key),
            try await service.get("/v1/me", key, headers: [("Accept", "text/csv")]),
            try await service.post("\(path)/accept", key, Body.acceptance),
            try await service.patch(path, key, "{}", headers: [("If-Match", "\"9\"")]),
            try await service.send(.patch, path, key, "{}", headers: [("Content-Type", "text/plain")]),
            try await service.patch(path, key, #"{"name":""}"#),
            try await service.post("/v1/profiles", key, Body.profile()),
        ]
    }

    @Test func `has the same members, whatever is wrong`() async throws {
        let world = try await World()
        for answer in try await Self.refusals(world) {
            #expect(answer.header("Content-Type") == "application/problem+json; charset=utf-8")
            let names = try #require(answer.json.names)
            #expect(Array(names.prefix(7)) == ["type", "title", "status", "detail", "instance", "code", "requestId"])
            let code = try #require(ProblemCode(rawValue: answer.string("code")))
            #expect(try answer.integer("status") == answer.status && code.status == answer.status)
            #expect(try answer.string("type") == "/problems/\(code.rawValue)" && answer.string("title") == code.title)
            #expect(try answer.string("instance").hasPrefix("/v1/") && !answer.string("instance").contains("?"))
            #expect(try answer.string("requestId") == answer.requiredHeader("X-Request-Id"))
            #expect(try !answer.string("detail").isEmpty)
            for error in answer["errors"]?.items ?? [] {
                let names = try #require(error.names)
                #expect(names.count == 3 && Array(names.dropFirst()) == ["code", "detail"])
            }
        }
    }

    @Test func `of a state tells the state and what may be done`() async throws {
        let service = try Service()
        let referral = try await service.referral()
        let (path, key) = ("/v1/engagements/\(referral.engagement)", referral.partner.key)
        let early = try await service.post("\(path)/win", key).expect(409, "invalid_transition")
        #expect(try early.string("currentStatus") == "new" && early["currentOutcome"] == .null)
        #expect(early["allowedActions"]?.items?.compactMap(\.string) == ["accept", "decline", "addContact", "addNote"])
        try await service.accept(referral)
        try await service.post("\(path)/lose", key, Body.decline).expect(200)
        let late = try await service.post("\(path)/win", key).expect(409, "invalid_transition")
        #expect(try late.string("currentStatus") == "archived" && late.string("currentOutcome") == "lost")
        #expect(late["allowedActions"]?.items?.compactMap(\.string) == [])
    }

    @Test(arguments: ProblemCode.allCases.map(\.rawValue))
    func `has a page of its own, in HTML and JSON`(code: String) async throws {
        let service = try Service()
        let page = try await service.get("/problems/\(code)", nil).expect(200)
        #expect(page.header("Content-Type") == "text/html; charset=utf-8" && page.text.contains("<code>\(code)</code>"))
        let json = try await service.get("/problems/\(code)", nil, headers: [("Accept", "application/json")]).expect(
            200)
        #expect(try json.string("code") == code)
        #expect(json.header("ETag") != page.header("ETag"))
        try await service.get("/problems/\(code)x", nil).expect(404, "not_found")
    }

    @Test(arguments: ProtocolError.Kind.allCases)
    func `of a message that was no request has the same shape and closes the connection`(kind: ProtocolError.Kind)
        async throws
    {
        let error = ProtocolError(kind)
        let response = try Service().api.refusal(of: error)
        let answer = try await Answer(response, to: .get)
        #expect(response.closesConnection && answer.status == error.status.code)
        let code = try #require(ProblemCode(rawValue: answer.string("code")))
        #expect(code.status == answer.status && (answer.status == 400) == (code == .malformedRequest))
        #expect(try answer.string("requestId") == answer.requiredHeader("X-Request-Id"))
        #expect((answer.header("Retry-After") != nil) == (answer.status == 503))
        let violations = try Service.contract.get().check(
            method: "GET", path: "/v1/me", status: answer.status, headers: answer.headers, body: answer.body)
        #expect(violations == [])
    }

    @Test func `of a storage that is gone is 503 with Retry-After, and tells nothing of it`() async throws {
        let service = try Service()
        try await service.store.execute("PRAGMA query_only = ON")
        let answer = try await service.post("/v1/partners", Service.operatorKey, #"{"name":"P"}"#)
            .expect(503, "storage_unavailable")
        #expect(answer.header("Retry-After") == "1")
        #expect(!answer.text.contains("/tmp") && !answer.text.lowercased().contains("sql"))
        try await service.get("/livez", nil).expect(200)
        try await service.store.execute("PRAGMA query_only = OFF")
        try await service.post("/v1/partners", Service.operatorKey, #"{"name":"P"}"#).expect(201)
    }
}

@Suite struct `Without a key` {
    @Test func `the service says whether it lives`() async throws {
        let service = try Service(.init(isStopping: true))
        #expect(try await service.get("/livez", nil).expect(200).string("status") == "alive")
    }

    @Test(arguments: [
        (false, false, 200, "ready"), (true, false, 503, "unavailable"), (false, true, 503, "unavailable"),
    ])
    func `the service says whether it is ready, and its parts to operators alone`(
        isStopping: Bool, isBroken: Bool, status: Int, word: String
    ) async throws {
        let parts = [
            ServiceStatus.Part(name: "database", isReady: !isBroken, detail: "Looked at."),
            ServiceStatus.Part(name: "disk", isReady: true, detail: "Has room."),
            ServiceStatus.Part(name: "webhooks", isReady: true, detail: "Nothing waits."),
            ServiceStatus.Part(name: "backup", isReady: true, word: "failed", detail: "The last attempt failed."),
        ]
        let service = try Service(.init(parts: parts, isStopping: isStopping))
        let partner = try await service.partner()
        for key in [nil, partner.key, "rk_wrong"] {
            let answer = try await service.get("/readyz", key).expect(status)
            #expect(answer.json.names == ["status"])
            #expect(try answer.string("status") == word)
            #expect((answer.header("Retry-After") != nil) == (status == 503))
        }
        for key in [Service.operatorKey, try await service.key("operator")] {
            let answer = try await service.get("/readyz", key).expect(status)
            #expect(try answer.string("parts.database.status") == (isBroken ? "unavailable" : "ready"))
            #expect(try answer.string("parts.disk.status") == "ready")
            #expect(try answer.string("parts.backup.status") == "failed", "and it is ready all the same")
        }
    }

    @Test func `the contract is served, in YAML and in JSON`() async throws {
        let service = try Service()
        let yaml = try await service.get("/openapi.yaml", nil).expect(200)
        #expect(
            yaml.header("Content-Type") == "application/yaml; charset=utf-8" && yaml.text.hasPrefix("openapi: 3.1.0\n"))
        let json = try await service.get("/openapi.json", nil).expect(200)
        #expect(try json.string("openapi") == "3.1.0" && json["paths"]?.names?.isEmpty == false)
    }
}

import HTTP
import JSON
import ReferralAPI
import Referrals
import TestSupport
import Testing

// Contract section 1: request id, rate limit, headers.

@Suite struct `The request id` {
    private static let taken = [
        "a", "A-Z_0.9", "....", String(repeating: "x", count: 128), "01940000-0000-7000-8000-000000000000",
    ]
    private static let refused = [
        "", "a b", "a/b", "ä", "a,b", "a\tb", "<script>", "a:b", "a%20", String(repeating: "x", count: 129), "a\u{0}",
        "\"a\"",
    ]

    @Test func `is the caller's when it is well formed`() async throws {
        let service = try Service()
        for id in Self.taken {
            let answer = try await service.get("/v1/me", headers: [("X-Request-Id", id)])
            #expect(answer.header("X-Request-Id") == id)
            let problem = try await service.get("/v1/nothing", headers: [("X-Request-ID", id)]).expect(404)
            #expect(try problem.header("X-Request-Id") == id && problem.string("requestId") == id)
        }
    }

    @Test func `is made when it is not, another one each time`() async throws {
        let service = try Service()
        var seen: Set<String> = []
        for id in Self.refused {
            let problem = try await service.get("/v1/nothing", headers: [("X-Request-Id", id)])
            let made = try problem.requiredHeader("X-Request-Id")
            #expect(try problem.string("requestId") == made)
            #expect(
                (1...128).contains(made.count)
                    && made.allSatisfy { "abcdefghijklmnopqrstuvwxyz0123456789._-".contains($0) })
            seen.insert(made)
        }
        try seen.insert(
            await service.get("/v1/me", headers: [("X-Request-Id", "a"), ("X-Request-Id", "b")]).requiredHeader(
                "X-Request-Id"))
        #expect(seen.count == Self.refused.count + 1 && seen.isDisjoint(with: Self.refused + ["a", "b"]))
    }

    @Test func `stands on every answer, and in the history of what it changed`() async throws {
        let service = try Service()
        let referral = try await service.referral()
        let path = "/v1/engagements/\(referral.engagement)"
        try await service.post(
            "\(path)/accept", referral.partner.key, Body.acceptance, headers: [("X-Request-Id", "trace-7")])
        let history = try await service.get("\(path)/history", referral.partner.key).expect(200)
        #expect(history.rows.contains { $0.at("requestId")?.string == "trace-7" })
        for (method, target) in [
            (HTTP.Method.options, "/v1/me"), (.head, "/v1/me"), (.get, "/livez"), (.get, "/openapi.yaml"),
        ] {
            let answer = try await service.send(method, target, headers: [("X-Request-Id", "here")])
            #expect(answer.header("X-Request-Id") == "here")
        }
    }
}

@Suite struct `The rate limit` {
    private func service(_ requests: Int = 3) throws -> Service {
        try Service(.init(rateLimit: RateLimit(requests: requests, window: .seconds(60))))
    }

    @Test func `tells its policy and what is left, and refuses with Retry-After when nothing is`() async throws {
        let service = try service()
        for (left, reset) in [(2, 20), (1, 40), (0, 60)] {
            let answer = try await service.get("/v1/me").expect(200)
            #expect(answer.header("RateLimit-Policy") == "\"default\";q=3;w=60")
            #expect(answer.header("RateLimit") == "\"default\";r=\(left);t=\(reset)")
            #expect(answer.header("Retry-After") == nil)
        }
        let refused = try await service.get("/v1/me").expect(429, "rate_limited")
        #expect(refused.header("Retry-After") == "20")
        #expect(refused.header("RateLimit") == "\"default\";r=0;t=60")
        #expect(refused.header("RateLimit-Policy") != nil)
    }

    @Test func `refills evenly by the clock, up to the limit and no further`() async throws {
        let service = try service()
        for _ in 0..<3 { try await service.get("/v1/me").expect(200) }
        service.clock.advance(by: .milliseconds(19_999))
        try await service.get("/v1/me").expect(429)
        service.clock.advance(by: .milliseconds(1))
        try await service.get("/v1/me").expect(200)
        try await service.get("/v1/me").expect(429)
        service.clock.advance(by: .hours(10))
        for _ in 0..<3 { try await service.get("/v1/me").expect(200) }
        try await service.get("/v1/me").expect(429)
        service.clock.advance(by: .seconds(-3_600))
        try await service.get("/v1/me").expect(429)
    }

    @Test func `has a bucket for each key, and for each address when anonymous`() async throws {
        let service = try service(10)
        let (one, two) = (try await service.key("reviewer"), try await service.key("reviewer"))
        for key in [one, two] {
            for _ in 0..<10 { try await service.get("/v1/me", key).expect(200) }
            try await service.get("/v1/me", key).expect(429)
        }
        for address in ["192.0.2.7", "2001:db8::1"] {
            for _ in 0..<10 { try await service.send(.get, "/v1/me", nil, from: address).expect(401) }
            try await service.send(.get, "/v1/me", nil, from: address).expect(429)
            try await service.send(.get, "/openapi.json", nil, from: address).expect(429)
        }
        try await service.send(.get, "/v1/me", nil, from: "192.0.2.8").expect(401)
        try await service.send(.get, "/v1/me", from: "192.0.2.7").expect(200)
    }

    @Test func `counts guesses of keys against their address`() async throws {
        let service = try service()
        for index in 0..<3 {
            try await service.get("/v1/me", "rk_" + String(repeating: "\(index)", count: 43)).expect(401)
        }
        try await service.get("/v1/me", "rk_" + String(repeating: "9", count: 43)).expect(429)
        try await service.get("/v1/me").expect(200)
    }

    @Test func `leaves probes alone, with any key or none`() async throws {
        let service = try service()
        for _ in 0..<10 {
            for path in ["/livez", "/readyz"] {
                for key in [nil, Service.operatorKey, "nobody's"] {
                    let answer = try await service.get(path, key).expect(200)
                    #expect(answer.header("RateLimit") == nil)
                }
            }
        }
        try await service.get("/v1/me").expect(200)
    }

    @Test func `is on replays and refusals too, and off unless configured`() async throws {
        let service = try service(20)
        for target in ["/v1/nothing", "/v1/me?x=1", "/v1/keys/x"] {
            #expect(try await service.get(target).header("RateLimit") != nil)
        }
        let once = [("Idempotency-Key", "k")]
        let first = try await service.post("/v1/partners", Service.operatorKey, #"{"name":"P"}"#, headers: once)
        let again = try await service.post("/v1/partners", Service.operatorKey, #"{"name":"P"}"#, headers: once)
        #expect(first.header("RateLimit") != again.header("RateLimit"))
        #expect(try await Service().get("/v1/me").header("RateLimit") == nil)
    }
}

@Suite struct `The headers of` {
    private static let open = ["/openapi.yaml", "/openapi.json", "/problems/not_found"]

    @Test func `data keep it private, and vary by caller and type`() async throws {
        let world = try await World()
        for route in RouteName.all where route.method == .get && !route.isOpen {
            let answer = try await world.service.get(world.path(route), world.owner(route)).expect(200)
            #expect(answer.header("Cache-Control") == "private, no-cache")
            #expect(answer.header("Vary") == "Authorization, Accept")
            #expect(answer.header("X-Content-Type-Options") == "nosniff")
            #expect(answer.header("Content-Type") == "application/json; charset=utf-8")
        }
        let made = try await world.service.post("/v1/partners", Service.operatorKey, #"{"name":"P"}"#)
        #expect(made.header("Cache-Control") == "private, no-cache" && made.header("Vary") == "Authorization, Accept")
        let gone = try await world.service.delete("/v1/profiles/\(world.mine.profile)").expect(204)
        #expect(gone.header("X-Content-Type-Options") == "nosniff" && gone.header("Content-Type") == nil)
    }

    @Test func `problems are not kept, and documents may be`() async throws {
        let service = try Service()
        for target in ["/v1/nothing", "/v1/me?x=1", "/nothing"] {
            let answer = try await service.get(target)
            #expect(
                answer.header("Cache-Control") == "no-store" && answer.header("X-Content-Type-Options") == "nosniff")
        }
        for path in Self.open {
            let answer = try await service.get(path, nil).expect(200)
            #expect(answer.header("Cache-Control")?.hasPrefix("public") == true)
            #expect(answer.header("X-Content-Type-Options") == "nosniff")
        }
    }

    @Test func `any answer name each field once`() async throws {
        let world = try await World(
            .init(rateLimit: .init(requests: 1_000, window: .minutes(1)), corsOrigins: ["https://a.example"]))
        for route in RouteName.all {
            for key in [nil, Service.operatorKey] {
                let answer = try await world.service.send(
                    route.method, world.path(route), key, world.body(route), headers: [("Origin", "https://a.example")])
                let names = answer.headers.map { $0.0.lowercased() }.filter { $0 != "vary" }
                #expect(names.count == Set(names).count, "\(route.testDescription): \(names)")
            }
        }
    }

    @Test func `cross-origin requests are there only for the configured origins`() async throws {
        let off = try Service()
        let on = try Service(.init(corsOrigins: ["https://app.example", "http://localhost:3000"]))
        let preflight = [
            ("Access-Control-Request-Method", "PATCH"), ("Access-Control-Request-Headers", "authorization, if-match"),
        ]
        for origin in ["https://app.example", "http://localhost:3000"] {
            for (method, target) in [(HTTP.Method.get, "/v1/me"), (.get, "/v1/nothing"), (.options, "/v1/me")] {
                let silent = try await off.send(method, target, headers: [("Origin", origin)] + preflight)
                #expect(!silent.headers.contains { $0.0.lowercased().hasPrefix("access-control") })
                let answer = try await on.send(method, target, headers: [("Origin", origin)] + preflight)
                #expect(answer.header("Access-Control-Allow-Origin") == origin)
                #expect(answer.headers.contains { $0.0 == "Vary" && $0.1.contains("Origin") })
            }
        }
        for origin in [
            "https://app.example.evil", "https://evil", "null", "https://APP.example", "*", "http://app.example",
        ] {
            let answer = try await on.send(.options, "/v1/me", nil, headers: [("Origin", origin)] + preflight)
            #expect(!answer.headers.contains { $0.0.lowercased().hasPrefix("access-control") }, "\(origin)")
            #expect(answer.headers.contains { $0.0 == "Vary" && $0.1.contains("Origin") })
        }
        let allowed = try await on.send(
            .options, "/v1/partners/x", nil, headers: [("Origin", "https://app.example")] + preflight
        ).expect(204)
        #expect(allowed.header("Access-Control-Allow-Methods")?.contains("PATCH") == true)
        for name in ["Authorization", "Content-Type", "Idempotency-Key", "If-Match", "If-None-Match", "X-Request-Id"] {
            #expect(allowed.header("Access-Control-Allow-Headers")?.contains(name) == true)
        }
        let read = try await on.get("/v1/me", headers: [("Origin", "https://app.example")])
        for name in ["ETag", "Link", "Location", "RateLimit", "Retry-After", "X-Request-Id", "Idempotent-Replayed"] {
            #expect(read.header("Access-Control-Expose-Headers")?.contains(name) == true)
        }
        #expect(read.header("Access-Control-Allow-Credentials") == nil)
    }
}

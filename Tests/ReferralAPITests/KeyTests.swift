import HTTP
import JSON
import Referrals
import TestSupport
import Testing

// Contract section 2: keys, roles, suspension.

@Suite struct `A key` {
    private static let challenge = "Bearer realm=\"referrals\""

    @Test func `says who it is, for every role`() async throws {
        let service = try Service()
        let partner = try await service.partner()
        let shop = try await service.marketplace("shop-1")
        let me = { (key: String) in try await service.get("/v1/me", key).expect(200) }
        let environment = try await me(Service.operatorKey)
        #expect(environment.json.names == ["keyId", "role", "partnerId", "marketplaceId", "name"])
        #expect(try environment["keyId"] == .null && environment.string("name") == "operator")
        #expect(try environment.string("role") == "operator" && environment["partnerId"] == .null)
        let mine = try await me(partner.key)
        #expect(
            try mine.string("role") == "partner" && mine.string("partnerId") == partner.id
                && mine.string("name") == "CRM")
        let market = try await me(shop)
        #expect(try market.string("role") == "marketplace" && market.string("marketplaceId") == "shop-1")
        #expect(market["partnerId"] == .null)
        let reviewer = try await me(service.key("reviewer"))
        #expect(try reviewer.string("role") == "reviewer" && reviewer.string("keyId").count == 36)
        #expect(try await me(service.key("operator")).string("keyId").count == 36)
    }

    @Test func `is shown once and never again`() async throws {
        let service = try Service()
        let made = try await service.post("/v1/keys", Service.operatorKey, #"{"name":"K","role":"reviewer"}"#).expect(
            201)
        let secret = try made.string("key")
        let item = try await service.get("/v1/keys/\(made.string("id"))").expect(200)
        #expect(item["key"] == nil && !item.text.contains(secret.dropFirst(3)))
        #expect(try !(await service.get("/v1/keys")).text.contains(secret.dropFirst(3)))
        #expect(secret.hasPrefix("rk_") && secret.utf8.count == 46)
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        #expect(secret.dropFirst(3).allSatisfy(alphabet.contains))
        #expect(made.header("Location") == "/v1/keys/\(try made.string("id"))")
        #expect(made.header("ETag") == item.header("ETag"))
    }

    @Test func `is needed in exactly one form`() async throws {
        let service = try Service()
        let key = try await service.key("reviewer")
        let (good, other) = ("Bearer \(key)", "Bearer rk_" + String(repeating: "x", count: 43))
        for value in [good, "bearer \(key)", "BEARER \(key)", "Bearer  \(key)"] {
            try await service.get("/v1/me", nil, headers: [("Authorization", value)]).expect(200)
        }
        let wrong = [
            "", "Bearer", "Bearer ", key, "Basic \(key)", "Token \(key)", "Bearer \(key) x", "Bearer \(key),", other,
            "Bearer \(key.lowercased())", "Bearer \(key.dropLast())", "Bearer \(key)A", "Bearer \"\(key)\"",
            "Bearer\t\(key)x",
            "Bearer " + String(repeating: "a", count: 10_000), "Bearer \u{0}", "Bearer ' OR 1=1 --",
        ]
        for value in wrong {
            let answer = try await service.get("/v1/me", nil, headers: [("Authorization", value)]).expect(
                401, "unauthenticated")
            #expect(answer.header("WWW-Authenticate") == Self.challenge + ", error=\"invalid_token\"")
        }
        try await service.get("/v1/me", nil, headers: [("Authorization", good), ("Authorization", good)]).expect(401)
        let missing = try await service.get("/v1/me", nil).expect(401, "unauthenticated")
        #expect(missing.header("WWW-Authenticate") == Self.challenge)
        try await service.get("/v1/me?key=\(key)", nil).expect(401)
    }

    @Test func `is needed on every route under v1 and on no other`() async throws {
        let world = try await World()
        // Whom metrics are open to depends on the address that is listened on: MetricsTests.
        for route in RouteName.all where route.pattern != "/metrics" {
            for key in [nil, "rk_nobody-knows-this-key-of-forty-six-characters"] {
                let answer = try await world.service.send(route.method, world.path(route), key, world.body(route))
                #expect(answer.status == (route.isOpen ? 200 : 401), "\(route.testDescription)")
                #expect((answer.header("WWW-Authenticate") != nil) == !route.isOpen)
            }
        }
    }

    @Test func `that is deleted is refused at once, and found no more`() async throws {
        let service = try Service()
        let made = try await service.post("/v1/keys", Service.operatorKey, #"{"name":"K","role":"reviewer"}"#)
        let (id, secret) = (try made.string("id"), try made.string("key"))
        try await service.get("/v1/me", secret).expect(200)
        try await service.delete("/v1/keys/\(id)").expect(204)
        try await service.get("/v1/me", secret).expect(401)
        try await service.get("/v1/keys/\(id)").expect(404)
        try await service.delete("/v1/keys/\(id)").expect(404)
        #expect(try await !service.get("/v1/keys").ids.contains(id))
    }

    @Test func `that deletes itself is the last thing it did`() async throws {
        let service = try Service()
        let made = try await service.post("/v1/keys", Service.operatorKey, #"{"name":"K","role":"operator"}"#)
        let (id, secret) = (try made.string("id"), try made.string("key"))
        try await service.delete("/v1/keys/\(id)", secret).expect(204)
        try await service.delete("/v1/keys/\(id)", secret).expect(401)
    }

    @Test func `ends at the very instant of its expiry`() async throws {
        let service = try Service()
        let key = try await service.key("reviewer", #","expiresAt":"2026-11-23T03:00:00.123456789+00:30""#)
        service.clock.set(Timestamp("2026-11-23T02:30:00.122Z") ?? service.clock.now)
        try await service.get("/v1/me", key).expect(200)
        service.clock.advance(by: .milliseconds(1))
        try await service.get("/v1/me", key).expect(401, "unauthenticated")
        for past in ["2026-11-23T02:30:00.123Z", "2020-01-01T00:00:00Z"] {
            try await service.post(
                "/v1/keys", Service.operatorKey, #"{"name":"K","role":"reviewer","expiresAt":"\#(past)"}"#
            )
            .expect(422, "validation_failed", ["/expiresAt out_of_range"])
        }
    }

    @Test(arguments: [
        (#"{"name":"K"}"#, ["/role required"]), (#"{"role":"operator"}"#, ["/name required"]),
        (#"{"name":"K","role":"admin"}"#, ["/role invalid_value"]),
        (#"{"name":"K","role":"Operator"}"#, ["/role invalid_value"]),
        (#"{"name":"K","role":"partner"}"#, ["/partnerId required"]),
        (#"{"name":"K","role":"partner","partnerId":null}"#, ["/partnerId required"]),
        (#"{"name":"K","role":"partner","partnerId":"x"}"#, ["/partnerId invalid_value"]),
        (
            #"{"name":"K","role":"partner","partnerId":"01940000-0000-7000-8000-000000000000"}"#,
            ["/partnerId invalid_value"]
        ),
        (#"{"name":"K","role":"marketplace","marketplaceId":"Shop"}"#, ["/marketplaceId invalid_value"]),
        (#"{"name":"K","role":"marketplace","marketplaceId":""}"#, ["/marketplaceId invalid_value"]),
        (#"{"name":"K","role":"operator","marketplaceId":"shop"}"#, ["/marketplaceId invalid_value"]),
        (#"{"name":"K","role":"reviewer","expiresAt":"soon"}"#, ["/expiresAt invalid_value"]),
        (#"{"name":"K","role":"reviewer","key":"rk_mine"}"#, ["/key unknown_member"]),
    ])
    func `is made from what its role needs and nothing else`(body: String, faults: [String]) async throws {
        try await Service().post("/v1/keys", Service.operatorKey, body).expect(422, "validation_failed", faults)
    }

    @Test func `of a marketplace that nobody named gets one of its own`() async throws {
        let service = try Service()
        let made = try await service.post("/v1/keys", Service.operatorKey, #"{"name":"K","role":"marketplace"}"#)
            .expect(201)
        let second = try await service.post("/v1/keys", Service.operatorKey, #"{"name":"K","role":"marketplace"}"#)
            .expect(201)
        #expect(try made.string("marketplaceId") != second.string("marketplaceId"))
        #expect(try made.string("marketplaceId").allSatisfy { "abcdefghijklmnopqrstuvwxyz0123456789-".contains($0) })
        let long = String(repeating: "z", count: 64)
        _ = try await service.marketplace(long)
        try await service.post(
            "/v1/keys", Service.operatorKey, #"{"name":"K","role":"marketplace","marketplaceId":"\#(long)z"}"#
        )
        .expect(422)
    }

    @Test func `list is narrowed by role and partner`() async throws {
        let service = try Service()
        let partner = try await service.partner()
        _ = try await (service.key("reviewer"), service.key("operator"), service.marketplace())
        let count = { (query: String) in try await service.get("/v1/keys?\(query)").expect(200).rows.count }
        #expect(try await count("limit=200") == 4)
        #expect(try await count("role=reviewer,operator") == 2)
        #expect(try await count("partnerId=\(partner.id)") == 1)
        #expect(try await count("partnerId=\(partner.id)&role=operator") == 0)
    }
}

@Suite struct `A suspended partner` {
    @Test func `is refused with every key on every route, until it is active again`() async throws {
        let world = try await World()
        let (service, partner) = (world.service, "/v1/partners/\(world.mine.partner.id)")
        let second = try await service.key("partner", #","partnerId":"\#(world.mine.partner.id)""#)
        try await service.patch(partner, Service.operatorKey, #"{"status":"suspended"}"#).expect(200)
        for key in [world.mine.partner.key, second] {
            for route in RouteName.all where !route.isOpen {
                try await service.send(route.method, world.path(route), key, world.body(route)).expect(403, "forbidden")
            }
            try await service.get("/v1/nothing", key).expect(403, "forbidden")
            try await service.get("/livez", key).expect(200)
        }
        try await service.get("/v1/me", world.stranger.key).expect(200)
        try await service.get("/v1/engagements/\(world.mine.engagement)").expect(200)
        try await service.patch(partner, Service.operatorKey, #"{"status":"active"}"#).expect(200)
        try await service.get("/v1/me", second).expect(200)
    }

    @Test func `gets no RFIs, and its clocks run on`() async throws {
        let service = try Service()
        let referral = try await service.referral()
        try await service.patch("/v1/partners/\(referral.partner.id)", Service.operatorKey, #"{"status":"suspended"}"#)
            .expect(200)
        try await service.post("/v1/rfis", referral.marketplace, Body.rfi(to: [referral.profile], company: "Late"))
            .expect(409, "recipient_unavailable", ["/recipients/0 invalid_value"])
        service.clock.advance(by: .days(14))
        let expired = try await service.get("/v1/engagements/\(referral.engagement)").expect(200)
        #expect(try expired.string("outcome") == "expired")
    }
}

@Suite struct `A role` {
    /// What each role may, besides `/v1/me`; operators may everything.
    private static let allowed: [(role: String, collections: Set<String>)] = [
        ("partner", ["me", "profiles", "engagements", "events", "insights", "webhooks"]),
        ("marketplace", ["me", "providers", "rfis", "events", "webhooks"]),
        ("reviewer", ["me", "registrations"]),
    ]

    @Test func `opens its own routes and no other`() async throws {
        let world = try await World()
        let reviewer = try await world.service.key("reviewer")
        let keys = [world.mine.partner.key, world.mine.marketplace, reviewer]
        for ((role, collections), key) in zip(Self.allowed, keys) {
            for route in RouteName.all where !route.isOpen {
                let answer = try await world.service.send(
                    route.method, world.path(route), key, route.method == .get ? nil : "[]",
                    headers: [("If-Match", "\"99\"")])
                let isShared = route.collection == "solutions" && route.method == .get
                let isOpen =
                    isShared || (collections.contains(route.collection) && route.pattern != "/v1/insights/groups")
                #expect((answer.status != 403) == isOpen, "\(role) \(route.testDescription): \(answer.text)")
            }
        }
    }
}

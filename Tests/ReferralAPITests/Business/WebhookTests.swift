import HTTP
import JSON
import ReferralAPI
import ReferralStore
import Referrals
import TestSupport
import Testing

// Contract section 8, webhooks.

extension Service {
    /// Lets the first thing that waits at the webhook be answered with a status, and keeps what would have been sent.
    func deliver(_ webhook: String, status: Int = 200, response: String = "ok") async throws {
        let id = try #require(ID<Webhook>(webhook))
        let now = clock.now
        try await store.write { store throws(ReferralError) in
            guard let due = try store.dueDelivery(of: id) else { throw .notFound }
            let payload: KeptBody
            if let event = due.event {
                payload = try EventPayloads().kept(event, in: due.webhook.owner, store)
            } else {
                payload = due.delivery.payload ?? KeptBody([])
            }
            let attempt = DeliveryAttempt(
                at: now, duration: 41, result: .answered(status: status, response: Array(response.utf8)))
            try WebhookService.delivering(store).record(attempt, of: due, payload: payload, random: 0)
        }
    }
}

@Suite struct `A webhook` {
    @Test func `is made with a secret that is shown once`() async throws {
        let service = try Service()
        let partner = try await service.partner()
        let body = #"""
            {"url":"https://hooks.example.com/in?k=1","eventTypes":["engagement.*","rfi.submitted"],"enabled":false,\#
            "description":" The CRM "}
            """#
        let once = [("Idempotency-Key", "k")]
        let made = try await service.post("/v1/webhooks", partner.key, body, headers: once).expect(201)
        let id = try made.string("id")
        #expect(made.header("Location") == "/v1/webhooks/\(id)" && made.header("ETag") == "\"1\"")
        #expect(made["partnerId"] == .string(partner.id) && made["marketplaceId"] == .null)
        #expect(made["url"] == .string("https://hooks.example.com/in?k=1") && made["description"] == .string("The CRM"))
        #expect(made["eventTypes"] == .array([.string("engagement.*"), .string("rfi.submitted")]))
        #expect(made["enabled"] == .bool(false) && made["disabledReason"] == .null && made["version"]?.integer == 1)
        let secret = try made.string("secret")
        #expect(WebhookSecret(secret)?.bytes.count == 32)
        let again = try await service.post("/v1/webhooks", partner.key, body, headers: once).expect(201)
        #expect(again["secret"] == .null && again["secretShownOnce"] == .bool(true) && again["id"] == made["id"])
        #expect(try !service.keepsReplayOf(secret))
        let shown = try await service.get("/v1/webhooks/\(id)", partner.key).expect(200)
        #expect(shown["secret"] == nil && !shown.text.contains("whsec_"))
        #expect(try await !service.get("/v1/webhooks", partner.key).expect(200).text.contains("whsec_"))
    }

    @Test func `is for everything and on when nothing else is said`() async throws {
        let service = try Service()
        let made = try await service.post("/v1/webhooks", try await service.marketplace(), Body.webhook).expect(201)
        #expect(made["eventTypes"] == .array([.string("*")]) && made["enabled"] == .bool(true))
        #expect(made["marketplaceId"] == .string("market") && made["partnerId"] == .null)
    }

    @Test func `belongs to whom the operator names, and else to the operator`() async throws {
        let service = try Service()
        let (partner, shop) = (try await service.partner(), try await service.marketplace())
        func make(_ more: String) async throws -> Answer {
            try await service.post(
                "/v1/webhooks", Service.operatorKey, #"{"url":"https://hooks.example.com/in"\#(more)}"#)
        }
        let owns = try await make("").expect(201)
        let partners = try await make(#","partnerId":"\#(partner.id)""#).expect(201).string("id")
        let shops = try await make(#","marketplaceId":"market""#).expect(201).string("id")
        #expect(owns["partnerId"] == .null && owns["marketplaceId"] == .null)
        try await make(#","partnerId":"\#(World.unknown)""#)
            .expect(422, "validation_failed", ["/partnerId invalid_value"])
        try await make(#","partnerId":"\#(partner.id)","marketplaceId":"market""#)
            .expect(422, "validation_failed", ["/marketplaceId invalid_value"])
        #expect(try await service.get("/v1/webhooks").rows.count == 3)
        for path in ["/v1/webhooks?partnerId=\(partner.id)"] {
            #expect(try await service.get(path).rows.map { $0.at("id") } == [.string(partners)])
            try await service.get(path, partner.key).expect(400, "invalid_parameter")
        }
        #expect(try await service.get("/v1/webhooks", partner.key).rows.map { $0.at("id") } == [.string(partners)])
        #expect(try await service.get("/v1/webhooks", shop).rows.map { $0.at("id") } == [.string(shops)])
        for (key, member) in [(partner.key, #""marketplaceId":"market""#), (shop, #""partnerId":"\#(partner.id)""#)] {
            try await service.post("/v1/webhooks", key, #"{"url":"https://hooks.example.com/in",\#(member)}"#)
                .expect(422, "validation_failed")
        }
    }

    @Test(arguments: [
        ("{}", "/url required"), (#"{"url":"hooks.example.com"}"#, "/url invalid_value"),
        (#"{"url":"https://user:pass@example.com/"}"#, "/url invalid_value"),
        (#"{"url":"https://example.com/","eventTypes":[]}"#, "/eventTypes required"),
        (#"{"url":"https://example.com/","eventTypes":["engagement"]}"#, "/eventTypes/0 invalid_value"),
        (#"{"url":"https://example.com/","eventTypes":["*","note.gone"]}"#, "/eventTypes/1 invalid_value"),
        (#"{"url":"https://example.com/","eventTypes":"*"}"#, "/eventTypes wrong_type"),
        (#"{"url":"https://example.com/","enabled":1}"#, "/enabled wrong_type"),
        (#"{"url":"https://example.com/","secret":"whsec_"}"#, "/secret unknown_member"),
    ])
    func `is refused with all faults`(body: String, fault: String) async throws {
        let service = try Service()
        try await service.post("/v1/webhooks", Service.operatorKey, body).expect(422, "validation_failed", [fault])
    }

    @Test func `goes nowhere that is not public, when it is made and when it moves`() async throws {
        var settings = Service.Settings()
        settings.hosts = ["inside.example.com": "10.0.0.7", "outside.example.com": "93.184.215.14"]
        settings.addresses.exceptions = [.endpoint(host: "desk.internal", port: 9_000)]
        let service = try Service(settings)
        let partner = try await service.partner()
        let id = try await service.webhook(partner.key)
        let figures = try service.figures()
        for url in [
            "http://hooks.example.com/", "https://127.0.0.1/", "https://localhost/", "https://inside.example.com/",
            "https://[::1]/", "http://desk.internal/", "https://2130706433/",
        ] {
            for answer in [
                try await service.post("/v1/webhooks", partner.key, #"{"url":"\#(url)"}"#),
                try await service.patch("/v1/webhooks/\(id)", partner.key, #"{"url":"\#(url)"}"#),
            ] {
                answer.expect(422, "address_forbidden", ["/url invalid_value"])
            }
        }
        #expect(try service.figures() == figures)
        for url in [
            "https://outside.example.com/", "https://not-there-yet.example.com/", "http://desk.internal:9000/in",
        ] {
            try await service.post("/v1/webhooks", partner.key, #"{"url":"\#(url)"}"#).expect(201)
            try await service.patch("/v1/webhooks/\(id)", partner.key, #"{"url":"\#(url)"}"#).expect(200)
        }
    }

    @Test func `is one of 20 at most`() async throws {
        let service = try Service()
        let partner = try await service.partner()
        for _ in 0..<20 { _ = try await service.webhook(partner.key) }
        try await service.post("/v1/webhooks", partner.key, Body.webhook).expect(409, "limit_reached")
        _ = try await service.webhook(Service.operatorKey)
    }

    @Test func `that is gone is off, with an event and a mail, until it is turned on`() async throws {
        let service = try Service()
        let partner = try await service.partner()
        let email = #"{"email":"it@f.example"}"#
        try await service.patch("/v1/partners/\(partner.id)", Service.operatorKey, email).expect(200)
        let path = "/v1/webhooks/\(try await service.webhook(partner.key))"
        try await service.post("\(path)/test", partner.key).expect(202)
        try await service.deliver(String(path.suffix(36)), status: 410)
        let off = try await service.get(path, partner.key).expect(200)
        #expect(off["enabled"] == .bool(false) && off["disabledReason"] == .string("gone"))
        #expect(off["version"]?.integer == 2)
        let event = try await service.get("/v1/events?types=webhook.*", partner.key).rows.first
        #expect(event?.at("type") == .string("webhook.disabled") && event?.at("actor.role") == .string("rule"))
        #expect(event?.at("data.webhook.disabledReason") == .string("gone"))
        let mail = try await service.get("/v1/notifications?kind=webhookDisabled").rows
        #expect(mail.map { $0.at("webhookId") } == [off["id"]] && mail.first?.at("to.email") == .string("it@f.example"))
        try await service.post("\(path)/test", partner.key).expect(409, "invalid_transition")
        let kept = try await service.patch(path, partner.key, #"{"description":"x"}"#).expect(200)
        #expect(kept["disabledReason"] == .string("gone"))
        let on = try await service.patch(path, partner.key, #"{"enabled":true}"#).expect(200)
        #expect(on["enabled"] == .bool(true) && on["disabledReason"] == .null)
        try await service.post("\(path)/test", partner.key).expect(202)
    }

    @Test func `gets another secret, which is shown once`() async throws {
        let service = try Service()
        let partner = try await service.partner()
        let made = try await service.post("/v1/webhooks", partner.key, Body.webhook).expect(201)
        let path = "/v1/webhooks/\(try made.string("id"))/rotate-secret"
        let once = [("Idempotency-Key", "k")]
        let rotated = try await service.post(path, partner.key, headers: once).expect(200)
        #expect(try rotated.string("secret") != made.string("secret") && rotated["version"]?.integer == 2)
        let again = try await service.post(path, partner.key, headers: once).expect(200)
        #expect(again["secret"] == .null && again["secretShownOnce"] == .bool(true))
    }
}

@Suite struct `The log of a webhook` {
    /// A partner with a webhook, and a referral that was made after it.
    private static func start() async throws -> (service: Service, mine: Referral, path: String) {
        let service = try Service()
        let partner = try await service.partner()
        let profile = try await service.profile(of: partner)
        let id = try await service.webhook(
            partner.key, #"{"url":"https://hooks.example.com/in","eventTypes":["engagement.*"]}"#)
        let mine = try await service.referral(to: profile, of: partner, from: service.marketplace())
        return (service, mine, "/v1/webhooks/\(id)")
    }

    @Test func `shows what is on its way, what was sent, and what came of it`() async throws {
        let (service, mine, path) = try await Self.start()
        let waiting = try #require(try await service.get("\(path)/deliveries", mine.partner.key).rows.first)
        #expect(waiting.at("type") == .string("engagement.created") && waiting.at("status") == .string("pending"))
        #expect(waiting.at("attempts")?.integer == 0 && waiting.at("lastAttempt") == .null)
        #expect(waiting.at("request.payload") == .null && waiting.at("nextAttemptAt") == waiting.at("createdAt"))
        try await service.deliver(String(path.suffix(36)), status: 503, response: "busy \u{0}")
        let tried = try #require(try await service.get("\(path)/deliveries", mine.partner.key).rows.first)
        #expect(tried.at("status") == .string("pending") && tried.at("attempts")?.integer == 1)
        #expect(tried.at("nextAttemptAt") == .string("2026-11-23T02:00:05.041Z"))
        #expect(tried.at("lastAttempt.status")?.integer == 503)
        #expect(tried.at("lastAttempt.response") == .string("busy \u{0}"))
        #expect(tried.at("lastAttempt.durationMs")?.integer == 41 && tried.at("lastAttempt.error") == .null)
        #expect(tried.at("request.payload.data.engagement.id") == .string(mine.engagement))
        #expect(
            tried.at("request.payload.data.engagement.customer.contact.name") == .string("Joe Example"))
        #expect(
            tried.at("request.payload.id") == tried.at("messageId")
                && tried.at("request.payload.seq") == tried.at("seq"))
        let one = try await service.get(
            "\(path)/deliveries/\(try #require(tried.at("id")?.string))", mine.partner.key
        ).expect(200)
        #expect(one.json == tried)
        #expect(try await service.get("\(path)/deliveries?status=pending", mine.partner.key).rows.count == 1)
        #expect(try await service.get("\(path)/deliveries?status=failed,delivered", mine.partner.key).rows.isEmpty)
    }

    @Test func `is read anew when something came of a delivery, and dashboards are not`() async throws {
        let (service, mine, path) = try await Self.start()
        let log = try await service.get("\(path)/deliveries", mine.partner.key).requiredHeader("ETag")
        let board = try await service.get("/v1/engagements", mine.partner.key).requiredHeader("ETag")
        func again(_ path: String, _ tag: String) async throws -> Int {
            try await service.get(path, mine.partner.key, headers: [("If-None-Match", tag)]).status
        }
        #expect(try await again("\(path)/deliveries", log) == 304)
        try await service.deliver(String(path.suffix(36)))
        #expect(try await again("\(path)/deliveries", log) == 200)
        #expect(try await again("/v1/engagements", board) == 304)
    }

    @Test func `names no person whom the partner has lost, and keeps none in a stored answer`() async throws {
        let (service, mine, path) = try await Self.start()
        try await service.deliver(String(path.suffix(36)))
        let id = try #require(
            try await service.get("\(path)/deliveries", mine.partner.key).rows.first?.at("id")?.string)
        let once = [("Idempotency-Key", "again")]
        let again = try await service.post(
            "\(path)/deliveries/\(id)/redeliver", mine.partner.key, headers: once
        ).expect(202)
        #expect(again.text.contains("Joe Example") && again["status"] == .string("pending"))
        #expect(again["attempts"]?.integer == 0)
        #expect(try !service.keepsReplayOf("Joe Example"))
        #expect(
            try await service.post("\(path)/deliveries/\(id)/redeliver", mine.partner.key, headers: once).text
                == again.text)
        try await service.post(mine, "decline", Body.decline).expect(200)
        for answer in [
            try await service.get("\(path)/deliveries", mine.partner.key).expect(200),
            try await service.get("\(path)/deliveries/\(id)", mine.partner.key).expect(200),
            try await service.post("\(path)/deliveries/\(id)/redeliver", mine.partner.key, headers: once).expect(202),
        ] {
            #expect(!answer.text.contains("Joe Example") && answer.text.contains(#""redacted":true"#))
        }
    }

    @Test func `has a test like an event`() async throws {
        let (service, mine, path) = try await Self.start()
        let made = try await service.post("\(path)/test", mine.partner.key).expect(202)
        #expect(made["type"] == .string("test") && made["seq"] == .null && made["status"] == .string("pending"))
        let payload = try #require(made["request.payload"])
        let event = try await Self.event(service, mine, path)
        guard case .object(let members) = payload, case .object(let others) = event else {
            Issue.record("no objects")
            return
        }
        #expect(members.map(\.name) == others.map(\.name))
        #expect(payload.at("type") == .string("test") && payload.at("id") == made["messageId"])
        #expect(payload.at("data.webhook.id") == made["webhookId"] && payload.at("data.webhook.secret") == nil)
    }

    private static func event(_ service: Service, _ mine: Referral, _ path: String) async throws -> JSON {
        try await service.deliver(String(path.suffix(36)))
        let rows = try await service.get("\(path)/deliveries?status=delivered", mine.partner.key).rows
        return try #require(rows.first?.at("request.payload"))
    }

    @Test func `has what was asked for once more, and what came while it was off`() async throws {
        let (service, mine, path) = try await Self.start()
        try await service.patch(path, mine.partner.key, #"{"enabled":false}"#).expect(200)
        try await service.accept(mine)
        #expect(try await service.get("\(path)/deliveries", mine.partner.key).rows.count == 1)
        for body in ["{}", #"{"afterSeq":-1}"#, #"{"afterSeq":"1"}"#, #"{"afterSeq":1,"until":2}"#] {
            try await service.post("\(path)/redeliver", mine.partner.key, body).expect(422, "validation_failed")
        }
        let range = try await service.post("\(path)/redeliver", mine.partner.key, #"{"afterSeq":0}"#).expect(202)
        let rows = try await service.get("\(path)/deliveries", mine.partner.key).rows
        #expect(rows.map { $0.at("type")?.string } == ["engagement.accepted", "engagement.created"])
        #expect(range["queued"]?.integer == 2 && range["untilSeq"] == rows.first?.at("seq"))
        let part = try await service.post(
            "\(path)/redeliver", mine.partner.key, #"{"afterSeq":0,"untilSeq":3}"#
        ).expect(202)
        #expect(part["queued"]?.integer == 1 && part["untilSeq"]?.integer == 3)
    }

    @Test func `belongs to its webhook`() async throws {
        let (service, mine, path) = try await Self.start()
        let id = try #require(
            try await service.get("\(path)/deliveries", mine.partner.key).rows.first?.at("id")?.string)
        let other = "/v1/webhooks/\(try await service.webhook(mine.partner.key))/deliveries/\(id)"
        try await service.get(other, mine.partner.key).expect(404, "not_found")
        try await service.post("\(other)/redeliver", mine.partner.key).expect(404, "not_found")
        try await service.delete(path, mine.partner.key).expect(204)
        try await service.get("\(path)/deliveries", mine.partner.key).expect(404, "not_found")
    }
}

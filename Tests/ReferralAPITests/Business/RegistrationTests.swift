import HTTP
import JSON
import Referrals
import TestSupport
import Testing

// Contract section 7.

@Suite struct `A deal registration` {
    private static func path(_ referral: Referral) -> String { "\(referral.path)/registration" }

    /// A won deal whose registration is incomplete, and a reviewer's key.
    private static func begin() async throws -> (service: Service, deal: Referral, reviewer: String) {
        let service = try Service()
        try await service.solution("erp")
        return (service, try await service.won(), try await service.key("reviewer"))
    }

    @Test func `goes from the win over a question to its approval`() async throws {
        let (service, deal, reviewer) = try await Self.begin()
        let path = Self.path(deal)
        let made = try await service.get(path, deal.partner.key).expect(200)
        #expect(made["status"] == .string("incomplete") && made["solutionId"] == .string("erp"))
        #expect(made["contact"]?.names == ["name", "phone", "email"] && made["contact.name"] == .null)
        #expect(made["allowedActions"] == .strings(["edit", "submit"]) && made["messages"] == .array([]))
        #expect(made.header("ETag") == "\"1\"")
        let engagement = try await service.read(deal)
        #expect(engagement["registration.required"] == .bool(true))
        #expect(engagement["registration.status"] == .string("incomplete"))
        #expect(engagement["registration.id"] == made["id"])

        let id = try await service.submit(deal)
        #expect(id == made["id"]?.string)
        let queue = try await service.get("/v1/registrations?status=inReview", reviewer).expect(200)
        #expect(queue.ids == [id] && queue["data.0.partnerName"] == .string("Winner"))
        #expect(queue["data.0.customer"] == .object([JSONMember(name: "company", value: .string("Contoso"))]))
        #expect(queue["data.0.engagementId"] == nil && queue["data.0.partnerId"] == nil)
        try await service.post("/v1/registrations/\(id)/request-info", reviewer, #"{"message":" Which? "}"#).expect(200)
        try await service.post("\(path)/submit", deal.partner.key, #"{"message":"This one."}"#).expect(200)
        let approved = try await service.post("/v1/registrations/\(id)/approve", reviewer, #"{"note":"Fine."}"#)
            .expect(200)
        #expect(approved["status"] == .string("approved") && approved["allowedActions"] == .array([]))
        #expect(try approved.string("decidedAt") == service.clock.now.description)
        let told = (approved["messages"]?.items ?? []).map {
            "\($0.at("from")?.string ?? "") \($0.at("body")?.string ?? "")"
        }
        #expect(told == ["reviewer Which?", "partner This one.", "reviewer Fine."])
        let after = try await service.read(deal)
        #expect(after["registration.status"] == .string("approved"))
        #expect(try after.integer("version") == engagement.integer("version") + 4)
        let history = try await service.rows("\(deal.path)/history", deal.partner.key)
        #expect(
            history.suffix(5).map { $0.at("type")?.string } == [
                "registration.required", "registration.submitted", "registration.infoRequested",
                "registration.submitted", "registration.approved",
            ])
        #expect(history.last?.at("changes.registration.status") == nil)
        #expect(history.last?.at("actor.role") == .string("reviewer"))
        let subjects = try service.texts(
            "SELECT subject_type || '/' || (marketplace_id IS NULL) FROM events WHERE type LIKE 'registration.%'")
        #expect(subjects == Array(repeating: "registration/1", count: 5))
    }

    @Test func `is refused with each rule that is broken, as the check says before and after the win`() async throws {
        let service = try Service()
        try await service.solution("erp")
        let partner = try await service.partner()
        let deal = try await service.referral(
            to: service.profile(of: partner), of: partner, from: service.marketplace())
        let path = Self.path(deal)
        let body = #"{"signedOn":"2026-09-23","startsOn":"2026-08-24","endsOn":"2026-08-23","tenant":"customer"}"#
        let expected = [
            "/agreementType agreementTypeRequired", "/contractValue contractValueRequired",
            "/solutionValue solutionValueRequired", "/deployment deploymentRequired",
            "/contact/name contactNameRequired",
            "/contact/phone contactPhoneRequired", "/contact/email contactEmailRequired", "/signedOn submittedTooLate",
            "/startsOn startedTooLongAgo", "/endsOn endsBeforeStart",
        ]
        func check(_ body: String?) async throws -> [String] {
            let answer = try await service.post("\(path)/check", partner.key, body).expect(200)
            let rules = (answer["rules"]?.items ?? []).filter { $0.at("passed") == .bool(false) }
            #expect(answer["eligible"] == .bool(rules.isEmpty))
            return rules.map { "\($0.at("pointer")?.string ?? "") \($0.at("rule")?.string ?? "")" }
        }
        #expect(try await check(body) == expected)
        try await service.get(path, partner.key).expect(404)
        try await service.accept(deal)
        #expect(try await check(body) == expected)
        try await service.post("\(deal.path)/win", partner.key).expect(200)
        #expect(try await check(body) == expected)
        try await service.patch(path, partner.key, body).expect(200)
        #expect(try await check(nil) == expected)
        try await service.post("\(path)/submit", partner.key).expect(422, "validation_failed", expected)
        #expect(try await check(Body.registration) == [])
        #expect(try await service.get(path, partner.key)["version"]?.integer == 2)
        try await service.submit(deal)
    }

    @Test func `is judged by the day in UTC`() async throws {
        let (service, deal, _) = try await Self.begin()
        let path = Self.path(deal)
        try await service.patch(path, deal.partner.key, Body.registration).expect(200)
        func signed(_ day: String) async throws -> [String] {
            let answer = try await service.post("\(path)/check", deal.partner.key, #"{"signedOn":"\#(day)"}"#)
            return (answer["rules"]?.items ?? []).filter { $0.at("passed") == .bool(false) }
                .compactMap { $0.at("rule")?.string }
        }
        service.clock.advance(by: .milliseconds(22 * 3_600_000 - 1))
        #expect(try await signed("2026-11-24") == ["signedOnInFuture"])
        #expect(try await signed("2026-09-24") == [])
        service.clock.advance(by: .milliseconds(1))
        #expect(try await signed("2026-11-24") == [])
        #expect(try await signed("2026-09-24") == ["submittedTooLate"])
    }

    @Test func `is changed and decided in its states alone, whoever asks`() async throws {
        let allowed: [String: Set<String>] = [
            "incomplete": ["edit", "submit"], "inReview": ["approve", "reject", "request-info"],
            "actionRequired": ["edit", "submit"], "approved": [], "rejected": [],
        ]
        for (state, actions) in allowed {
            for action in ["edit", "submit", "approve", "reject", "request-info"] {
                let (service, deal, reviewer) = try await Self.begin()
                let id = try await Self.bring(service, deal, reviewer, to: state)
                let answer =
                    switch action {
                    case "edit": try await service.patch(Self.path(deal), deal.partner.key, #"{"tenant":"partner"}"#)
                    case "submit": try await service.post("\(Self.path(deal))/submit", deal.partner.key)
                    default:
                        try await service.post(
                            "/v1/registrations/\(id)/\(action)", reviewer,
                            action == "approve" ? nil : #"{"\#(action == "reject" ? "reason" : "message")":"Why?"}"#)
                    }
                let isHidden = state == "incomplete" && !["edit", "submit"].contains(action)
                let expected = actions.contains(action) ? 200 : isHidden ? 404 : 409
                // What is incomplete in content is refused as such.
                let isEmpty = state == "incomplete" && action == "submit"
                #expect(answer.status == (isEmpty ? 422 : expected), "\(action) in \(state): \(answer.text)")
                if answer.status == 409 { #expect(answer.code == "invalid_transition") }
            }
        }
    }

    private static func bring(
        _ service: Service, _ deal: Referral, _ reviewer: String, to state: String
    ) async throws -> String {
        guard state != "incomplete" else {
            return try await service.get(path(deal), deal.partner.key).string("id")
        }
        let id = try await service.submit(deal)
        let actions = [
            "actionRequired": ("request-info", #"{"message":"Which?"}"#), "approved": ("approve", "{}"),
            "rejected": ("reject", #"{"reason":"No."}"#),
        ]
        if let (action, body) = actions[state] {
            try await service.post("/v1/registrations/\(id)/\(action)", reviewer, body).expect(200)
        }
        #expect(try await service.get(path(deal), deal.partner.key)["status"] == .string(state))
        return id
    }

    @Test func `is merged member by member`() async throws {
        let (service, deal, _) = try await Self.begin()
        let (path, key) = (Self.path(deal), deal.partner.key)
        try await service.patch(path, key, Body.registration).expect(200)
        let body = #"{"contact":{"phone":null},"contractValue":{"amount":"5"},"endsOn":null,"solutionValue":null}"#
        let changed = try await service.patch(path, key, body).expect(200)
        #expect(changed["contact.name"] == .string("Nora Winter") && changed["contact.phone"] == .null)
        #expect(changed["contractValue"] == .money("5.00", "EUR") && changed["solutionValue"] == .null)
        #expect(changed["endsOn"] == .null && changed["version"]?.integer == 3)
        #expect(try await service.patch(path, key, body).expect(200)["version"]?.integer == 3)
        #expect(try await service.patch(path, key, #"{"contact":null}"#).expect(200)["contact.email"] == .null)
        try await service.patch(path, key, #"{"solutionValue":{"amount":"5"}}"#)
            .expect(422, "validation_failed", ["/solutionValue/currency required"])
        try await service.patch(path, key, #"{"status":"approved","solutionId":"No Slug","tenant":"x","signedOn":5}"#)
            .expect(
                422, "validation_failed",
                [
                    "/status read_only", "/solutionId invalid_value", "/tenant invalid_value", "/signedOn wrong_type",
                ])
        try await service.patch(path, key, #"{"tenant":"partner"}"#, headers: [("If-Match", "\"1\"")])
            .expect(412, "precondition_failed")
    }

    @Test func `is the partner's own, and a reviewer reaches nothing else`() async throws {
        let world = try await World()
        for route in RouteName.all where !route.isOpen {
            let isOwn = ["me", "registrations"].contains(route.collection)
            let isShared = route.collection == "solutions" && route.method == .get
            let answer = try await world.service.send(
                route.method, world.path(route), world.reviewer, world.body(route), headers: [("If-Match", "\"99\"")])
            #expect((answer.status == 403) == !(isOwn || isShared), "\(route.testDescription): \(answer.text)")
        }
        for path in ["/v1/registrations", "/v1/registrations/\(world.registration)/conflicts"] {
            try await world.service.get(path, world.won.partner.key).expect(403, "forbidden")
        }
        try await world.service.get("/v1/registrations?partnerId=\(world.won.partner.id)", world.reviewer).expect(400)
        try await world.service.get("/v1/registrations?status=incomplete", world.reviewer).expect(400)
        #expect(
            try await world.service.get("/v1/registrations?partnerId=\(world.won.partner.id)").ids == [
                world.registration
            ])
        #expect(try await world.service.get("/v1/registrations?partnerId=\(world.stranger.id)").ids == [])
        let text = try await world.service.get("/v1/registrations/\(world.registration)", world.reviewer).text
        for hidden in [world.won.engagement, world.won.rfi, world.won.partner.id, "joe@contoso.example", "A new shop"] {
            #expect(!text.contains(hidden))
        }
    }

    @Test func `conflicts with another partner's, which only reviewers learn`() async throws {
        let (service, deal, reviewer) = try await Self.begin()
        let id = try await service.submit(deal)
        let other = try await service.won("Litware", from: "second", company: "CONTOSO")
        let hidden = try await service.get(Self.path(other), other.partner.key).string("id")
        #expect(try await service.get("/v1/registrations/\(id)/conflicts", reviewer).expect(200).rows.isEmpty)
        try await service.get("/v1/registrations/\(hidden)/conflicts", reviewer).expect(404)
        try await service.submit(other)
        let found = try await service.get("/v1/registrations/\(id)/conflicts", reviewer).expect(200)
        #expect(found.ids == [hidden] && found["data.0.partnerName"] == .string("Litware"))
        #expect(found["data.0.why"] == .strings(["company", "emailDomain", "solution"]))
        let tag = try found.requiredHeader("ETag")
        let again = try await service.get(
            "/v1/registrations/\(id)/conflicts", reviewer, headers: [("If-None-Match", tag)])
        again.expect(304)
        try await service.post("/v1/registrations/\(hidden)/reject", reviewer, #"{"reason":"Taken."}"#).expect(200)
        let moved = try await service.get(
            "/v1/registrations/\(id)/conflicts", reviewer, headers: [("If-None-Match", tag)])
        #expect(moved.expect(200)["data.0.status"] == .string("rejected"))
        for path in [Self.path(deal), deal.path, "\(deal.path)/history"] {
            #expect(try await !service.get(path, deal.partner.key).text.contains("Litware"))
        }
    }

    @Test func `waits in the queue by its age, oldest first, and its tag knows`() async throws {
        let (service, deal, reviewer) = try await Self.begin()
        let first = try await service.submit(deal)
        service.clock.advance(by: .hours(21))
        let second = try await service.submit(service.won("Second", from: "second"))
        let list = "/v1/registrations?status=inReview"
        let queue = try await service.get(list, reviewer).expect(200)
        #expect(queue.ids == [first, second] && queue["data.0.ageDays"]?.integer == 0)
        #expect(try await service.get("\(list)&sort=-submittedAt", reviewer).ids == [second, first])
        let tags = try await [
            queue.requiredHeader("ETag"), service.get("/v1/registrations/\(first)", reviewer).requiredHeader("ETag"),
        ]
        func statuses() async throws -> [Int] {
            [
                try await service.get(list, reviewer, headers: [("If-None-Match", tags[0])]).status,
                try await service.get(
                    "/v1/registrations/\(first)", reviewer, headers: [("If-None-Match", tags[1])]
                ).status,
            ]
        }
        #expect(try await statuses() == [304, 304])
        service.clock.advance(by: .milliseconds(3_599_999))
        #expect(try await statuses() == [304, 304])
        service.clock.advance(by: .milliseconds(1))
        #expect(try await statuses() == [200, 200])
        #expect(try await service.get(list, reviewer)["data.1.ageDays"]?.integer == 1)
        try await service.patch("/v1/partners/\(deal.partner.id)", Service.operatorKey, #"{"name":"Renamed"}"#)
        #expect(try await service.get(list, reviewer)["data.0.partnerName"] == .string("Renamed"))
        let rows = try await service.rows("/v1/registrations", reviewer, limit: 1)
        #expect(rows.compactMap { $0.at("id")?.string } == [first, second])
        let old = [("If-Match", tags[1])]
        #expect(try await service.post("/v1/registrations/\(first)/approve", reviewer, nil, headers: old).status == 200)
        let stale = try await service.post("/v1/registrations/\(first)/approve", reviewer, nil, headers: old)
        stale.expect(412, "precondition_failed")
        let current = try await service.get("/v1/registrations/\(first)", reviewer)
        #expect(stale["currentETag"]?.string == current.header("ETag"))
    }

    @Test func `is submitted once under one Idempotency-Key`() async throws {
        let (service, deal, _) = try await Self.begin()
        let (path, key) = ("\(Self.path(deal))/submit", deal.partner.key)
        try await service.patch(Self.path(deal), key, Body.registration).expect(200)
        let headers = [("Idempotency-Key", "once")]
        let one = try await service.post(path, key, nil, headers: headers).expect(200)
        let two = try await service.post(path, key, nil, headers: headers).expect(200)
        #expect(one.body == two.body && two.header("Idempotent-Replayed") == "true")
        #expect(one.header("ETag") == two.header("ETag"))
    }

    @Test func `forgets an erased customer in stored answers too`() async throws {
        let (service, deal, reviewer) = try await Self.begin()
        let fields = #"{"contact":{"name":"J.","email":"JOE@contoso.example","phone":"+41445550130"}}"#
        try await service.patch(Self.path(deal), deal.partner.key, Body.registration).expect(200)
        try await service.patch(Self.path(deal), deal.partner.key, fields).expect(200)
        let (path, key) = ("\(Self.path(deal))/submit", deal.partner.key)
        let once = [("Idempotency-Key", "once")]
        let one = try await service.post(path, key, #"{"message":"Ask Joe Example."}"#, headers: once).expect(200)
        let id = try one.string("id")
        try await service.post(
            "/v1/registrations/\(id)/reject", reviewer, #"{"reason":"Joe Example says no."}"#,
            headers: once
        ).expect(200)
        try await service.post("/v1/rfis/\(deal.rfi)/erase", deal.marketplace).expect(200)
        let replays = [
            try await service.post(path, key, #"{"message":"Ask Joe Example."}"#, headers: once),
            try await service.post(
                "/v1/registrations/\(id)/reject", reviewer, #"{"reason":"Joe Example says no."}"#, headers: once),
        ]
        for replay in replays {
            #expect(replay.expect(200).header("Idempotent-Replayed") == "true")
            #expect(!replay.text.contains("Joe Example") && !replay.text.lowercased().contains("joe@"))
            #expect(replay["contact.email"] == .null && replay["messages.0.body"] == .string("Ask [erased]."))
        }
        let review = try await service.get("/v1/registrations/\(id)", reviewer).expect(200)
        #expect(review["contact.name"] == .null && review["messages.1.body"] == .string("[erased] says no."))
    }
}

@Suite struct `A solution` {
    @Test func `is put, read by every role, and deleted`() async throws {
        let world = try await World()
        let service = world.service
        let made = try await service.solution("crm", eligible: false).expect(201)
        #expect(made.header("Location") == "/v1/solutions/crm" && made.header("ETag") == "\"1\"")
        #expect(try await service.solution("crm", eligible: false).expect(200).header("ETag") == "\"1\"")
        #expect(try await service.solution("crm").expect(200)["version"]?.integer == 2)
        for key in [world.mine.partner.key, world.mine.marketplace, world.reviewer, Service.operatorKey] {
            #expect(try await service.get("/v1/solutions", key).expect(200).ids == ["crm", "erp"])
            let one = try await service.get("/v1/solutions/crm", key).expect(200)
            #expect(one["registrationEligible"] == .bool(true) && one["name"] == .string("Solution crm"))
        }
        let list = try await service.get("/v1/solutions", world.reviewer)
        let tag = [("If-None-Match", try list.requiredHeader("ETag"))]
        try await service.get("/v1/solutions", world.reviewer, headers: tag).expect(304)
        try await service.delete("/v1/solutions/crm", Service.operatorKey, headers: [("If-Match", "\"1\"")]).expect(412)
        try await service.delete("/v1/solutions/crm").expect(204)
        try await service.delete("/v1/solutions/crm").expect(404)
        #expect(try await service.get("/v1/solutions", world.reviewer, headers: tag).expect(200).ids == ["erp"])
        #expect(try await service.rows("/v1/solutions", world.reviewer, limit: 1).count == 1)
    }

    @Test func `that is replaced or made under conditions is judged by them`() async throws {
        let service = try Service()
        let body = #"{"id":"erp","name":"ERP","registrationEligible":true}"#
        func put(_ id: String, _ body: String, _ headers: [(String, String)] = []) async throws -> Answer {
            try await service.send(.put, "/v1/solutions/\(id)", Service.operatorKey, body, headers: headers)
        }
        for value in ["\"1\"", "*"] {
            let answer = try await put("erp", "{}", [("If-Match", value)]).expect(412, "precondition_failed")
            #expect(answer.header("ETag") == nil && answer["currentETag"] == nil)
        }
        try await service.get("/v1/solutions/erp").expect(404)
        try await put("erp", body, [("If-None-Match", "*")]).expect(201)
        for header in [("If-Match", "\"2\""), ("If-None-Match", "*"), ("If-None-Match", "\"2\", \"1\"")] {
            let answer = try await put("erp", body, [header]).expect(412, "precondition_failed")
            #expect(answer.header("ETag") == "\"1\"" && answer["currentETag"] == .string("\"1\""))
        }
        for header in [("If-Match", "\"1\""), ("If-Match", "*"), ("If-None-Match", "\"2\"")] {
            try await put("erp", body, [header]).expect(200)
        }
        try await put("ERP", body).expect(404, "not_found")
        try await put("crm", body).expect(422, "validation_failed", ["/id invalid_value"])
        try await put("crm", "{}").expect(
            422, "validation_failed", ["/name required", "/registrationEligible required"])
        try await put("crm", body, [("Content-Type", "text/plain")]).expect(415, "unsupported_media_type")
    }

    @Test func `asks for registrations of later wins alone`() async throws {
        let service = try Service()
        let before = try await service.won()
        try await service.solution("erp")
        #expect(try await service.read(before)["registration.required"] == .bool(false))
        try await service.get("\(before.path)/registration", before.partner.key).expect(404)
        try await service.post("\(before.path)/registration/check", before.partner.key).expect(404)
        let after = try await service.won("Second", from: "second")
        try await service.delete("/v1/solutions/erp").expect(204)
        #expect(try await service.read(after)["registration.required"] == .bool(true))
        try await service.submit(after)
    }
}

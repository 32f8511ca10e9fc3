import HTTP
import JSON
import Referrals
import TestSupport
import Testing

// Contract section 5 and issue: `POST /v1/rfis/{id}/erase`.

@Suite struct `Erasing a customer's person` {
    private let traces = ["Joe Example", "joe@contoso.example", "+4989123456", "89123456"]

    private func traces(in answer: Answer) -> [String] {
        traces.filter { answer.text.lowercased().contains($0.lowercased()) }
    }

    private func erase(
        _ referral: Referral, _ service: Service, key: String? = nil, headers: [(String, String)] = []
    ) async throws -> Answer {
        try await service.post(
            "/v1/rfis/\(referral.rfi)/erase", key ?? referral.marketplace, headers: headers)
    }

    @Test func `withdraws what nobody has answered`() async throws {
        let service = try Service()
        let mine = try await service.referral()
        let erased = try await erase(mine, service).expect(200)
        #expect(erased["status"] == .string("withdrawn") && erased["erasedAt"] == .string("2026-11-23T02:00:00.000Z"))
        for name in ["name", "email", "phone", "title"] { #expect(erased["customer.contact.\(name)"] == .null) }
        #expect(erased["customer.company"] == .string("Contoso") && erased["need.summary"] == .string("A new shop"))
        #expect(erased["recipients.0.status"] == .string("withdrawn") && erased["version"]?.integer == 2)
        let engagement = try await service.read(mine)
        #expect(engagement["outcome"] == .string("withdrawn") && engagement["customer.redacted"] == .bool(true))
        #expect(engagement["withdrawal.reason"] == .string("personErased"))
        let types = try service.texts("SELECT type FROM events ORDER BY seq DESC LIMIT 2")
        #expect(Set(types) == ["rfi.erased", "engagement.withdrawn"])
    }

    @Test(arguments: [StateName.active, .won, .lost])
    func `leaves a deal its course, without the person`(state: StateName) async throws {
        let service = try Service()
        let mine = try await service.referral()
        try await service.bring(mine, to: state)
        let before = try await service.read(mine)
        let tag = try before.requiredHeader("ETag")
        try await erase(mine, service, key: Service.operatorKey).expect(200)
        let after = try await service.get(mine.path, mine.partner.key, headers: [("If-None-Match", tag)]).expect(200)
        #expect(after["status"] == .string(state.status) && after["outcome"] == state.outcome)
        #expect(after["customer.redacted"] == .bool(true) && traces(in: after).isEmpty)
        #expect(after["estimatedValue"] == before["estimatedValue"] && after["name"] == before["name"])
        let history = try await service.get("\(mine.path)/history", mine.partner.key).rows.last
        #expect(history?.at("type") == .string("engagement.updated"))
        #expect(
            try service.texts("SELECT changes FROM history ORDER BY seq DESC LIMIT 1")
                == [#"{"customer.redacted":{"from":"false","to":"true"}}"#])
        if state == .active { try await service.post(mine, "win").expect(200) }
        #expect(try await service.read(mine)["customer.redacted"] == .bool(true))
    }

    @Test(arguments: [StateName.declined, .expired, .withdrawn])
    func `comes after a partner has lost sight of them too`(state: StateName) async throws {
        let service = try Service()
        let mine = try await service.referral()
        if state == .withdrawn {
            try await service.post("/v1/rfis/\(mine.rfi)/withdraw", mine.marketplace).expect(200)
        } else {
            try await service.bring(mine, to: state)
        }
        #expect(try await traces(in: service.get("/v1/rfis/\(mine.rfi)", mine.marketplace)).count == 4)
        let erased = try await erase(mine, service).expect(200)
        #expect(traces(in: erased).isEmpty && erased["recipients.0.status"] == .string(state.rawValue))
        #expect(try await service.read(mine)["outcome"] == state.outcome)
        #expect(try await traces(in: service.get("/v1/rfis", mine.marketplace)).isEmpty)
    }

    @Test func `a second time changes nothing`() async throws {
        let service = try Service()
        let mine = try await service.referral()
        let first = try await erase(mine, service).expect(200)
        let figures = try service.figures()
        service.clock.advance(by: .hours(1))
        let second = try await erase(mine, service).expect(200)
        #expect(second.body == first.body && second.header("ETag") == first.header("ETag"))
        #expect(try service.figures() == figures)
    }

    @Test func `is for its marketplace and the operator alone`() async throws {
        let service = try Service()
        let mine = try await service.referral()
        let other = try await service.marketplace("other")
        let figures = try service.figures()
        try await erase(mine, service, key: other).expect(404, "not_found")
        try await erase(mine, service, key: mine.partner.key).expect(403, "forbidden")
        try await erase(mine, service, headers: [("If-Match", "\"7\"")]).expect(412, "precondition_failed")
        #expect(try service.figures() == figures)
        try await erase(mine, service, headers: [("If-Match", "\"1\"")]).expect(200)
    }

    @Test func `is repeated with its Idempotency-Key`() async throws {
        let service = try Service()
        let mine = try await service.referral()
        let headers = [("Idempotency-Key", "erase-1")]
        let first = try await erase(mine, service, headers: headers).expect(200)
        let again = try await erase(mine, service, headers: headers).expect(200)
        #expect(again.header("Idempotent-Replayed") == "true" && again.body == first.body)
    }

    @Test func `two at once are one`() async throws {
        let service = try Service()
        let mine = try await service.referral()
        let answers = try await withThrowingTaskGroup(of: Answer.self) { group in
            for _ in 0..<8 { group.addTask { try await erase(mine, service) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers.allSatisfy { $0.status == 200 && $0["version"]?.integer == 2 })
        #expect(try service.texts("SELECT type FROM events WHERE type = 'rfi.erased'").count == 1)
    }

    @Test func `takes them out of everything that was written, stored answers too`() async throws {
        let service = try Service()
        let partner = try await service.partner()
        let (profile, shop) = (try await service.profile(of: partner), try await service.marketplace())
        func once(_ key: String) -> [(String, String)] { [("Idempotency-Key", key)] }
        let request = Body.rfi(to: [profile], summary: "Ask joe example \\\"now\\\"", company: "Joe Example Inc")
        let rfi = try await service.post("/v1/rfis", shop, request, headers: once("rfi")).expect(201).string("id")
        let id = try await service.get("/v1/engagements", partner.key).string("data.0.id")
        let mine = Referral(partner: partner, marketplace: shop, profile: profile, rfi: rfi, engagement: id)
        let people =
            #","note":"JOE EXAMPLE","contacts":[{"name":"J","emails":["JOE@contoso.example"]},"#
            + #"{"name":"Ann","role":"for Joe Example","emails":["ann@contoso.example"]}]"#
        let posts = [
            ("accept", Body.terms("Deal Joe Example", more: people)),
            ("contacts", #"{"name":"Joe Example","phone":"+49 89 123456","emails":["j@contoso.example"]}"#),
            ("notes", #"{"body":"Called 089/123456\n\\ \u00e9"}"#),
        ]
        for (path, body) in posts { try await service.post(mine, path, body, headers: once(path)) }
        try await service.patch(mine.path, partner.key, #"{"name":"With Joe Example"}"#).expect(200)
        try await erase(mine, service).expect(200)

        for (path, body) in posts {
            let again = try await service.post(mine, path, body, headers: once(path))
            #expect(again.header("Idempotent-Replayed") == "true" && traces(in: again).isEmpty, "\(again.text)")
        }
        let contact = try await service.post(mine, "contacts", posts[1].1, headers: once("contacts"))
        #expect(contact["name"] == .string("[erased]") && contact["phone"] == .null && contact["emails"]?.items == [])
        let accepted = try await service.post(mine, "accept", posts[0].1, headers: once("accept")).expect(200)
        #expect(accepted["name"] == .string("Deal [erased]") && accepted["customer.redacted"] == .bool(true))
        #expect(accepted["contacts"]?.items?.count == 1 && accepted["contacts.0.role"] == .string("for [erased]"))
        let note = try await service.post(mine, "notes", posts[2].1, headers: once("notes"))
        #expect(note["body"] == .string("Called [erased]\n\\ é"))
        let made = try await service.post("/v1/rfis", shop, request, headers: once("rfi")).expect(201)
        #expect(traces(in: made).isEmpty && made["need.summary"] == .string("Ask [erased] \"now\""))
        #expect(made["customer.contact.email"] == .null && made["customer.company"] == .string("[erased] Inc"))

        let shown = try await service.read(mine)
        #expect(shown["name"] == .string("With [erased]") && shown["contacts"]?.items?.count == 1)
        #expect(shown["need.summary"] == .string("Ask [erased] \"now\""))
        for route in RouteName.all where route.method == .get && !route.hasID {
            for key in [partner.key, shop, Service.operatorKey] {
                #expect(try await traces(in: service.get(route.path([:]), key)).isEmpty, "\(route.testDescription)")
            }
        }
        for path in ["", "/contacts", "/notes", "/history"] {
            #expect(try await traces(in: service.get(mine.path + path, partner.key)).isEmpty)
        }
        for trace in traces { #expect(try !service.keepsReplayOf(trace)) }
    }

    @Test func `leaves the words of the service alone, whatever the person is called`() async throws {
        let service = try Service()
        let partner = try await service.partner()
        let (profile, shop) = (try await service.profile(of: partner), try await service.marketplace())
        let request = Body.rfi(to: [profile], summary: "won").replacing("Joe Example", with: "Won")
        let rfi = try await service.post("/v1/rfis", shop, request).expect(201).string("id")
        let id = try await service.get("/v1/engagements", partner.key).string("data.0.id")
        let mine = Referral(partner: partner, marketplace: shop, profile: profile, rfi: rfi, engagement: id)
        let once = [("Idempotency-Key", "k")]
        try await service.post(mine, "accept", Body.terms("We have won")).expect(200)
        try await service.post(mine, "win", headers: once).expect(200)
        try await erase(mine, service).expect(200)
        let again = try await service.post(mine, "win", headers: once).expect(200)
        #expect(again["outcome"] == .string("won") && again["name"] == .string("We have [erased]"))
        #expect(again["need.summary"] == .string("[erased]"))
        let history = try await service.get("\(mine.path)/history", partner.key)
        #expect(history.text.contains(#""outcome":{"from":null,"to":"won"}"#))
        #expect(history.text.contains(#""name":{"from":null,"to":"We have [erased]"}"#))
    }

    @Test func `leaves a deal under way to be withdrawn, and asks nobody else`() async throws {
        let fair = try await Fair(3)
        let rfi = try await fair.submit(0..<2, #","topUp":{"maximum":5}"#)
        try await fair.accept(0, rfi).expect(200)
        let erased = try await fair.service.post("/v1/rfis/\(rfi)/erase", fair.shop).expect(200)
        #expect(erased["status"] == .string("open") && erased["alternatives"] == .array([]))
        #expect(try await fair.words(rfi) == ["accepted", "withdrawn"])
        try await fair.extend(rfi, 2..<3).expect(409, "invalid_transition")
        try await fair.withdraw(rfi).expect(200)
        #expect(try await fair.words(rfi) == ["withdrawn", "withdrawn"])
        try await fair.withdraw(rfi).expect(409, "invalid_transition")
    }

    @Test func `changes the tags of what it changes and of nothing else`() async throws {
        let service = try Service()
        let mine = try await service.referral()
        try await service.accept(mine)
        let bodies = [
            ("contacts", #"{"name":"Ann","role":"Joe Example's","emails":["a@x.example"]}"#, true),
            ("contacts", #"{"name":"Bob","emails":["b@x.example"]}"#, false),
            ("notes", #"{"body":"joe@contoso.example"}"#, true), ("notes", #"{"body":"Nothing"}"#, false),
        ]
        var made: [(path: String, tag: String, changes: Bool)] = []
        for (path, body, changes) in bodies {
            let answer = try await service.post(mine, path, body).expect(201)
            made.append((try answer.requiredHeader("Location"), try answer.requiredHeader("ETag"), changes))
        }
        try await erase(mine, service).expect(200)
        for (path, tag, changes) in made {
            try await service.get(path, mine.partner.key, headers: [("If-None-Match", tag)]).expect(changes ? 200 : 304)
        }
    }
}

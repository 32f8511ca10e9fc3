import HTTP
import JSON
import Referrals
import TestSupport
import Testing

// Contract sections 6 and 8: the history of an engagement.

@Suite struct `The history` {
    private func change(_ from: JSON, _ to: JSON) -> JSON {
        .object([JSONMember(name: "from", value: from), JSONMember(name: "to", value: to)])
    }

    @Test func `tells what was done, by whom, on which request and what changed`() async throws {
        let service = try Service()
        let referral = try await service.referral()
        service.clock.advance(by: .hours(1))
        try await service.post(referral, "accept", Body.acceptance, headers: [("X-Request-Id", "r-1")]).expect(200)
        let own = try await service.get("/v1/me", referral.partner.key)
        try await service.patch(
            referral.path, Service.operatorKey, #"{"name":"B","crmId":"7"}"#, headers: [("X-Request-Id", "r-2")]
        ).expect(200)
        let won = try await service.post(
            referral, "win", #"{"finalValue":{"amount":"5","currency":"USD"},"closedOn":"2026-11-23"}"#
        ).expect(200)
        let rows = try await service.get("\(referral.path)/history", referral.partner.key).rows
        #expect(rows.map { $0.at("seq")?.integer } == [1, 2, 3, 4])
        #expect(
            rows.map { $0.at("type")?.string }
                == ["engagement.created", "engagement.accepted", "engagement.updated", "engagement.won"])
        #expect(rows.map { $0.at("actor.role")?.string } == ["marketplace", "partner", "operator", "partner"])
        #expect(rows.map { $0.at("actor.name")?.string } == [nil, "CRM", nil, "CRM"])
        #expect(rows.map { $0.at("actor.keyId") } == [.null, own["keyId"], .null, own["keyId"]])
        #expect(rows.prefix(3).map { $0.at("requestId")?.string } == [nil, "r-1", nil])
        #expect(rows[3].at("requestId") == won.header("X-Request-Id").map(JSON.string))
        #expect(rows[0].at("occurredAt") == .string("2026-11-23T02:00:00.000Z"))
        #expect(rows[3].at("occurredAt") == .string("2026-11-23T03:00:00.000Z"))
        #expect(rows[0].at("changes") == .object([]))
        #expect(rows[1].at("changes.status") == change(.string("new"), .string("active")))
        #expect(rows[1].at("changes.estimatedValue") == change(.null, .money("50000.00", "EUR")))
        #expect(rows[1].at("changes.estimatedPurchaseDate") == change(.null, .string("2027-02-01")))
        #expect(rows[2].at("changes")?.names == ["name", "crmId"])
        #expect(rows[2].at("changes.name") == change(.string("Contoso migration"), .string("B")))
        #expect(rows[3].at("changes")?.names == ["status", "outcome", "finalValue", "closedOn"])
        #expect(rows[3].at("changes.outcome") == change(.null, .string("won")))
        let all = try await service.get("\(referral.path)/history").rows
        #expect(all.map { $0.at("actor.name")?.string } == ["Shop", "CRM", "operator", "CRM"])
        #expect(all[2].at("requestId") == .string("r-2") && all[0].at("actor.keyId")?.string != nil)
    }

    @Test func `names contacts and notes as they come, change and go`() async throws {
        let service = try Service()
        let referral = try await service.referral()
        let key = referral.partner.key
        let (contact, note) = (try await service.contact(of: referral), try await service.note(of: referral))
        try await service.patch("\(referral.path)/contacts/\(contact)", key, #"{"role":"CIO"}"#).expect(200)
        try await service.patch("\(referral.path)/notes/\(note)", key, #"{"body":"Changed"}"#).expect(200)
        try await service.delete("\(referral.path)/contacts/\(contact)", key).expect(204)
        try await service.delete("\(referral.path)/notes/\(note)", key).expect(204)
        try await service.post(referral, "decline", Body.decline).expect(200)
        let types = try await service.rows("\(referral.path)/history", key, limit: 3).map { $0.at("type")?.string }
        #expect(
            types == [
                "engagement.created", "contact.added", "note.added", "contact.updated", "note.updated",
                "contact.removed", "note.removed", "engagement.declined",
            ])
    }

    @Test func `is only ever appended to`() async throws {
        let service = try Service()
        let referral = try await service.referral()
        let key = referral.partner.key
        var before: [JSON] = []
        let steps: [(String, String)] = [
            ("contacts", Body.contact), ("notes", Body.note), ("accept", Body.acceptance), ("lose", Body.decline),
            ("notes", Body.note),
        ]
        for (action, body) in steps {
            service.clock.advance(by: .minutes(1))
            #expect([200, 201].contains(try await service.post(referral, action, body).status))
            let now = try await service.get("\(referral.path)/history", key).rows
            #expect(Array(now.prefix(before.count)) == before && now.count > before.count)
            before = now
        }
        #expect(before.map { $0.at("seq")?.integer } == Array(1...before.count))
        for method in ["POST", "PUT", "PATCH", "DELETE"] {
            try await service.send(HTTP.Method(method), "\(referral.path)/history", key, "{}").expect(405)
        }
    }

    @Test func `and the events hold nobody's name or address, no note and no contact`() async throws {
        let service = try Service()
        let referral = try await service.referral()
        let key = referral.partner.key
        let contact = try await service.contact(of: referral)
        try await service.patch(
            "\(referral.path)/contacts/\(contact)", key, #"{"name":"Zoe Hidden","phone":"+4930999999"}"#
        ).expect(200)
        let people = #"[{"name":"Yan Hidden","emails":["yan@hidden.example"]}]"#
        let noted = Body.terms("Deal", more: #","note":"Secret one","contacts":\#(people)"#)
        try await service.post(referral, "accept", noted).expect(200)
        try await service.post(referral, "notes", #"{"body":"Secret two"}"#).expect(201)
        try await service.post(referral, "lose", #"{"reason":"other","note":"Secret three"}"#).expect(200)
        let history = try await service.get("\(referral.path)/history", key).text
        let stored = try service.texts(
            "SELECT group_concat(actor_name || coalesce(request_id, '') || changes) FROM events"
        ).joined()
        let kept = try service.texts("SELECT group_concat(actor_name || changes) FROM history").joined()
        let hidden = [
            "Hidden", "hidden", "999999", "Secret", "Joe Example", "joe@contoso.example", "89123456", "Ann", "ann@",
            "sue@fabrikam.example", "Called",
        ]
        for text in [history, stored, kept] {
            #expect(text.contains("estimatedValue"))
            for word in hidden { #expect(!text.contains(word), "\(word)") }
        }
    }
}

import JSON
import Referrals
import TestSupport
import Testing

// Contract section 6: contacts and notes of an engagement.

@Suite struct `Contacts of an engagement` {
    @Test func `are fifty at most`() async throws {
        let service = try Service()
        let referral = try await service.referral()
        for _ in 0..<49 { _ = try await service.contact(of: referral) }
        let two = "[\(Body.contact),\(Body.contact)]"
        try await service.post(
            referral, "accept",
            Body.terms(more: #","contacts":\#(two)"#)
        ).expect(409, "limit_reached")
        let last = try await service.contact(of: referral)
        let refused = try await service.post(referral, "contacts", Body.contact).expect(409, "limit_reached")
        #expect(refused["currentStatus"] == nil)
        try await service.delete("\(referral.path)/contacts/\(last)", referral.partner.key).expect(204)
        _ = try await service.contact(of: referral)
        #expect(try await service.rows("\(referral.path)/contacts", referral.partner.key, limit: 20).count == 50)
        #expect(try await service.read(referral)["contacts"]?.items?.count == 50)
        let many = Array(repeating: Body.contact, count: 51).joined(separator: ",")
        try await service.post(
            referral, "accept",
            Body.terms(more: #","contacts":[\#(many)]"#)
        ).expect(422, "validation_failed", ["/contacts too_many"])
    }

    @Test func `move the version of the engagement with every change`() async throws {
        let service = try Service()
        let referral = try await service.referral()
        let key = referral.partner.key
        func version() async throws -> Int? { try await service.read(referral)["version"]?.integer }
        service.clock.advance(by: .hours(1))
        let made = try await service.post(referral, "contacts", Body.contact).expect(201)
        #expect(try await version() == 2)
        let path = "\(referral.path)/contacts/\(try made.string("id"))"
        #expect(made.header("Location") == path)
        for body in ["{}", #"{"name":"Ann Example","role":null}"#, #"{"emails":["ann@contoso.example"]}"#] {
            #expect(try await service.patch(path, key, body).expect(200).body == made.body)
        }
        #expect(try await version() == 2)
        service.clock.advance(by: .hours(1))
        let changed = try await service.patch(path, key, #"{"role":"Buyer","phone":"+4930123456"}"#).expect(200)
        #expect(changed["version"]?.integer == 2)
        #expect(changed["createdAt"] == .string("2026-11-23T03:00:00.000Z"))
        #expect(changed["updatedAt"] == .string("2026-11-23T04:00:00.000Z"))
        #expect(try await version() == 3)
        #expect(try await service.read(referral)["contacts"] == .array([changed.json]))
        #expect(try await service.read(referral)["updatedAt"] == changed["updatedAt"])
        try await service.patch(path, key, #"{"role":null,"phone":null}"#, headers: [("If-Match", "\"2\"")]).expect(200)
        try await service.delete(path, key, headers: [("If-Match", "\"2\"")]).expect(412, "precondition_failed")
        try await service.delete(path, key, headers: [("If-Match", "\"3\"")]).expect(204)
        #expect(try await version() == 5)
        try await service.get(path, key).expect(404)
    }

    @Test(arguments: [
        ("{}", ["/name required", "/emails required"]),
        (#"{"name":"A","emails":[]}"#, ["/emails required"]),
        (#"{"name":"A","emails":"a@b.example"}"#, ["/emails wrong_type"]),
        (
            #"{"name":"A","emails":["a@b.test","a@c.test","a@d.test","a@e.test","a@f.test","a@g.test"]}"#,
            ["/emails too_many"]
        ),
        (
            #"{"name":"A\nB","emails":["nobody"],"phone":"0049 1","role":7}"#,
            ["/name invalid_value", "/role wrong_type", "/phone invalid_value", "/emails/0 invalid_value"]
        ),
    ])
    func `are refused with all their faults`(body: String, faults: [String]) async throws {
        let service = try Service()
        let referral = try await service.referral()
        try await service.post(referral, "contacts", body).expect(422, "validation_failed", faults)
        let contact = try await service.contact(of: referral)
        try await service.patch(
            "\(referral.path)/contacts/\(contact)", referral.partner.key,
            #"{"id":1,"name":null,"emails":null,"version":2}"#
        ).expect(
            422, "validation_failed",
            ["/id read_only", "/version read_only", "/name required", "/emails required"])
    }

    @Test func `and notes of another engagement are not found below this one`() async throws {
        let service = try Service()
        let partner = try await service.partner()
        let (profile, shop) = (try await service.profile(of: partner), try await service.marketplace())
        let one = try await service.referral(to: profile, of: partner, from: shop)
        let two = try await service.referral(to: profile, of: partner, from: shop)
        for place in ["contacts/\(try await service.contact(of: two))", "notes/\(try await service.note(of: two))"] {
            try await service.get("\(two.path)/\(place)", partner.key).expect(200)
            try await service.get("\(one.path)/\(place)", partner.key).expect(404)
            try await service.patch("\(one.path)/\(place)", partner.key, "{}").expect(404)
            try await service.delete("\(one.path)/\(place)", partner.key).expect(404)
        }
    }
}

@Suite struct `Notes of an engagement` {
    @Test func `are written, changed and removed without a change of the engagement`() async throws {
        let service = try Service()
        let referral = try await service.referral()
        let key = referral.partner.key
        let before = try await service.read(referral)
        let made = try await service.post(referral, "notes", #"{"body":"  One\n\ttwo "}"#).expect(201)
        #expect(made["body"] == .string("One\n\ttwo") && made["author"] == .string("CRM"))
        let path = "\(referral.path)/notes/\(try made.string("id"))"
        #expect(made.header("Location") == path)
        service.clock.advance(by: .hours(1))
        for body in ["{}", #"{"body":"One\n\ttwo"}"#] {
            #expect(try await service.patch(path, key, body).expect(200).body == made.body)
        }
        let changed = try await service.patch(path, Service.operatorKey, #"{"body":"Three"}"#).expect(200)
        #expect(changed["editedAt"] == .string("2026-11-23T03:00:00.000Z") && changed["version"]?.integer == 2)
        #expect(changed["author"] == .string("CRM") && changed["createdAt"] == made["createdAt"])
        #expect(try await service.read(referral).body == before.body)
        try await service.delete(path, key, headers: [("If-Match", "1")]).expect(412, "precondition_failed")
        try await service.delete(path, key).expect(204)
        try await service.get(path, key).expect(404)
        #expect(
            try await service.post("\(referral.path)/notes", Service.operatorKey, Body.note)["author"]
                == .string("operator"))
    }

    @Test func `have one to ten thousand characters`() async throws {
        let service = try Service()
        let referral = try await service.referral()
        let long = String(repeating: "ü", count: 10_000)
        try await service.post(referral, "notes", #"{"body":"\#(long)"}"#).expect(201)
        try await service.post(referral, "notes", #"{"body":"\#(long)x"}"#)
            .expect(422, "validation_failed", ["/body too_long"])
        for (body, fault) in [
            ("{}", "/body required"), (#"{"body":" \n "}"#, "/body invalid_value"),
            (#"{"body":"a\rb"}"#, "/body invalid_value"), (#"{"body":"a\u2028b"}"#, "/body invalid_value"),
            (#"{"body":"a\u0085b"}"#, "/body invalid_value"),
        ] {
            try await service.post(referral, "notes", body).expect(422, "validation_failed", [fault])
        }
    }

    @Test func `are listed oldest first, and seen by partner and operator alone`() async throws {
        let service = try Service()
        let referral = try await service.referral()
        for index in 0..<5 { try await service.post(referral, "notes", #"{"body":"Note \#(index)"}"#).expect(201) }
        for key in [referral.partner.key, Service.operatorKey] {
            let rows = try await service.rows("\(referral.path)/notes", key, limit: 2)
            #expect(rows.map { $0.at("body") } == (0..<5).map { .string("Note \($0)") })
        }
        try await service.get("\(referral.path)/notes", referral.marketplace).expect(403)
        let rfi = try await service.get("/v1/rfis/\(referral.rfi)", referral.marketplace).expect(200)
        #expect(!rfi.text.contains("Note 0"))
    }
}

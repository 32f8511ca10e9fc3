import JSON
import Referrals
import TestSupport
import Testing

// Contract section 3: business profiles.

@Suite struct `A profile` {
    @Test func `needs a name, a location and a tag to be active, and says what is missing`() async throws {
        let service = try Service()
        let partner = try await service.partner()
        let id = try await service.post("/v1/profiles", partner.key, #"{"country":"DE"}"#).string("id")
        let path = "/v1/profiles/\(id)"
        let refused = try await service.post("\(path)/activate", partner.key).expect(409, "profile_incomplete")
        #expect(Set(refused.faults.prefix(2)) == ["/displayName required", "/locations required"])
        #expect(refused.faults.count == 3)
        try await service.patch(path, partner.key, #"{"displayName":"F","keywords":["shop"]}"#).expect(200)
        try await service.post("\(path)/activate", partner.key)
            .expect(409, "profile_incomplete", ["/locations required"])
        try await service.post("\(path)/locations", partner.key, Body.location()).expect(201)
        service.clock.advance(by: .hours(1))
        let active = try await service.post("\(path)/activate", partner.key).expect(200)
        #expect(active["status"] == .string("active"))
        #expect(active["activatedAt"] == .string("2026-11-23T03:00:00.000Z"))
        #expect(active["version"]?.integer == 4)
    }

    @Test(arguments: ["industries", "products", "services", "solutions", "keywords"])
    func `is complete with a tag of any kind, and keeps the last while it is active`(kind: String) async throws {
        let service = try Service()
        let partner = try await service.partner()
        let id = try await service.post(
            "/v1/profiles", partner.key, #"{"country":"DE","displayName":"F","\#(kind)":["a"]}"#
        ).string("id")
        let path = "/v1/profiles/\(id)"
        try await service.post("\(path)/locations", partner.key, Body.location()).expect(201)
        try await service.post("\(path)/activate", partner.key).expect(200)
        let before = try await service.get(path, partner.key)
        for empty in ["[]", "null"] {
            try await service.patch(path, partner.key, #"{"\#(kind)":\#(empty)}"#).expect(409, "profile_incomplete")
        }
        try await service.patch(path, partner.key, #"{"displayName":null}"#)
            .expect(409, "profile_incomplete", ["/displayName required"])
        let location = try await service.location(of: id)
        try await service.delete("\(path)/locations/\(location)", partner.key)
            .expect(409, "profile_incomplete", ["/locations required"])
        #expect(try await service.get(path, partner.key).body == before.body)
        try await service.post("\(path)/deactivate", partner.key).expect(200)
        try await service.delete("\(path)/locations/\(location)", partner.key).expect(204)
        try await service.patch(path, partner.key, #"{"\#(kind)":null,"displayName":null}"#).expect(200)
    }

    @Test func `is activated and deactivated once at a time`() async throws {
        let service = try Service()
        let partner = try await service.partner()
        let draft = try await service.draftProfile(of: partner, country: "FR")
        try await service.post("/v1/profiles/\(draft)/deactivate", partner.key).expect(409, "invalid_transition")
        let path = "/v1/profiles/\(try await service.profile(of: partner))"
        try await service.post("\(path)/activate", partner.key).expect(409, "invalid_transition")
        let inactive = try await service.post("\(path)/deactivate", partner.key, "{}").expect(200)
        #expect(inactive["status"] == .string("inactive") && inactive["activatedAt"] != .null)
        try await service.post("\(path)/deactivate", partner.key).expect(409, "invalid_transition")
        try await service.post("\(path)/activate", partner.key).expect(200)
    }

    @Test func `is one of its partner and country`() async throws {
        let service = try Service()
        let (partner, other) = (try await service.partner(), try await service.partner("Litware"))
        let id = try await service.draftProfile(of: partner)
        let refused = try await service.post("/v1/profiles", partner.key, Body.profile())
            .expect(409, "profile_exists")
        #expect(refused["profileId"] == .string(id))
        try await service.post("/v1/profiles", other.key, Body.profile()).expect(201)
        try await service.post("/v1/profiles", partner.key, Body.profile("FR")).expect(201)
    }

    @Test func `frees its country when it is deleted, and its engagements stay`() async throws {
        let service = try Service()
        let referral = try await service.referral()
        let key = referral.partner.key
        let path = "/v1/profiles/\(referral.profile)"
        try await service.delete(path, key).expect(204)
        try await service.get(path, key).expect(404)
        try await service.delete(path, key).expect(404)
        #expect(try await service.get("/v1/profiles", key).rows.isEmpty)
        try await service.accept(referral)
        #expect(try await service.read(referral)["profileId"] == .string(referral.profile))
        #expect(try await service.get("/v1/engagements", key).ids == [referral.engagement])
        let rfi = try await service.get("/v1/rfis/\(referral.rfi)", referral.marketplace).expect(200)
        #expect(rfi["recipients.0.displayName"] == .string("Fabrikam"))
        #expect(rfi["recipients.0.status"] == .string("accepted"))
        try await service.post("/v1/profiles", key, Body.profile()).expect(201)
    }

    @Test func `keeps version, history and tag when a PATCH changes nothing`() async throws {
        let service = try Service()
        let partner = try await service.partner()
        let path = "/v1/profiles/\(try await service.profile(of: partner))"
        let (before, figures) = (try await service.get(path, partner.key), try service.figures())
        service.clock.advance(by: .hours(1))
        for body in [
            "{}", #"{"displayName":"Fabrikam"}"#, #"{"services":["Migration","migration"]}"#, #"{"website":null}"#,
            #"{"industries":null}"#, #"{"industries":[]}"#,
        ] {
            let answer = try await service.patch(path, partner.key, body).expect(200)
            #expect(answer.body == before.body, "\(body)")
        }
        #expect(try service.figures() == figures)
        let renamed = try await service.patch(path, partner.key, #"{"services":["MIGRATION"]}"#).expect(200)
        #expect(renamed["services"] == .strings(["MIGRATION"]))
        #expect(renamed["version"]?.integer == 4)
        #expect(renamed["updatedAt"] == .string("2026-11-23T03:00:00.000Z"))
    }

    @Test func `takes each member, cleared by null`() async throws {
        let service = try Service()
        let partner = try await service.partner()
        let made = try await service.post(
            "/v1/profiles", partner.key,
            """
            {"country":"DE","displayName":"F","description":"A\\nB","website":"https://fabrikam.example/de",\
            "languages":["de","pt-BR"],"industries":["Retail"],"products":["ERP"],"services":["Repair"],\
            "solutions":["erp"],"keywords":["Caf\\u0065\\u0301"],"customerSizes":["1-9","20001+"]}
            """
        ).expect(201)
        #expect(made["keywords"] == .strings(["Caf\u{e9}"]))
        #expect(made["customerSizes"] == .strings(["1-9", "20001+"]))
        #expect(made.header("Location") == "/v1/profiles/\(try made.string("id"))")
        let cleared = try await service.patch(
            "/v1/profiles/\(try made.string("id"))", partner.key,
            """
            {"displayName":null,"description":null,"website":null,"languages":null,"industries":null,\
            "products":null,"services":null,"solutions":null,"keywords":null,"customerSizes":null}
            """
        ).expect(200)
        for name in ["displayName", "description", "website"] { #expect(cleared[name] == .null) }
        for name in ["languages", "industries", "products", "services", "solutions", "keywords", "customerSizes"] {
            #expect(cleared[name] == .array([]))
        }
    }

    @Test(arguments: [
        (#"{"displayName":"F"}"#, ["/country required"]),
        (#"{"country":"de"}"#, ["/country invalid_value"]),
        (#"{"country":"XK","services":["a,b"]}"#, ["/country invalid_value", "/services/0 invalid_value"]),
        (#"{"country":"DE","languages":["tlh!"]}"#, ["/languages/0 invalid_value"]),
        (#"{"country":"DE","website":"https://u:p@x.example"}"#, ["/website invalid_value"]),
        (#"{"country":"DE","customerSizes":["2-3"]}"#, ["/customerSizes/0 invalid_value"]),
        (#"{"country":"DE","status":"active"}"#, ["/status unknown_member"]),
        (#"{"country":"DE","displayName":"a\nb"}"#, ["/displayName invalid_value"]),
    ])
    func `refuses what it can't be made of`(body: String, faults: [String]) async throws {
        let service = try Service()
        let partner = try await service.partner()
        try await service.post("/v1/profiles", partner.key, body).expect(422, "validation_failed", faults)
    }

    @Test func `has limits on its lists and texts`() async throws {
        let service = try Service()
        let partner = try await service.partner()
        let path = "/v1/profiles/\(try await service.draftProfile(of: partner))"
        let tags = (0...50).map { "\"t\($0)\"" }
        let fifty = tags.dropLast().joined(separator: ",")
        try await service.patch(path, partner.key, #"{"industries":[\#(fifty)]}"#).expect(200)
        let (tag, text) = (String(repeating: "ä", count: 80), String(repeating: "x", count: 2_500))
        try await service.patch(path, partner.key, #"{"products":["\#(tag)"],"description":"\#(text)"}"#).expect(200)
        try await service.patch(
            path, partner.key,
            #"{"industries":[\#(tags.joined(separator: ","))],"products":["\#(tag)x"],"description":"\#(text)x"}"#
        ).expect(
            422, "validation_failed", ["/description too_long", "/industries too_many", "/products/0 too_long"])
    }

    @Test func `shows country, partner, status and its places read-only in a PATCH`() async throws {
        let service = try Service()
        let partner = try await service.partner()
        let id = try await service.profile(of: partner)
        let names = [
            "id", "partnerId", "country", "status", "locations", "version", "createdAt", "updatedAt", "activatedAt",
        ]
        let members = names.map { #""\#($0)":null"# }.joined(separator: ",")
        let answer = try await service.patch("/v1/profiles/\(id)", partner.key, "{\(members)}")
            .expect(422, "validation_failed")
        #expect(Set(answer.faults) == Set(names.map { "/\($0) read_only" }))
    }

    @Test func `is made by an operator for the partner that it names`() async throws {
        let service = try Service()
        let (partner, other) = (try await service.partner(), try await service.partner("Litware"))
        try await service.post("/v1/profiles", Service.operatorKey, Body.profile())
            .expect(422, "validation_failed", ["/partnerId required"])
        try await service.post(
            "/v1/profiles", Service.operatorKey, #"{"country":"DE","partnerId":"\#(World.unknown)"}"#
        ).expect(422, "validation_failed", ["/partnerId invalid_value"])
        let made = try await service.post(
            "/v1/profiles", Service.operatorKey, #"{"country":"DE","partnerId":"\#(partner.id)"}"#
        ).expect(201)
        #expect(made["partnerId"] == .string(partner.id))
        try await service.post("/v1/profiles", other.key, #"{"country":"DE","partnerId":"\#(partner.id)"}"#)
            .expect(422, "validation_failed", ["/partnerId invalid_value"])
        try await service.post("/v1/profiles", other.key, #"{"country":"DE","partnerId":"\#(other.id)"}"#).expect(201)
    }

    @Test func `is listed newest first, by status and country, and by partner for operators`() async throws {
        let service = try Service()
        let (mine, other) = (try await service.partner(), try await service.partner("Litware"))
        let french = try await service.draftProfile(of: mine, country: "FR")
        let german = try await service.profile(of: mine)
        let theirs = try await service.profile(of: other, country: "FR")
        func ids(_ query: String, _ key: String) async throws -> [String] {
            try await service.get("/v1/profiles\(query)", key).expect(200).ids
        }
        #expect(try await ids("", mine.key) == [german, french])
        #expect(try await ids("", Service.operatorKey) == [theirs, german, french])
        #expect(try await ids("?partnerId=\(mine.id)", Service.operatorKey) == [german, french])
        #expect(try await ids("?status=active", Service.operatorKey) == [theirs, german])
        #expect(try await ids("?status=draft,active&country=FR,IT", Service.operatorKey) == [theirs, french])
        #expect(try await ids("?status=inactive", mine.key) == [])
        try await service.get("/v1/profiles?partnerId=\(mine.id)", mine.key)
            .expect(400, "invalid_parameter", ["partnerId invalid_value"])
    }
}

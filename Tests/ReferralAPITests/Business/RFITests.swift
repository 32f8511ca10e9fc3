import JSON
import Referrals
import TestSupport
import Testing

// Contract section 5: RFIs.

@Suite struct `An RFI` {
    private func body(_ recipients: String, size: String = "10-50", address: String = #""city":"Munich""#) -> String {
        """
        {"customer":{"company":"Contoso","size":"\(size)","address":{\(address),"country":"DE"},\
        "contact":{"name":"Joe","email":"joe@contoso.example"}},"need":{"summary":"A shop"},\
        "consent":{"contact":true},"recipients":[\(recipients)],"allowDuplicate":true}
        """
    }

    private func to(_ profile: String, _ location: String? = nil) -> String {
        #"{"profileId":"\#(profile)"\#(location.map { #","locationId":"\#($0)""# } ?? "")}"#
    }

    @Test func `names every recipient that is not there or stands twice`() async throws {
        let service = try Service()
        let (partner, shop) = (try await service.partner(), try await service.marketplace())
        let (one, two) = (try await service.profile(of: partner), try await service.profile(of: partner, country: "FR"))
        let location = try await service.location(of: one)
        let figures = try service.figures()
        let recipients = [to(one), to(World.unknown), to(two, location), to(one, location)].joined(separator: ",")
        try await service.post("/v1/rfis", shop, body(recipients)).expect(
            422, "validation_failed",
            ["/recipients/1 invalid_value", "/recipients/2 invalid_value", "/recipients/3 invalid_value"])
        #expect(try service.figures() == figures)
    }

    @Test func `names every recipient that can't take it, and makes nothing`() async throws {
        let service = try Service()
        let (partner, shop) = (try await service.partner(), try await service.marketplace())
        let suspended = try await service.partner("Suspended")
        let good = try await service.profile(of: partner)
        let draft = try await service.draftProfile(of: partner, country: "FR")
        let small = try await service.profile(of: partner, country: "IT")
        try await service.patch("/v1/profiles/\(small)", partner.key, #"{"customerSizes":["1-9"]}"#).expect(200)
        let inactive = try await service.profile(of: partner, country: "ES")
        try await service.post("/v1/profiles/\(inactive)/deactivate", partner.key).expect(200)
        let gone = try await service.profile(of: suspended)
        try await service.patch(
            "/v1/partners/\(suspended.id)", Service.operatorKey, #"{"status":"suspended"}"#
        ).expect(200)
        let figures = try service.figures()
        let recipients = [good, draft, small, inactive, gone].map { to($0) }.joined(separator: ",")
        let refused = try await service.post("/v1/rfis", shop, body(recipients)).expect(409, "recipient_unavailable")
        #expect(
            refused.faults.map { $0.prefix { $0 != " " } }
                == ["/recipients/1", "/recipients/2", "/recipients/3", "/recipients/4"])
        #expect(try service.figures() == figures)
        try await service.post("/v1/rfis", shop, body(to(good))).expect(201)
        try await service.post("/v1/rfis", shop, body(to(small), size: "1-9")).expect(201)
    }

    @Test func `goes to one to ten`() async throws {
        let service = try Service()
        let (partner, shop) = (try await service.partner(), try await service.marketplace())
        var profiles: [String] = []
        for country in ["DE", "FR", "IT", "ES", "PT", "PL", "CZ", "AT", "CH", "NL", "BE"] {
            profiles.append(try await service.profile(of: partner, country: country))
        }
        try await service.post("/v1/rfis", shop, body("")).expect(422, "validation_failed", ["/recipients required"])
        try await service.post("/v1/rfis", shop, body(profiles.map { to($0) }.joined(separator: ",")))
            .expect(422, "validation_failed", ["/recipients too_many"])
        let made = try await service.post(
            "/v1/rfis", shop, body(profiles.dropLast().map { to($0) }.joined(separator: ","))
        ).expect(201)
        let shown = try #require(made["recipients"]?.items).map { $0.at("profileId") }
        #expect(shown == profiles.dropLast().map(JSON.string))
        let engagements = try await service.get("/v1/engagements?rfiId=\(try made.string("id"))")
        #expect(engagements.rows.count == 10)
    }

    @Test(arguments: [
        (#""city":"Hamburg","state":"BY""#, "Munich"), (#""city":"berlin""#, "Berlin"),
        (#""city":"Augsburg","state":"by""#, "Munich"), (#""city":"Augsburg","state":"BY""#, "Munich"),
        (#""city":"Nuremberg","state":"BY""#, "Nuremberg"), (#""city":"Rostock""#, "Hamburg"),
        (#""city":"Hamburg""#, "Hamburg"),
    ])
    func `goes to the nearest location when none is named`(address: String, city: String) async throws {
        let service = try Service()
        let (partner, shop) = (try await service.partner(), try await service.marketplace())
        let profile = try await service.profile(of: partner)
        let path = "/v1/profiles/\(profile)/locations"
        let first = try await service.location(of: profile)
        try await service.patch("\(path)/\(first)", partner.key, #"{"address":{"city":"Hamburg"}}"#).expect(200)
        for address in [
            #""city":"Munich","state":"BY""#, #""city":"Nuremberg","state":"BY""#, #""city":"Berlin","state":"BE""#,
        ] {
            try await service.post(
                path, partner.key,
                """
                {"name":"L","address":{\(address),"country":"DE"},\
                "contact":{"name":"S","email":"s@fabrikam.example"}}
                """
            ).expect(201)
        }
        let rfi = try await service.post("/v1/rfis", shop, body(to(profile), address: address)).string("id")
        let asked = try await service.get("/v1/engagements?rfiId=\(rfi)").string("data.0.locationId")
        #expect(try await service.get("\(path)/\(asked)", partner.key)["address.city"] == .string(city))
        let named = try await service.post("/v1/rfis", shop, body(to(profile, first), address: address)).string("id")
        #expect(try await service.get("/v1/engagements?rfiId=\(named)")["data.0.locationId"] == .string(first))
    }

    @Test func `shows all that was given`() async throws {
        let service = try Service()
        let (partner, shop) = (try await service.partner(), try await service.marketplace())
        let profile = try await service.profile(of: partner)
        let made = try await service.post(
            "/v1/rfis", shop,
            """
            {"customer":{"company":" Contoso ","size":"20001+","address":{"addressLine1":"A","addressLine2":"B",\
            "city":"C","state":"D","postalCode":"E","country":"JP"},"contact":{"name":"Joe",\
            "email":"joe@contoso.example","phone":"+81 (3) 1234-5678","title":"CTO"}},\
            "need":{"summary":"S","details":"D\\nE","industries":["i"],"products":["p"],"services":["s"],\
            "solutions":["erp"]},"budget":{"amount":12,"currency":"JPY"},"timeframe":"within6Months",\
            "source":"salesAgent","directContact":true,"consent":{"contact":true,"share":true},\
            "recipients":[\(to(profile))],"allowDuplicate":true}
            """
        ).expect(201)
        #expect(made["customer.company"] == .string("Contoso") && made["customer.size"] == .string("20001+"))
        #expect(made["customer.contact.phone"] == .string("+81312345678"))
        #expect(made["budget"] == .money("12", "JPY") && made["timeframe"] == .string("within6Months"))
        #expect(made["source"] == .string("salesAgent") && made["directContact"] == .bool(true))
        #expect(made["consent.share"] == .bool(true) && made["marketplaceId"] == .string("market"))
        #expect(made["status"] == .string("open") && made["version"]?.integer == 1)
        let id = try made.string("id")
        #expect(made.header("Location") == "/v1/rfis/\(id)")
        #expect(try await service.get("/v1/rfis/\(id)", shop).body == made.body)
        let listed = try await service.get("/v1/engagements", partner.key)
        for name in ["need", "budget", "timeframe", "source"] { #expect(listed["data.0.\(name)"] == made[name]) }
        for name in ["company", "size", "address", "contact"] {
            #expect(listed["data.0.customer.\(name)"] == made["customer.\(name)"])
        }
    }

    @Test func `tells every fault of its content at once`() async throws {
        let service = try Service()
        let shop = try await service.marketplace()
        try await service.post("/v1/rfis", shop, "{}").expect(
            422, "validation_failed",
            ["/customer required", "/need required", "/consent required", "/recipients required"])
        try await service.post(
            "/v1/rfis", shop,
            """
            {"customer":{"size":"2","address":{},"contact":{"email":"x"},"redacted":false},"need":{"tags":[]},\
            "source":"fax","directContact":"yes","consent":{"contact":false},"recipients":[{},7],"status":"open"}
            """
        ).expect(
            422, "validation_failed",
            [
                "/customer/company required", "/customer/size invalid_value", "/customer/address/city required",
                "/customer/address/country required", "/customer/contact/name required",
                "/customer/contact/email invalid_value", "/customer/redacted unknown_member",
                "/need/summary required", "/need/tags unknown_member", "/source invalid_value",
                "/directContact wrong_type", "/consent/contact invalid_value", "/recipients/0/profileId required",
                "/recipients/1 wrong_type", "/status unknown_member",
            ])
    }

    @Test func `is made by an operator for the marketplace that it names`() async throws {
        let service = try Service()
        let profile = try await service.profile(of: try await service.partner())
        let (mine, other) = (try await service.marketplace("mine"), try await service.marketplace("other"))
        try await service.post("/v1/rfis", Service.operatorKey, Body.rfi(to: [profile]))
            .expect(422, "validation_failed", ["/marketplaceId required"])
        try await service.post(
            "/v1/rfis", Service.operatorKey, Body.rfi(to: [profile], more: #","marketplaceId":"A B""#)
        ).expect(422, "validation_failed", ["/marketplaceId invalid_value"])
        let made = try await service.post(
            "/v1/rfis", Service.operatorKey, Body.rfi(to: [profile], more: #","marketplaceId":"mine""#)
        ).expect(201).string("id")
        try await service.get("/v1/rfis/\(made)", mine).expect(200)
        try await service.post("/v1/rfis", other, Body.rfi(to: [profile], more: #","marketplaceId":"mine""#))
            .expect(422, "validation_failed", ["/marketplaceId invalid_value"])
        try await service.post("/v1/rfis", other, Body.rfi(to: [profile], more: #","marketplaceId":"other""#))
            .expect(201)
    }

    @Test func `is seen by every key of its marketplace and by no other`() async throws {
        let service = try Service()
        let partner = try await service.partner()
        let profile = try await service.profile(of: partner)
        let (one, second, other) = (
            try await service.marketplace("one"), try await service.marketplace("one"),
            try await service.marketplace("other")
        )
        var ids: [String] = []
        for shop in [one, other, second] {
            ids.append(try await service.post("/v1/rfis", shop, Body.rfi(to: [profile])).string("id"))
            service.clock.advance(by: .hours(1))
        }
        #expect(try await service.get("/v1/rfis", one).ids == [ids[2], ids[0]])
        #expect(try await service.get("/v1/rfis?sort=createdAt", second).ids == [ids[0], ids[2]])
        #expect(try await service.get("/v1/rfis", other).ids == [ids[1]])
        #expect(try await service.get("/v1/rfis", Service.operatorKey).ids == ids.reversed())
        try await service.get("/v1/rfis/\(ids[0])", other).expect(404)
        try await service.get("/v1/rfis/\(ids[1])", one).expect(404)
        let window = "?createdAfter=2026-11-23T02:00:00Z&createdBefore=2026-11-23T04:00:00Z"
        #expect(try await service.get("/v1/rfis\(window)", Service.operatorKey).ids == [ids[1]])
        #expect(try await service.get("/v1/rfis?status=open", one).ids.count == 2)
        #expect(try await service.get("/v1/rfis?status=withdrawn", one).ids.isEmpty)
    }

    @Test(arguments: [
        (StateName.new, "pending"), (.active, "accepted"), (.won, "won"), (.lost, "lost"),
        (.declined, "declined"), (.expired, "expired"), (.withdrawn, "withdrawn"),
    ])
    func `shows what the customer may know of a recipient and no more`(state: StateName, word: String) async throws {
        let service = try Service()
        let referral = try await service.referral()
        let before = try await service.get("/v1/rfis/\(referral.rfi)", referral.marketplace)
        _ = try await service.note(of: referral)
        try await service.bring(referral, to: state)
        let rfi = try await service.get("/v1/rfis/\(referral.rfi)", referral.marketplace).expect(200)
        #expect(rfi["recipients.0.status"] == .string(word))
        let isAnswered = ![StateName.new, .expired, .withdrawn].contains(state)
        #expect(rfi["recipients.0.respondedAt"] == (isAnswered ? .string("2026-11-23T02:00:00.000Z") : .null))
        for secret in ["50000", "Contoso migration", "timelineTooShort", "Called", "2027-02-01"] {
            #expect(!rfi.text.contains(secret), "\(secret)")
        }
        #expect((rfi.header("ETag") == before.header("ETag")) == (state == .new))
    }
}

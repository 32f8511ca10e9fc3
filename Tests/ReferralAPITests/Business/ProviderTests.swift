import JSON
import Referrals
import TestSupport
import Testing

// Contract section 4: the search over HTTP. What is found and in which order, the store's tests prove.

@Suite struct `Searching providers` {
    /// A partner with a profile in Berlin that knows a trade, and a marketplace.
    private struct Shop {
        let service: Service
        let partner: PartnerAccount
        let profile: String
        let key: String

        init() async throws {
            service = try Service()
            partner = try await service.partner()
            profile = try await service.post(
                "/v1/profiles", partner.key,
                #"""
                {"country":"DE","displayName":"Größe & Co","description":"All of it.","industries":["Retail"],
                "products":["ERP"],"services":["Migration","Training"],"solutions":["erp"],"keywords":["Büro"],
                "languages":["de-AT"],"customerSizes":["10-50"]}
                """#
            ).expect(201).string("id")
            try await service.post(
                "/v1/profiles/\(profile)/locations", partner.key,
                #"""
                {"name":"Office","address":{"city":"Berlin","country":"DE"},"latitude":52.52,"longitude":13.405,
                "contact":{"name":"Sue Example","email":"sue@fabrikam.example"}}
                """#
            ).expect(201)
            try await service.post("/v1/profiles/\(profile)/activate", partner.key).expect(200)
            key = try await service.marketplace()
        }

        func search(_ query: String) async throws -> Answer { try await service.get("/v1/providers?\(query)", key) }
    }

    @Test func `gives rows with all members, and nobody's contact`() async throws {
        let shop = try await Shop()
        let answer = try await shop.search("q=migr").expect(200)
        let row = try #require(answer.rows.first)
        #expect(
            row.names == [
                "profileId", "locationId", "partnerId", "displayName", "description", "city", "country", "industries",
                "products", "services", "solutions", "keywords", "distanceKm", "score", "explain",
            ])
        #expect(row.at("profileId") == .string(shop.profile))
        #expect(row.at("partnerId") == .string(shop.partner.id))
        #expect(row.at("locationId")?.string == (try await shop.service.location(of: shop.profile)))
        #expect(row.at("city") == .string("Berlin"))
        #expect(row.at("services")?.items == [.string("Migration"), .string("Training")])
        #expect(row.at("distanceKm") == .null && row.at("explain") == .null)
        #expect(!answer.text.contains("Sue") && !answer.text.contains("sue@"))
        #expect(answer["nextCursor"] == .null)
    }

    @Test func `explains itself in hundredths that add up, when asked to`() async throws {
        let shop = try await Shop()
        let answer = try await shop.search("q=migr&latitude=52.52&longitude=14.405&size=10-50&explain=true").expect(200)
        #expect(
            answer.text.contains(#""distanceKm":67.7,"score":0.55,"explain":[{"part":"textMatch""#), "\(answer.text)")
        let parts = try #require(answer["data.0.explain"]?.items)
        #expect(
            parts.compactMap { $0.at("part")?.string } == [
                "textMatch", "distance", "responseSpeed", "outcomeReporting", "dealFit",
            ])
        func hundredths(_ name: String) -> [Int] {
            parts.compactMap { part in
                guard case .number(let number) = part.at(name) else { return nil }
                return number.double.map { Int(($0 * 100).rounded()) }
            }
        }
        #expect(hundredths("weight") == [35, 20, 20, 10, 15])
        #expect(hundredths("value") == [60, 60, 50, 50, 50])
        #expect(hundredths("contribution").reduce(0, +) == 55)
        for query in ["explain=false", ""] {
            #expect(try await shop.search(query)["data.0.explain"] == .null)
        }
    }

    @Test func `takes what the contract names`() async throws {
        let shop = try await Shop()
        for (query, count) in [
            ("", 1), ("q=gr%C3%B6%C3%9Fe%20buro%20tr", 1), ("q=berlin", 0), ("country=DE", 1), ("country=FR", 0),
            ("industry=RETAIL", 1), ("service=training,Migration", 1), ("service=training,Design", 0),
            ("product=erp&solution=ERP", 1), ("product=Migration", 0), ("size=10-50", 1), ("size=1-9", 0),
            ("language=de", 1), ("language=DE-at", 1), ("language=at", 0), ("language=de-DE", 0),
            ("latitude=-90&longitude=180", 1), ("latitude=5.25e1&longitude=0", 1),
        ] {
            #expect(try await shop.search(query).expect(200).rows.count == count, "\(query)")
        }
    }

    @Test(arguments: [
        ("latitude=1", "longitude"), ("longitude=1", "latitude"), ("latitude=90.1&longitude=0", "latitude"),
        ("latitude=0&longitude=-180.5", "longitude"), ("latitude=a&longitude=0", "latitude"),
        ("latitude=&longitude=0", "latitude"), ("latitude=1,5&longitude=0", "latitude"),
        ("latitude=%201&longitude=0", "latitude"), ("latitude=0x1&longitude=0", "latitude"),
        ("latitude=NaN&longitude=0", "latitude"), ("latitude=1&longitude=%221%22", "longitude"),
    ])
    func `refuses half a position and what is none`(query: String, name: String) async throws {
        try await Service().get("/v1/providers?\(query)").expect(400, "invalid_parameter", ["\(name) invalid_value"])
    }

    @Test func `is for marketplaces and operators`() async throws {
        let shop = try await Shop()
        try await shop.service.get("/v1/providers").expect(200)
        try await shop.service.get("/v1/providers", shop.partner.key).expect(403, "forbidden")
        try await shop.service.get("/v1/providers", shop.service.key("reviewer")).expect(403, "forbidden")
        try await shop.service.get("/v1/providers", nil).expect(401, "unauthenticated")
    }

    @Test func `pages by cursors that belong to the search and the marketplace`() async throws {
        let shop = try await Shop()
        for city in ["Bonn", "Ulm"] {
            try await shop.service.post(
                "/v1/profiles/\(shop.profile)/locations", shop.partner.key, Body.location(city: city)
            ).expect(201)
        }
        let rows = try await shop.service.rows("/v1/providers?q=migr&latitude=52&longitude=13", shop.key, limit: 1)
        #expect(rows.compactMap { $0.at("city")?.string } == ["Berlin", "Bonn", "Ulm"])
        let cursor = try await shop.search("limit=1").string("nextCursor")
        #expect(cursor.utf8.count <= 2_048)
        try await shop.search("cursor=\(cursor)").expect(200)
        try await shop.search("cursor=\(cursor)&q=migr").expect(400, "invalid_cursor")
        let other = try await shop.service.marketplace("elsewhere")
        try await shop.service.get("/v1/providers?cursor=\(cursor)", other).expect(400, "invalid_cursor")
    }

    @Test func `has cursors that fit, however long the names`() async throws {
        let service = try Service()
        let partner = try await service.partner()
        let long = String(repeating: "\u{1F310}", count: 200)
        let body = #"{"country":"DE","displayName":"\#(long)","services":["Migration"]}"#
        let profile = try await service.post("/v1/profiles", partner.key, body).expect(201).string("id")
        for _ in 0..<3 {
            try await service.post(
                "/v1/profiles/\(profile)/locations", partner.key, Body.location(city: long)
            ).expect(201)
        }
        try await service.post("/v1/profiles/\(profile)/activate", partner.key).expect(200)
        let cursor = try await service.get("/v1/providers?limit=1").string("nextCursor")
        #expect(cursor.utf8.count <= 2_048)
        #expect(try await service.get("/v1/providers?cursor=\(cursor)").expect(200).rows.count == 2)
    }

    @Test func `gives 304 until a profile or an answer changes what it gives`() async throws {
        let shop = try await Shop()
        let service = shop.service
        let path = "/v1/providers?size=10-50"
        func tag() async throws -> String { try await service.get(path, shop.key).expect(200).requiredHeader("ETag") }
        func expect(_ status: Int, _ tag: String, after change: () async throws -> Void) async throws {
            try await service.get(path, shop.key, headers: [("If-None-Match", tag)]).expect(304)
            try await change()
            try await service.get(path, shop.key, headers: [("If-None-Match", tag)]).expect(status)
        }
        var referral: Referral?
        try await expect(304, tag()) {
            referral = try await service.referral(to: shop.profile, of: shop.partner, from: shop.key)
        }
        let made = try #require(referral)
        try await expect(304, tag()) { _ = try await service.note(of: made) }
        try await expect(200, tag()) { try await service.accept(made) }
        try await expect(200, tag()) {
            try await service.patch("/v1/profiles/\(shop.profile)", shop.partner.key, #"{"description":"New"}"#)
                .expect(200)
        }
        let another = try await service.referral(
            to: shop.profile, of: shop.partner, from: shop.key, company: "Another")
        try await expect(200, tag()) { service.clock.advance(by: .days(14)) }
        #expect(try await service.get("/v1/engagements/\(another.engagement)").string("outcome") == "expired")
        try await expect(200, tag()) {
            try await service.patch("/v1/partners/\(shop.partner.id)", Service.operatorKey, #"{"status":"suspended"}"#)
                .expect(200)
        }
        #expect(try await service.get(path, shop.key).rows.isEmpty)
    }
}

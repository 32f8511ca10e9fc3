import JSON
import Referrals
import TestSupport
import Testing

// A profile's own response window, and the hot ones first.

@Suite struct `A response window` {
    private func set(_ window: String, _ fair: Fair) async throws -> Answer {
        try await fair.service.patch(
            "/v1/profiles/\(fair.profiles[0])", fair.partners[0].key, #"{"responseWindow":\#(window)}"#)
    }

    @Test func `of a profile counts for engagements that are made from then on`() async throws {
        let fair = try await Fair(2)
        let before = try await fair.submit(0..<1)
        #expect(try await set(#""48h""#, fair).expect(200)["responseWindow"] == .string("2d"))
        let rfi = try await fair.submit(0..<2)
        #expect(try await fair.read(0, rfi)["expiresAt"] == .string("2026-11-25T02:00:00.000Z"))
        #expect(try await fair.read(1, rfi)["expiresAt"] == .string("2026-12-07T02:00:00.000Z"))
        #expect(try await fair.read(0, before)["expiresAt"] == .string("2026-12-07T02:00:00.000Z"))
        fair.service.clock.advance(by: .hours(48))
        #expect(try await fair.words(rfi) == ["expired", "pending"])
    }

    @Test func `shorter than the other clocks ends them too`() async throws {
        let fair = try await Fair(1)
        try await set(#""6h""#, fair).expect(200)
        let rfi = try await fair.service.post(
            "/v1/rfis", fair.shop, Body.rfi(to: fair.profiles, directContact: true)
        ).string("id")
        let engagement = try await fair.read(0, rfi)
        for name in ["respondBy", "expiresAt", "directContact.hotUntil"] {
            #expect(engagement[name] == .string("2026-11-23T08:00:00.000Z"), "\(name)")
        }
    }

    @Test func `is within the service's, and can be taken away`() async throws {
        let fair = try await Fair(1)
        try await set(#""14d""#, fair).expect(200)
        try await set(#""15d""#, fair).expect(422, "validation_failed", ["/responseWindow out_of_range"])
        try await set(#""59s""#, fair).expect(422, "validation_failed", ["/responseWindow out_of_range"])
        try await set(#""1m""#, fair).expect(200)
        for bad in [#""0s""#, #""-1d""#, #""1 d""#, #""soon""#] {
            try await set(bad, fair).expect(422, "validation_failed", ["/responseWindow invalid_value"])
        }
        try await set("7", fair).expect(422, "validation_failed", ["/responseWindow wrong_type"])
        #expect(try await set("null", fair).expect(200)["responseWindow"] == .null)
        let made = #"{"country":"FR","responseWindow":"400d"}"#
        try await fair.service.post("/v1/profiles", fair.partners[0].key, made)
            .expect(422, "validation_failed", ["/responseWindow out_of_range"])
    }
}

@Suite struct `The hot ones` {
    @Test func `come first, the freshest before others, then the newest`() async throws {
        let service = try Service()
        let partner = try await service.partner()
        let profile = try await service.profile(of: partner)
        let shop = try await service.marketplace()
        var ids: [String] = []
        for isHot in [true, false, true, false] {
            let made = try await service.referral(to: profile, of: partner, from: shop, directContact: isHot)
            ids.append(made.engagement)
            service.clock.advance(by: .hours(1))
        }
        func list(_ query: String) async throws -> [String] {
            try await service.rows("/v1/engagements?\(query)", partner.key, limit: 1).compactMap { $0.at("id")?.string }
        }
        #expect(try await list("sort=-hot") == [ids[2], ids[0], ids[3], ids[1]])
        #expect(try await list("sort=hot") == [ids[0], ids[2], ids[1], ids[3]])
        #expect(try await list("sort=-hot&status=new") == [ids[2], ids[0], ids[3], ids[1]])
        let tag = try await service.get("/v1/engagements?sort=-hot", partner.key).requiredHeader("ETag")
        service.clock.advance(by: .hours(68))
        #expect(try await list("sort=-hot") == [ids[2], ids[3], ids[1], ids[0]])
        try await service.get("/v1/engagements?sort=-hot", partner.key, headers: [("If-None-Match", tag)]).expect(200)
        try await service.post("/v1/engagements/\(ids[2])/accept", partner.key, Body.acceptance).expect(200)
        #expect(try await list("sort=-hot") == ids.reversed())
        #expect(try await service.rows("/v1/engagements?sort=-hot").count == 4)
    }
}

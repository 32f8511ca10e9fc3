import JSON
import Referrals
import TestSupport
import Testing

// Contract section 5: more recipients, alternatives.

@Suite struct `An RFI that grows` {
    @Test func `asks more providers as if they had been asked at first`() async throws {
        let fair = try await Fair(3)
        let rfi = try await fair.submit(0..<1)
        fair.service.clock.advance(by: .hours(5))
        let grown = try await fair.extend(rfi, 1..<3).expect(200)
        #expect(grown.body == (try await fair.rfi(rfi)).body)
        #expect(grown["version"]?.integer == 2 && grown["updatedAt"] == .string("2026-11-23T07:00:00.000Z"))
        #expect(try await fair.words(rfi) == ["pending", "pending", "pending"])
        let names = grown["recipients"]?.items?.map { $0.at("displayName") }
        #expect(names == ["Provider 0", "Provider 1", "Provider 2"].map(JSON.string))
        let late = try await fair.read(2, rfi)
        #expect(late["createdAt"] == .string("2026-11-23T07:00:00.000Z"))
        #expect(late["expiresAt"] == .string("2026-12-07T07:00:00.000Z"))
        #expect(try fair.told() == ["rfi.submitted", "rfi.extended"])
    }

    @Test func `refuses whom it has asked, and makes nothing`() async throws {
        let fair = try await Fair(3)
        let rfi = try await fair.submit(0..<2)
        let figures = try fair.service.figures()
        try await fair.extend(rfi, 1..<3).expect(409, "recipient_unavailable", ["/recipients/0 invalid_value"])
        try await fair.service.post("/v1/rfis/\(rfi)/recipients", fair.shop, Body.recipients([World.unknown]))
            .expect(422, "validation_failed", ["/recipients/0 invalid_value"])
        try await fair.service.post("/v1/rfis/\(rfi)/recipients", fair.shop, #"{"recipients":[]}"#)
            .expect(422, "validation_failed")
        #expect(try fair.service.figures() == figures)
    }

    @Test func `has ten recipients at most`() async throws {
        let fair = try await Fair(12)
        let rfi = try await fair.submit(0..<8)
        try await fair.extend(rfi, 8..<11).expect(409, "limit_reached")
        try await fair.extend(rfi, 8..<10).expect(200)
        try await fair.extend(rfi, 10..<11).expect(409, "limit_reached")
    }

    @Test func `is one that its marketplace has, at the version it names`() async throws {
        let fair = try await Fair(2)
        let rfi = try await fair.submit(0..<1)
        let other = try await fair.service.marketplace("other")
        let body = Body.recipients([fair.profiles[1]])
        try await fair.service.post("/v1/rfis/\(rfi)/recipients", other, body).expect(404)
        try await fair.service.post("/v1/rfis/\(rfi)/recipients", fair.partners[0].key, body).expect(403)
        let stale = try await fair.extend(rfi, 1..<2, headers: [("If-Match", "7")]).expect(412, "precondition_failed")
        let tag = try stale.requiredHeader("ETag")
        #expect(tag == (try await fair.rfi(rfi)).header("ETag"))
        try await fair.extend(rfi, 1..<2, headers: [("If-Match", tag)]).expect(200)
    }

    @Test func `shows other providers once somebody has declined, and only then`() async throws {
        let fair = try await Fair(8)
        let rfi = try await fair.submit(0..<2)
        let before = try await fair.rfi(rfi)
        #expect(before["alternatives"] == .array([]))
        try await fair.decline(0, rfi).expect(200)
        let after = try await fair.rfi(rfi)
        let shown = after["alternatives"]?.items?.compactMap { $0.at("profileId")?.string }
        #expect(shown == Array(fair.profiles[2..<7]))
        #expect(after.header("ETag") != before.header("ETag"))
        #expect(try await fair.service.get("/v1/rfis", fair.shop).rows == [after.json])
        try await fair.extend(rfi, 2..<3).expect(200)
        let next = try await fair.rfi(rfi)["alternatives"]?.items?.compactMap { $0.at("profileId")?.string }
        #expect(next == Array(fair.profiles[3..<8]))
        try await fair.withdraw(rfi).expect(200)
        #expect(try await fair.rfi(rfi)["alternatives"] == .array([]))
    }

    @Test func `has a list whose tag changes when its alternatives do`() async throws {
        let fair = try await Fair(3)
        let rfi = try await fair.submit(0..<1)
        try await fair.decline(0, rfi).expect(200)
        let list = try await fair.service.get("/v1/rfis", fair.shop)
        let tag = [("If-None-Match", try list.requiredHeader("ETag"))]
        try await fair.service.get("/v1/rfis", fair.shop, headers: tag).expect(304)
        try await fair.service.post("/v1/profiles/\(fair.profiles[1])/deactivate", fair.partners[1].key).expect(200)
        #expect(try await fair.service.get("/v1/rfis", fair.shop, headers: tag).expect(200).rows != list.rows)
    }
}

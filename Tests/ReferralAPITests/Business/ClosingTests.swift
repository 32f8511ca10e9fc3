import JSON
import Referrals
import TestSupport
import Testing

// An RFI's closing rule: when enough partners have accepted, those who have not answered need not.

@Suite struct `A closing rule` {
    @Test func `is all unless the RFI names another, and is shown`() async throws {
        let fair = try await Fair(3)
        let plain = try await fair.rfi(fair.submit(0..<3))
        #expect(plain["closing.rule"] == .string("all") && plain["closing.count"] == .null && plain["topUp"] == .null)
        let more = #","closing":{"rule":"upTo","count":2},"topUp":{"maximum":5}"#
        let special = try await fair.rfi(fair.submit(0..<3, more))
        #expect(special["closing.rule"] == .string("upTo") && special["closing.count"]?.integer == 2)
        #expect(special["topUp.maximum"]?.integer == 5)
    }

    @Test func `all lets everybody accept`() async throws {
        let fair = try await Fair(3)
        let rfi = try await fair.submit(0..<3, #","closing":{"rule":"all"}"#)
        for provider in 0..<3 { try await fair.accept(provider, rfi).expect(200) }
    }

    @Test func `firstAccept withdraws the others, with notice and a reason`() async throws {
        let fair = try await Fair(4)
        let rfi = try await fair.submit(0..<4, #","closing":{"rule":"firstAccept"}"#)
        try await fair.decline(3, rfi).expect(200)
        try await fair.accept(1, rfi).expect(200)
        #expect(try await fair.words(rfi) == ["withdrawn", "accepted", "withdrawn", "declined"])
        let other = try await fair.read(0, rfi)
        #expect(other["withdrawal.reason"] == .string("enoughAccepted"))
        let told = try await fair.service.get(fair.path(0, rfi) + "/history", fair.partners[0].key)
        #expect(told.rows.last?.at("actor") == told.rows.last?.at("actor").map { _ in Self.rule })
        #expect(!told.text.contains(fair.partners[1].id) && !told.text.contains("Partner 1"))
        let late = try await fair.accept(2, rfi).expect(409, "invalid_transition")
        #expect(late["detail"]?.string?.contains("Enough other partners") == true)
        #expect(
            try fair.told() == [
                "rfi.submitted", "engagement.declined", "engagement.accepted", "engagement.withdrawn",
                "engagement.withdrawn",
            ])
    }

    /// Nobody: neither the partner who accepted nor its key.
    private static let rule = JSON.object([
        JSONMember(name: "keyId", value: .null), JSONMember(name: "role", value: .string("rule")),
        JSONMember(name: "name", value: .string("rule")),
    ])

    @Test func `upTo withdraws the others when so many have accepted`() async throws {
        let fair = try await Fair(4)
        let rfi = try await fair.submit(0..<4, #","closing":{"rule":"upTo","count":2}"#)
        try await fair.accept(0, rfi).expect(200)
        #expect(try await fair.words(rfi) == ["accepted", "pending", "pending", "pending"])
        try await fair.accept(3, rfi).expect(200)
        #expect(try await fair.words(rfi) == ["accepted", "withdrawn", "withdrawn", "accepted"])
    }

    @Test func `that is met takes nobody else, until a deal is lost`() async throws {
        let fair = try await Fair(3)
        let rfi = try await fair.submit(0..<1, #","closing":{"rule":"firstAccept"}"#)
        try await fair.accept(0, rfi).expect(200)
        try await fair.extend(rfi, 1..<2).expect(409, "invalid_transition")
        try await fair.service.post(fair.path(0, rfi) + "/lose", fair.partners[0].key, Body.decline).expect(200)
        try await fair.extend(rfi, 1..<3).expect(200)
        try await fair.accept(2, rfi).expect(200)
        #expect(try await fair.words(rfi) == ["lost", "withdrawn", "accepted"])
    }

    @Test(arguments: [
        (#"{"rule":"upTo"}"#, "/closing/count required"),
        (#"{"rule":"upTo","count":0}"#, "/closing/count out_of_range"),
        (#"{"rule":"upTo","count":11}"#, "/closing/count out_of_range"),
        (#"{"rule":"firstAccept","count":1}"#, "/closing/count invalid_value"),
        (#"{"rule":"some"}"#, "/closing/rule invalid_value"), (#"{}"#, "/closing/rule required"),
        (#"{"rule":"all","more":1}"#, "/closing/more unknown_member"), (#""all""#, "/closing wrong_type"),
    ])
    func `is refused when it says nothing clear`(rule: String, fault: String) async throws {
        let fair = try await Fair(1)
        let body = Body.rfi(to: fair.profiles, more: #","closing":\#(rule)"#)
        try await fair.service.post("/v1/rfis", fair.shop, body).expect(422, "validation_failed", [fault])
    }
}

@Suite struct `Topping up` {
    @Test func `asks the next best when somebody declines, until so many were asked`() async throws {
        let fair = try await Fair(5)
        let rfi = try await fair.submit(0..<2, #","topUp":{"maximum":3}"#)
        fair.service.clock.advance(by: .hours(1))
        try await fair.decline(0, rfi).expect(200)
        #expect(try await fair.words(rfi) == ["declined", "pending", "pending"])
        let third = try await fair.rfi(rfi)["recipients.2.profileId"]?.string
        #expect(third == fair.profiles[2])
        #expect(try await fair.read(2, rfi)["createdAt"] == .string("2026-11-23T03:00:00.000Z"))
        #expect(try fair.told() == ["rfi.submitted", "engagement.declined", "rfi.extended"])
        try await fair.decline(1, rfi).expect(200)
        #expect(try await fair.words(rfi) == ["declined", "declined", "pending"])
    }

    @Test func `follows an expiry too, and tells nobody who it was`() async throws {
        let fair = try await Fair(3)
        let rfi = try await fair.submit(0..<1, #","topUp":{"maximum":3}"#)
        fair.service.clock.advance(by: .days(14))
        #expect(try await fair.words(rfi) == ["expired", "pending"])
        let history = try await fair.service.get(fair.path(1, rfi) + "/history", fair.partners[1].key)
        #expect(history.rows.map { $0.at("actor.role") } == [.string("rule")])
        fair.service.clock.advance(by: .days(14))
        #expect(try await fair.words(rfi) == ["expired", "expired", "pending"])
        fair.service.clock.advance(by: .days(14))
        #expect(try await fair.words(rfi) == ["expired", "expired", "expired"])
    }

    @Test func `passes over those who take no such request, and ends when nobody is left`() async throws {
        let fair = try await Fair(5)
        try await fair.service.post("/v1/profiles/\(fair.profiles[1])/deactivate", fair.partners[1].key).expect(200)
        try await fair.service.patch(
            "/v1/profiles/\(fair.profiles[2])", fair.partners[2].key, #"{"customerSizes":["1-9"]}"#
        ).expect(200)
        let suspended = "/v1/partners/\(fair.partners[3].id)"
        try await fair.service.patch(suspended, Service.operatorKey, #"{"status":"suspended"}"#).expect(200)
        let rfi = try await fair.submit(0..<1, #","topUp":{"maximum":10}"#)
        try await fair.decline(0, rfi).expect(200)
        #expect(try await fair.rfi(rfi)["recipients.1.profileId"]?.string == fair.profiles[4])
        try await fair.decline(4, rfi).expect(200)
        #expect(try await fair.words(rfi) == ["declined", "declined"])
    }

    @Test func `asks no partner again through another of its profiles`() async throws {
        let fair = try await Fair(2)
        _ = try await fair.service.profile(of: fair.partners[0], country: "AT")
        let rfi = try await fair.submit(0..<1, #","topUp":{"maximum":5}"#)
        let other = try await fair.service.post(
            "/v1/rfis", fair.shop,
            Body.rfi(to: [fair.profiles[0]], summary: "Another", more: #","topUp":{"maximum":5}"#)
                .replacing(#""city":"Munich","country":"DE""#, with: #""city":"Graz","country":"AT""#)
        ).expect(201).string("id")
        try await fair.decline(0, rfi).expect(200)
        #expect(try await fair.words(rfi) == ["declined", "pending"])
        try await fair.decline(0, other).expect(200)
        #expect(try await fair.words(other) == ["declined", "pending"])
        #expect(try await fair.rfi(other)["recipients.1.profileId"]?.string == fair.profiles[1])
    }

    @Test func `that fails, since the directory is out of step, stands in no answer's way`() async throws {
        let fair = try await Fair(3)
        let declined = try await fair.submit(0..<1, #","topUp":{"maximum":2}"#)
        let expired = try await fair.submit(0..<1, #","topUp":{"maximum":2}"#)
        let hex = fair.profiles[1].replacing("-", with: "")
        try fair.service.write("UPDATE profiles SET status = 'inactive' WHERE hex(id) = upper('\(hex)')")
        try await fair.decline(0, declined).expect(200)
        #expect(try await fair.rfi(declined)["recipients.1.profileId"]?.string == fair.profiles[2])
        try fair.service.write(
            """
            DELETE FROM locations WHERE hex(profile_id) = upper('\(hex)');
            DELETE FROM profiles WHERE hex(id) = upper('\(hex)')
            """)
        fair.service.clock.advance(by: .days(14))
        #expect(try await fair.read(0, expired)["outcome"] == .string("expired"))
    }

    @Test func `asks nobody once enough have accepted`() async throws {
        let fair = try await Fair(4)
        let rfi = try await fair.submit(0..<3, #","topUp":{"maximum":9},"closing":{"rule":"upTo","count":1}"#)
        try await fair.decline(0, rfi).expect(200)
        try await fair.accept(1, rfi).expect(200)
        #expect(try await fair.words(rfi) == ["declined", "accepted", "withdrawn", "withdrawn"])
    }

    @Test func `never asks the same customer's question twice of one provider`() async throws {
        let fair = try await Fair(3)
        _ = try await fair.submit(1..<2)
        let rfi = try await fair.submit(0..<1, #","topUp":{"maximum":3}"#)
        try await fair.decline(0, rfi).expect(200)
        #expect(try await fair.rfi(rfi)["recipients.1.profileId"]?.string == fair.profiles[2])
    }

    @Test(arguments: [
        (#"{"maximum":1}"#, "/topUp/maximum out_of_range"), (#"{"maximum":11}"#, "/topUp/maximum out_of_range"),
        (#"{}"#, "/topUp/maximum required"), (#"{"maximum":"3"}"#, "/topUp/maximum wrong_type"),
    ])
    func `is refused beyond its bounds, which count the recipients`(value: String, fault: String) async throws {
        let fair = try await Fair(2)
        let body = Body.rfi(to: fair.profiles, more: #","topUp":\#(value)"#)
        try await fair.service.post("/v1/rfis", fair.shop, body).expect(422, "validation_failed", [fault])
    }
}

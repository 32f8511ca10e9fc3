import JSON
import Referrals
import TestSupport
import Testing

// The same customer, need and profile within a day.

@Suite struct `An RFI that asks the same again` {
    private func body(
        _ profiles: [String], summary: String = "ERP for our plants", email: String = "joe@contoso.example",
        tags: String = #""erp","web""#, more: String = ""
    ) -> String {
        let recipients = profiles.map { #"{"profileId":"\#($0)"}"# }.joined(separator: ",")
        return """
            {"customer":{"company":"Contoso","size":"10-50","address":{"city":"Munich","country":"DE"},\
            "contact":{"name":"Joe","email":"\(email)"}},"need":{"summary":"\(summary)","products":[\(tags)]},\
            "consent":{"contact":true},"recipients":[\(recipients)]\(more)}
            """
    }

    @Test func `is refused with the earlier one, for each provider that was asked`() async throws {
        let fair = try await Fair(3)
        let first = try await fair.service.post("/v1/rfis", fair.shop, body([fair.profiles[1]])).string("id")
        let figures = try fair.service.figures()
        let again = body(
            Array(fair.profiles[0...1]), summary: "erp FOR our plants", email: "Joe@CONTOSO.example",
            tags: #""WEB","erp""#)
        let refused = try await fair.service.post("/v1/rfis", fair.shop, again)
            .expect(409, "duplicate_rfi", ["/recipients/1 invalid_value"])
        #expect(refused["rfiId"] == .string(first) && refused["detail"]?.string?.contains(first) == true)
        #expect(try fair.service.figures() == figures)
    }

    @Test func `is taken when that is meant`() async throws {
        let fair = try await Fair(1)
        try await fair.service.post("/v1/rfis", fair.shop, body(fair.profiles)).expect(201)
        let meant = body(fair.profiles, more: #","allowDuplicate":true"#)
        try await fair.service.post("/v1/rfis", fair.shop, meant).expect(201)
        try await fair.service.post("/v1/rfis", fair.shop, body(fair.profiles)).expect(409, "duplicate_rfi")
    }

    @Test func `is another one with another need, customer or provider, in another marketplace, and a day later`()
        async throws
    {
        let fair = try await Fair(2)
        let first = body([fair.profiles[0]])
        try await fair.service.post("/v1/rfis", fair.shop, first).expect(201)
        for other in [
            body([fair.profiles[0]], summary: "Another need"), body([fair.profiles[0]], email: "ann@contoso.example"),
            body([fair.profiles[0]], tags: #""erp""#), body([fair.profiles[1]]),
        ] {
            try await fair.service.post("/v1/rfis", fair.shop, other).expect(201)
        }
        let elsewhere = try await fair.service.marketplace("elsewhere")
        try await fair.service.post("/v1/rfis", elsewhere, first).expect(201)
        fair.service.clock.advance(by: .milliseconds(86_399_999))
        try await fair.service.post("/v1/rfis", fair.shop, first).expect(409, "duplicate_rfi")
        fair.service.clock.advance(by: .milliseconds(1))
        try await fair.service.post("/v1/rfis", fair.shop, first).expect(201)
    }

    @Test func `is found among hundreds of others of the same agent`() async throws {
        let fair = try await Fair(1)
        for number in 0..<205 {
            try await fair.service.post("/v1/rfis", fair.shop, body(fair.profiles, summary: "Need \(number)")).expect(
                201)
        }
        try await fair.service.post("/v1/rfis", fair.shop, body(fair.profiles, summary: "Need 204"))
            .expect(409, "duplicate_rfi")
    }

    @Test func `may ask again what was withdrawn`() async throws {
        let fair = try await Fair(1)
        let first = try await fair.service.post("/v1/rfis", fair.shop, body(fair.profiles)).string("id")
        try await fair.withdraw(first).expect(200)
        try await fair.service.post("/v1/rfis", fair.shop, body(fair.profiles)).expect(201)
    }

    @Test func `is refused when it comes by way of another recipient`() async throws {
        let fair = try await Fair(2)
        try await fair.service.post("/v1/rfis", fair.shop, body([fair.profiles[0]])).expect(201)
        let second = try await fair.service.post("/v1/rfis", fair.shop, body([fair.profiles[1]])).string("id")
        try await fair.extend(second, 0..<1).expect(409, "duplicate_rfi", ["/recipients/0 invalid_value"])
        let meant = #"{"recipients":[{"profileId":"\#(fair.profiles[0])"}],"allowDuplicate":true}"#
        try await fair.service.post("/v1/rfis/\(second)/recipients", fair.shop, meant).expect(200)
    }

    @Test func `is told from a retry by its Idempotency-Key`() async throws {
        let fair = try await Fair(1)
        let key = [("Idempotency-Key", "once")]
        let first = try await fair.service.post("/v1/rfis", fair.shop, body(fair.profiles), headers: key).expect(201)
        let again = try await fair.service.post("/v1/rfis", fair.shop, body(fair.profiles), headers: key).expect(201)
        #expect(again.body == first.body)
    }
}

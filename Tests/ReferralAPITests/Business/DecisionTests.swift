import JSON
import Referrals
import TestSupport
import Testing

// Contract section 6: the bodies of accept, decline, edit, win and lose.

@Suite struct `Accepting` {
    @Test func `names every required member that is missing`() async throws {
        let service = try Service()
        let referral = try await service.referral()
        try await service.post(referral, "accept", "{}").expect(
            422, "validation_failed",
            ["/name required", "/estimatedValue required", "/estimatedPurchaseDate required"])
        try await service.post(
            referral, "accept", #"{"name":null,"estimatedValue":null,"estimatedPurchaseDate":null}"#
        ).expect(
            422, "validation_failed",
            ["/name required", "/estimatedValue required", "/estimatedPurchaseDate required"])
        try await service.post(referral, "accept").expect(400, "malformed_body")
        #expect(try await service.read(referral)["version"]?.integer == 1)
    }

    @Test func `keeps all that it is given`() async throws {
        let service = try Service()
        let referral = try await service.referral()
        let contacts =
            #"[{"name":"Ann","role":" Buyer ","phone":"+49 (89) 12-34.56","emails":["ann@contoso.example"]}]"#
        let answer = try await service.post(
            referral, "accept",
            """
            {"name":"  Contoso  ","estimatedValue":{"amount":"50000.5","currency":"EUR"},"crmId":"CRM-1",\
            "estimatedPurchaseDate":"2027-02-01","purchaseTimeframe":"later","note":"Call\\nback",\
            "contacts":\(contacts)}
            """
        ).expect(200)
        #expect(answer["name"] == .string("Contoso"))
        #expect(answer["estimatedValue"] == .money("50000.50", "EUR"))
        #expect(answer["estimatedPurchaseDate"] == .string("2027-02-01"))
        #expect(answer["purchaseTimeframe"] == .string("later"))
        #expect(answer["crmId"] == .string("CRM-1"))
        #expect(answer["contacts.0.role"] == .string("Buyer"))
        #expect(answer["contacts.0.phone"] == .string("+4989123456"))
        #expect(answer["version"]?.integer == 2)
        let notes = try await service.get("\(referral.path)/notes", referral.partner.key)
        #expect(notes.rows.map { $0.at("body") } == [.string("Call\nback")])
        #expect(notes.rows.map { $0.at("author") } == [.string("CRM")])
    }

    @Test(arguments: [
        ("immediately", "2026-11-30"), ("within1Month", "2026-12-30"), ("within3Months", "2027-02-28"),
        ("within6Months", "2027-05-30"), ("within12Months", "2027-11-30"), ("later", nil), ("unknown", nil),
    ])
    func `turns a timeframe into a date`(timeframe: String, date: String?) async throws {
        let service = try Service()
        let referral = try await service.referral()
        service.clock.advance(by: .days(7))
        let answer = try await service.post(
            referral, "accept",
            #"{"name":"A","estimatedValue":{"amount":1,"currency":"JPY"},"purchaseTimeframe":"\#(timeframe)"}"#
        ).expect(200)
        #expect(answer["estimatedPurchaseDate"] == date.map(JSON.string) ?? .null)
        #expect(answer["purchaseTimeframe"] == .string(timeframe))
        #expect(answer["estimatedValue"] == .money("1", "JPY"))
    }

    @Test(arguments: [
        (#""amount":"-1","currency":"EUR""#, "/estimatedValue/amount invalid_value"),
        (#""amount":"1e3","currency":"EUR""#, "/estimatedValue/amount invalid_value"),
        (#""amount":"1.005","currency":"EUR""#, "/estimatedValue/amount invalid_value"),
        (#""amount":"1.5","currency":"JPY""#, "/estimatedValue/amount invalid_value"),
        (#""amount":"1000000000000","currency":"EUR""#, "/estimatedValue/amount invalid_value"),
        (#""amount":1234567890123456,"currency":"EUR""#, "/estimatedValue/amount invalid_value"),
        (#""amount":true,"currency":"EUR""#, "/estimatedValue/amount wrong_type"),
        (#""amount":"1","currency":"XXX""#, "/estimatedValue/currency invalid_value"),
        (#""amount":"1","currency":"XAU""#, "/estimatedValue/currency invalid_value"),
        (#""amount":"1","currency":"eur""#, "/estimatedValue/currency invalid_value"),
        (#""amount":"1""#, "/estimatedValue/currency required"),
        (#""currency":"EUR""#, "/estimatedValue/amount required"),
        (#""amount":"1","currency":"EUR","x":1"#, "/estimatedValue/x unknown_member"),
    ])
    func `refuses what is no amount of money`(value: String, fault: String) async throws {
        let service = try Service()
        let referral = try await service.referral()
        try await service.post(
            referral, "accept",
            #"{"name":"A","estimatedValue":{\#(value)},"purchaseTimeframe":"later"}"#
        ).expect(422, "validation_failed", [fault])
    }

    @Test(arguments: [("0", "0.00"), ("0.1", "0.10"), ("999999999999.99", "999999999999.99")])
    func `keeps amounts exactly`(given: String, shown: String) async throws {
        let service = try Service()
        let referral = try await service.referral()
        let answer = try await service.post(
            referral, "accept",
            #"{"name":"A","estimatedValue":{"amount":"\#(given)","currency":"EUR"},"purchaseTimeframe":"later"}"#
        ).expect(200)
        #expect(answer["estimatedValue"] == .money(shown, "EUR"))
    }

    @Test func `tells every fault at once, with its pointer`() async throws {
        let service = try Service()
        let referral = try await service.referral()
        try await service.post(
            referral, "accept",
            """
            {"name":7,"estimatedValue":[],"estimatedPurchaseDate":"2027-02-30","purchaseTimeframe":"soon",\
            "crmId":"\(String(repeating: "x", count: 129))","note":"a\\u0000","status":"active",\
            "contacts":[{"name":"A","emails":["a@b.example","nobody"]},{"emails":[],"x/y":1}]}
            """
        ).expect(
            422, "validation_failed",
            [
                "/name wrong_type", "/estimatedValue wrong_type", "/estimatedPurchaseDate invalid_value",
                "/purchaseTimeframe invalid_value", "/crmId too_long", "/note invalid_value",
                "/contacts/0/emails/1 invalid_value", "/contacts/1/name required", "/contacts/1/emails required",
                "/contacts/1/x~1y unknown_member", "/status unknown_member",
            ])
    }
}

@Suite struct `Declining and losing` {
    static let reasons = [
        "budgetInadequate", "customerUnresponsive", "choseAnotherVendor", "requirementNotMet", "notACustomer",
        "timelineTooShort", "spam",
    ]

    @Test(arguments: reasons, ["decline", "lose"])
    func `take every reason without a note`(reason: String, action: String) async throws {
        let service = try Service()
        let referral = try await service.referral()
        if action == "lose" { try await service.accept(referral) }
        let answer = try await service.post(referral, action, #"{"reason":"\#(reason)"}"#).expect(200)
        let (own, other) = action == "lose" ? ("loss", "decline") : ("decline", "loss")
        #expect(answer["\(own).reason"] == .string(reason))
        #expect(answer["\(own).note"] == .null)
        #expect(answer[other] == .null)
    }

    @Test(arguments: ["decline", "lose"])
    func `need a note for other, and keep it in its place alone`(action: String) async throws {
        let service = try Service()
        let referral = try await service.referral()
        if action == "lose" { try await service.accept(referral) }
        for body in [#"{"reason":"other"}"#, #"{"reason":"other","note":null}"#] {
            try await service.post(referral, action, body).expect(422, "validation_failed", ["/note required"])
        }
        try await service.post(referral, action, #"{"reason":"other","note":" "}"#)
            .expect(422, "validation_failed", ["/note required"])
        try await service.post(referral, action, #"{"reason":"other","note":"\u0000"}"#)
            .expect(422, "validation_failed", ["/note invalid_value"])
        try await service.post(referral, action, "{}").expect(422, "validation_failed", ["/reason required"])
        try await service.post(referral, action, #"{"reason":"bored"}"#)
            .expect(422, "validation_failed", ["/reason invalid_value"])
        let answer = try await service.post(referral, action, #"{"reason":"other","note":"A\nB"}"#).expect(200)
        #expect(answer[action == "lose" ? "loss.note" : "decline.note"] == .string("A\nB"))
        #expect(try await service.get("\(referral.path)/notes", referral.partner.key).rows.isEmpty)
    }
}

@Suite struct `Winning` {
    @Test(arguments: [nil, "", "{}", #"{"finalValue":null,"closedOn":null,"note":null}"#])
    func `needs nothing`(body: String?) async throws {
        let service = try Service()
        let referral = try await service.referral()
        try await service.accept(referral)
        let answer = try await service.post(referral, "win", body).expect(200)
        #expect(answer["finalValue"] == .null && answer["closedOn"] == .null)
    }

    @Test func `keeps value and date, and makes the note one of the engagement`() async throws {
        let service = try Service()
        let referral = try await service.referral()
        try await service.accept(referral)
        let answer = try await service.post(
            referral, "win",
            #"{"finalValue":{"amount":"1.25","currency":"USD"},"closedOn":"2026-11-20","note":"Signed"}"#
        ).expect(200)
        #expect(answer["finalValue"] == .money("1.25", "USD"))
        #expect(answer["closedOn"] == .string("2026-11-20"))
        #expect(answer["estimatedValue"] == .money("50000.00", "EUR"))
        let notes = try await service.get("\(referral.path)/notes", referral.partner.key)
        #expect(notes.rows.map { $0.at("body") } == [.string("Signed")])
    }
}

@Suite struct `Editing` {
    private func active() async throws -> (Service, Referral) {
        let service = try Service()
        let referral = try await service.referral()
        try await service.post(
            referral, "accept",
            """
            {"name":"Deal","estimatedValue":{"amount":"100.50","currency":"EUR"},"crmId":"CRM-1",\
            "purchaseTimeframe":"within3Months"}
            """
        ).expect(200)
        return (service, referral)
    }

    @Test func `clears with null what may be empty, and nothing else`() async throws {
        let (service, referral) = try await active()
        let answer = try await service.patch(
            referral.path, referral.partner.key, #"{"crmId":null,"estimatedPurchaseDate":null}"#
        ).expect(200)
        #expect(answer["crmId"] == .null && answer["estimatedPurchaseDate"] == .null)
        #expect(answer["purchaseTimeframe"] == .null)
        #expect(answer["name"] == .string("Deal"))
        try await service.patch(referral.path, referral.partner.key, #"{"name":null,"estimatedValue":null}"#)
            .expect(422, "validation_failed", ["/name required", "/estimatedValue required"])
        try await service.patch(
            referral.path, referral.partner.key, #"{"estimatedValue":{"amount":null,"currency":null}}"#
        ).expect(
            422, "validation_failed", ["/estimatedValue/currency required", "/estimatedValue/amount required"])
    }

    @Test(arguments: [
        (#"{"amount":"7"}"#, "7.00", "EUR"), (#"{"currency":"USD"}"#, "100.50", "USD"),
        (#"{"amount":"7","currency":"JPY"}"#, "7", "JPY"), (#"{"amount":7.5}"#, "7.50", "EUR"),
        (#"{"currency":"TND"}"#, "100.500", "TND"),
    ])
    func `merges an amount`(value: String, amount: String, currency: String) async throws {
        let (service, referral) = try await active()
        let answer = try await service.patch(
            referral.path, referral.partner.key, #"{"estimatedValue":\#(value)}"#
        ).expect(200)
        #expect(answer["estimatedValue"] == .money(amount, currency))
        #expect(answer["version"]?.integer == 3)
    }

    @Test(arguments: [
        (#"{"currency":"JPY"}"#, "/estimatedValue/amount invalid_value"),
        (#"{"amount":"1.005"}"#, "/estimatedValue/amount invalid_value"),
        (#"{"amount":"1","unit":"k"}"#, "/estimatedValue/unit unknown_member"),
        ("7", "/estimatedValue wrong_type"),
    ])
    func `refuses what the merged amount would break`(value: String, fault: String) async throws {
        let (service, referral) = try await active()
        try await service.patch(referral.path, referral.partner.key, #"{"estimatedValue":\#(value)}"#)
            .expect(422, "validation_failed", [fault])
    }

    @Test func `that changes nothing leaves version, history and tag`() async throws {
        let (service, referral) = try await active()
        let (before, figures) = (try await service.read(referral), try service.figures())
        service.clock.advance(by: .hours(1))
        for body in [
            "{}", #"{"name":"Deal"}"#, #"{"name":" Deal "}"#, #"{"crmId":"CRM-1"}"#,
            #"{"estimatedValue":{"amount":"100.5"}}"#, #"{"estimatedValue":{}}"#,
            #"{"estimatedPurchaseDate":"2027-02-23"}"#,
        ] {
            let answer = try await service.patch(referral.path, referral.partner.key, body).expect(200)
            #expect(answer.body == before.body, "\(body)")
            #expect(answer.header("ETag") == before.header("ETag"))
        }
        #expect(try service.figures() == figures)
    }

    @Test func `refuses every member that is not the partner's to write`() async throws {
        let (service, referral) = try await active()
        let editable = ["name", "estimatedValue", "estimatedPurchaseDate", "crmId"]
        let names = try #require(try await service.read(referral).json.names).filter { !editable.contains($0) }
        let members = names.map { #""\#($0)":null"# }.joined(separator: ",")
        let answer = try await service.patch(referral.path, referral.partner.key, "{\(members)}")
            .expect(422, "validation_failed")
        #expect(Set(answer.faults) == Set(names.map { "/\($0) read_only" }))
    }
}

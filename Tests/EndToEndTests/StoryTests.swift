import JSON
import Testing

@Suite(.blocking) struct `The story of a referral:` {
    /// The parts of the story: what came of the engagement of each of three partners.
    private struct Story {
        let service: Service
        let customer: Client
        let partners: [Provider]
        let rfi: String
        let engagements: [String]

        init() throws {
            service = try Service(["RESPONSE_WINDOW": "3s", "RESPOND_BY": "1s"])
            customer = try service.marketplace()
            partners = try ["Litware", "Proseware", "Tailspin"].map(service.provider)
            let body = try RFIText.sample("contoso", to: partners.map(\.profileID))
            rfi = try customer.post("/v1/rfis", body).expecting(201).id()
            engagements = try partners.map { try $0.newest() }
        }

        /// Calls one of a partner's engagements.
        func call(_ partner: Int, _ method: String, _ path: String = "", _ body: String? = nil) throws -> Answer {
            try partners[partner].client.call(method, "/v1/engagements/\(engagements[partner])\(path)", body)
        }

        func names(_ partner: Int, _ path: String, _ member: String) throws -> [String] {
            let list = try call(partner, "GET", path).expecting(200)
            return list.json["data"]?.elements.compactMap { $0[member]?.text } ?? []
        }
    }

    @Test func `three partners win, decline and miss the same one`() throws {
        let story = try Story()
        try accept(story)
        try decline(story)
        try win(story)
        try miss(story)
        try expectWhatTheCustomerSees(story)
        try expectFigures(story)
        let ledger = try story.service.ledger()
        try ledger.expectSound()
        let own =
            "SELECT type FROM events WHERE partner_id = (SELECT partner_id FROM events WHERE type = ?1)"
            + " AND type LIKE 'engagement.%' ORDER BY partner_seq"
        #expect(
            try ledger.texts(own, "engagement.won")
                == [
                    "engagement.created", "engagement.accepted", "engagement.updated", "engagement.updated",
                    "engagement.won",
                ])
        #expect(try ledger.texts(own, "engagement.declined") == ["engagement.created", "engagement.declined"])
        #expect(try ledger.texts(own, "engagement.expired") == ["engagement.created", "engagement.expired"])
        try story.service.stop()
    }

    private func accept(_ story: Story) throws {
        let offered = try story.call(0, "GET").expecting(200)
        #expect(offered.text("customer", "company") == "Contoso Customer Inc")
        #expect(offered.text("customer", "contact", "phone") == "+14035698759")
        #expect(offered.text("budget", "amount") == "50000.00")
        #expect(offered.json["directContact"]?["hot"] == .bool(true))
        let accepted = try story.call(0, "POST", "/accept", AcceptText.make("Contoso supply chain")).expecting(200)
        #expect(accepted.text("status") == "active")
        #expect(accepted.json["expiresAt"] == .null)
    }

    private func decline(_ story: Story) throws {
        let body = #"{"reason":"requirementNotMet","note":"No field service here"}"#
        let declined = try story.call(1, "POST", "/decline", body).expecting(200)
        #expect(declined.text("outcome") == "declined")
        #expect(declined.text("decline", "note") == "No field service here")
    }

    private func win(_ story: Story) throws {
        let contact =
            #"{"name":"Sue Smith","role":"Buyer","phone":"+1 123 456 7890","emails":["sue.smith@contoso.com"]}"#
        #expect(try story.call(0, "POST", "/contacts", contact).expecting(201).text("phone") == "+11234567890")
        _ = try story.call(0, "POST", "/notes", #"{"body":"Called Joe.\nHe wants a demo."}"#).expecting(201)
        let value = #"{"estimatedValue":{"amount":"65000.5"}}"#
        #expect(try story.call(0, "PATCH", "", value).expecting(200).text("estimatedValue", "amount") == "65000.50")
        let edited = try story.call(0, "PATCH", "", #"{"estimatedPurchaseDate":"2027-03-31"}"#).expecting(200)
        #expect(edited.text("estimatedPurchaseDate") == "2027-03-31")
        #expect(edited.json["contacts"]?.elements.count == 1)
        let final = #"{"finalValue":{"amount":"64000.00","currency":"USD"},"closedOn":"2026-11-20","note":"Signed"}"#
        let won = try story.call(0, "POST", "/win", final).expecting(200)
        #expect(won.text("outcome") == "won")
        #expect(won.text("finalValue", "amount") == "64000.00")
        #expect(try story.names(0, "/notes", "body").sorted() == ["Called Joe.\nHe wants a demo.", "Signed"])
        #expect(
            try story.names(0, "/history", "type") == [
                "engagement.created", "engagement.accepted", "contact.added", "note.added", "engagement.updated",
                "engagement.updated", "engagement.won", "note.added",
            ])
    }

    private func miss(_ story: Story) throws {
        let open = try story.call(2, "GET").expecting(200)
        #expect(open.text("status") == "new")
        let expiresAt = try open.json.instant("expiresAt")
        try story.partners[2].client.idle(until: expiresAt)
        let late = try story.call(2, "POST", "/accept", AcceptText.make()).expecting(409)
        #expect(late.text("code") == "invalid_transition")
        #expect(late.text("currentStatus") == "archived")
        #expect(late.text("currentOutcome") == "expired")
        #expect(late.json["allowedActions"] == .array([]))
        let expired = try story.call(2, "GET").expecting(200)
        #expect(try expired.json.instant("closedAt") == expiresAt)
        #expect(try expired.json.instant("updatedAt") == expiresAt)
        #expect(try story.names(2, "/history", "type") == ["engagement.created", "engagement.expired"])
    }

    private func expectWhatTheCustomerSees(_ story: Story) throws {
        let rfi = try story.customer.get("/v1/rfis/\(story.rfi)").expecting(200)
        let recipients = rfi.json["recipients"]?.elements ?? []
        #expect(recipients.map { $0["status"]?.text } == ["won", "declined", "expired"])
        #expect(recipients.map { $0["displayName"]?.text } == ["Litware", "Proseware", "Tailspin"])
        #expect(!rfi.text.contains("65000") && !rfi.text.contains("64000") && !rfi.text.contains("No field service"))
    }

    private func expectFigures(_ story: Story) throws {
        let summary = try story.service.client().get("/v1/engagements/summary").expecting(200).json
        let counts = ["new", "active", "won", "lost", "declined", "expired", "withdrawn"]
            .map { summary["counts"]?[$0]?.integer }
        #expect(counts == [0, 0, 1, 0, 1, 1, 0])
        #expect(summary["openValue"] == .array([]))
        let own = try story.partners[1].client.get("/v1/engagements/summary").expecting(200).json
        #expect(own["counts"]?["declined"]?.integer == 1)
        #expect(own["counts"]?["won"]?.integer == 0)
    }

    @Test(arguments: ["contoso", "fabrikam", "adventure-works"])
    func `every sample becomes an engagement that search finds`(_ sample: String) throws {
        let service = try Service()
        let partner = try service.provider("Litware")
        let body = try RFIText.sample(sample, to: [partner.profileID])
        let customer = try service.marketplace()
        let rfi = try customer.post("/v1/rfis", body).expecting(201)
        let company = try #require(rfi.text("customer", "company"))
        let word = try #require(company.split(separator: " ").first)
        #expect(try partner.engagements("&q=\(word)").count == 1)
        #expect(try partner.engagements("&q=nothing").isEmpty)
        let shown = try partner.client.get("/v1/engagements/\(partner.newest())").expecting(200)
        for member in ["need", "budget", "timeframe"] { #expect(shown.json[member] == rfi.json[member]) }
    }
}

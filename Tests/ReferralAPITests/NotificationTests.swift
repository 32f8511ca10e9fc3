import HTTP
import JSON
import ReferralStore
import Referrals
import Testing

// Contract section 8: the e-mail outbox, for operators.

@Suite struct `The outbox of mail over HTTP` {
    @Test func `shows what is queued and to whom`() async throws {
        let service = try Service()
        let referral = try await service.referral()
        try await service.accept(referral)
        let list = try await service.get("/v1/notifications").expect(200)
        #expect(list.rows.map { $0.at("kind")?.string } == ["customerAccepted", "newRFI"])
        #expect(list.rows.allSatisfy { $0.at("status")?.string == "queued" })
        #expect(list.rows.allSatisfy { $0.at("to.email")?.string?.contains("@") == true })
        let id = try list.string("data.0.id")
        let one = try await service.get("/v1/notifications/\(id)").expect(200)
        #expect(one.json == list.rows[0])
        let tag = try one.requiredHeader("ETag")
        try await service.get("/v1/notifications/\(id)", headers: [("If-None-Match", tag)]).expect(304)
    }

    @Test func `filters by status and kind, and refuses what is neither`() async throws {
        let service = try Service()
        try await service.accept(service.referral())
        #expect(try await service.get("/v1/notifications?kind=newRFI").rows.count == 1)
        #expect(try await service.get("/v1/notifications?status=queued&kind=newRFI,withdrawn").rows.count == 1)
        #expect(try await service.get("/v1/notifications?status=sent,failed").rows.isEmpty)
        try await service.get("/v1/notifications?status=lost").expect(400, "invalid_parameter")
        try await service.get("/v1/notifications?kind=spam").expect(400, "invalid_parameter")
    }

    @Test func `a 304 of the list is gone when mail was sent`() async throws {
        let service = try Service()
        _ = try await service.referral()
        let first = try await service.get("/v1/notifications")
        let condition = [("If-None-Match", try first.requiredHeader("ETag"))]
        try await service.get("/v1/notifications", headers: condition).expect(304)
        try await service.settle(try first.string("data.0.id"), .sent)
        #expect(try await service.get("/v1/notifications", headers: condition).string("data.0.status") == "sent")
    }

    @Test func `tries again what failed, at once what waits, and never what was sent`() async throws {
        let service = try Service()
        try await service.accept(service.referral())
        let ids = try await service.get("/v1/notifications").ids
        try await service.settle(ids[0], .refused("550 no"))
        try await service.settle(ids[1], .sent)
        let failed = try await service.get("/v1/notifications/\(ids[0])")
        #expect(try failed.string("status") == "failed")
        #expect(try failed.string("lastError") == "550 no")
        let again = try await service.post("/v1/notifications/\(ids[0])/retry").expect(202)
        #expect(try again.string("status") == "queued")
        #expect(try again.integer("attempts") == 0)
        try await service.post("/v1/notifications/\(ids[0])/retry").expect(202)
        try await service.post("/v1/notifications/\(ids[1])/retry").expect(409, "invalid_transition")
    }

    @Test func `a replay of a retry holds no customer's address`() async throws {
        let service = try Service()
        try await service.accept(service.referral())
        let id = try await service.get("/v1/notifications?kind=customerAccepted").string("data.0.id")
        let key = [("Idempotency-Key", "again")]
        let first = try await service.post("/v1/notifications/\(id)/retry", headers: key).expect(202)
        let address = try first.string("to.email")
        let replay = try await service.post("/v1/notifications/\(id)/retry", headers: key).expect(202)
        #expect(replay["to"] == .null)
        #expect(try !service.keepsReplayOf(address))
    }

    @Test func `tells of a decision, and a replay of a retry does not say whom the registration names`() async throws {
        let service = try Service()
        try await service.solution("erp")
        let id = try await service.submit(service.won())
        try await service.post(
            "/v1/registrations/\(id)/reject", service.key("reviewer"), #"{"reason":"Too late."}"#
        ).expect(200)
        let list = try await service.get("/v1/notifications?kind=registrationRejected").expect(200)
        #expect(list.ids.count == 2 && list["data.0.to.email"] == .string("nora@fabrikam.example"))
        let (path, key) = ("/v1/notifications/\(list.ids[0])/retry", [("Idempotency-Key", "again")])
        try await service.post(path, headers: key).expect(202)
        #expect(try await service.post(path, headers: key).expect(202)["to"] == .null)
        #expect(try !service.keepsReplayOf("\"to\":{\"email\":\"nora@fabrikam.example"))
    }

    @Test func `shows no customer who was erased`() async throws {
        let service = try Service()
        let referral = try await service.referral()
        try await service.accept(referral)
        try await service.post("/v1/rfis/\(referral.rfi)/erase", referral.marketplace).expect(200)
        let list = try await service.get("/v1/notifications?kind=customerAccepted").expect(200)
        #expect(list.rows.map { $0.at("to") } == [.null])
    }

    @Test func `a location says which mail its contact does without`() async throws {
        let service = try Service()
        let referral = try await service.referral()
        let location = try await service.location(of: referral.profile)
        let path = "/v1/profiles/\(referral.profile)/locations/\(location)"
        #expect(try await service.get(path, referral.partner.key)["mailOptOuts"] == .array([]))
        let changed = try await service.patch(
            path, referral.partner.key, #"{"mailOptOuts":["withdrawn","expired","withdrawn"]}"#
        ).expect(200)
        #expect(changed["mailOptOuts"]?.items?.compactMap(\.string) == ["expired", "withdrawn"])
        try await service.patch(path, referral.partner.key, #"{"mailOptOuts":["newRFI"]}"#)
            .expect(422, "validation_failed", ["/mailOptOuts/0 invalid_value"])
        try await service.post("/v1/rfis/\(referral.rfi)/withdraw", referral.marketplace).expect(200)
        #expect(try await service.get("/v1/notifications?kind=withdrawn").rows.isEmpty)
        let cleared = try await service.patch(path, referral.partner.key, #"{"mailOptOuts":null}"#).expect(200)
        #expect(cleared["mailOptOuts"] == .array([]))
    }
}

extension Service {
    /// As if the sender of mail had done it.
    fileprivate func settle(_ id: String, _ result: MailResult) async throws {
        let id = try #require(ID<Referrals.Notification>(id))
        _ = try await store.write { store throws(ReferralError) in
            try NotificationService(store).settle([id], result, .standard, random: 0)
        }
    }
}

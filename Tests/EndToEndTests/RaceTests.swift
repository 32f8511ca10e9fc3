import JSON
import Testing

@Suite(.blocking) struct `Of many callers at once` {
    private static let callers = 64

    /// Sends one request on many connections before any answer is read.
    private func rush(
        _ service: Service, _ key: String, _ target: String, _ body: String, _ fields: [String] = []
    ) throws -> [Answer] {
        let clients = try (0..<Self.callers).map { _ in try service.client(key) }
        for client in clients { try client.send("POST", target, body, fields) }
        return try clients.map { try $0.answer() }
    }

    @Test func `one accepts`() throws {
        let service = try Service()
        let partner = try service.provider("Litware")
        _ = try service.marketplace().post("/v1/rfis", RFIText.make(to: [partner.profileID])).expecting(201)
        let id = try partner.newest()
        let answers = try rush(service, partner.key, "/v1/engagements/\(id)/accept", AcceptText.make())
        #expect(answers.count { $0.status == 200 } == 1)
        let refused = answers.filter { $0.status == 409 }
        #expect(refused.count == Self.callers - 1)
        #expect(refused.allSatisfy { $0.text("currentStatus") == "active" })
        let ledger = try service.ledger()
        #expect(try ledger.number("SELECT count(*) FROM events WHERE type = 'engagement.accepted'") == 1)
        #expect(try ledger.number("SELECT count(*) FROM history WHERE type = 'engagement.accepted'") == 1)
        try ledger.expectSound()
    }

    @Test func `a repeated POST has one effect`() throws {
        let service = try Service()
        let partner = try service.provider("Litware")
        _ = try service.marketplace().post("/v1/rfis", RFIText.make(to: [partner.profileID])).expecting(201)
        let target = "/v1/engagements/\(try partner.newest())/notes"
        let answers = try rush(service, partner.key, target, #"{"body":"once"}"#, ["Idempotency-Key: once"])
        #expect(answers.allSatisfy { $0.status == 201 })
        #expect(Set(answers.map(\.text)).count == 1)
        #expect(Set(answers.map { $0["Location"] }).count == 1)
        #expect(Set(answers.map { $0["ETag"] }).count == 1)
        #expect(answers.count { $0["Idempotent-Replayed"] == "true" } == Self.callers - 1)
        #expect(try partner.client.get(target).json["data"]?.elements.count == 1)
        let ledger = try service.ledger()
        #expect(try ledger.number("SELECT count(*) FROM events WHERE type = 'note.added'") == 1)
        try ledger.expectSound()
    }
}

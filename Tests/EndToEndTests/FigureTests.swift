import JSON
import Testing

@Suite(.blocking) struct `The operator's summary` {
    private static let connections = 16

    @Test func `is exact for a thousand of the largest amounts`() throws {
        let service = try Service()
        let partners = try (1...10).map { try service.provider("Partner \($0)") }
        let customer = try service.marketplace()
        let rfi = RFIText.make(to: partners.map(\.profileID))
        for _ in 1...100 { _ = try customer.post("/v1/rfis", rfi).expecting(201) }
        let body = AcceptText.make(amount: "999999999999.9999", currency: "UYW")
        for partner in partners {
            let clients = try (0..<Self.connections).map { _ in try service.client(partner.key) }
            let ids = try partner.engagements()
            #expect(ids.count == 100)
            for (index, id) in ids.enumerated() {
                try clients[index % clients.count].send("POST", "/v1/engagements/\(id)/accept", body)
            }
            for index in ids.indices { _ = try clients[index % clients.count].answer().expecting(200) }
        }
        let summary = try service.client().get("/v1/engagements/summary").expecting(200).json
        #expect(summary["counts"]?["active"]?.integer == 1_000)
        #expect(summary["openValue"]?.elements.count == 1)
        #expect(summary["openValue"]?[0]?["amount"]?.text == "999999999999999.9000")
        #expect(summary["openValue"]?[0]?["currency"]?.text == "UYW")
        try service.ledger().expectSound()
    }
}

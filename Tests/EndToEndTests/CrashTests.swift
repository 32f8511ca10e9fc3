import Glibc
import JSON
import TestSupport
import Testing

@Suite(.blocking) struct `Killed in the middle of writes, the service` {
    private static let rounds = 20
    private static let writers = 8

    @Test(arguments: [1, 2] as [UInt64]) func `keeps every change that it has answered, once`(_ seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let directory = try TemporaryDirectory()
        var service = try Service(in: directory)
        let partner = try service.provider("Litware")
        let customer = try service.marketplace()
        for _ in 1...3 { _ = try customer.post("/v1/rfis", RFIText.make(to: [partner.profileID])).expecting(201) }
        let engagements = try partner.engagements()
        _ = try partner.client.post("/v1/engagements/\(engagements[0])/accept", AcceptText.make()).expecting(200)
        var acknowledged: Set<String> = []
        for round in 1...Self.rounds {
            let turns = Int.random(in: 1...4, using: &random)
            for turn in 1...turns {
                let isLast = turn == turns
                let read = isLast ? Int.random(in: 0...Self.writers, using: &random) : Self.writers
                let clients = try (0..<Self.writers).map { _ in try service.client(partner.key) }
                acknowledged.formUnion(
                    try write(clients, engagements[0], "\(round).\(turn)", answered: read))
                if isLast { try service.crash() }
            }
            service = try Service(in: directory)
            try expectKept(acknowledged, service)
        }
        try expectSummary(service, acknowledged)
        try service.stop()
    }

    /// Sends a write on each connection, and takes some of the answers; those whose notes were acknowledged.
    private func write(_ clients: [Client], _ id: String, _ name: String, answered count: Int) throws -> [String] {
        for (index, client) in clients.enumerated() {
            if index == 0 {
                try client.send("PATCH", "/v1/engagements/\(id)", #"{"crmId":"\#(name)"}"#)
            } else {
                try client.send("POST", "/v1/engagements/\(id)/notes", #"{"body":"\#(name).\#(index)"}"#)
            }
        }
        return try clients.prefix(count).enumerated().compactMap { index, client in
            let answer = try client.answer().expecting(index == 0 ? 200 : 201)
            return index == 0 ? nil : answer.text("body")
        }
    }

    private func expectKept(_ acknowledged: Set<String>, _ service: Service) throws {
        let ledger = try service.ledger()
        try ledger.expectSound()
        let stored = try ledger.texts("SELECT body FROM notes")
        #expect(Set(stored).count == stored.count)
        #expect(acknowledged.isSubset(of: stored))
        #expect(
            try ledger.number("SELECT count(*) FROM events WHERE type = 'note.added'") == Int64(stored.count))
    }

    private func expectSummary(_ service: Service, _ acknowledged: Set<String>) throws {
        #expect(acknowledged.count > Self.rounds)
        let summary = try service.client().get("/v1/engagements/summary").expecting(200).json
        #expect(summary["counts"]?["active"]?.integer == 1)
        #expect(summary["counts"]?["new"]?.integer == 2)
        #expect(summary["openValue"]?[0]?["amount"]?.text == "50000.00")
    }
}

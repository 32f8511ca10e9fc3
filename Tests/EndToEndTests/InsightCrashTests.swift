import Glibc
import JSON
import TestSupport
import Testing

@Suite(.blocking) struct `Killed while engagements are answered and closed, the service` {
    private static let rounds = 6
    private static let writers = 6

    @Test func `keeps insights that equal a recount`() throws {
        var random = SplitMix64(seed: 7)
        let directory = try TemporaryDirectory()
        var service = try Service(in: directory)
        let partner = try service.provider("Litware")
        let customer = try service.marketplace()
        for _ in 0..<(Self.rounds * Self.writers) {
            _ = try customer.post("/v1/rfis", RFIText.make(to: [partner.profileID])).expecting(201)
        }
        let ids = try partner.engagements()
        for round in 0..<Self.rounds {
            let clients = try (0..<Self.writers).map { _ in try service.client(partner.key) }
            let own = ids[(round * Self.writers)..<((round + 1) * Self.writers)]
            for (client, id) in zip(clients, own) { try answer(client, id) }
            for client in clients { _ = try client.answer().expecting(200) }
            // They are won or lost while it is killed; some of the answers are never read.
            for (client, id) in zip(clients, own) { try close(client, id, lost: random.oneIn(2)) }
            let read = Int.random(in: 0...Self.writers, using: &random)
            for client in clients.prefix(read) { _ = try client.answer() }
            try service.crash()
            service = try Service(in: directory)
            let doctor = try Service.run(["doctor"], in: directory)
            #expect(doctor.exit == .code(0), "\(doctor.output)")
        }
        let insights = try service.client(partner.key).get("/v1/insights").expecting(200).json
        #expect(insights["received"]?.integer == Int64(ids.count))
        #expect(insights["answered"]?.integer == Int64(ids.count))
        try service.stop()
    }

    private func answer(_ client: Client, _ id: String) throws {
        try client.send("POST", "/v1/engagements/\(id)/accept", AcceptText.make())
    }

    private func close(_ client: Client, _ id: String, lost: Bool) throws {
        if lost {
            try client.send("POST", "/v1/engagements/\(id)/lose", #"{"reason":"spam"}"#)
        } else {
            try client.send("POST", "/v1/engagements/\(id)/win", #"{"finalValue":{"amount":"5","currency":"EUR"}}"#)
        }
    }
}

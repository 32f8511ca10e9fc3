import Glibc
import JSON
import ReceiverSupport
import ReferralStore
import Referrals
import Synchronization
import TestSupport
import Testing

@Suite(.blocking) struct `Deliveries of the service` {
    private static let cause = Cause(actor: Actor(keyID: nil, role: "operator", name: "test"), requestID: nil)

    /// Makes a partner with an endpoint, and lets things happen to it, in a database that nobody serves.
    @discardableResult
    private func prepare(
        _ directory: TemporaryDirectory, _ name: String, at url: WebURL, events count: Int = 0
    ) async throws -> ID<Partner> {
        let environment = Environment(clock: TestClock(), seed: UInt64(count + 1))
        let store = try Store(.init(path: directory.file("referrals.db"), loops: 0) { 0 }, environment: environment)
        defer { store.stop() }
        let events = try #require(EventFilter(["*"]))
        let secret = try #require(WebhookSecret(bytes: Array(repeating: 7, count: 32)))
        return try await store.write { store throws(ReferralError) in
            let partner = try AccessService(store).createPartner(name: name, email: nil, website: nil)
            _ = try WebhookService(store, scope: .operator, cause: Self.cause)
                .create(for: .partner(partner.id), WebhookDetails(url: url, events: events), secret: secret)
            for _ in 0..<count {
                try store.record(
                    Event(
                        type: .profileUpdated, occurredAt: store.now, subject: .profile(ID(high: 7, low: 7)),
                        audience: Audience(partnerID: partner.id), cause: Self.cause))
            }
            return partner.id
        }
    }

    @Test func `lose nothing, though it is killed 20 times while changes are delivered`() async throws {
        var random = SplitMix64(seed: 5)
        let directory = try TemporaryDirectory()
        let receiver = try Receiver { _ in .make(204) }
        let settings = ["WEBHOOK_ALLOW": "127.0.0.1:\(receiver.port)", "RETRY_SCHEDULE": "50ms,50ms,50ms,1s,1s,1s"]
        let partner = try await prepare(directory, "Litware", at: try receiver.url())
        var service = try Service(in: directory, settings)
        let key = try service.makeKey("partner", #","partnerId":"\#(partner)""#)
        let profile = try service.client(key)
            .post("/v1/profiles", #"{"country":"US","displayName":"Litware","services":["Migration"]}"#)
            .expecting(201).id()
        for round in 1...20 {
            let client = try service.client(key)
            let changes = Int.random(in: 1...12, using: &random)
            for change in 1...changes {
                let body = #"{"displayName":"Litware \#(round).\#(change)"}"#
                if change == changes, random.oneIn(2) {
                    try client.send("PATCH", "/v1/profiles/\(profile)", body)
                } else {
                    _ = try client.patch("/v1/profiles/\(profile)", body).expecting(200)
                }
            }
            try service.crash()
            service = try Service(in: directory, settings)
        }
        let expected = try service.ledger().texts("SELECT lower(hex(id)) FROM events WHERE partner_id IS NOT NULL")
        while try service.ledger().number("SELECT count(*) FROM deliveries WHERE state <> 1") > 0 {
            _ = try service.client().get("/livez").expecting(200)
        }
        let ids = Set(receiver.received.compactMap { $0.fields["webhook-id"]?.replacing("-", with: "") })
        #expect(ids.isSuperset(of: expected))
        #expect(expected.count > 40)
        let numbers = Set(receiver.received.compactMap { (try? JSON.parse($0.body))?["seq"]?.integer })
        #expect(numbers == Set(1...Int64(expected.count)))
        try service.ledger().expectSound()
        try service.stop()
        await receiver.stop()
    }

    @Test func `wait for no dead endpoint with 50,000 rows, nor in memory`() async throws {
        let directory = try TemporaryDirectory()
        let arrived = Signal()
        let receiver = try Receiver { received in
            guard received.path == "/well" else { return .make(503) }
            arrived.happen()
            return .make(200)
        }
        let settings = ["WEBHOOK_ALLOW": "127.0.0.1:\(receiver.port)"]
        try await prepare(directory, "Dead", at: try receiver.url("/dead"), events: 50_000)
        let well = try await prepare(directory, "Well", at: try receiver.url("/well"))
        let service = try Service(in: directory, settings)
        let key = try service.makeKey("partner", #","partnerId":"\#(well)""#)
        let client = try service.client(key)
        let before = try service.child.residentMemory()
        let start = ContinuousClock.now
        _ = try client.post("/v1/profiles", #"{"country":"US","displayName":"Well"}"#).expecting(201)
        let profile = try client.get("/v1/profiles").expecting(200).json["data"]?[0]?["id"]?.text ?? ""
        _ = try client.patch("/v1/profiles/\(profile)", #"{"displayName":"Weller"}"#).expecting(200)
        await arrived.wait()
        #expect(ContinuousClock.now - start < .seconds(5), "alone it takes some milliseconds")
        #expect(try service.child.residentMemory() - before < 16 * 1_024)
        try service.stop()
        await receiver.stop()
    }
}

// What docs/sync.md promises: who follows the feed has what the service has, whatever is restarted when.

import JSON
import TestSupport
import Testing

@Suite(.blocking) struct `A CRM that follows the feed` {
    @Test(arguments: 1...4 as ClosedRange<UInt64>) func `ends with what the service has`(_ seed: UInt64) throws {
        let trial = try MirrorTrial(seed: seed)
        for _ in 1...200 { try trial.step() }
        try trial.catchUp()
        #expect(trial.restarts > 1 && trial.crashes > 1 && trial.losses > 1, "little went wrong")
        try trial.service.ledger().expectSound()
        try trial.service.stop()
    }

    @Test func `knows its own echo by the key`() throws {
        let service = try Service()
        let partner = try service.provider("Litware")
        let crm = try service.client(service.makeKey("partner", #","partnerId":"\#(partner.partnerID)""#))
        let own = try #require(try crm.get("/v1/me").expecting(200).text("keyId"))
        _ = try service.marketplace().post("/v1/rfis", RFIText.make(to: [partner.profileID])).expecting(201)
        let engagement = "/v1/engagements/\(try partner.newest())"
        _ = try crm.post(engagement + "/accept", AcceptText.make()).expecting(200)
        _ = try partner.client.patch(engagement, #"{"name":"By hand"}"#).expecting(200)
        let tag = try #require(try crm.get(engagement).expecting(200)["ETag"])
        _ = try crm.patch(engagement, #"{"crmId":"OPP-1"}"#, "If-Match: \(tag)").expecting(200)
        _ = try crm.patch(engagement, #"{"name":"Too late"}"#, "If-Match: \(tag)").expecting(412)
        _ = try crm.patch(engagement, #"{"crmId":"OPP-1"}"#).expecting(200)

        let events = try crm.get("/v1/events?types=engagement.*").expecting(200).json["data"]?.elements ?? []
        let keys = events.map { $0["actor"]?["keyId"]?.text }
        #expect(
            events.map { $0["type"]?.text?.dropFirst("engagement.".count) } == [
                "created", "accepted", "updated", "updated",
            ])
        #expect(keys.map { $0 == own } == [false, true, false, true])
        #expect(keys[0] == nil, "another tenant's key is nobody's business")
        #expect(try crm.get("/v1/engagements?crmId=OPP-1").expecting(200).json["data"]?.elements.count == 1)
    }
}

/// A service under change that is stopped and killed, and a copy whose keeper is killed.
private final class MirrorTrial {
    private static let settings = [
        "RESPONSE_WINDOW": "1500ms", "RESPOND_BY": "400ms", "HOT_WINDOW": "800ms", "EXPIRY_REMINDER": "200ms",
    ]
    /// With what may change an engagement as it is shown, and with everything.
    private static let filters = ["engagement.*,contact.*", "engagement.*,contact.*,note.added", nil]

    private(set) var service: Service
    /// How often the service was stopped and killed, and how often the keeper of the copy was.
    private(set) var (restarts, crashes, losses) = (0, 0, 0)
    private var random: SplitMix64
    private let partner: Provider
    private let customerKey: String
    private var client: Client
    private var customer: Client
    private var engagements: [String] = []
    private var rfis: [String] = []
    private var number = 0
    /// The copy, and as it was last saved.
    private var mirror: Mirror
    private var saved: Mirror

    init(seed: UInt64) throws {
        random = SplitMix64(seed: seed)
        service = try Service(Self.settings)
        partner = try service.provider("Litware")
        customerKey = try service.makeKey("marketplace", #","marketplaceId":"shop""#)
        client = try service.client(partner.key)
        customer = try service.client(customerKey)
        mirror = try Mirror(client)
        saved = mirror
        for _ in 1...3 { try submit() }
    }

    /// Does one thing, which the state may forbid.
    func step() throws {
        number += 1
        switch Int.random(in: 0..<44, using: &random) {
        case 0..<6: try submit()
        case 6..<10: _ = try client.post(engagement + "/accept", AcceptText.make("Deal \(number)"))
        case 10: _ = try client.post(engagement + "/decline", #"{"reason":"spam"}"#)
        case 11: _ = try client.post(engagement + "/win", #"{"note":"won \#(number)"}"#)
        case 12: _ = try client.post(engagement + "/lose", #"{"reason":"spam"}"#)
        case 13..<15: _ = try client.post(engagement + "/notes", #"{"body":"note \#(number)"}"#)
        case 15..<18: _ = try client.post(engagement + "/contacts", #"{"name":"Ann","emails":["ann@contoso.com"]}"#)
        case 18..<20: try removeContact()
        case 20..<23: _ = try client.patch(engagement, #"{"crmId":"crm \#(number)"}"#)
        case 23: _ = try customer.post("/v1/rfis/\(random.pick(rfis))/withdraw")
        case 24: _ = try customer.post("/v1/rfis/\(random.pick(rfis))/erase")
        case 25..<27: try restart(crashing: false)
        case 27..<29: try restart(crashing: true)
        case 29..<31: lose()
        case 31..<33: saved = mirror
        case 33: try client.idle(until: Wall.now + 300)
        default: _ = try follow()
        }
    }

    private var engagement: String { "/v1/engagements/\(random.pick(engagements))" }

    private func submit() throws {
        let body = RFIText.make(to: [partner.profileID], directContact: random.oneIn(2))
        rfis.append(try customer.post("/v1/rfis", body).expecting(201).id())
        let list = try client.get("/v1/engagements?limit=1").expecting(200)
        guard let id = list.json["data"]?[0]?["id"]?.text else { throw Failure("no engagement") }
        engagements.append(id)
    }

    private func removeContact() throws {
        let engagement = engagement
        let contacts = try client.get(engagement + "/contacts").expecting(200).json["data"]?.elements ?? []
        if let id = contacts.first?["id"]?.text { _ = try client.delete("\(engagement)/contacts/\(id)") }
    }

    private func restart(crashing: Bool) throws {
        if crashing { try service.crash() } else { try service.stop() }
        if crashing { crashes += 1 } else { restarts += 1 }
        service = try Service(in: service.directory, Self.settings)
        client = try service.client(partner.key)
        customer = try service.client(customerKey)
    }

    /// The keeper of the copy is killed: what it has applied since it last saved is gone, its place in the feed too.
    private func lose() {
        mirror = saved
        losses += 1
    }

    private func follow() throws -> Bool {
        try mirror.follow(client, limit: Int.random(in: 1...9, using: &random), types: random.pick(Self.filters))
    }

    /// Follows until nothing is left, and compares. Time goes on meanwhile: what it changes is an event too.
    func catchUp() throws {
        var everything: [String: JSON]
        repeat {
            while try follow() {}
            everything = try Mirror.everything(client)
        } while try follow()
        #expect(mirror.engagements.count == everything.count && everything.count == engagements.count)
        for (id, engagement) in everything {
            #expect(mirror.engagements[id] == engagement)
        }
        try expectEachOnce()
    }

    /// Without a filter the whole feed is there, each event once.
    private func expectEachOnce() throws {
        let (first, last) = (try client.get("/v1/events?limit=1").expecting(200), mirror.after)
        #expect(first.json["data"]?[0]?["seq"]?.integer == 1)
        var after: Int64 = 0
        var seqs: [Int64] = []
        while after < last {
            let page = try client.get("/v1/events?after=\(after)&limit=200").expecting(200).json
            seqs += page["data"]?.elements.compactMap { $0["seq"]?.integer } ?? []
            guard let next = page["lastSeq"]?.integer, next > after else {
                throw Failure("the feed stands at \(after)")
            }
            after = next
        }
        #expect(seqs.prefix(Int(last)).elementsEqual(1...last))
    }
}

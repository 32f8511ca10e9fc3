import HTTP
import JSON
import Referrals
import TestSupport
import Testing

// Contract section 8: the change feed, read page by page.

/// A deal that was made and lost, with everything that is told of it, and a rival who declined.
private struct Told {
    let service: Service
    let deal: Referral
    let rival: Referral
    let contact: String
    let note: String

    init(_ settings: Service.Settings = .init()) async throws {
        service = try Service(settings)
        let (one, two) = (try await service.partner("Fabrikam"), try await service.partner("Litware"))
        let (mine, theirs) = (try await service.profile(of: one), try await service.profile(of: two))
        let shop = try await service.marketplace()
        let rfi = try await service.post("/v1/rfis", shop, Body.rfi(to: [mine, theirs])).expect(201).string("id")
        let ids = try await service.get("/v1/engagements?rfiId=\(rfi)&sort=createdAt").ids
        let first = Referral(partner: one, marketplace: shop, profile: mine, rfi: rfi, engagement: ids[0])
        let second = Referral(partner: two, marketplace: shop, profile: theirs, rfi: rfi, engagement: ids[1])
        let isInOrder = try await service.get(first.path, one.key).status == 200
        deal = isInOrder ? first : Self.swapped(first, second)
        rival = isInOrder ? second : Self.swapped(second, first)
        try await service.accept(deal)
        contact = try await service.contact(of: deal)
        note = try await service.note(of: deal)
        try await service.post(rival, "decline", Body.decline).expect(200)
    }

    private static func swapped(_ owner: Referral, _ other: Referral) -> Referral {
        Referral(
            partner: owner.partner, marketplace: owner.marketplace, profile: owner.profile, rfi: owner.rfi,
            engagement: other.engagement)
    }

    func events(_ key: String, _ query: String = "") async throws -> [JSON] {
        try await service.get("/v1/events?limit=200\(query)", key).expect(200).rows
    }
}

extension JSON {
    fileprivate var type: String? { at("type")?.string }
}

@Suite struct `The feed` {
    @Test func `of a partner tells its own events with the resources as they are now`() async throws {
        let told = try await Told()
        let rows = try await told.events(told.deal.partner.key)
        #expect(rows.map { $0.at("seq")?.integer } == Array(1...rows.count))
        #expect(
            rows.map(\.type) == [
                "profile.updated", "profile.activated", "engagement.created", "engagement.accepted", "contact.added",
                "note.added",
            ])
        let accepted = rows[3]
        let now = try await told.service.read(told.deal).json
        #expect(
            accepted.names == [
                "seq", "id", "type", "occurredAt", "partnerId", "subject", "actor", "requestId", "changes", "data",
            ])
        #expect(accepted.at("data.engagement") == now && rows[2].at("data.engagement") == now)
        #expect(accepted.at("data.engagementId") == .string(told.deal.engagement))
        #expect(accepted.at("data.engagement.customer.contact.name") == .string("Joe Example"))
        #expect(accepted.at("subject.id") == .string(told.deal.engagement))
        #expect(accepted.at("partnerId") == .string(told.deal.partner.id))
        #expect(accepted.at("changes.status.to") == .string("active"))
        #expect(rows[4].at("data.contact.name") == .string("Ann Example"))
        #expect(rows[5].at("data.note.body") == .string("Called the customer."))
        #expect(rows[0].at("data.profile.id") == .string(told.deal.profile))
        #expect(rows[0].at("data.engagementId") == .null)
        try await told.service.delete("\(told.deal.path)/notes/\(told.note)", told.deal.partner.key).expect(204)
        let later = try await told.events(told.deal.partner.key)
        #expect(later[5].at("data.note") == .null && later.last?.type == "note.removed")
    }

    @Test func `of a marketplace tells what the RFI tells, and nothing of what partners write`() async throws {
        let told = try await Told()
        let answer = try await told.service.get("/v1/events", told.deal.marketplace).expect(200)
        #expect(answer.rows.map(\.type) == ["rfi.submitted", "engagement.accepted", "engagement.declined"])
        let rfi = try await told.service.get("/v1/rfis/\(told.deal.rfi)", told.deal.marketplace).json
        for row in answer.rows {
            #expect(row.at("subject.type") == .string("rfi") && row.at("subject.id") == .string(told.deal.rfi))
            #expect(row.at("data.engagementId") == .null && row.at("data.rfi") == rfi)
            #expect(row.at("partnerId") == .null)
        }
        let change = answer.rows[1].at("changes")
        #expect(change?.names == ["status"] && change?.at("status.to") == .string("accepted"))
        #expect(change?.at("status.from") == .string("pending"))
        #expect(answer.rows[2].at("changes.status.to") == .string("declined"))
        #expect(answer.rows.map { $0.at("actor.role")?.string } == ["marketplace", "partner", "partner"])
        let hidden = [
            told.deal.engagement, told.rival.engagement, told.deal.partner.id, "50000", "Contoso migration",
            "timelineTooShort", "Called", "Ann Example", "CRM",
        ]
        for word in hidden { #expect(!answer.text.contains(word), "\(word)") }
    }

    @Test func `names keys and requests only to their own tenant and to operators`() async throws {
        let told = try await Told()
        let own = try await told.service.get("/v1/me", told.deal.partner.key)
        let rows = try await told.events(told.deal.partner.key)
        #expect(rows[3].at("actor.keyId") == own["keyId"] && rows[3].at("requestId")?.string != nil)
        for row in [rows[2]] + (try await told.events(told.deal.marketplace)).dropFirst() {
            #expect(row.at("actor.keyId") == .null && row.at("actor.name") == .null && row.at("requestId") == .null)
            #expect(row.at("actor.role")?.string != nil)
        }
        let all = try await told.events(Service.operatorKey)
        #expect(all.allSatisfy { $0.at("actor.name")?.string != nil })
    }

    @Test func `holds nothing of anybody else`() async throws {
        let told = try await Told()
        let stranger = try await told.service.partner("Stranger")
        #expect(try await told.events(stranger.key).isEmpty)
        #expect(try await told.events(told.service.marketplace("elsewhere")).isEmpty)
        let mine = try await told.service.get("/v1/events", told.deal.partner.key).text
        for word in [told.rival.engagement, told.rival.partner.id, told.rival.profile] { #expect(!mine.contains(word)) }
        let all = try await told.events(Service.operatorKey)
        #expect(all.map { $0.at("seq")?.integer } == Array(1...all.count))
        let narrowed = try await told.service.get("/v1/events?partnerId=\(told.deal.partner.id)")
        #expect(narrowed.json == (try await told.service.get("/v1/events", told.deal.partner.key)).json)
        try await told.service.get("/v1/events?partnerId=\(told.deal.partner.id)", told.deal.partner.key)
            .expect(400, "invalid_parameter")
        let reviewer = try await told.service.key("reviewer")
        try await told.service.get("/v1/events", reviewer).expect(403, "forbidden")
    }

    @Test func `withholds the person from who declined, and from everybody once erased`() async throws {
        let told = try await Told()
        let secrets = ["Joe Example", "joe@contoso.example", "89123456"]
        func shows(_ key: String) async throws -> Bool {
            let text = try await told.service.get("/v1/events?limit=200", key).text
            let found = secrets.filter(text.contains)
            #expect(found.isEmpty || found == secrets)
            return !found.isEmpty
        }
        for key in [told.deal.partner.key, told.deal.marketplace] { #expect(try await shows(key)) }
        let showsRival = try await shows(told.rival.partner.key)
        #expect(!showsRival)
        try await told.service.post("/v1/rfis/\(told.deal.rfi)/erase", told.deal.marketplace).expect(200)
        for key in [told.deal.partner.key, told.rival.partner.key, told.deal.marketplace, Service.operatorKey] {
            let showsAny = try await shows(key)
            #expect(!showsAny)
        }
    }

    @Test func `goes on from lastSeq, whatever the types`() async throws {
        let told = try await Told()
        let key = told.deal.partner.key
        for types in ["note.*", "engagement.*,note.added", "*", "rfi.erased"] {
            var (found, after): ([Int], Int) = ([], 0)
            while true {
                let page = try await told.service.get("/v1/events?types=\(types)&limit=1&after=\(after)", key)
                let last = try page.expect(200).integer("lastSeq")
                #expect(page.rows.count <= 1 && last >= after)
                found += page.rows.compactMap { $0.at("seq")?.integer }
                if last == after { break }
                after = last
            }
            let filter = try #require(EventFilter(types.split(separator: ",").map(String.init)))
            let all = try await told.events(key)
            let expected = all.filter { EventType(rawValue: $0.type ?? "").map(filter.accepts) ?? false }
            #expect(found == expected.compactMap { $0.at("seq")?.integer } && after == all.count)
        }
        let latest = try await told.service.get("/v1/events?after=latest", key)
        #expect(latest.rows.isEmpty && latest["lastSeq"]?.integer == 6)
    }

    @Test(arguments: [
        "types=", "types=nonsense", "types=note.added,note.added", "types=engagement.", "types=*,nonsense", "after=-1",
        "after=", "after=x", "after=7", "after=9999999999999999999", "limit=0", "wait=31", "wait=-1", "wait=x",
        "wait=1.5", "cursor=x",
    ])
    func `refuses what it does not understand, and numbers that it has not given`(query: String) async throws {
        let told = try await Told()
        try await told.service.get("/v1/events?\(query)", told.deal.partner.key).expect(400, "invalid_parameter")
    }

    @Test func `says where it begins now to who was away for longer than events are kept`() async throws {
        let told = try await Told()
        let key = told.deal.partner.key
        told.service.clock.advance(by: .days(100))
        _ = try await told.service.note(of: told.deal)
        for query in ["after=0", "after=5"] {
            let refused = try await told.service.get("/v1/events?\(query)", key).expect(410, "events_pruned")
            #expect(refused["firstSeq"]?.integer == 7)
        }
        try await told.service.get("/v1/events?after=5", key, headers: [("Accept", "text/event-stream")])
            .expect(410, "events_pruned")
        for query in ["", "?after=6"] {
            let page = try await told.service.get("/v1/events\(query)", key).expect(200)
            #expect(page.rows.map(\.type) == ["note.added"] && page["lastSeq"]?.integer == 7)
        }
    }

    @Test func `is not sent again while nothing of it has changed`() async throws {
        let told = try await Told()
        let key = told.deal.partner.key
        let tag = try await told.service.get("/v1/events", key).requiredHeader("ETag")
        func again() async throws -> Int {
            try await told.service.get("/v1/events", key, headers: [("If-None-Match", tag)]).status
        }
        #expect(try await again() == 304)
        _ = try await told.service.note(of: told.rival)
        #expect(try await again() == 304)
        _ = try await told.service.note(of: told.deal)
        #expect(try await again() == 200)
    }

    @Test func `of more than can be shown at once is a page, and never a gap`() async throws {
        let told = try await Told()
        let key = told.deal.partner.key
        await withTaskGroup { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<30 { _ = try? await told.service.note(of: told.deal) }
                }
            }
        }
        var (numbers, after): ([Int], Int) = ([], 0)
        while numbers.count < 6 + 240 {
            let page = try await told.service.get("/v1/events?limit=300&after=\(after)", key).expect(200)
            #expect((1...200).contains(page.rows.count))
            numbers += page.rows.compactMap { $0.at("seq")?.integer }
            after = try page.integer("lastSeq")
        }
        #expect(numbers == Array(1...246))
    }
}

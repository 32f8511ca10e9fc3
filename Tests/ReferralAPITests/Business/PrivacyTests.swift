import HTTP
import JSON
import Referrals
import TestSupport
import Testing

// The customer's person after an engagement has come to an end without a deal. Contract sections 1, 5 and 6.

/// What nobody may read any more.
private let secrets = ["Zoe Secret", "zoe.secret@contoso.example", "+4930987654321", "Keeper of keys"]
/// The same as the customer wrote it into the need.
private let spellings = ["zoe  secret", "98 76 54 321", "(30) 987654321"]
private let everything = secrets + spellings

private func secrets(in answer: Answer) -> [String] {
    everything.filter { answer.text.lowercased().contains($0.lowercased()) }
}

/// How a partner loses sight of the customer.
enum Parting: CaseIterable, Sendable {
    case declined, expired, withdrawnNew, withdrawnActive, enoughAccepted

    var outcome: String {
        switch self {
        case .declined: "declined"
        case .expired: "expired"
        case .withdrawnNew, .withdrawnActive, .enoughAccepted: "withdrawn"
        }
    }
}

/// One request to two partners, the first of whom is the one to lose sight of the customer.
private struct Parted {
    let service: Service
    let mine: Referral
    let rival: PartnerAccount
    let rivals: String
    let contact: String
    let note: String
    /// The POSTs that the partner has sent, with the keys to repeat them.
    let posts: [(path: String, body: String?, key: String)]

    /// So short that answers are still repeated when the request has expired.
    private static let policy = ResponsePolicy(
        responseWindow: .hours(12), respondBy: .hours(6), hotWindow: .hours(6), expiryReminder: .hours(3))

    private static let need = """
        {"summary":"A shop for zoe  secret",\
        "details":"Zoe.Secret@contoso.example, 030 98 76 54 321 or +49 (30) 987654321"}
        """

    init(_ parting: Parting) async throws {
        service = try Service(.init(policy: Self.policy))
        let (partner, rival) = (try await service.partner(), try await service.partner("Litware"))
        let (one, two) = (try await service.profile(of: partner), try await service.profile(of: rival))
        let shop = try await service.marketplace()
        let rule = parting == .enoughAccepted ? #"{"rule":"firstAccept"}"# : #"{"rule":"all"}"#
        let rfi = try await service.post(
            "/v1/rfis", shop,
            """
            {"customer":{"company":"Contoso","size":"10-50","address":{"city":"Munich","country":"DE"},"contact":\
            {"name":"\(secrets[0])","email":"\(secrets[1])","phone":"\(secrets[2])","title":"\(secrets[3])"}},\
            "need":\(Self.need),"consent":{"contact":true},\
            "directContact":true,"closing":\(rule),\
            "recipients":[{"profileId":"\(one)"},{"profileId":"\(two)"}]}
            """
        ).expect(201).string("id")
        let engagement = try await service.get("/v1/engagements", partner.key).string("data.0.id")
        mine = Referral(partner: partner, marketplace: shop, profile: one, rfi: rfi, engagement: engagement)
        self.rival = rival
        rivals = try await service.get("/v1/engagements", rival.key).string("data.0.id")
        contact = try await service.contact(of: mine)
        note = try await service.note(of: mine)
        var posts: [(path: String, body: String?, key: String)] = [
            ("\(mine.path)/contacts", Body.contact, "contact"), ("\(mine.path)/notes", Body.note, "note"),
        ]
        if parting == .withdrawnActive { posts.append(("\(mine.path)/accept", Body.acceptance, "accept")) }
        self.posts = posts
        for post in posts { _ = try await send(post) }
    }

    func send(_ post: (path: String, body: String?, key: String)) async throws -> Answer {
        let answer = try await service.post(
            post.path, mine.partner.key, post.body, headers: [("Idempotency-Key", post.key)])
        #expect((200...201).contains(answer.status), "\(answer.text)")
        return answer
    }

    /// Does what ends it, and repeats the partner's own part of it.
    func part(_ parting: Parting) async throws {
        switch parting {
        case .declined:
            try await service.post(mine, "decline", Body.decline, headers: [("Idempotency-Key", "decline")]).expect(200)
        case .expired: service.clock.advance(by: .hours(12))
        case .withdrawnNew, .withdrawnActive:
            try await service.post("/v1/rfis/\(mine.rfi)/withdraw", mine.marketplace).expect(200)
        case .enoughAccepted:
            try await service.post("/v1/engagements/\(rivals)/accept", rival.key, Body.acceptance).expect(200)
        }
    }

    /// The path of a route to what is there.
    func path(_ route: RouteName) -> String {
        let id = ["profiles": mine.profile, "rfis": mine.rfi, "partners": mine.partner.id][route.collection]
        return route.path([
            "{id}": id ?? mine.engagement, "{contactId}": contact, "{noteId}": note, "{locationId}": World.unknown,
            "{code}": "not_found",
        ])
    }

    static let lists = [
        "", "?status=archived", "?outcome=declined,expired,withdrawn", "?q=contoso", "?q=zoe", "?q=secret",
        "?country=DE",
        "?sort=name", "?q=4930987654321", "?q=zoe.secret%40contoso.example",
    ]
}

@Suite struct `A customer whom a partner has lost` {
    @Test(arguments: Parting.allCases)
    func `is a company without a person in the engagement`(parting: Parting) async throws {
        let parted = try await Parted(parting)
        let (service, mine) = (parted.service, parted.mine)
        let before = try await service.read(mine)
        #expect(before["customer.contact.name"] == .string(secrets[0]) && before["customer.redacted"] == .bool(false))
        let tag = try before.requiredHeader("ETag")
        try await parted.part(parting)
        for key in [mine.partner.key, Service.operatorKey] {
            let after = try await service.get(mine.path, key, headers: [("If-None-Match", tag)]).expect(200)
            #expect(after["outcome"] == .string(parting.outcome) && secrets(in: after).isEmpty)
            #expect(after["customer.redacted"] == .bool(true))
            for name in ["name", "email", "phone", "title"] { #expect(after["customer.contact.\(name)"] == .null) }
            #expect(after["customer.company"] == .string("Contoso"))
            #expect(after["need.summary"] == .string("A shop for [erased]"))
            #expect(after["need.details"] == .string("[erased], [erased] or [erased]"))
            #expect(after["customer.address"] == before["customer.address"])
            let now = try after.requiredHeader("ETag")
            #expect(now != tag)
            try await service.get(mine.path, key, headers: [("If-None-Match", now)]).expect(304)
        }
    }

    @Test(arguments: Parting.allCases)
    func `is named by no answer that the partner can get`(parting: Parting) async throws {
        let parted = try await Parted(parting)
        let (service, mine) = (parted.service, parted.mine)
        var tags: [String: String] = [:]
        for query in Parted.lists {
            let list = "/v1/engagements\(query)"
            tags[list] = try await service.get(list, mine.partner.key).requiredHeader("ETag")
        }
        try await parted.part(parting)
        for route in RouteName.all where route.method == .get {
            let answer = try await service.get(parted.path(route), mine.partner.key)
            #expect(secrets(in: answer).isEmpty, "\(route.testDescription): \(answer.text)")
        }
        for query in Parted.lists {
            let list = "/v1/engagements\(query)"
            let headers = [("If-None-Match", tags[list] ?? "")]
            let answer = try await service.get(list, mine.partner.key, headers: headers).expect(200)
            #expect(secrets(in: answer).isEmpty, "\(query)")
            let csv = try await service.get(list, mine.partner.key, headers: [("Accept", "text/csv")]).expect(200)
            #expect(secrets(in: csv).isEmpty, "\(query)")
        }
        let row = try await service.get("/v1/engagements", mine.partner.key, headers: [("Accept", "text/csv")])
        #expect(row.text.contains(",Contoso,DE,,,,A shop for [erased],"))
    }

    @Test(arguments: Parting.allCases)
    func `is in no repetition of an earlier answer`(parting: Parting) async throws {
        let parted = try await Parted(parting)
        for post in parted.posts where post.key == "accept" {
            #expect(try await secrets(in: parted.send(post)) == everything)
        }
        try await parted.part(parting)
        var posts = parted.posts
        if parting == .declined { posts.append(("\(parted.mine.path)/decline", Body.decline, "decline")) }
        for post in posts {
            let again = try await parted.send(post)
            #expect(again.header("Idempotent-Replayed") == "true" && secrets(in: again).isEmpty)
            if again["customer"] != nil { #expect(again["customer.redacted"] == .bool(true)) }
        }
    }

    @Test(arguments: Parting.allCases)
    func `is found by what the customer asks and never by name`(parting: Parting) async throws {
        let parted = try await Parted(parting)
        func found(_ words: String) async throws -> Int {
            try await parted.service.get("/v1/engagements?q=\(words)", parted.mine.partner.key).expect(200).rows.count
        }
        let words = ["zoe", "secret", "zoe.secret%40contoso.example", "4930987654321", "keeper"]
        for word in words { #expect(try await found(word) == 0) }
        try await parted.part(parting)
        for word in words { #expect(try await found(word) == 0) }
        for word in ["contoso", "shop"] { #expect(try await found(word) == 1) }
    }

    @Test(arguments: Parting.allCases)
    func `is still known to the marketplace, and to partners who work for them`(parting: Parting) async throws {
        let parted = try await Parted(parting)
        let (service, mine) = (parted.service, parted.mine)
        try await parted.part(parting)
        let rfi = try await service.get("/v1/rfis/\(mine.rfi)", mine.marketplace).expect(200)
        #expect(secrets(in: rfi) == everything && rfi["erasedAt"] == .null)
        #expect(try await secrets(in: service.get("/v1/rfis", mine.marketplace)) == everything)
        let rival = try await service.get("/v1/engagements/\(parted.rivals)", parted.rival.key).expect(200)
        let works = parting == .declined || parting == .enoughAccepted
        #expect(secrets(in: rival) == (works ? everything : []))
    }
}

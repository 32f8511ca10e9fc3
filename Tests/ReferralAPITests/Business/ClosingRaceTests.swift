import JSON
import ReferralStore
import Referrals
import TestSupport
import Testing

// Contract section 5: what partners answer at once, when an RFI needs only some of them.

/// Five providers and a customer who asks them all.
private struct Contest {
    let service: Service
    let shop: String
    private(set) var partners: [PartnerAccount] = []
    private var profiles: [String] = []

    init() async throws {
        service = try Service()
        shop = try await service.marketplace()
        for name in ["Adatum", "Contoso", "Fabrikam", "Litware", "Tailspin"] {
            let partner = try await service.partner(name)
            partners.append(partner)
            profiles.append(try await service.profile(of: partner))
        }
    }

    /// A new RFI to all five.
    func open(_ closing: String) async throws -> Round {
        let before = try service.texts("SELECT CAST(max(seq) AS TEXT) FROM events").first.flatMap { Int($0) } ?? 0
        let body = Body.rfi(to: profiles, more: #","closing":\#(closing)"#)
        let rfi = try await service.post("/v1/rfis", shop, body).expect(201).string("id")
        let ids = try await service.get("/v1/engagements?sort=createdAt&rfiId=\(rfi)").expect(200).ids
        return Round(contest: self, rfi: rfi, engagements: ids, before: before)
    }

    /// Sends some requests at once, and returns their answers in the order of the requests.
    func atOnce(_ requests: [@Sendable () async throws -> Answer]) async throws -> [Answer] {
        try await withThrowingTaskGroup(of: (Int, Answer).self) { group in
            for (index, request) in requests.enumerated() { group.addTask { (index, try await request()) } }
            let answers = try await group.reduce(into: []) { $0.append($1) }
            return answers.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    func expectSound() throws {
        try Checkup.run(on: service.directory.file("referrals.db")) { result in
            #expect(result.findings == [], "\(result.name)")
        }
    }
}

/// One RFI of the five.
private struct Round {
    let contest: Contest
    let rfi: String
    let engagements: [String]
    /// The last event before it.
    let before: Int

    /// What accepts for one of the partners.
    func accept(_ index: Int) -> @Sendable () async throws -> Answer {
        { [service = contest.service, key = contest.partners[index].key, id = engagements[index]] in
            try await service.post("/v1/engagements/\(id)/accept", key, Body.acceptance)
        }
    }

    /// What takes the RFI back.
    func withdraw() -> @Sendable () async throws -> Answer {
        { [service = contest.service, key = contest.shop, rfi] in
            try await service.post("/v1/rfis/\(rfi)/withdraw", key)
        }
    }

    /// What each engagement is: `active`, or its outcome.
    func states() async throws -> [String] {
        let rows = try await contest.service.get("/v1/engagements?sort=createdAt&rfiId=\(rfi)").expect(200).rows
        return rows.map { $0.at("outcome")?.string ?? $0.at("status")?.string ?? "?" }
    }

    /// The types of its events, in their order, after those of asking five partners.
    func events() throws -> [String] {
        let all = try contest.service.texts("SELECT type FROM events WHERE seq > \(before) ORDER BY seq")
        #expect(Array(all.prefix(6)) == ["rfi.submitted"] + Array(repeating: "engagement.created", count: 5))
        let numbers = try contest.service.texts("SELECT CAST(seq AS TEXT) FROM events WHERE seq > \(before)")
        #expect(numbers == (before + 1...before + numbers.count).map(String.init))
        return Array(all.dropFirst(6))
    }
}

@Suite struct `Accepts at once` {
    @Test func `of five recipients with firstAccept leave one active, 200 times`() async throws {
        let contest = try await Contest()
        var random = SplitMix64(seed: 1)
        var winners: Set<Int> = []
        for _ in 0..<200 {
            let round = try await contest.open(#"{"rule":"firstAccept"}"#)
            let two = Array((0..<5).shuffled(using: &random).prefix(2))
            let answers = try await contest.atOnce(two.map(round.accept))
            #expect(answers.map(\.status).sorted() == [200, 409])
            let won = answers[0].status == 200 ? 0 : 1
            winners.insert(won)
            let refused = answers[1 - won].expect(409, "invalid_transition")
            #expect(refused["currentOutcome"]?.string == "withdrawn")
            #expect(refused["detail"]?.string?.contains("nough") ?? false, "\(refused.text)")
            var expected = Array(repeating: "withdrawn", count: 5)
            expected[two[won]] = "active"
            #expect(try await round.states() == expected)
            #expect(
                try round.events() == ["engagement.accepted"]
                    + Array(repeating: "engagement.withdrawn", count: 4))
        }
        #expect(!winners.isEmpty)
        try contest.expectSound()
    }

    @Test func `of four with upTo 2 leave two active`() async throws {
        let contest = try await Contest()
        for _ in 0..<40 {
            let round = try await contest.open(#"{"rule":"upTo","count":2}"#)
            let answers = try await contest.atOnce((0..<4).map(round.accept))
            #expect(answers.map(\.status).sorted() == [200, 200, 409, 409])
            #expect(try await round.states().sorted() == ["active", "active", "withdrawn", "withdrawn", "withdrawn"])
            #expect(
                try round.events() == ["engagement.accepted", "engagement.accepted"]
                    + Array(repeating: "engagement.withdrawn", count: 3))
        }
        try contest.expectSound()
    }

    @Test func `without a rule all stand`() async throws {
        let contest = try await Contest()
        let round = try await contest.open(#"{"rule":"all"}"#)
        let answers = try await contest.atOnce((0..<5).map(round.accept))
        #expect(answers.allSatisfy { $0.status == 200 })
        #expect(try await round.states() == Array(repeating: "active", count: 5))
    }

    @Test func `leave nobody else to ask`() async throws {
        let contest = try await Contest()
        let other = try await contest.service.profile(of: contest.service.partner("Other"))
        let extend = { (round: Round) -> @Sendable () async throws -> Answer in
            {
                let body = #"{"recipients":[{"profileId":"\#(other)"}],"allowDuplicate":true}"#
                return try await contest.service.post("/v1/rfis/\(round.rfi)/recipients", contest.shop, body)
            }
        }
        let closed = try await contest.open(#"{"rule":"firstAccept"}"#)
        try await closed.accept(0)().expect(200)
        try await extend(closed)().expect(409, "invalid_transition")
        #expect(try await closed.states() == ["active"] + Array(repeating: "withdrawn", count: 4))
        for _ in 0..<30 {
            let round = try await contest.open(#"{"rule":"firstAccept"}"#)
            let answers = try await contest.atOnce([round.accept(1), extend(round)])
            #expect(answers[0].status == 200)
            // Who was asked in time is told like the others that it need not answer.
            let isExtended = answers[1].status == 200
            if !isExtended { answers[1].expect(409, "invalid_transition") }
            let states = try await round.states()
            #expect(states.count == (isExtended ? 6 : 5))
            #expect(states.count { $0 == "active" } == 1 && states.count { $0 == "withdrawn" } == states.count - 1)
        }
        try contest.expectSound()
    }

    @Test(arguments: [#"{"rule":"all"}"#, #"{"rule":"firstAccept"}"#])
    func `and a withdrawal leave nothing open`(_ closing: String) async throws {
        let contest = try await Contest()
        for _ in 0..<40 {
            let round = try await contest.open(closing)
            let answers = try await contest.atOnce([round.accept(3), round.withdraw()])
            #expect(answers[1].status == 200)
            #expect(try await round.states() == Array(repeating: "withdrawn", count: 5))
            let rfi = try await contest.service.get("/v1/rfis/\(round.rfi)", contest.shop).expect(200)
            #expect(rfi["status"]?.string == "withdrawn")
            let events = try round.events()
            let isAccepted = answers[0].status == 200
            if !isAccepted { answers[0].expect(409, "invalid_transition") }
            #expect(events.filter { $0 == "engagement.accepted" }.count == (isAccepted ? 1 : 0))
            #expect(events.filter { $0 == "engagement.withdrawn" }.count == 5)
            #expect(events.filter { $0 == "rfi.withdrawn" }.count == 1)
            if isAccepted { #expect(events.first == "engagement.accepted") }
        }
        try contest.expectSound()
    }
}

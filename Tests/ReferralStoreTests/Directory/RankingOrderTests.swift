import Referrals
import TestSupport
import Testing

// Every sentence of the contract about ranking, with two partners that are the same but for what the sentence is about:
// the same profile, and a random past that they share, each answer at the same instant.

@Suite struct `All else equal` {
    private static let seeds = Array(1...8) as [UInt64]

    /// Two partners with the same past. The better one's name comes last, so that no tie hides a fault.
    private struct Twins {
        let test: TestStore
        let better: Profile
        let worse: Profile
        var random: SplitMix64
        var sketch: ProviderSketch

        init(seed: UInt64, _ differ: (inout ProviderSketch, inout ProviderSketch) -> Void = { _, _ in }) async throws {
            test = try TestStore(seed: seed)
            random = SplitMix64(seed: seed)
            sketch = ProviderSketch()
            sketch.services = ["Migration", "Training"]
            sketch.industries = ["Retail"]
            sketch.keywords = ["cloud"]
            sketch.spots = [.init(city: "Berlin", position: (Double(Int.random(in: -60...60, using: &random)), 13.4))]
            var (one, other) = (sketch, sketch)
            one.name = "Zeta cloud"
            other.name = "Alpha cloud"
            differ(&one, &other)
            worse = try await test.provider(other)
            better = try await test.provider(one)
            for _ in 0..<Int.random(in: 0...5, using: &random) { try await sharePast() }
        }

        /// A request that both answer alike.
        private mutating func sharePast() async throws {
            let deal = Inquiry.deal(
                services: [random.pick(["Migration", "Training"])], country: random.pick(["DE", "FR"]))
            let rfi = try await test.submit(deal, to: [better, worse])
            let reaction = random.pick([Reaction.accept, .decline, .win, .lose, .acceptWithoutValue, .nothing])
            test.clock.advance(by: .hours(Int64.random(in: 0...200, using: &random)))
            for profile in [better, worse] {
                let id = try test.engagement(rfi, profile)
                if reaction == .win || reaction == .lose { try await test.react(.accept, to: id) }
                try await test.react(reaction, to: id)
            }
            if reaction == .nothing { test.clock.advance(by: .days(14)) }
            try await test.session.settle()
        }

        /// A search that both meet, and that asks about deals.
        mutating func query() throws -> ProviderQuery {
            var query = ProviderQuery()
            query.services = [Tag(stored: "Migration")]
            if random.oneIn(2) { query.search = try SearchQuery("cloud") }
            if random.oneIn(2) { query.position = Position(degrees: 48, 11) }
            if random.oneIn(2) { query.size = .upTo50 }
            if random.oneIn(2) { query.country = .make("DE") }
            return query
        }

        mutating func expectOrder(_ comment: Comment, _ query: ProviderQuery? = nil) throws {
            let query = try query ?? self.query()
            let rows = try test.search { $0 = query }.items
            #expect(rows.map(\.profileID) == [better.id, worse.id], comment)
        }
    }

    @Test(arguments: seeds) func `who is nearer ranks higher`(seed: UInt64) async throws {
        var twins = try await Twins(seed: seed) { one, other in
            let latitude = one.spots[0].position?.latitude ?? 0
            one.spots[0].position = (latitude, 11.1)
            other.spots[0].position = (latitude, 11.1001)
        }
        var query = try twins.query()
        query.position = Position(degrees: 48, 11)
        try twins.expectOrder("eleven metres decide", query)
    }

    @Test(arguments: seeds) func `who answers faster ranks higher`(seed: UInt64) async throws {
        var twins = try await Twins(seed: seed)
        let rfi = try await twins.test.submit(.deal(), to: [twins.better, twins.worse])
        let reaction = twins.random.pick([Reaction.accept, .decline])
        twins.test.clock.advance(by: .hours(Int64.random(in: 0...300, using: &twins.random)))
        try await twins.test.react(reaction, to: twins.test.engagement(rfi, twins.better))
        twins.test.clock.advance(by: .hours(1))
        try await twins.test.react(reaction, to: twins.test.engagement(rfi, twins.worse))
        try twins.expectOrder("an hour decides")
    }

    @Test(arguments: seeds) func `who lets them expire ranks lower`(seed: UInt64) async throws {
        var twins = try await Twins(seed: seed)
        _ = try await twins.test.submit(.deal(), to: [twins.worse])
        twins.test.clock.advance(by: .days(14))
        try await twins.test.session.settle()
        try twins.expectOrder("one expiry decides")
    }

    /// Both answer two requests at one instant, one with yes and one with no.
    @Test(arguments: seeds, ["tag", "size", "country"])
    func `who accepts deals like this one ranks higher, and who declines them lower`(
        seed: UInt64, trait: String
    ) async throws {
        var twins = try await Twins(seed: seed)
        let other: Inquiry =
            switch trait {
            case "tag": .deal(services: ["Training"])
            case "size": .deal(size: .above20000)
            default: .deal(country: "FR")
            }
        for (inquiry, likes, declines) in [
            (Inquiry.deal(), twins.better, twins.worse), (other, twins.worse, twins.better),
        ] {
            let rfi = try await twins.test.submit(inquiry, to: [likes, declines])
            try await twins.test.react(.accept, to: twins.test.engagement(rfi, likes))
            try await twins.test.react(.decline, to: twins.test.engagement(rfi, declines))
        }
        var query = ProviderQuery()
        switch trait {
        case "tag": query.services = [Tag(stored: "migration")]
        case "size": query.size = .upTo50
        default: query.country = .make("DE")
        }
        try twins.expectOrder("\(trait)", query)
    }

    @Test(arguments: seeds, ["value", "date", "win", "loss", "final value", "closing date"])
    func `who reports values, dates and outcomes ranks higher`(seed: UInt64, report: String) async throws {
        var twins = try await Twins(seed: seed)
        let test = twins.test
        let rfi = try await test.submit(.deal(), to: [twins.better, twins.worse])
        let (one, other) = (try test.engagement(rfi, twins.better), try test.engagement(rfi, twins.worse))
        for id in [one, other] { try await test.react(.acceptWithoutValue, to: id) }
        let day = test.clock.now.day
        try await test.engagements { service throws(ReferralError) in
            var edit = EngagementEdit()
            switch report {
            case "value":
                edit.estimatedValue = MoneyPatch(.make(5_00))
                _ = try service.edit(one, if: .any, edit)
            case "date":
                edit.estimatedPurchaseDate = .some(nil)
                _ = try service.edit(other, if: .any, edit)
            case "win": _ = try service.win(one, if: .any, Win())
            case "final value", "closing date":
                let value = report == "final value" ? Money.make(5_00) : nil
                _ = try service.win(one, if: .any, Win(finalValue: value, closedOn: value == nil ? day : nil))
                _ = try service.win(other, if: .any, Win())
            default:
                if let refusal = Refusal(reason: .spam, note: nil) { _ = try service.lose(one, if: .any, refusal) }
            }
        }
        try twins.expectOrder("\(report)")
    }

    @Test func `a newcomer stands between who answers at once and who never does`() async throws {
        let test = try TestStore()
        let good = try await test.provider(.make("Zeta"))
        try await test.provider(.make("Middle"))
        let bad = try await test.provider(.make("Alpha"))
        let rfi = try await test.submit(.deal(), to: [good, bad])
        try await test.react(.accept, to: test.engagement(rfi, good))
        test.clock.advance(by: .days(14))
        try await test.session.settle()
        #expect(try test.names { $0.size = .upTo50 } == ["Zeta", "Middle", "Alpha"])
        let newcomer = try test.search { $0.size = .upTo50 }.items[1].ranking
        #expect(newcomer.parts.map(\.value) == [50, 50, 50])
        #expect(newcomer.score == 50)
    }
}

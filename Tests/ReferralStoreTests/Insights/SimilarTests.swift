import ReferralStore
import Referrals
import TestSupport
import Testing

@Suite struct `Similar deals` {
    private static func similar(_ test: TestStore, _ id: ID<Engagement>, _ scope: Scope = .operator) throws
        -> [SimilarDeal]
    {
        try test.read { reader throws(ReferralError) in try reader.similar(to: id, scope) }
    }

    /// All deals of the partner that share a trait, compared one by one.
    private static func byHand(_ views: [EngagementView], to view: EngagementView) -> [SimilarDeal] {
        let deal = ComparableDeal(view.inquiry)
        let past = views.filter {
            $0.engagement.partnerID == view.engagement.partnerID && $0.engagement.state.isDecidedDeal
                && $0.engagement.id != view.engagement.id
        }
        return Array(
            past.map { SimilarDeal($0.engagement, ComparableDeal($0.inquiry), to: deal) }
                .filter { deal in deal.reasons.contains { if case .trait = $0 { true } else { false } } }
                .sorted { ($0.score, $0.engagement.id) > ($1.score, $1.engagement.id) }.prefix(10))
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `are those that comparing with every deal gives`(_ seed: UInt64) async throws {
        let work = try await InsightWork(seed: seed)
        try await work.run(700)
        let views = try work.views()
        #expect(views.count { $0.engagement.state.isDecidedDeal } > 5)
        for view in views.prefix(60) {
            let found = try Self.similar(work.test, view.engagement.id)
            let expected = Self.byHand(views, to: view)
            #expect(found == expected)
            #expect(found.map(\.score) == found.map(\.score).sorted(by: >))
        }
    }

    /// What has become of a request by then.
    private static func deal(
        _ test: TestStore, _ profile: Profile, _ inquiry: Inquiry, _ reactions: [Reaction]
    ) async throws -> ID<Engagement> {
        let id = try test.engagement(await test.submit(inquiry, to: [profile]), profile)
        for reaction in reactions { try await test.react(reaction, to: id) }
        return id
    }

    @Test func `tell what is shared, the outcome and the days`() async throws {
        let test = try TestStore()
        let profile = try await test.profile(of: test.partner())
        var inquiry = Inquiry.deal(services: ["Migration", "Training"], country: "FR")
        inquiry.need.summary = "Payroll migration for Contoso, with care"
        let past = try await Self.deal(test, profile, inquiry, [.accept])
        test.clock.advance(by: .days(7))
        try await test.react(.win, to: past)
        inquiry.need.services = [Tag(stored: "MIGRATION"), Tag(stored: "Audit")]
        inquiry.need.summary = "payroll audit"
        let asked = try await Self.deal(test, profile, inquiry, [])
        let deals = try Self.similar(test, asked, .partner(profile.partnerID))
        let found = try #require(deals.first)
        #expect(deals.count == 1 && found.engagement.id == past && found.daysToClose == 7)
        // Three of the four traits, one of the two words.
        #expect(found.score == 0.75 * 0.8 + 0.5 * 0.2)
        #expect(
            found.reasons == [
                .trait(.init(.service, "migration")), .trait(.init(.size, "10-50")), .trait(.init(.country, "FR")),
                .word("payroll"),
            ])
    }

    @Test func `are won or lost ones of the same partner, never the one itself`() async throws {
        let test = try TestStore()
        let profile = try await test.profile(of: test.partner())
        let other = try await test.profile(of: test.partner("Litware"))
        let asked = try await Self.deal(test, profile, .deal(), [.accept, .lose])
        for reactions in [[], [.accept], [.decline]] as [[Reaction]] {
            _ = try await Self.deal(test, profile, .deal(), reactions)
        }
        _ = try await Self.deal(test, other, .deal(), [.accept, .win])
        #expect(try Self.similar(test, asked) == [])
        let won = try await Self.deal(test, profile, .deal(), [.accept, .win])
        #expect(try Self.similar(test, asked).map(\.engagement.id) == [won])
        #expect(try Self.similar(test, asked).map(\.score) == [1])
        #expect(throws: ReferralError.notFound) { try Self.similar(test, asked, .partner(other.partnerID)) }
        #expect(throws: ReferralError.notFound) { try Self.similar(test, asked, .marketplace(.make())) }
        #expect(throws: ReferralError.notFound) { try Self.similar(test, ID(high: 1, low: 1)) }
    }

    @Test func `are no other partner's, even under the same key`() async throws {
        let test = try TestStore()
        let profile = try await test.profile(of: test.partner())
        let other = try await test.profile(of: test.partner("Litware"))
        let won = try await Self.deal(test, profile, .deal(), [.accept, .win])
        _ = try await Self.deal(test, other, .deal(), [.accept, .win])
        let asked = try await Self.deal(test, profile, .deal(), [])
        try await test.store.execute(
            "INSERT INTO past_deal_keys (key, engagement) SELECT key, 2 FROM past_deal_keys WHERE engagement = 1")
        #expect(try Self.similar(test, asked).map(\.engagement.id) == [won])
    }

    @Test func `compare hundreds of tags by what they are`() async throws {
        let test = try TestStore()
        let profile = try await test.profile(of: test.partner())
        func inquiry(_ numbers: Range<Int>) -> Inquiry {
            var inquiry = Inquiry.deal()
            let tags = numbers.map { Tag(stored: "tag \($0)") }
            (inquiry.need.industries, inquiry.need.products) = (tags, tags)
            (inquiry.need.services, inquiry.need.solutions) = (tags, tags)
            return inquiry
        }
        let past = try await Self.deal(test, profile, inquiry(25..<75), [.accept, .win])
        let asked = try await Self.deal(test, profile, inquiry(0..<50), [])
        let found = try Self.similar(test, asked)
        #expect(found.map(\.engagement.id) == [past])
        // Of 200 tags, the size and the country.
        #expect(found.first.map { abs($0.score - (0.8 * 102 / 202 + 0.2)) < 1e-9 } == true)
    }

    @Test func `ten at most, of equals the newest`() async throws {
        let test = try TestStore()
        let profile = try await test.profile(of: test.partner())
        var made: [ID<Engagement>] = []
        for _ in 0..<12 { made.append(try await Self.deal(test, profile, .deal(), [.accept, .win])) }
        #expect(try Self.similar(test, made[11]).map(\.engagement.id) == made[1...10].reversed())
    }

    @Test func `neither words nor tags tell of the customer's person`() async throws {
        let test = try TestStore()
        let profile = try await test.profile(of: test.partner())
        var inquiry = Inquiry.deal(services: ["For Ada Example"])
        inquiry.need.summary = "Ask Ada Example, ada@example.com, about payroll"
        _ = try await Self.deal(test, profile, inquiry, [.accept, .win])
        let asked = try await Self.deal(test, profile, inquiry, [.decline])
        let reasons = try Self.similar(test, asked).flatMap(\.reasons)
        #expect(reasons.contains(.word("payroll")))
        #expect(!reasons.contains { "\($0)".lowercased().contains("ada") })
    }
}

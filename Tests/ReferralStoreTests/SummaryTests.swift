import Referrals
import TestSupport
import Testing

@Suite struct SummaryTests {
    @Test(arguments: [1, 2, 3] as [UInt64])
    func `the figures are those of a recount`(seed: UInt64) async throws {
        var work = try await RandomWork(seed: seed)
        try await work.run(engagements: 90)
        for _ in 0..<40 {
            try await work.test.session.settle()
            try Self.recount(work)
            let minutes = Int64.random(in: 0...90, using: &work.random)
            let span = TimeSpan.milliseconds(minutes * 60_000 + (work.random.oneIn(2) ? 0 : 1))
            work.test.clock.advance(by: span)
        }
    }

    private static func recount(_ work: RandomWork) throws {
        let model = try ListModel(work)
        for scope in [Scope.operator, .partner(work.partners[0]), .partner(work.partners[1])] {
            #expect(try work.test.summary(scope) == model.summary(scope))
            let next = try work.test.read { reader throws(ReferralError) in try reader.nextInstant(scope) }
            #expect(next == model.nextInstant(scope))
        }
    }

    @Test func `a marketplace and a newcomer have no figures`() async throws {
        let test = try TestStore()
        let partner = try await test.partner()
        let empty = Dictionary(uniqueKeysWithValues: EngagementState.allCases.map { ($0, 0) })
        #expect(try test.summary(.partner(partner.id)).counts == empty)
        #expect(try test.summary(.marketplace(.make())) == EngagementSummary())
        #expect(
            try test.read { reader throws(ReferralError) in try reader.nextInstant(.partner(partner.id)) }
                == nil)
    }

    @Test func `sums beyond 64 bits are exact`() async throws {
        let test = try TestStore()
        let profile = try await test.profile(of: test.partner())
        let most = Money.make(9_999_999_999_999_999, "CLF")
        try await test.write { store throws(ReferralError) in
            let requests = TestStore.requests(store)
            for _ in 0..<1_000 { _ = try requests.submit(.make(to: [profile]), marketplace: .make()) }
        }
        var query = EngagementQuery()
        query.states = [.new]
        var sum = MoneySum(currency: most.currency)
        for _ in 0..<5 {
            let ids = try test.list(query, limit: 200).items.map(\.engagement.id)
            for _ in ids { sum += most }
            try await test.engagements { service throws(ReferralError) in
                for id in ids { _ = try service.accept(id, if: .any, Acceptance(terms: .make(value: most))) }
            }
        }
        #expect(sum.amount == "999999999999999.9000")
        #expect(sum.minorUnits == 9_999_999_999_999_999_000)
        #expect(try test.summary().openValue == [sum])
    }

    @Test func `a sum of nothing is not shown`() async throws {
        let test = try TestStore()
        let profile = try await test.profile(of: test.partner())
        let id = try #require(try test.engagements(of: await test.submit(to: [profile])).first).id
        try await test.engagements { service throws(ReferralError) in
            _ = try service.accept(id, if: .any, Acceptance(terms: .make(value: .make(5, "JPY"))))
        }
        #expect(try test.summary().openValue == [MoneySum(.make(5, "JPY"))])
        try await test.engagements { service throws(ReferralError) in _ = try service.win(id, if: .any, Win())
        }
        #expect(try test.summary().openValue == [])
        #expect(try test.summary().counts[.archived(.won)] == 1)
    }
}

extension ListModel {
    func summary(_ scope: Scope) -> EngagementSummary {
        var summary = EngagementSummary()
        for state in EngagementState.allCases { summary.counts[state] = 0 }
        var sums: [String: MoneySum] = [:]
        for engagement in own(scope) {
            summary.counts[engagement.state, default: 0] += 1
            if engagement.isHot(at: now) { summary.hot += 1 }
            if engagement.isOverdue(at: now) { summary.overdue += 1 }
            if engagement.state == .new, engagement.clocks.expiresAt <= now + .hours(48) {
                summary.expiringSoon += 1
            }
            if engagement.state == .active, let value = engagement.terms.estimatedValue {
                sums[value.currency.code, default: MoneySum(currency: value.currency)] += value
            }
        }
        summary.openValue = sums.values.filter { $0.minorUnits != 0 }.sorted {
            $0.currency.code < $1.currency.code
        }
        return summary
    }

    func nextInstant(_ scope: Scope) -> Timestamp? {
        own(scope).filter { $0.state == .new }.flatMap { engagement in
            [
                engagement.clocks.hotUntil, engagement.clocks.respondBy,
                engagement.clocks.expiresAt - .hours(48),
            ]
            .compactMap(\.self)
        }.filter { $0 > now }.min()
    }

    private func own(_ scope: Scope) -> [Engagement] {
        views.map(\.engagement).filter { scope == .operator || scope == .partner($0.partnerID) }
    }
}

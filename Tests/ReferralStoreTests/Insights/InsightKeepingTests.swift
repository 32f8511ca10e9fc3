import ReferralStore
import Referrals
import SQLite
import Synchronization
import TestSupport
import Testing

@Suite struct `What insights are read from` {
    private static func expectSound(_ test: TestStore) throws {
        try Checkup.run(on: test.directory.file("referrals.db")) { result in
            #expect(result.findings == [], "\(result.name)")
        }
    }

    private static func number(_ test: TestStore, _ sql: SQL) throws -> Int64 {
        try Connection(path: test.directory.file("referrals.db"), mode: .readOnly).first(sql) { $0.int(0) } ?? 0
    }

    @Test func `equals a recount after 10,000 random operations`() async throws {
        let work = try await InsightWork(seed: 1)
        for _ in 0..<20 { try await work.run(500) }
        try Self.expectSound(work.test)
        for state in 0...6 {
            let count = try Self.number(work.test, SQL("SELECT count(*) FROM engagements WHERE state = \(state)"))
            #expect(count > 0, "no engagement ends in the state \(state)")
        }
        #expect(try Self.number(work.test, "SELECT count(*) FROM engagements WHERE outcome_overdue = 1") > 0)
        #expect(try Self.number(work.test, "SELECT count(*) FROM rfis WHERE erased_at IS NOT NULL") > 0)
        #expect(try Self.number(work.test, "SELECT count(*) FROM insight_groups WHERE value LIKE '%ada%'") == 0)
        try await Self.comparePeriods(work)
    }

    /// Insights of random periods, against a sum over all engagements.
    private static func comparePeriods(_ work: InsightWork) async throws {
        var random = SplitMix64(seed: 9)
        let all = try work.views().map(\.engagement)
        let first = try #require(all.map(\.clocks.createdAt).min()).day
        for scope in [Scope.operator] + work.partners.map(Scope.partner) {
            for _ in 0..<6 {
                let from = first.adding(days: Int.random(in: -40...100, using: &random))
                let period = try InsightPeriod(
                    from: from, to: from.adding(days: Int.random(in: 1...130, using: &random)))
                let own = all.filter { scope == .operator || scope == .partner($0.partnerID) }
                let days = own.flatMap { Array($0.insightFigures) }.filter {
                    period.from <= $0.key && $0.key < period.to
                }
                let insights = try work.test.read { reader throws(ReferralError) in
                    try reader.insights(period, scope)
                }
                #expect(insights.total == days.reduce(InsightFigures()) { $0 + $1.value })
                #expect(insights.months.map(\.start) == period.months)
                #expect(insights.openValue == (try work.test.summary(scope).openValue))
            }
        }
    }

    @Test func `is filled for a database that lacks it`() async throws {
        let work = try await InsightWork(seed: 2)
        try await work.run(400)
        work.test.store.stop()
        let path = work.test.directory.file("referrals.db")
        try Connection(path: path, mode: .readWriteCreate).execute(
            """
            DELETE FROM properties WHERE name = 'insights'; DELETE FROM insight_figures; DELETE FROM insight_groups;
            DELETE FROM partner_gaps; DELETE FROM past_deal_keys WHERE engagement % 2 = 0;
            """)
        let again = try TestStore(work.test.directory, clock: work.test.clock)
        try Self.expectSound(again)
    }

    @Test func `is filled in pieces`() async throws {
        let work = try await InsightWork(seed: 3)
        try await work.run(400)
        try await work.test.store.refillInsights(piece: 7)
        try Self.expectSound(work.test)
    }

    @Test func `leaves out what is damaged, and the service starts`() async throws {
        let work = try await InsightWork(seed: 4)
        try await work.run(60)
        work.test.store.stop()
        let path = work.test.directory.file("referrals.db")
        try Connection(path: path, mode: .readWriteCreate).execute(
            "DELETE FROM properties WHERE name = 'insights'; UPDATE engagements SET reason = 'none' WHERE row = 1;")
        let faults = Mutex<[String]>([])
        let again = try TestStore(
            work.test.directory, clock: work.test.clock,
            onFault: { fault in faults.withLock { $0.append(fault) } })
        let told = faults.withLock { $0 }
        #expect(told.count == 1 && told[0].contains("row 1 is left out of insights"), "\(told)")
        var findings: [String] = []
        try Checkup.run(on: again.directory.file("referrals.db")) { result in
            if result.name == "insights" { findings = result.findings }
        }
        #expect(findings.count == 1 && findings[0].hasPrefix("The engagement in row 1 can't be counted"), "\(findings)")
    }

    @Test func `groups by country and industry over all partners, page by page`() async throws {
        let test = try TestStore()
        let profiles = [
            try await test.profile(of: test.partner()), try await test.profile(of: test.partner("Litware")),
        ]
        for (country, industry) in [("DE", "Retail"), ("FR", "retail"), ("FR", "Banking")] {
            var inquiry = Inquiry.make(country: country)
            inquiry.need.industries = [Tag(stored: industry)]
            try await test.submit(inquiry, to: profiles)
        }
        let month = test.clock.now.day.startOfMonth
        let period = try InsightPeriod(from: month, to: month.adding(months: 1))
        func groups(_ grouping: InsightGrouping, after: String? = nil) throws -> Page<InsightGroup, String> {
            try test.read { reader throws(ReferralError) in
                try reader.insightGroups(grouping, period, PageRequest(after: after, limit: 1))
            }
        }
        let first = try groups(.country)
        #expect(first.items.map(\.name) == ["DE"] && first.items[0].figures.received == 2)
        let second = try groups(.country, after: first.next)
        #expect(second.items.map(\.name) == ["FR"] && second.items[0].figures.received == 4)
        #expect(try groups(.country, after: second.next ?? "FR").items == [])
        #expect(try groups(.industry, after: "banking").items.map(\.figures.received) == [4])
        #expect(try groups(.month).items.map(\.figures.received) == [6])
        let before = try InsightPeriod(from: month.adding(months: -1), to: month)
        let none = try test.read { reader throws(ReferralError) in
            try reader.insightGroups(.country, before, PageRequest(limit: 9))
        }
        #expect(none.items == [] && none.next == nil)
    }

    @Test func `sums beyond 64 bits are exact`() async throws {
        let test = try TestStore()
        let profile = try await test.profile(of: test.partner())
        let most = Money.make(9_999_999_999_999_999, "CLF")
        try await test.write { store throws(ReferralError) in
            for _ in 0..<1_000 {
                let view = try TestStore.requests(store).submit(.make(to: [profile]), marketplace: .make())
                let service = EngagementService(store, scope: .operator, cause: TestStore.cause)
                for engagement in try store.engagements(of: view.rfi.id) {
                    _ = try service.accept(engagement.id, if: .any, Acceptance(terms: .make()))
                    _ = try service.win(engagement.id, if: .any, Win(finalValue: most))
                }
            }
        }
        let today = test.clock.now.day
        let period = try InsightPeriod(from: today, to: today.adding(days: 1))
        let insights = try test.read { reader throws(ReferralError) in try reader.insights(period, .operator) }
        #expect(insights.total.wonValue.map(\.minorUnits) == [9_999_999_999_999_999_000])
    }

    @Test func `a marketplace has none`() async throws {
        let test = try TestStore()
        let period = try InsightPeriod(from: .make("2026-01-01"), to: .make("2026-02-01"))
        let insights = try test.read { reader throws(ReferralError) in
            try reader.insights(period, .marketplace(.make()))
        }
        #expect(insights.months == [] && insights.tips == [])
    }

    @Test func `appearances of very many partners are written in several jobs, none twice`() async throws {
        let test = try TestStore()
        let partners = Set((0..<700).map { ID<Partner>(high: 9, low: UInt64($0)) })
        let today = test.clock.now.day
        let period = try InsightPeriod(from: today, to: today.adding(days: 1))
        func shown(_ scope: Scope) throws -> Int {
            try test.read { reader throws(ReferralError) in try reader.insights(period, scope).searchAppearances }
        }
        test.session.countAppearances(of: partners)
        // The third job fails.
        try await test.store.execute(
            """
            CREATE TRIGGER full BEFORE INSERT ON search_appearances
            WHEN (SELECT count(*) FROM search_appearances) > 700 BEGIN SELECT RAISE(ABORT, 'full'); END
            """)
        await #expect(throws: ReferralError.self) { try await test.store.writeAppearances() }
        let before = try shown(.operator)
        #expect(before > 0 && before < 700)
        try await test.store.execute("DROP TRIGGER full")
        test.session.countAppearances(of: [ID(high: 9, low: 1)])
        try await test.store.writeAppearances()
        #expect(try shown(.operator) == 701)
        for partner in partners { #expect(try shown(.partner(partner)) == (partner.low == 1 ? 2 : 1)) }
    }

    @Test func `appearances are written together, and move a counter of their own`() async throws {
        let test = try TestStore()
        let (one, other) = (try await test.partner(), try await test.partner("Litware"))
        let (before, own) = (test.session.counter(.operator), test.session.appearancesCounter)
        for _ in 0..<3 { test.session.countAppearances(of: [one.id]) }
        test.session.countAppearances(of: [one.id, other.id])
        test.session.countAppearances(of: [])
        let today = test.clock.now.day
        let period = try InsightPeriod(from: today, to: today.adding(days: 40))
        func shown(_ scope: Scope) throws -> Int {
            try test.read { reader throws(ReferralError) in try reader.insights(period, scope).searchAppearances }
        }
        #expect(try shown(.operator) == 0)
        #expect(test.session.appearancesCounter == own)
        try await test.store.writeAppearances()
        try await test.store.writeAppearances()
        #expect(try shown(.partner(one.id)) == 4 && shown(.partner(other.id)) == 1 && shown(.operator) == 5)
        #expect(test.session.counter(.operator) == before)
        #expect(test.session.appearancesCounter == own + 1, "the second time there was nothing to write")
        #expect(test.session.counter(.partner(one.id)) == test.session.counter(.partner(other.id)))
    }
}

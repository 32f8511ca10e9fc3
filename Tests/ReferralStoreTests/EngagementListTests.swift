import Referrals
import TestSupport
import Testing

@Suite struct EngagementListTests {
    /// Filters by name, so that a failure says which.
    private static func queries(_ work: RandomWork) throws -> [(name: String, query: EngagementQuery)] {
        var random = SplitMix64(seed: 7)
        let middle = Timestamp(milliseconds: (1_795_399_200_000 + work.test.clock.now.milliseconds) / 2)
        func query(_ change: (inout EngagementQuery) -> Void) -> EngagementQuery {
            var query = EngagementQuery()
            change(&query)
            return query
        }
        let stored = try #require(work.rfis.last).rfi.id
        return [
            ("all", query { _ in }),
            ("new", query { $0.states = [.new] }),
            ("archived", query { $0.states = [.archived(.won), .archived(.lost), .archived(.expired)] }),
            ("sources", query { $0.sources = [.marketing, .salesAgent] }),
            ("country", query { $0.country = .make("JP") }),
            ("hot", query { $0.hot = true }),
            ("not hot", query { $0.hot = false }),
            ("overdue", query { $0.overdue = true }),
            ("in time", query { $0.overdue = false }),
            ("created", query { $0.created = TimeRange(after: middle, before: middle + .hours(20)) }),
            ("updated", query { $0.updated = TimeRange(after: middle - .hours(20), before: middle) }),
            ("expires", query { $0.expiresBefore = middle + .hours(48) }),
            ("crm", query { $0.crmID = random.pick(["CRM-1", "CRM-2"]) }),
            ("rfi", query { $0.rfiID = stored }),
            (
                "nothing",
                query {
                    $0.states = [.active]
                    $0.overdue = true
                }
            ),
        ]
    }

    /// All pages of a list, put together.
    private static func pages(
        _ test: TestStore, _ query: EngagementQuery, _ scope: Scope, limit: Int
    ) throws -> [ID<Engagement>] {
        var ids: [ID<Engagement>] = []
        var after: EngagementKey?
        repeat {
            let page = try test.list(query, scope, after: after, limit: limit)
            ids += page.items.map(\.engagement.id)
            #expect(page.items.count <= limit)
            after = page.next
        } while after != nil
        return ids
    }

    @Test(arguments: EngagementQuery.Sort.allCases)
    func `every list is the plain one, whatever its filter, direction and page size`(
        sort: EngagementQuery.Sort
    ) async throws {
        var work = try await RandomWork(seed: 42)
        try await work.run(engagements: 120)
        try await work.test.session.settle()
        let model = try ListModel(work)
        #expect(Set(model.views.map(\.engagement.state.status)).count == 3)
        for (name, query) in try Self.queries(work) {
            for descending in [true, false] {
                for (limit, scope) in [
                    (7, Scope.operator), (40, .partner(work.partners[0])), (200, .operator),
                ] {
                    var query = query
                    query.sort = sort
                    query.descending = descending
                    let listed = try Self.pages(work.test, query, scope, limit: limit)
                    #expect(
                        listed == model.list(query, scope),
                        "\(name), descending \(descending), \(limit) a page")
                }
            }
        }
    }

    @Test(arguments: [true, false], [EngagementQuery.Sort.createdAt, .name, .estimatedValue, .expiresAt])
    func `what comes in between two pages neither repeats nor skips a row`(
        descending: Bool, sort: EngagementQuery.Sort
    ) async throws {
        var work = try await RandomWork(seed: 43)
        try await work.run(engagements: 60)
        var query = EngagementQuery()
        query.sort = sort
        query.descending = descending
        query.states = [.new, .active]
        let before = try ListModel(work).list(query, .operator)
        var seen: [ID<Engagement>] = []
        var after: EngagementKey?
        repeat {
            let page = try work.test.list(query, after: after, limit: 5)
            seen += page.items.map(\.engagement.id)
            after = page.next
            try await work.submit()
        } while after != nil && seen.count < 500
        #expect(Set(seen).count == seen.count)
        #expect(seen.filter(Set(before).contains) == before)
    }

    @Test func `a key that does not fit the sort is a fault of the program`() throws {
        let test = try TestStore()
        #expect(throws: ReferralError.internalFault("the key of a page does not fit the sort createdAt")) {
            try test.list(after: EngagementKey(value: .text("x"), row: 1))
        }
    }

    @Test func `a partner never sees what is another's`() async throws {
        var work = try await RandomWork(seed: 44)
        try await work.run(engagements: 30)
        let (own, other) = (Scope.partner(work.partners[0]), Scope.partner(work.partners[1]))
        let mine = try work.test.list(EngagementQuery(), own, limit: 200).items.map(\.engagement)
        let theirs = try work.test.list(EngagementQuery(), other, limit: 200).items.map(\.engagement)
        #expect(mine.count + theirs.count == work.ids.count)
        #expect(mine.allSatisfy { $0.partnerID == work.partners[0] })
        let hidden = try #require(theirs.first)
        let market = Scope.marketplace(.make())
        try work.test.read { reader throws(ReferralError) in
            #expect(try reader.engagement(hidden.id, own) == nil)
            #expect(try reader.engagementView(hidden.id, own) == nil)
            #expect(try reader.engagementView(hidden.id, other)?.engagement == hidden)
            #expect(try reader.engagement(hidden.id, market) == nil)
            #expect(try reader.engagements(EngagementQuery(), market, PageRequest()).items.isEmpty)
        }
    }
}

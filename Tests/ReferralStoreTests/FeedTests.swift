import ReferralStore
import Referrals
import SQLite
import TestSupport
import Testing

@Suite struct FeedTests {
    private static func page(
        _ test: TestStore, _ feed: Scope, after seq: Int = 0, _ patterns: [String] = ["*"], limit: Int = 200
    ) throws -> FeedPage {
        let filter = try #require(EventFilter(patterns))
        return try test.read { reader throws(ReferralError) in
            try reader.events(feed, after: seq, filter, limit: limit)
        }
    }

    private static func bounds(_ test: TestStore, _ feed: Scope) throws -> FeedBounds {
        try test.read { reader throws(ReferralError) in try reader.feedBounds(feed) }
    }

    @Test func `each feed has its own events under its own numbers`() async throws {
        let test = try TestStore()
        let (one, other) = (try await test.partner("A"), try await test.partner("B"))
        let profiles = [try await test.profile(of: one), try await test.profile(of: other)]
        let rfi = try await test.submit(to: profiles)
        try await test.submit(to: [profiles[1]], marketplace: .make("elsewhere"))
        let all = try Self.page(test, .operator).events
        #expect(all.map(\.seq) == Array(1...all.count))
        for partner in [one, other] {
            let page = try Self.page(test, .partner(partner.id))
            #expect(page.events.map(\.seq) == Array(1...page.events.count))
            #expect(page.events.map(\.id) == all.filter { $0.partnerID == partner.id }.map(\.id))
            #expect(try Self.bounds(test, .partner(partner.id)) == FeedBounds(first: 1, last: page.events.count))
            #expect(page.last == page.events.count && !page.hasMore)
        }
        let market = try Self.page(test, .marketplace(.make())).events
        #expect(market.map(\.type) == [.rfiSubmitted] && market.map(\.subject) == [.rfi(rfi.rfi.id)])
        #expect(market.map(\.seq) == [1] && market[0].actor == TestStore.cause.actor)
        #expect(market[0].requestID == "request" && market[0].changes == "{}")
        #expect(try Self.bounds(test, .marketplace(.make("nobody"))) == FeedBounds(first: 1, last: 0))
        let single = try test.read { reader throws(ReferralError) in
            (try reader.event(.partner(one.id), seq: 1), try reader.event(.partner(one.id), seq: 99))
        }
        #expect(try single.0 == Self.page(test, .partner(one.id)).events.first && single.1 == nil)
    }

    @Test func `a filter leaves out, and still says how far it looked`() async throws {
        let test = try TestStore()
        let profile = try await test.profile(of: test.partner())
        for _ in 0..<3 { try await test.submit(to: [profile]) }
        let last = try Self.bounds(test, .operator).last
        let whole = try Self.page(test, .operator)
        for patterns in [["rfi.*"], ["engagement.created", "profile.*"], ["note.added"], ["*"]] {
            let filter = try #require(EventFilter(patterns))
            let expected = whole.events.filter { filter.accepts($0.type) }.map(\.seq)
            for limit in 1...last {
                var (found, seq, more): ([Int], Int, Bool) = ([], 0, true)
                while more {
                    let page = try Self.page(test, .operator, after: seq, patterns, limit: limit)
                    #expect(page.events.count <= limit && page.last > seq)
                    found += page.events.map(\.seq)
                    (seq, more) = (page.last, page.hasMore)
                }
                #expect(found == expected && seq == last)
            }
        }
    }

    @Test func `a page looks at no more than 20,000 events`() async throws {
        let test = try TestStore()
        try await test.store.execute(
            """
            WITH RECURSIVE n (seq) AS (SELECT 1 UNION ALL SELECT seq + 1 FROM n WHERE seq < 20002)
            INSERT INTO events (seq, id, type, occurred_at, subject_type, subject_id, actor_role, actor_name, changes)
            SELECT seq, randomblob(16), iif(seq < 20001, 'note.added', 'rfi.submitted'), 0, 'rfi', randomblob(16),
                'clock', 'clock', '{}' FROM n;
            INSERT INTO feeds VALUES ('', 20002);
            """)
        let first = try Self.page(test, .operator, after: 0, ["rfi.*"])
        #expect(first.events.isEmpty && first.last == 20_000 && first.hasMore)
        let second = try Self.page(test, .operator, after: first.last, ["rfi.*"])
        #expect(second.events.map(\.seq) == [20_001, 20_002] && second.last == 20_002 && !second.hasMore)
    }

    // MARK: Retention

    /// Three events of a partner, and an endpoint with a delivery of the second one.
    private static func withDelivery(state: Int, enabled: Bool, status: Partner.Status = .active) async throws
        -> TestStore
    {
        let test = try TestStore()
        let partner = try await test.partner()
        _ = try await test.profile(of: partner)
        #expect(try bounds(test, .operator) == FeedBounds(first: 1, last: 2))
        try await test.store.execute(
            """
            INSERT INTO webhooks (
                id, feed, partner_id, url, event_types, enabled, secret, version, created_at, updated_at)
                SELECT randomblob(16), 'p', id, 'https://contoso.example', '*', \(enabled ? 1 : 0), x'00', 1, 0, 0
                FROM partners;
            INSERT INTO deliveries (id, webhook, event, message_id, type, state, attempts, next_at, created_at)
                VALUES (randomblob(16), 1, 2, randomblob(16), 'x', \(state), 0, \(state == 0 ? "0" : "NULL"), 0);
            UPDATE partners SET status = '\(status.rawValue)';
            """)
        return test
    }

    private static func deliveries(_ test: TestStore) throws -> Int64? {
        try Connection(path: test.directory.file("referrals.db"), mode: .readOnly)
            .first("SELECT count(*) FROM deliveries") { $0.int(0) }
    }

    @Test func `events go when their time is over, and numbers go on`() async throws {
        let test = try TestStore()
        let partner = try await test.partner()
        _ = try await test.profile(of: partner)
        test.clock.advance(by: .days(1))
        _ = try await test.profile(of: partner, country: "FR")
        let last = try Self.bounds(test, .operator).last
        let counter = test.session.counter(.partner(partner.id))
        test.clock.advance(by: .milliseconds(89 * 86_400_000 - 1))
        _ = try await test.partner("Later")
        #expect(try Self.bounds(test, .operator) == FeedBounds(first: 1, last: last))
        test.clock.advance(by: .milliseconds(1))
        _ = try await test.partner("Later still")
        #expect(try Self.bounds(test, .operator) == FeedBounds(first: 3, last: last))
        #expect(try Self.bounds(test, .partner(partner.id)) == FeedBounds(first: 3, last: last))
        #expect(test.session.counter(.partner(partner.id)) > counter)
        test.clock.advance(by: .days(2))
        _ = try await test.partner("Last")
        #expect(try Self.bounds(test, .operator) == FeedBounds(first: last + 1, last: last))
        _ = try await test.profile(of: partner, country: "JP")
        #expect(try Self.bounds(test, .partner(partner.id)).first == last + 1)
        try Checkup.run(on: test.directory.file("referrals.db")) { result in
            #expect(result.findings.isEmpty, "\(result.name)")
        }
    }

    @Test func `not before an endpoint that is on has got them`() async throws {
        let test = try await Self.withDelivery(state: 0, enabled: true)
        test.clock.advance(by: .days(91))
        _ = try await test.partner("Later")
        #expect(try Self.bounds(test, .operator) == FeedBounds(first: 2, last: 2))
        #expect(try Self.deliveries(test) == 1)
        try await test.store.execute("UPDATE deliveries SET state = 1, next_at = NULL")
        _ = try await test.partner("Later still")
        #expect(try Self.bounds(test, .operator) == FeedBounds(first: 3, last: 2))
        #expect(try Self.deliveries(test) == 0)
    }

    @Test(arguments: [(1, true, Partner.Status.active), (0, false, .active), (0, true, .suspended)])
    func `deliveries that nobody waits for go with their events`(
        state: Int, enabled: Bool, status: Partner.Status
    ) async throws {
        let test = try await Self.withDelivery(state: state, enabled: enabled, status: status)
        test.clock.advance(by: .days(91))
        _ = try await test.partner("Later")
        #expect(try Self.bounds(test, .operator) == FeedBounds(first: 3, last: 2))
        #expect(try Self.deliveries(test) == 0)
    }

    @Test func `only the service forgets`() async throws {
        let directory = try TemporaryDirectory()
        let clock = TestClock()
        do {
            let test = try TestStore(directory, clock: clock)
            _ = try await test.profile(of: test.partner())
        }
        clock.advance(by: .days(100))
        let test = try TestStore(directory, clock: clock, part: .visitor)
        _ = try await test.partner("Later")
        #expect(try Self.bounds(test, .operator).first == 1)
    }
}

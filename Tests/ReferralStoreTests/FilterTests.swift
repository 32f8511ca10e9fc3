import ReferralStore
import Referrals
import TestSupport
import Testing

/// A filtered list does not read the rows that it drops: here they are damaged, so that reading one would throw.
@Suite struct FilterTests {
    @Test func `requests of another status are not read`() async throws {
        let test = try TestStore()
        let profile = try await test.profile(of: test.partner())
        let made = [try await test.submit(to: [profile]), try await test.submit(to: [profile])]
        try await test.store.execute("UPDATE rfis SET status = 'withdrawn', size = 'none' WHERE row = 1")
        for scope in [Scope.operator, .marketplace(.make())] {
            var query = RFIQuery()
            query.statuses = [.open]
            #expect(try Self.requests(test, query, scope) == [made[1]])
            query.statuses = []
            #expect(try Self.requests(test, query, scope) == [])
            query.statuses = [.withdrawn]
            #expect(throws: ReferralError.self) { try Self.requests(test, query, scope) }
        }
    }

    private static func requests(
        _ test: TestStore, _ query: RFIQuery, _ scope: Scope
    ) throws(ReferralError) -> [RFIView] {
        try test.read { reader throws(ReferralError) in try reader.rfis(query, scope, PageRequest()).items }
    }

    @Test func `keys of another role or partner are not read`() async throws {
        let test = try TestStore()
        let partner = try await test.partner()
        let roles: [Role] = [.marketplace(.make()), .partner(partner.id), .reviewer]
        var keys: [APIKey] = []
        for (index, role) in roles.enumerated() {
            keys.append(
                try await test.write { store throws(ReferralError) in
                    try AccessService(store).createKey(
                        NewAPIKey(name: "key", role: role, expiresAt: nil),
                        digest: Array(repeating: UInt8(index), count: 32))
                })
        }
        try await test.store.execute("UPDATE keys SET marketplace_id = '!' WHERE role = 'marketplace'")
        let queries = [
            (KeyQuery(roles: [.reviewer, .partner]), [keys[2], keys[1]]),
            (KeyQuery(partnerID: partner.id), [keys[1]]),
        ]
        for (query, expected) in queries {
            #expect(
                try test.read { reader throws(ReferralError) in try reader.keys(query, PageRequest()).items }
                    == expected)
        }
    }

    @Test func `partners of another status are not read`() async throws {
        let test = try TestStore()
        let partners = [try await test.partner("A"), try await test.partner("B")]
        try await test.store.execute(
            "UPDATE partners SET status = 'suspended', website = 'none' WHERE name = 'A'")
        let active = try test.read { reader throws(ReferralError) in
            try reader.partners(statuses: [.active], PageRequest()).items
        }
        #expect(active == [partners[1]])
    }

    @Test func `profiles of another status or country are not read`() async throws {
        let test = try TestStore()
        let partner = try await test.partner()
        var profiles: [Profile] = []
        for country in ["DE", "FR", "JP"] {
            profiles.append(try await test.profile(of: partner, country: country))
        }
        try await test.store.execute(
            """
            UPDATE profiles SET customer_sizes = 'none' WHERE country <> 'FR';
            UPDATE profiles SET status = 'draft' WHERE country = 'JP'
            """)
        var query = ProfileQuery()
        query.statuses = [.active]
        query.countries = [.make("FR"), .make("JP")]
        for scope in [Scope.operator, .partner(partner.id)] {
            let wanted = query
            let found = try test.read { reader throws(ReferralError) in
                try reader.profiles(wanted, scope, PageRequest()).items
            }
            #expect(found == [profiles[1]])
        }
    }
}

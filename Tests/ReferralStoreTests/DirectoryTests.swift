import ReferralStore
import Referrals
import TestSupport
import Testing

@Suite struct DirectoryTests {
    /// All pages of a list, put together.
    private static func pages<Item: Sendable, Key: Sendable>(
        limit: Int = 2, _ page: (PageRequest<Key>) throws -> Page<Item, Key>
    ) throws -> [Item] {
        var items: [Item] = []
        var request = PageRequest<Key>(limit: limit)
        repeat {
            let next = try page(request)
            items += next.items
            request.after = next.next
        } while request.after != nil
        return items
    }

    @Test func `keys are found by id and digest until they are revoked`() async throws {
        let test = try TestStore()
        #expect(try await test.store.hasKeys() == false)
        let partner = try await test.partner()
        let roles: [Role] = [.operator, .partner(partner.id), .marketplace(.make()), .reviewer]
        var keys: [APIKey] = []
        for (index, role) in roles.enumerated() {
            let new = NewAPIKey(
                name: "key \(index)", role: role, expiresAt: index == 0 ? test.clock.now + .days(1) : nil)
            keys.append(
                try await test.write { store throws(ReferralError) in
                    try AccessService(store).createKey(new, digest: Array(repeating: UInt8(index), count: 32))
                })
        }
        #expect(try await test.store.hasKeys())
        for (index, key) in keys.enumerated() {
            let digest = [UInt8](repeating: UInt8(index), count: 32)
            let credential = try test.read { reader throws(ReferralError) in
                try reader.credential(digest: digest)
            }
            #expect(credential?.key == key)
            #expect(credential?.isSuspended == false)
            #expect(try test.read { reader throws(ReferralError) in try reader.key(key.id) } == key)
        }
        let listed = try Self.pages { page in
            try test.read { reader throws(ReferralError) in try reader.keys(KeyQuery(), page) }
        }
        #expect(listed == keys.reversed())
        let some = try Self.pages(limit: 1) { page in
            try test.read { reader throws(ReferralError) in
                try reader.keys(KeyQuery(roles: [.operator, .reviewer]), page)
            }
        }
        #expect(some == [keys[3], keys[0]])
        let own = try Self.pages { page in
            try test.read { reader throws(ReferralError) in
                try reader.keys(KeyQuery(partnerID: partner.id), page)
            }
        }
        #expect(own == [keys[1]])
        let first = keys[0].id
        try await test.write { store throws(ReferralError) in try AccessService(store).revokeKey(first) }
        await #expect(throws: ReferralError.notFound) {
            try await test.write { store throws(ReferralError) in try AccessService(store).revokeKey(first) }
        }
        #expect(try test.read { reader throws(ReferralError) in try reader.key(first) } == nil)
    }

    @Test func `a suspended partner's keys say so`() async throws {
        let test = try TestStore()
        let partner = try await test.partner()
        let digest = [UInt8](repeating: 5, count: 32)
        _ = try await test.write { store throws(ReferralError) in
            var patch = PartnerPatch()
            patch.status = .suspended
            _ = try AccessService(store).updatePartner(partner.id, if: .any, patch)
            return try AccessService(store).createKey(
                NewAPIKey(name: "k", role: .partner(partner.id), expiresAt: nil), digest: digest)
        }
        #expect(
            try test.read { reader throws(ReferralError) in try reader.credential(digest: digest)?.isSuspended
            } == true)
    }

    @Test func `partners are listed newest first and by status`() async throws {
        let test = try TestStore()
        var partners: [Partner] = []
        for name in ["A", "B", "C", "D", "E"] { partners.append(try await test.partner(name)) }
        let (id, url) = (partners[2].id, try #require(WebURL("https://example.com/x")))
        let changed = try await test.write { store throws(ReferralError) in
            var patch = PartnerPatch()
            patch.status = .suspended
            patch.website = .some(url)
            patch.email = .some(EmailAddress(stored: "c@example.com"))
            return try AccessService(store).updatePartner(id, if: .oneOf([1]), patch)
        }
        #expect(changed.version == 2)
        partners[2] = changed
        let list = { (statuses: [Partner.Status]?) in
            try Self.pages { page in
                try test.read { reader throws(ReferralError) in try reader.partners(statuses: statuses, page)
                }
            }
        }
        #expect(try list(nil) == partners.reversed())
        #expect(try list([.suspended]) == [changed])
        #expect(try list([.active]).map(\.name) == ["E", "D", "B", "A"])
    }

    @Test func `a profile comes back with everything in it`() async throws {
        let test = try TestStore()
        let partner = try await test.partner()
        var made = try await test.profile(of: partner)
        made.details.description = "Two\nlines"
        made.details.website = WebURL("https://example.com")
        made.details.languages = ["de", "zh-Hant-TW"].compactMap { LanguageTag($0) }
        made.details.keywords = [
            Tag(stored: "Größe"), Tag(stored: "cloud, no comma".replacing(",", with: "")),
        ]
        made.details.customerSizes = [.upTo9, .above20000]
        made.locations[0].details.position = Position(latitude: -1, longitude: 179_999_999)
        made.locations.append(
            Location(id: test.environment.newID(at: test.clock.now), details: .make(name: "Second")))
        let profile = made
        try await test.write { store throws(ReferralError) in try store.update(profile) }
        try test.read { reader throws(ReferralError) in
            #expect(try reader.profile(profile.id, .operator) == profile)
            #expect(try reader.profile(profile.id, .partner(partner.id)) == profile)
            #expect(try reader.profile(profile.id, .partner(ID(high: 1, low: 1))) == nil)
            #expect(try reader.profile(profile.id, .marketplace(.make())) == nil)
            #expect(try reader.profileID(of: partner.id, country: .make("DE")) == profile.id)
            #expect(try reader.profileID(of: partner.id, country: .make("FR")) == nil)
        }
    }

    @Test func `profiles are listed in scope and by filter`() async throws {
        let test = try TestStore()
        var profiles: [Profile] = []
        for name in ["A", "B"] {
            let partner = try await test.partner(name)
            for country in ["DE", "FR", "JP"] {
                profiles.append(try await test.profile(of: partner, country: country))
            }
        }
        let first = profiles[0].id
        profiles[0] = try await test.write { store throws(ReferralError) in
            try ProfileService(store, scope: .operator, cause: TestStore.cause).deactivate(first, if: .any)
        }
        let list = { (query: ProfileQuery, scope: Scope) in
            try Self.pages { page in
                try test.read { reader throws(ReferralError) in try reader.profiles(query, scope, page) }
            }
        }
        var query = ProfileQuery()
        #expect(try list(query, .operator) == profiles.reversed())
        #expect(try list(query, .partner(profiles[0].partnerID)) == profiles.prefix(3).reversed())
        #expect(try list(query, .marketplace(.make())) == [])
        query.statuses = [.active]
        query.countries = [.make("DE"), .make("FR")]
        #expect(try list(query, .operator) == [profiles[4], profiles[3], profiles[1]])
    }

    @Test func `a deleted profile keeps its last name for customers`() async throws {
        let test = try TestStore()
        let profile = try await test.profile(of: test.partner(), name: "First")
        let rfi = try await test.submit(to: [profile])
        try await test.write { store throws(ReferralError) in
            let service = ProfileService(store, scope: .operator, cause: TestStore.cause)
            var patch = ProfilePatch()
            patch.displayName = .some("Last")
            _ = try service.update(profile.id, if: .any, patch)
            try service.delete(profile.id, if: .any)
        }
        let found = try test.read { reader throws(ReferralError) in
            try reader.rfiView(rfi.rfi.id, .marketplace(.make()))
        }
        #expect(found?.recipients.map(\.displayName) == ["Last"])
        #expect(
            try test.read { reader throws(ReferralError) in try reader.profile(profile.id, .operator) } == nil
        )
        #expect(try await test.profile(of: Partner(profile)).country == profile.country)
    }

    @Test func `requests are listed by creation, in scope and by filter`() async throws {
        let test = try TestStore()
        let partner = try await test.partner()
        let profiles = [
            try await test.profile(of: partner), try await test.profile(of: partner, country: "FR"),
        ]
        var made: [RFIView] = []
        for index in 0..<9 {
            made.append(
                try await test.submit(to: profiles, marketplace: .make(index % 3 == 0 ? "other" : "market")))
            test.clock.advance(by: .hours(1))
        }
        let list = { (query: RFIQuery, scope: Scope) in
            try Self.pages { page in
                try test.read { reader throws(ReferralError) in try reader.rfis(query, scope, page) }
            }
        }
        var query = RFIQuery()
        let own = Scope.marketplace(.make("other"))
        #expect(try list(query, .operator) == made.reversed())
        #expect(try list(query, own) == [made[6], made[3], made[0]])
        #expect(try list(query, .partner(partner.id)) == [])
        query.created = TimeRange(after: made[2].rfi.createdAt, before: made[7].rfi.createdAt)
        #expect(try list(query, .operator) == made[3...6].reversed())
        query.descending = false
        #expect(try list(query, .operator) == Array(made[3...6]))
        #expect(try list(query, own) == [made[3], made[6]])
        query.statuses = [.withdrawn]
        #expect(try list(query, .operator) == [])
        query.statuses = [.withdrawn, .open, .open]
        #expect(try list(query, .operator) == Array(made[3...6]))
        try test.read { reader throws(ReferralError) in
            #expect(try reader.rfiView(made[0].rfi.id, own) == made[0])
            #expect(try reader.rfi(made[1].rfi.id, own) == nil)
            #expect(try reader.rfi(made[0].rfi.id, .partner(partner.id)) == nil)
        }
    }
}

extension Partner {
    /// Enough of a profile's partner to make another profile.
    fileprivate init(_ profile: Profile) {
        self.init(
            id: profile.partnerID, name: "", email: nil, website: nil, createdAt: profile.createdAt,
            updatedAt: profile.createdAt)
    }
}

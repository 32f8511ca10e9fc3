import ReferralStore
import Referrals
import TestSupport
import Testing

@Suite struct `The order of a search` {
    /// Providers of which many tie, on purpose: equal names, cities, positions, tags.
    private static let sketches: [ProviderSketch] = {
        var random = SplitMix64(seed: 4)
        return (0..<24).map { index in
            .make(random.pick(["Contoso", "contoso", "Fabrikam", "Ärger", "東京"])) {
                $0.country = random.pick(["DE", "FR"])
                $0.spots = (0...Int.random(in: 0...2, using: &random)).map { _ in
                    .init(city: random.pick(["Bonn", "bonn", "Ulm"]), position: random.oneIn(2) ? (50, 7) : nil)
                }
                $0.services = [random.pick(["Migration", "Training"])]
                // Tells the rows of one order from those of another.
                $0.keywords = ["provider \(index)"]
            }
        }
    }()

    private static let queries: [@Sendable (inout ProviderQuery) throws -> Void] = [
        { _ in }, { $0.search = try SearchQuery("migr") }, { $0.position = Position(degrees: 50, 7) },
        { $0.services = [Tag(stored: "Training")] }, { $0.country = .make("DE") },
    ]

    /// Rows by what a person sees; ids decide among those that look alike, and are others in each order.
    private static func rows(_ order: [Int]) async throws -> [[String]] {
        let test = try TestStore()
        var profiles: [Int: Profile] = [:]
        for index in order { profiles[index] = try await test.provider(sketches[index]) }
        // The same requests to the same providers, in the order of their making too.
        for index in order where index % 3 == 0 {
            guard let profile = profiles[index] else { continue }
            let rfi = try await test.submit(.deal(), to: [profile])
            let reaction: Reaction = index % 2 == 0 ? .accept : .decline
            try await test.react(reaction, to: test.engagement(rfi, profile))
        }
        return try queries.map { query in
            try test.search(query).items.map {
                "\($0.ranking.score) \(CaseFolding.folded($0.details.displayName ?? "")) "
                    + CaseFolding.folded($0.location.details.address.city)
            }
        }
    }

    @Test func `is the same in whichever of 20 orders the same data came in`() async throws {
        var random = SplitMix64(seed: 9)
        let first = try await Self.rows(Array(Self.sketches.indices))
        #expect(first.allSatisfy { $0.count > 10 })
        for _ in 1..<20 {
            #expect(try await Self.rows(Self.sketches.indices.shuffled(using: &random)) == first)
        }
    }

    @Test func `goes on page by page, whatever changes meanwhile`() async throws {
        let test = try TestStore()
        var random = SplitMix64(seed: 2)
        var profiles: [Profile] = []
        for sketch in Self.sketches { profiles.append(try await test.provider(sketch)) }
        let query: (inout ProviderQuery) -> Void = { $0.position = Position(degrees: 50, 7) }
        let before = try test.search(query).items.map(\.location.id)
        var changed: Set<ID<Profile>> = []
        var seen: [ID<Location>] = []
        var next: ProviderKey?
        repeat {
            let page = try test.search(after: next, limit: 3, query)
            seen += page.items.map(\.location.id)
            next = page.next
            changed.formUnion(try await Self.change(random.pick(profiles), in: test, &random))
        } while next != nil
        let rows = try test.search(query).items
        let unchanged = Set(rows.filter { !changed.contains($0.profileID) }.map(\.location.id))
        #expect(unchanged.count > 5)
        #expect(seen.filter(unchanged.contains) == before.filter(unchanged.contains))
    }

    /// One goes, or gets another name; perhaps another one comes.
    private static func change(
        _ profile: Profile, in test: TestStore, _ random: inout SplitMix64
    ) async throws -> [ID<Profile>] {
        let isActive = try test.search().items.contains { $0.profileID == profile.id }
        if random.oneIn(2), isActive {
            _ = try await test.profiles { service throws(ReferralError) in try service.deactivate(profile.id, if: .any)
            }
        } else {
            _ = try await test.profiles { service throws(ReferralError) in
                var patch = ProfilePatch()
                patch.displayName = "Moved"
                return try service.update(profile.id, if: .any, patch)
            }
        }
        guard random.oneIn(2) else { return [profile.id] }
        return [profile.id, try await test.provider(random.pick(sketches)).id]
    }

    @Test(arguments: [1, 2, 7, 200]) func `is that of one page, cut`(limit: Int) async throws {
        let test = try TestStore()
        for sketch in Self.sketches { try await test.provider(sketch) }
        let whole = try test.search { $0.search = try SearchQuery("migr") }
        #expect(whole.next == nil)
        var rows: [Provider] = []
        var next: ProviderKey?
        repeat {
            let page = try test.search(after: next, limit: limit) { $0.search = try SearchQuery("migr") }
            #expect(page.items.count == limit || page.next == nil)
            rows += page.items
            next = page.next
        } while next != nil
        #expect(rows == whole.items)
    }
}

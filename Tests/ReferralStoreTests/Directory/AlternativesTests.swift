import ReferralStore
import Referrals
import TestSupport
import Testing

@Suite struct `Alternatives` {
    private static func names(
        _ test: TestStore, _ inquiry: Inquiry, excluding profiles: [Profile] = [], limit: Int = 5
    ) throws -> [String] {
        try rows(test, inquiry, excluding: profiles, limit: limit).map {
            "\($0.details.displayName ?? "") \($0.location.details.address.city)"
        }
    }

    private static func rows(
        _ test: TestStore, _ inquiry: Inquiry, excluding profiles: [Profile], limit: Int
    ) throws -> [Provider] {
        try test.read { reader throws(ReferralError) in
            try reader.alternatives(
                for: inquiry, besides: AskedProviders(profiles: Set(profiles.map(\.id))), limit: limit)
        }
    }

    @Test func `share a tag, serve the size, and are for the customer's country or one already asked`() async throws {
        let test = try TestStore()
        let asked = try await test.provider(.make("Asked") { $0.country = "FR" })
        try await test.provider(.make("Both tags") { $0.services = ["Migration", "Training"] })
        try await test.provider(.make("A tag"))
        try await test.provider(.make("Abroad, as one asked") { $0.country = "FR" })
        try await test.provider(.make("Abroad") { $0.country = "IT" })
        try await test.provider(.make("No tag") { $0.services = ["Design"] })
        try await test.provider(.make("Tag of another kind") { ($0.services, $0.products) = ([], ["Migration"]) })
        try await test.provider(.make("Another size") { $0.sizes = [.upTo9] })
        let suspended = try await test.provider(.make("Suspended"))
        try await test.suspend(suspended.partnerID)
        let inquiry = Inquiry.deal(services: ["migration", "Training"])
        #expect(
            try Self.names(test, inquiry, excluding: [asked])
                == ["Both tags Berlin", "A tag Berlin", "Abroad, as one asked Berlin"])
        #expect(try Self.names(test, inquiry) == ["Both tags Berlin", "A tag Berlin"])
        #expect(try Self.names(test, inquiry, limit: 1) == ["Both tags Berlin"])
        #expect(try Self.names(test, inquiry, limit: 0) == [])
    }

    @Test func `need no tag in common when there is none to have`() async throws {
        let test = try TestStore()
        try await test.provider(.make("Design") { $0.services = ["Design"] })
        let rows = try Self.rows(test, .deal(services: []), excluding: [], limit: 5)
        #expect(rows.map(\.details.displayName) == ["Design"])
        #expect(rows[0].ranking.parts.map(\.part) == [.responseSpeed, .outcomeReporting, .dealFit])
        #expect(rows[0].distanceKm == nil)
    }

    @Test func `show the nearest location, and tie by name, then by its city`() async throws {
        let test = try TestStore()
        let cities = ProviderSketch.make("Fabrikam") {
            $0.spots = [
                .init(city: "Aachen", state: "NW"), .init(city: "Regensburg", state: "Bayern"),
                .init(city: "munich", state: "bayern"),
            ]
        }
        try await test.provider(cities)
        try await test.provider(.make("Fabrikam") { $0.spots = [.init(city: "Hof", state: "Bayern")] })
        try await test.provider(.make("Contoso"))
        let inquiry = Inquiry.deal(city: "Munich", state: "Bayern")
        #expect(try Self.names(test, inquiry) == ["Contoso Berlin", "Fabrikam Hof", "Fabrikam munich"])
        #expect(try Self.names(test, inquiry, limit: 2) == ["Contoso Berlin", "Fabrikam Hof"])
        let parts = try Self.rows(test, inquiry, excluding: [], limit: 1)[0].ranking.parts
        #expect(parts.first == Ranking.Part(part: .textMatch, value: 100, weight: 44, contribution: 44))
    }

    @Test func `rank who accepts such deals above who declines them`() async throws {
        let test = try TestStore()
        let (likes, declines) = (try await test.provider(.make("Zeta")), try await test.provider(.make("Alpha")))
        let rfi = try await test.submit(.deal(), to: [likes, declines])
        try await test.react(.accept, to: test.engagement(rfi, likes))
        try await test.react(.decline, to: test.engagement(rfi, declines))
        #expect(try Self.names(test, .deal()) == ["Zeta Berlin", "Alpha Berlin"])
        #expect(try Self.names(test, .deal(), excluding: [likes]) == ["Alpha Berlin"])
    }
}

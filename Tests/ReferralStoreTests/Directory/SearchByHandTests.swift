import Referrals
import TestSupport
import Testing

// A small directory that a reader can hold in mind, and ten searches with the order that a person expects.

@Suite struct `Ten searches by hand` {
    /// In order of their making, which must not matter.
    private static let directory: [ProviderSketch] = [
        .make("Zugspitz Cloud") {
            $0.spots = [.init(city: "München", position: (48.137, 11.576))]
            $0.industries = ["Retail"]
            $0.services = ["Migration", "Training"]
            $0.languages = ["de", "en"]
        },
        .make("Alster Analytics") {
            $0.spots = [
                .init(city: "Hamburg", position: (53.551, 9.994)), .init(city: "Bremen", position: (53.079, 8.802)),
            ]
            $0.industries = ["Logistics", "Retail"]
            $0.services = ["Analytics"]
            $0.keywords = ["cloud migration"]
            $0.sizes = [.upTo250, .upTo1000]
            $0.languages = ["de"]
        },
        .make("Migration Meister") {
            $0.spots = [.init(city: "Berlin", position: (52.52, 13.405))]
            $0.industries = ["Public sector"]
            $0.services = ["Consulting"]
            $0.languages = ["de-DE"]
        },
        .make("Größenwahn Design") {
            $0.spots = [.init(city: "Berlin")]
            $0.services = ["Design"]
            $0.keywords = ["Büro", "logistics"]
        },
        .make("Wiener Wolke") {
            $0.country = "AT"
            $0.spots = [.init(city: "Wien", position: (48.208, 16.373))]
            $0.industries = ["Retail"]
            $0.services = ["Migration"]
            $0.languages = ["de-AT"]
        },
        .make("東京クラウド") {
            $0.country = "JP"
            $0.spots = [.init(city: "東京", position: (35.682, 139.759))]
            $0.services = ["Migration"]
            $0.keywords = ["サーバー移行"]
            $0.languages = ["ja"]
        },
    ]

    private struct Search: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let rows: [String]
        let change: @Sendable (inout ProviderQuery) throws -> Void

        init(
            _ description: String, _ rows: [String], _ change: @escaping @Sendable (inout ProviderQuery) throws -> Void
        ) {
            testDescription = description
            self.rows = rows
            self.change = change
        }
    }

    private static let searches = [
        // Nobody has a past: by name and city.
        Search(
            "everything",
            [
                "Alster Analytics Bremen", "Alster Analytics Hamburg", "Größenwahn Design Berlin",
                "Migration Meister Berlin", "Wiener Wolke Wien", "Zugspitz Cloud München", "東京クラウド 東京",
            ]
        ) { _ in },
        // In the name before in a tag before in a keyword; among equals by name.
        Search(
            "a keyword",
            [
                "Migration Meister Berlin", "Wiener Wolke Wien", "Zugspitz Cloud München", "東京クラウド 東京",
                "Alster Analytics Bremen", "Alster Analytics Hamburg",
            ]
        ) { $0.search = try SearchQuery("migration") },
        // The last word alone may be a beginning.
        Search("a prefix", ["Migration Meister Berlin"]) { $0.search = try SearchQuery("migration me") },
        Search("words in two places", ["Alster Analytics Bremen", "Alster Analytics Hamburg"]) {
            $0.search = try SearchQuery("alster retail cloud")
        },
        Search("diacritics", ["Größenwahn Design Berlin"]) { $0.search = try SearchQuery("BURO großenw") },
        Search("characters of a writing without spaces", ["東京クラウド 東京"]) { $0.search = try SearchQuery("移行 東京") },
        Search(
            "industry and country", ["Alster Analytics Bremen", "Alster Analytics Hamburg", "Zugspitz Cloud München"]
        ) {
            $0.industries = [Tag(stored: "retail")]
            $0.country = .make("DE")
        },
        // Analytics serves the middle only; everybody else every size.
        Search(
            "a size",
            [
                "Größenwahn Design Berlin", "Migration Meister Berlin", "Wiener Wolke Wien", "Zugspitz Cloud München",
                "東京クラウド 東京",
            ]
        ) { $0.size = .above20000 },
        // From Salzburg; who does not say where it is comes last.
        Search(
            "a position",
            [
                "Zugspitz Cloud München", "Wiener Wolke Wien", "Migration Meister Berlin", "Alster Analytics Bremen",
                "Alster Analytics Hamburg", "東京クラウド 東京", "Größenwahn Design Berlin",
            ]
        ) { $0.position = Position(degrees: 47.809, 13.055) },
        // Both have the word in a tag alone, and speak German: the nearer one comes first.
        Search("words, a position and a language", ["Zugspitz Cloud München", "Wiener Wolke Wien"]) {
            $0.search = try SearchQuery("migr")
            $0.position = Position(degrees: 47.809, 13.055)
            $0.industries = [Tag(stored: "Retail")]
            $0.services = [Tag(stored: "MIGRATION")]
            $0.languages = [try #require(LanguageTag("DE"))]
        },
    ]

    @Test func `give what a person expects`() async throws {
        let test = try TestStore()
        for sketch in Self.directory { try await test.provider(sketch) }
        #expect(Self.searches.count == 10)
        for search in Self.searches {
            let rows = try test.search(search.change).items.map {
                "\($0.details.displayName ?? "") \($0.location.details.address.city)"
            }
            #expect(rows == search.rows, "\(search.testDescription)")
        }
    }

    @Test func `find nobody where nobody is`() async throws {
        let test = try TestStore()
        for sketch in Self.directory { try await test.provider(sketch) }
        #expect(try test.names { $0.search = try SearchQuery("meister migr cloud") } == [])
        #expect(try test.names { $0.search = try SearchQuery("migratio cloud") } == [])
        #expect(try test.names { $0.search = try SearchQuery("京東") } == [])
        #expect(try test.names { $0.country = .make("FR") } == [])
        #expect(try test.names { $0.industries = [Tag(stored: "Retail"), Tag(stored: "Public sector")] } == [])
        #expect(try test.names { $0.products = [Tag(stored: "Retail")] } == [])
        #expect(try test.names { $0.languages = [try #require(LanguageTag("de-CH"))] } == [])
        #expect(try test.names { $0.search = try SearchQuery("berlin") } == [], "places are no words of a profile")
    }
}

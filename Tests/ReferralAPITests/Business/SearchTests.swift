import JSON
import Referrals
import TestSupport
import Testing

// Contract sections 1 and 6: `q` is words, never query syntax.

@Suite struct `Searching engagements` {
    /// Three engagements of one partner and one of another, by a letter each.
    private struct Library {
        let service: Service
        let key: String
        let partner: String
        private(set) var letters: [String: String] = [:]
        private(set) var referrals: [String: Referral] = [:]

        init() async throws {
            service = try Service()
            let (mine, other) = (try await service.partner(), try await service.partner("Litware"))
            (key, partner) = (mine.key, mine.id)
            let shop = try await service.marketplace()
            let (own, theirs) = (try await service.profile(of: mine), try await service.profile(of: other))
            for (letter, summary, company) in [
                ("a", "Büro-Umzug in Zürich", "Größe AG"), ("b", "サーバー移行の相談", "東京電力"),
                ("c", "Migration of C++ to the cloud", "Contoso"),
            ] {
                try await add(letter, own, mine, shop, summary, company)
            }
            try await add("x", theirs, other, shop, "Hidden migration Zürich 東京", "Contoso Secret")
            try await service.post(try referral("c"), "accept", Body.terms("Rocket-42 renewal")).expect(200)
            try await service.post(try referral("a"), "notes", #"{"body":"Rückruf am Montag"}"#).expect(201)
        }

        private mutating func add(
            _ letter: String, _ profile: String, _ partner: PartnerAccount, _ shop: String, _ summary: String,
            _ company: String
        ) async throws {
            let made = try await service.referral(
                to: profile, of: partner, from: shop, summary: summary, company: company)
            letters[made.engagement] = letter
            referrals[letter] = made
        }

        func referral(_ letter: String) throws -> Referral { try #require(referrals[letter]) }

        /// The letters of what a search finds.
        func find(_ q: String, _ key: String? = nil) async throws -> String {
            let answer = try await service.get("/v1/engagements?q=\(q.percentEncoded)&sort=createdAt", key ?? self.key)
            return answer.expect(200).ids.compactMap { letters[$0] }.joined()
        }
    }

    @Test func `finds all the words, the last as a prefix, across name, company, need and notes`() async throws {
        let library = try await Library()
        for (q, found) in [
            ("zürich", "a"), ("ZURICH", "a"), ("Zu\u{308}rich", "a"), ("größe", "a"), ("GRÖ", "a"), ("gro", "a"),
            ("umzug büro", "a"), ("rückruf zürich größe", "a"), ("montag um", "a"), ("mont zürich", ""),
            ("rocket", "c"), ("rocket-42", "c"), ("contoso rock", "c"), ("rock contoso", ""), ("42 cloud", "c"),
            ("migration", "c"), ("m", "ac"), ("contoso secret", ""), ("c++", "c"), ("hidden", ""),
        ] {
            #expect(try await library.find(q) == found, "\(q)")
        }
    }

    @Test func `matches Han, Kana and Hangul by characters in their order`() async throws {
        let library = try await Library()
        for (q, found) in [
            ("東京", "b"), ("京電", "b"), ("電力", "b"), ("東力", ""), ("力電", ""), ("サーバ", "b"),
            ("移行 東京", "b"), ("서", ""), ("東京 zürich", ""), ("ｻ", ""),
        ] {
            #expect(try await library.find(q) == found, "\(q)")
        }
    }

    @Test func `takes query syntax for what it is: words and what separates them`() async throws {
        let library = try await Library()
        for (q, found) in [
            ("\"", "abc"), ("*", "abc"), ("()^:-+{}'\\;--", "abc"), ("NEAR(", ""),
            ("NEAR(contoso rocket)", ""), ("OR", ""), ("contoso OR größe", ""), ("contoso AND rocket", ""),
            ("NOT contoso", ""), ("\"contoso", "c"), ("contoso\"", "c"), ("\"rocket contoso\"", "c"),
            ("cont*", "c"), ("con*so", ""), ("-contoso", "c"), ("^contoso", "c"), ("body:contoso", ""),
            ("{owner body}: contoso", ""), ("owner", ""), ("contoso') OR 1=1 --", ""), ("%", "abc"), ("_", "abc"),
            ("con%so", ""), ("\u{301}", "abc"), ("contoso \u{1F680}", "c"),
        ] {
            #expect(try await library.find(q) == found, "\(q)")
        }
    }

    @Test func `never finds another partner's, nor by the token of an owner`() async throws {
        let library = try await Library()
        #expect(try await library.find("zürich", Service.operatorKey) == "ax")
        #expect(try await library.find("secret") == "")
        #expect(try await library.find("hidden", library.referral("x").partner.key) == "x")
        let id = library.partner.replacing("-", with: "")
        for q in [library.partner, id, id.uppercased(), "p\(id)"] {
            #expect(try await library.find(q, Service.operatorKey) == "", "\(q)")
        }
    }

    @Test func `follows what changes`() async throws {
        let library = try await Library()
        let (service, c) = (library.service, try library.referral("c"))
        let note = try await service.post(c, "notes", #"{"body":"pineapple"}"#).string("id")
        #expect(try await library.find("pineapple contoso") == "c")
        try await service.patch("\(c.path)/notes/\(note)", library.key, #"{"body":"banana"}"#).expect(200)
        #expect(try await library.find("pineapple") == "")
        #expect(try await library.find("banana") == "c")
        try await service.delete("\(c.path)/notes/\(note)", library.key).expect(204)
        #expect(try await library.find("banana") == "")
        try await service.patch(c.path, library.key, #"{"name":"Comet"}"#).expect(200)
        #expect(try await library.find("rocket") == "")
        #expect(try await library.find("comet") == "c")
        try await service.post(c, "lose", #"{"reason":"other","note":"papaya"}"#).expect(200)
        #expect(try await library.find("papaya") == "")
        try await service.post(c, "notes", #"{"body":"late mango"}"#).expect(201)
        #expect(try await library.find("mango") == "c")
    }

    @Test func `goes with filters, sorts and pages`() async throws {
        let library = try await Library()
        let service = library.service
        #expect(try await service.get("/v1/engagements?q=m&status=new", library.key).ids.count == 1)
        #expect(try await service.get("/v1/engagements?q=m&country=FR", library.key).ids.isEmpty)
        let pages = try await service.rows("/v1/engagements?q=m&sort=-name", library.key, limit: 1)
        let letters = pages.compactMap { $0.at("id")?.string.flatMap { library.letters[$0] } }
        #expect(letters == ["c", "a"])
    }

    @Test func `has limits`() async throws {
        let service = try Service()
        let (words, many) = (String(repeating: "a ", count: 16), String(repeating: "a ", count: 17))
        try await service.get("/v1/engagements?q=\(words.percentEncoded)").expect(200)
        try await service.get("/v1/engagements?q=\(many.percentEncoded)").expect(400, "invalid_parameter")
        try await service.get("/v1/engagements?q=\(String(repeating: "x", count: 500))").expect(200)
        try await service.get("/v1/engagements?q=\(String(repeating: "x", count: 501))")
            .expect(400, "invalid_parameter", ["q invalid_value"])
        for q in ["", "%20"] {
            try await service.get("/v1/engagements?q=\(q)").expect(400, "invalid_parameter", ["q invalid_value"])
        }
    }
}

import ReferralStore
import Referrals
import SQLite
import TestSupport
import Testing

@Suite struct SearchTests {
    /// The engagements that a search finds, newest first, by the name of the customer's company.
    private static func found(
        _ test: TestStore, _ words: String, _ scope: Scope = .operator
    ) throws -> [String] {
        var query = EngagementQuery()
        query.search = try SearchQuery(words)
        return try test.list(query, scope).items.map(\.inquiry.customer.company)
    }

    private static func submitted(_ test: TestStore, _ inquiry: Inquiry, to profile: Profile) async throws
        -> Engagement
    {
        let rfi = try await test.submit(inquiry, to: [profile])
        return try #require(try test.engagements(of: rfi).first)
    }

    @Test(
        arguments: [
            ("shop", ["Contoso"]), ("SHOP", ["Contoso"]), ("sho", ["Contoso"]), ("sho new", []),
            ("buro", ["Größe AG"]), ("büro groß", ["Größe AG"]), ("grosse", []),
            ("bu\u{308}ro", ["Größe AG"]), ("電力", ["東京電力"]), ("東電", []), ("サーバー移", ["東京電力"]),
            ("web-shop", ["Contoso"]), ("erp", ["Größe AG", "Contoso"]), ("\"shop\" OR büro", []),
            ("ada", []),
            ("!?", ["東京電力", "Größe AG", "Contoso"]),
        ] as [(String, [String])])
    func `words are found as people write them`(words: String, companies: [String]) async throws {
        let test = try TestStore()
        let profile = try await test.profile(of: test.partner())
        let inquiries: [Inquiry] = [
            .make(company: "Contoso", summary: "A new web shop", details: "with an ERP"),
            .make(company: "Größe AG", summary: "Ein Büro", tags: ["ERP"]),
            .make(company: "東京電力", summary: "サーバー移行"),
        ]
        for inquiry in inquiries { _ = try await Self.submitted(test, inquiry, to: profile) }
        #expect(try Self.found(test, words) == companies)
    }

    @Test func `a batch becomes one part of the index, in whatever order its documents change`() async throws {
        let test = try TestStore()
        let profile = try await test.profile(of: test.partner())
        var ids: [ID<Engagement>] = []
        for _ in 0..<12 { ids.append(try await Self.submitted(test, .make(), to: profile).id) }
        _ = try await test.engagements { [ids] service throws(ReferralError) in
            for id in ids { _ = try service.accept(id, if: .any, Acceptance(terms: .make(name: "Copper"))) }
        }
        let before = try test.parts()
        _ = try await test.engagements { [ids] service throws(ReferralError) in
            for (id, name) in ids.reversed().map({ ($0, "Silver") }) + ids.map({ ($0, "Gold") }) {
                var edit = EngagementEdit()
                edit.name = name
                _ = try service.edit(id, if: .any, edit)
                let note = try service.addNote(to: id, if: .any, body: "a draft")
                var patch = NotePatch()
                patch.body = "iron, as they say"
                _ = try service.updateNote(note.id, of: id, if: .any, patch)
                if name == "Silver" { try service.removeNote(note.id, of: id, if: .any) }
            }
        }
        #expect(try test.parts() == before.map { $0 + 1 })
        for word in ["gold", "iron"] { #expect(try Self.found(test, word).count == 12) }
        for word in ["copper", "silver", "draft"] { #expect(try Self.found(test, word).isEmpty) }
        try Checkup.run(on: test.directory.file("referrals.db")) { result in #expect(result.findings == []) }
    }

    @Test func `words may stand in the request, the name and a note`() async throws {
        let test = try TestStore()
        let profile = try await test.profile(of: test.partner())
        let id = try await Self.submitted(test, .make(company: "Contoso"), to: profile).id
        _ = try await Self.submitted(test, .make(company: "Adatum"), to: profile)
        let note = try await test.engagements { service throws(ReferralError) in
            _ = try service.accept(id, if: .any, Acceptance(terms: .make(name: "Cluster")))
            return try service.addNote(to: id, if: .any, body: "they like copper")
        }
        #expect(try Self.found(test, "contoso cluster copp") == ["Contoso"])
        _ = try await test.engagements { service throws(ReferralError) in
            var edit = EngagementEdit()
            edit.name = "Grid"
            _ = try service.edit(id, if: .any, edit)
            var patch = NotePatch()
            patch.body = "they like silver"
            return try service.updateNote(note.id, of: id, if: .any, patch)
        }
        #expect(try Self.found(test, "cluster") == [])
        #expect(try Self.found(test, "copper") == [])
        #expect(try Self.found(test, "grid silver") == ["Contoso"])
        try await test.engagements { service throws(ReferralError) in
            try service.removeNote(note.id, of: id, if: .any)
        }
        #expect(try Self.found(test, "grid silver") == [])
        #expect(try Self.found(test, "grid") == ["Contoso"])
    }

    @Test func `another partner's text is never found`() async throws {
        let test = try TestStore()
        let (own, other) = (try await test.partner("A"), try await test.partner("B"))
        let rfi = try await test.submit(to: [test.profile(of: own), test.profile(of: other)])
        let hidden = try #require(try test.engagements(of: rfi).first { $0.partnerID == other.id })
        _ = try await test.engagements { service throws(ReferralError) in
            try service.addNote(to: hidden.id, if: .any, body: "secret")
        }
        #expect(try Self.found(test, "shop", .partner(own.id)).count == 1)
        #expect(try Self.found(test, "secret", .partner(own.id)).isEmpty)
        #expect(try Self.found(test, "shop secret", .partner(other.id)).count == 1)
        let owner = other.id.description.filter { $0 != "-" }
        #expect(try Self.found(test, owner).isEmpty)
    }

    @Test func `rare and common words meet in many documents`() async throws {
        let test = try TestStore()
        let profile = try await test.profile(of: test.partner())
        try await test.write { store throws(ReferralError) in
            let service = TestStore.requests(store)
            for index in 0..<400 {
                let words = [index % 7 == 0 ? "seven" : "", index % 11 == 0 ? "eleven" : "", "common"]
                let inquiry = Inquiry.make(
                    company: "C\(index)", summary: "need", details: words.joined(separator: " "))
                _ = try service.submit(.make(inquiry, to: [profile]), marketplace: .make())
            }
        }
        let both = (0..<400).reversed().filter { $0 % 77 == 0 }.map { "C\($0)" }
        #expect(try Self.found(test, "common seven eleven") == both)
        #expect(try Self.found(test, "eleven common seven", .partner(profile.partnerID)) == both)
    }

    @Test func `a search is filtered and paged like any list`() async throws {
        var work = try await RandomWork(seed: 9)
        try await work.run(engagements: 60)
        let views = try ListModel(work).views
        var query = EngagementQuery()
        query.search = try SearchQuery("contoso")
        query.states = [.new, .active]
        query.sort = .name
        query.descending = false
        let expected = try ListModel(work).list(query, .operator).filter { id in
            views.contains { $0.engagement.id == id && $0.inquiry.customer.company == "Contoso" }
        }
        var seen: [ID<Engagement>] = []
        var after: EngagementKey?
        repeat {
            let page = try work.test.list(query, after: after, limit: 3)
            seen += page.items.map(\.engagement.id)
            after = page.next
        } while after != nil
        #expect(seen == expected)
        #expect(!expected.isEmpty)
    }
}

extension TestStore {
    /// How many parts the index of full text consists of: they are numbered above the 37 bits of a page (fts5_index.c).
    fileprivate func parts() throws -> Int64? {
        try Connection(path: directory.file("referrals.db"), mode: .readOnly).first(
            "SELECT count(DISTINCT id >> 37) FROM engagement_text_data WHERE id >> 37 > 0"
        ) { row in row.int(0) }
    }
}

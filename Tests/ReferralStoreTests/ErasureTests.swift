import ReferralStore
import Referrals
import SQLite
import TestSupport
import Testing

/// What a customer's person leaves in the database.
@Suite struct `Erasing a person` {
    /// Everything of a person that a partner and a customer can write down, in one RFI and its engagement.
    private struct Written {
        let test: TestStore
        let rfi: RFIView
        let engagement: Engagement
        static let traces = "Eva Muster, EVA@muster.example, (030) 76 54-32"

        init(_ test: TestStore) async throws {
            let profile = try await test.profile(of: try await test.partner())
            var inquiry = Inquiry.make(summary: "From \(Self.traces)", details: Self.traces, tags: ["for Eva Muster"])
            inquiry.customer.company = "Eva Muster Consulting"
            inquiry.customer.address.addressLine1 = "c/o Eva Muster"
            inquiry.customer.contact = .make(name: "Eva Muster", email: "eva@muster.example", phone: "+4930765432")
            inquiry.customer.contact?.title = "Chief Adventurer"
            let rfi = try await test.submit(inquiry, to: [profile])
            let engagement = try #require(try test.engagements(of: rfi).first)
            (self.test, self.rfi, self.engagement) = (test, rfi, engagement)
            try await write(engagement.id)
        }

        private func write(_ id: ID<Engagement>) async throws {
            var terms = EngagementTerms.make(name: "Deal with \(Self.traces)")
            terms.crmID = "Eva Muster 1"
            let accepted = terms
            try await test.engagements { service throws(ReferralError) in
                let eva = ContactDetails(
                    name: "Eva", role: nil, phone: nil, emails: [EmailAddress(stored: "Eva@Muster.example")])
                let bob = ContactDetails(
                    name: "Bob", role: "helps Eva Muster", phone: nil, emails: [EmailAddress(stored: "bob@x.example")])
                _ = try service.accept(
                    id, if: .any, Acceptance(terms: accepted, note: "Note on \(Self.traces)", contacts: [eva, bob]))
                for number in 0..<450 {
                    _ = try service.addNote(
                        to: id, if: .any, body: number % 3 == 0 ? "+4930765432, +49 30 765432" : "Nothing")
                }
                var edit = EngagementEdit()
                edit.name = "Again \(Self.traces) \"quoted\""
                _ = try service.edit(id, if: .any, edit)
                guard let reason = Refusal(reason: .other, note: "Because of \(Self.traces)") else { return }
                _ = try service.lose(id, if: .any, reason)
            }
        }

        /// The tags by which the partner's answer is counted.
        func fitTags() throws -> [String] {
            try column("SELECT value FROM partner_fit WHERE facet < 4 ORDER BY value")
        }

        func erase() async throws {
            let id = rfi.rfi.id
            _ = try await test.write { store throws(ReferralError) in
                try TestStore.requests(store).erase(id, if: .any)
            }
            await test.session.forgetOverwritten()
        }

        func column(_ sql: String) throws -> [String] {
            try Connection(path: test.directory.file("referrals.db"), mode: .readOnly).all(SQL(sql)) { $0.text(0) }
        }
    }

    private static let places =
        [
            "company", "address_line1", "contact_name", "contact_email", "coalesce(contact_phone, '')",
            "coalesce(contact_title, '')", "summary", "details", "solutions",
        ].map { "SELECT \($0) FROM rfis" } + [
            "SELECT name FROM engagements", "SELECT name_key FROM engagements", "SELECT crm_id FROM engagements",
            "SELECT reason_note FROM engagements", "SELECT name || coalesce(role, '') || emails FROM contacts",
            "SELECT DISTINCT body FROM notes", "SELECT changes FROM history WHERE changes <> '{}'",
            "SELECT changes FROM events WHERE changes <> '{}'", "SELECT DISTINCT body FROM engagement_text",
        ]

    private static func hasTrace(_ text: String) -> Bool {
        let text = text.lowercased()
        return ["eva muster", "eva@muster.example", "765432", "76 54-32", "adventurer"].contains(where: text.contains)
    }

    @Test func `leaves it in no column`() async throws {
        let written = try await Written(TestStore())
        for place in Self.places { #expect(try written.column(place).contains(where: Self.hasTrace), "\(place)") }
        try await written.erase()
        for place in Self.places { #expect(try !written.column(place).contains(where: Self.hasTrace), "\(place)") }
        #expect(try written.column("SELECT company FROM rfis") == ["[erased] Consulting"])
        #expect(try written.column("SELECT summary FROM rfis") == ["From [erased], [erased], [erased]"])
        #expect(try written.column("SELECT name FROM engagements") == ["Again [erased], [erased], [erased] \"quoted\""])
        for table in ["history", "events"] {
            let changes = try written.column("SELECT changes FROM \(table) WHERE changes <> '{}'")
            #expect(changes.contains { $0.contains(#""to":"Again [erased], [erased], [erased] \"quoted\"""#) })
        }
    }

    @Test func `counts the partner's answer by the tags that are left`() async throws {
        let written = try await Written(TestStore())
        #expect(try written.fitTags() == ["for eva muster"])
        try await written.erase()
        #expect(try written.fitTags() == ["for [erased]"])
        #expect(try await written.test.store.directoryDifferences() == [])
    }

    @Test func `keeps who did what and when, and what others are called`() async throws {
        let written = try await Written(TestStore())
        let audit = "SELECT group_concat(seq || type || occurred_at || actor_name || request_id) FROM "
        let before = try ["history", "events"].flatMap { try written.column(audit + $0) }
        try await written.erase()
        let after = try ["history", "events"].flatMap { try written.column(audit + $0) }
        for (old, new) in zip(before, after) { #expect(new.hasPrefix(old)) }
        #expect(
            try written.column("SELECT name || '/' || role || '/' || version FROM contacts") == ["Bob/helps [erased]/2"]
        )
        #expect(try written.column("SELECT contact_count FROM engagements") == ["1"])
        let counts = try written.column(
            "SELECT body || version || (edited_at IS NULL) || count(*) FROM notes GROUP BY body")
        #expect(counts == ["Note on [erased], [erased], [erased]201", "Nothing11300", "[erased], [erased]20150"])
    }

    @Test func `changes what is found`() async throws {
        let written = try await Written(TestStore())
        func found(_ words: String) throws -> Int {
            var query = EngagementQuery()
            query.search = try SearchQuery(words)
            return try written.test.list(query).items.count
        }
        for words in ["eva muster", "again eva", "765432", "from eva"] { #expect(try found(words) == 1, "\(words)") }
        try await written.erase()
        for words in ["ada", "765432", "eva muster com"] { #expect(try found(words) == 0, "\(words)") }
        for words in ["erased consulting", "again erased", "nothing", "from erased"] {
            #expect(try found(words) == 1, "\(words)")
        }
    }

    @Test func `leaves others of the same name theirs`() async throws {
        let test = try TestStore()
        let written = try await Written(test)
        let other = try await Written(test)
        let figures = "SELECT count(*) FROM notes WHERE body LIKE '%765432%' OR body LIKE '%Eva Muster%'"
        #expect(try written.column(figures) == ["302"])
        try await written.erase()
        #expect(try written.column(figures) == ["151"])
        #expect(try other.column("SELECT company FROM rfis ORDER BY row")[1] == "Eva Muster Consulting")
        let row = try other.column("SELECT row FROM engagements WHERE name LIKE '%Eva%'")
        #expect(row.count == 1)
    }

    @Test func `leaves no byte of it in any file`() async throws {
        let directory = try TemporaryDirectory()
        do {
            let written = try await Written(TestStore(directory))
            let before = Self.bytes(directory)
            #expect(before.contains { String(decoding: $0.bytes, as: UTF8.self).contains("EVA@muster.example") })
            try await written.erase()
            Self.expectNothing(directory)
            written.test.store.stop()
        }
        Self.expectNothing(directory)
    }

    @Test func `leaves no byte of it among very many others`() async throws {
        let directory = try TemporaryDirectory()
        let test = try TestStore(directory)
        let profile = try await test.profile(of: try await test.partner())
        var random = SplitMix64(seed: 11)
        var written: Written?
        for number in 0..<600 {
            if number == 300 { written = try await Written(test) }
            var inquiry = Inquiry.make(summary: String(repeating: "word ", count: Int(random.next() % 90)))
            inquiry.customer.contact = .make(
                name: "Person \(number)", email: "\(random.next())@example.org", phone: nil)
            let rfi = try await test.submit(inquiry, to: [profile])
            let id = try #require(try test.engagements(of: rfi).first?.id)
            let length = Int(random.next() % 600)
            try await test.engagements { service throws(ReferralError) in
                _ = try service.addNote(to: id, if: .any, body: "n" + String(repeating: "x ", count: length))
            }
        }
        try await #require(written).erase()
        Self.expectNothing(directory)
    }

    @Test func `goes on after a restart with what was left of it`() async throws {
        let directory = try TemporaryDirectory()
        let test = try TestStore(directory)
        let written = try await Written(test)
        let id = written.rfi.rfi.id
        _ = try await test.write { store throws(ReferralError) in
            try TestStore.requests(store).erase(id, if: .any)
        }
        test.store.stop()
        let again = try TestStore(directory)
        await again.session.forgetOverwritten()
        #expect(try written.column("SELECT name FROM properties WHERE name = 'forgetting'").isEmpty)
        Self.expectNothing(directory)
    }

    @Test func `is done although a reader is in the way, and the reader's end lets the files forget`() async throws {
        let directory = try TemporaryDirectory()
        let test = try TestStore(directory)
        let written = try await Written(test)
        let reader = try Connection(path: directory.file("referrals.db"), mode: .readOnly)
        try reader.execute("BEGIN; SELECT * FROM rfis")
        try await written.erase()
        #expect(try written.column("SELECT contact_name FROM rfis") == [""])
        try reader.execute("ROLLBACK")
        test.store.stop()
        Self.expectNothing(directory)
    }

    // MARK: - Files

    private static func bytes(_ directory: TemporaryDirectory) -> [(name: String, bytes: [UInt8])] {
        ["", "-wal", "-shm"].map { (name: $0, bytes: File.bytes(directory.file("referrals.db\($0)"))) }
    }

    private static func expectNothing(
        _ directory: TemporaryDirectory, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        for (name, file) in bytes(directory) {
            let text = String(decoding: file, as: UTF8.self).lowercased()
            let traces = ["eva muster", "eva@muster.example", "30765432", "76 54-32", "30 765432", "adventurer"]
                .filter(text.contains)
            #expect(traces == [], "in \(name)", sourceLocation: sourceLocation)
        }
    }
}

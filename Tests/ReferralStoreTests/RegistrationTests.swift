import ReferralStore
import Referrals
import SQLite
import TestSupport
import Testing

@Suite struct `A registration in the store` {
    private static func findings(_ test: TestStore) throws -> [String] {
        var findings: [String] = []
        try Checkup.run(on: test.directory.file("referrals.db")) { findings += $0.findings }
        return findings
    }

    @Test func `keeps every member, and the engagement knows how it stands`() async throws {
        let test = try TestStore()
        let deal = try await Registered(test, solutions: ["erp", "crm"])
        let made = try deal.stored()
        #expect(made.eligible.map(\.description) == ["erp", "crm"] && made.state == .incomplete && made.version == 1)
        test.clock.advance(by: .hours(3))
        try await deal.submitted("crm", message: "First")
        try await deal.review { service, id throws(ReferralError) in
            try service.requestInfo(id, if: .any, message: "Größe?")
        }
        let stored = try deal.stored()
        #expect(stored.fields == (try Registered.patch("crm", test.clock.now.day).applied(to: made.fields)))
        #expect(
            stored.messages.map(\.body) == ["First", "Größe?"] && stored.messages.map(\.side) == [.partner, .reviewer])
        #expect(stored.submittedAt == test.clock.now && stored.firstSubmittedAt == test.clock.now)
        #expect(stored.version == 4 && stored.createdAt == made.createdAt && stored.updatedAt == test.clock.now)
        let engagement = try test.read { reader throws(ReferralError) in
            try reader.engagement(deal.engagement, .partner(deal.partner))
        }
        #expect(engagement?.registration == RegistrationStanding(id: stored.id, state: .actionRequired))
        #expect(
            try test.history(deal.engagement).map(\.type.rawValue).suffix(3) == [
                "registration.required", "registration.submitted", "registration.infoRequested",
            ])
        #expect(try Self.findings(test) == [])
    }

    @Test func `is in the scope of its partner, and of reviewers once it is submitted`() async throws {
        let test = try TestStore()
        let deal = try await Registered(test)
        let id = try deal.stored().id
        func seen(_ scope: Scope) throws -> [Bool] {
            try test.read { reader throws(ReferralError) in
                [
                    try reader.registration(of: deal.engagement, scope) != nil, try reader.review(id, scope) != nil,
                    try !reader.registrations(RegistrationQuery(), scope, PageRequest()).items.isEmpty,
                ]
            }
        }
        let scopes: [Scope] = [
            .operator, .partner(deal.partner), .reviewer, .partner(ID(high: 1, low: 1)), .marketplace(.make()),
        ]
        #expect(
            try scopes.map(seen) == [
                [true, false, false], [true, false, false], [false, false, false], [false, false, false],
                [false, false, false],
            ])
        try await deal.submitted()
        #expect(
            try scopes.map(seen) == [
                [true, true, true], [true, true, true], [false, true, true], [false, false, false],
                [false, false, false],
            ])
    }

    @Test func `stands in the queue by its last submission, whatever the states, page by page`() async throws {
        let test = try TestStore()
        var random = SplitMix64(seed: 3)
        var deals: [Registered] = []
        for number in 0..<12 { deals.append(try await Registered(test, partner: "P\(number)")) }
        for deal in deals.shuffled(using: &random).dropFirst(2) {
            test.clock.advance(by: .minutes(Int64(random.next() % 3)))
            try await deal.submitted()
            switch random.next() % 4 {
            case 0:
                try await deal.review { service, id throws(ReferralError) in
                    try service.approve(id, if: .any, note: nil)
                }
            case 1:
                try await deal.review { service, id throws(ReferralError) in
                    try service.requestInfo(id, if: .any, message: "?")
                }
            default: break
            }
        }
        let all = try deals.map { try $0.stored() }.filter { $0.state != .incomplete }
        for states in [nil, [.inReview], [.approved, .actionRequired], [.incomplete]] as [[RegistrationState]?] {
            for descending in [false, true] {
                let expected = all.filter { states?.contains($0.state) ?? true }.sorted { left, right in
                    guard let one = left.submittedAt, let two = right.submittedAt, one != two else {
                        return (left.id < right.id) != descending
                    }
                    return (one < two) != descending
                }
                var query = RegistrationQuery()
                (query.states, query.descending) = (states, descending)
                #expect(try Self.walk(test, query, .reviewer) == expected.map(\.id))
                let own = expected.filter { $0.partnerID == deals[4].partner }.map(\.id)
                #expect(try Self.walk(test, query, .partner(deals[4].partner)) == own)
            }
        }
    }

    private static func walk(
        _ test: TestStore, _ query: RegistrationQuery, _ scope: Scope
    ) throws -> [ID<Registration>] {
        var (ids, next): ([ID<Registration>], RegistrationKey?) = ([], nil)
        repeat {
            let page = try test.read { reader throws(ReferralError) in
                try reader.registrations(query, scope, PageRequest(after: next, limit: 2))
            }
            ids += page.items.map(\.registration.id)
            next = page.next
        } while next != nil
        return ids
    }

    @Test func `conflicts with those for the same customer, and says why`() async throws {
        let test = try TestStore()
        let mine = try await Registered(test, partner: "Mine", company: "Contoso, Ltd.", solutions: ["erp", "crm"])
        let id = try await mine.submitted("erp")
        let others: [(name: String, company: String, email: String, solution: String)] = [
            ("Company", "CONTOSO LTD", "x@other.example", "crm"), ("Nothing", "Tailspin", "t@tailspin.example", "erp"),
            ("Domain", "Someone", "y@CONTOSO.example", "crm"), ("Free", "Another", "ada@gmail.com", "erp"),
            ("All", "contoso ltd", "z@contoso.example", "erp"), ("Solution", "Contoso-Ltd", "u@u.example", "erp"),
        ]
        for other in others {
            let deal = try await Registered(
                test, partner: other.name, company: other.company, email: other.email, solutions: ["erp", "crm"])
            try await deal.submitted(other.solution)
        }
        _ = try await Registered(test, partner: "Incomplete", company: "Contoso Ltd")
        func conflicts(_ scope: Scope) throws -> [RegistrationConflict] {
            try test.read { reader throws(ReferralError) in try reader.conflicts(with: id, scope) }
        }
        let found = try conflicts(.reviewer)
        #expect(found.map(\.review.partnerName) == ["All", "Solution", "Domain", "Company"])
        #expect(
            found.map(\.why) == [
                [.company, .emailDomain, .solution], [.company, .solution], [.emailDomain], [.company],
            ])
        #expect(try conflicts(.operator) == found)
        #expect(try conflicts(.partner(mine.partner)) == [] && conflicts(.marketplace(.make())) == [])
    }

    @Test func `conflicts by all that is shared, however many newer ones share a part of it`() async throws {
        let test = try TestStore()
        let mine = try await Registered(test, partner: "Mine")
        let id = try await mine.submitted()
        let profile = try await test.profile(of: test.partner("Busy"))
        let patch = Registered.patch(nil, test.clock.now.day)
        try await test.write { store throws(ReferralError) in
            for number in 0...200 {
                var inquiry = Inquiry.make(company: number == 0 ? "Contoso" : "Company \(number)")
                inquiry.need.solutions = [Referrals.Tag(stored: "erp")]
                inquiry.customer.contact = .make(email: "eve\(number)@contoso.example")
                let rfi = try TestStore.requests(store).submit(.make(inquiry, to: [profile]), marketplace: .make()).rfi
                let engagements = EngagementService(store, scope: .operator, cause: TestStore.cause)
                let registrations = RegistrationService(store, scope: .operator, cause: TestStore.cause)
                for engagement in try store.engagements(of: rfi.id).map(\.id) {
                    _ = try engagements.accept(engagement, if: .any, Acceptance(terms: .make()))
                    _ = try engagements.win(engagement, if: .any, Win())
                    _ = try registrations.edit(of: engagement, if: .any, patch)
                    _ = try registrations.submit(of: engagement, if: .any, message: nil)
                }
            }
        }
        let found = try test.read { reader throws(ReferralError) in try reader.conflicts(with: id, .reviewer) }
        #expect(found.count == 50 && found.first?.why == [.company, .emailDomain, .solution])
        #expect(found.dropFirst().allSatisfy { $0.why == [.emailDomain, .solution] })
    }

    @Test func `moves the numbers of its partner, and of reviewers once it is submitted`() async throws {
        let test = try TestStore()
        let deal = try await Registered(test)
        let other = try await test.partner("Other")
        var last: [UInt64] = []
        func moved() -> [Bool] {
            let scopes: [Scope] = [.partner(deal.partner), .reviewer, .partner(other.id), .marketplace(.make())]
            let now = scopes.map(test.session.counter)
            defer { last = now }
            return zip(now, last).map { $0 != $1 }
        }
        _ = moved()
        let patch = Registered.patch(nil, test.clock.now.day)
        _ = try await test.write { store throws(ReferralError) in
            try RegistrationService(store, scope: .operator, cause: TestStore.cause)
                .edit(of: deal.engagement, if: .any, patch)
        }
        #expect(moved() == [true, false, false, false])
        try await deal.submitted()
        #expect(moved() == [true, true, false, false])
        try await deal.review { service, id throws(ReferralError) in try service.approve(id, if: .any, note: nil) }
        #expect(moved() == [true, true, false, false])
        _ = try await test.write { store throws(ReferralError) in
            var patch = PartnerPatch()
            patch.name = "New name"
            return try AccessService(store).updatePartner(deal.partner, if: .any, patch)
        }
        #expect(moved() == [true, true, false, false])
        try await Registered.know("other", test)
        #expect(moved() == [true, true, true, true])
    }

    @Test func `loses an erased customer: contact, messages, company and domain`() async throws {
        let test = try TestStore()
        let deal = try await Registered(test, company: "Ada Example Consulting", email: "ada@example.com")
        _ = try await test.write { store throws(ReferralError) in
            var patch = RegistrationPatch()
            patch.contact.email = EmailAddress(stored: "ADA@example.com")
            return try RegistrationService(store, scope: .operator, cause: TestStore.cause)
                .edit(of: deal.engagement, if: .any, patch)
        }
        let kept = try await Registered(test, partner: "Other", company: "Ada Example Consulting")
        try await kept.submitted(message: "Ask Ada Example.")
        var patch = Registered.patch(nil, test.clock.now.day)
        (patch.contact.name, patch.contact.email) = ("Somebody", EmailAddress(stored: "ada@EXAMPLE.com"))
        let complete = patch
        _ = try await test.write { store throws(ReferralError) in
            let service = RegistrationService(store, scope: .operator, cause: TestStore.cause)
            _ = try service.edit(of: deal.engagement, if: .any, complete)
            return try service.submit(of: deal.engagement, if: .any, message: "Ask Ada Example, ada@example.com")
        }
        let before = try deal.stored()
        _ = try await test.write { store throws(ReferralError) in
            try TestStore.requests(store).erase(deal.rfi.rfi.id, if: .any)
        }
        let after = try deal.stored()
        #expect(after.fields.contact == RegistrationContact() && after.version == before.version + 1)
        #expect(
            after.messages.map(\.body) == ["Ask [erased], [erased]"] && after.messages[0].at == before.messages[0].at)
        #expect(after.fields.signedOn == before.fields.signedOn && after.state == .inReview)
        #expect(try kept.stored().messages.map(\.body) == ["Ask Ada Example."])
        let review = try test.read { reader throws(ReferralError) in try reader.review(after.id, .reviewer) }
        #expect(review?.company == "[erased] Consulting")
        let connection = try Connection(path: test.directory.file("referrals.db"), mode: .readOnly)
        let traits = try connection.all(
            "SELECT company_key || ifnull(email_domain, '-') FROM registrations ORDER BY row"
        ) {
            $0.text(0)
        }
        #expect(traits == ["-", "adaexampleconsultingcontoso.example"])
        #expect(try Self.findings(test) == [])
    }

    @Test func `conflicts with nobody by what is left of an erased name`() async throws {
        let test = try TestStore()
        let emails = ["ada@one.example", "eve@two.example"]
        var erased: [ID<Registration>] = []
        for email in emails {
            let deal = try await Registered(test, partner: email, company: "\(email) Consulting", email: email)
            erased.append(try await deal.submitted())
            _ = try await test.write { store throws(ReferralError) in
                try TestStore.requests(store).erase(deal.rfi.rfi.id, if: .any)
            }
        }
        let other = try await Registered(test, company: "Erased Consulting", email: "x@three.example")
        let ids = erased + [try await other.submitted()]
        for id in ids {
            let found = try test.read { reader throws(ReferralError) in
                (try reader.review(id, .reviewer), try reader.conflicts(with: id, .reviewer))
            }
            #expect(found.0?.company.lowercased().contains("erased") == true && found.1 == [])
        }
        #expect(try Self.findings(test) == [])
    }

    @Test func `who is told of a decision is not written down, and nobody once erased`() async throws {
        let test = try TestStore()
        let deal = try await Registered(test, email: "eve@contoso.example")
        var patch = Registered.patch(nil, test.clock.now.day)
        patch.contact.email = EmailAddress(stored: "eve@contoso.example")
        let complete = patch
        _ = try await test.write { store throws(ReferralError) in
            let service = RegistrationService(store, scope: .operator, cause: TestStore.cause)
            _ = try service.edit(of: deal.engagement, if: .any, complete)
            return try service.submit(of: deal.engagement, if: .any, message: nil)
        }
        try await deal.review { service, id throws(ReferralError) in try service.approve(id, if: .any, note: nil) }
        var query = NotificationQuery()
        query.kinds = [.registrationApproved]
        let asked = query
        func told() throws -> [NotificationView] {
            try test.read { reader throws(ReferralError) in try reader.notificationViews(asked, PageRequest()).items }
        }
        let before = try told()
        #expect(before.map(\.notification.addressee).first == .registrationContact(deal.engagement))
        #expect(before.count == 2 && before.first?.recipient?.email.text == "eve@contoso.example")
        let connection = try Connection(path: test.directory.file("referrals.db"), mode: .readOnly)
        let kept = try connection.all("SELECT count(*) FROM notifications WHERE address = 'eve@contoso.example'") {
            $0.int(0)
        }
        #expect(kept == [0])
        _ = try await test.write { store throws(ReferralError) in
            try TestStore.requests(store).erase(deal.rfi.rfi.id, if: .any)
        }
        #expect(try told().map { $0.recipient != nil } == [false, true])
    }

    @Test func `stands on a page of the queue as far as messages take no more than a megabyte`() async throws {
        let test = try TestStore()
        for number in 1...3 { try await Registered(test, partner: "\(number)").submitted() }
        try await test.store.execute(
            """
            INSERT INTO registration_messages (registration, seq, side, body, at)
            SELECT row, 1, 'partner', hex(zeroblob(300000)), submitted_at FROM registrations
            """)
        func page(after key: RegistrationKey?, limit: Int) throws -> Page<RegistrationReview, RegistrationKey> {
            try test.read { reader throws(ReferralError) in
                try reader.registrations(RegistrationQuery(), .reviewer, PageRequest(after: key, limit: limit))
            }
        }
        let first = try page(after: nil, limit: 50)
        let second = try page(after: first.next, limit: 50)
        #expect(first.items.count == 2 && second.items.count == 1 && second.next == nil)
        #expect(Set((first.items + second.items).map(\.registration.id)).count == 3)
        #expect(try page(after: second.items.first?.key, limit: 50).items.isEmpty)
    }

    @Test func `and a solution keep the clock from going back across a start`() async throws {
        let first = try TestStore()
        let (start, edited) = (first.clock.now, first.clock.now + .days(1))
        let deal = try await Registered(first)
        first.clock.set(edited)
        let patch = Registered.patch(nil, edited.day)
        _ = try await first.write { store throws(ReferralError) in
            try RegistrationService(store, scope: .operator, cause: TestStore.cause)
                .edit(of: deal.engagement, if: .any, patch)
        }
        first.store.stop()
        first.clock.set(start)
        let second = try TestStore(first.directory, clock: first.clock, seed: 2)
        #expect(second.environment.now > edited)
        second.clock.set(edited + .days(1))
        try await Registered.know("late", second)
        second.store.stop()
        second.clock.set(start)
        let third = try TestStore(first.directory, clock: first.clock, seed: 3)
        #expect(third.environment.now > edited + .days(1))
    }

    @Test func `of a damaged database is found`() async throws {
        let test = try TestStore()
        let deal = try await Registered(test)
        try await deal.submitted(message: "Hello")
        try await test.store.execute(
            """
            UPDATE registrations SET state = 2, company_key = 'x', email_domain = 'y';
            UPDATE registration_messages SET seq = 3
            """)
        #expect(try Self.findings(test).count == 4)
    }

    @Test func `solutions are listed by their ids, page by page`() async throws {
        let test = try TestStore()
        for id in ["erp", "b", "a-1", "zz"] { try await Registered.know(id, test) }
        let found = try test.read { reader throws(ReferralError) in
            let first = try reader.solutions(PageRequest(limit: 3))
            return (first.items + (try reader.solutions(PageRequest(after: first.next, limit: 3))).items).map(\.id)
        }
        #expect(found.map(\.description) == ["a-1", "b", "erp", "zz"])
    }
}

import ReferralStore
import Referrals
import TestSupport
import Testing

@Suite struct EngagementTests {
    private static func submitted(
        _ test: TestStore, _ inquiry: Inquiry = .make()
    ) async throws -> (RFIView, Engagement) {
        let rfi = try await test.submit(inquiry, to: [test.profile(of: test.partner())])
        return (rfi, try #require(try test.engagements(of: rfi).first))
    }

    @Test func `what a customer asks comes back as it was sent`() async throws {
        let test = try TestStore()
        var inquiry = Inquiry.make(tags: ["web", "Größe"], source: .salesAgent, directContact: true)
        inquiry.budget = .make(999_999_999_999_9999, "CLF")
        inquiry.timeframe = .within3Months
        inquiry.need.details = "Line one\nline two"
        inquiry.customer.address.postalCode = "80331"
        inquiry.customer.contact?.title = "CTO"
        inquiry.consent.share = true
        let (rfi, made) = try await Self.submitted(test, inquiry)
        #expect(rfi.rfi.inquiry == inquiry)
        try test.read { reader throws(ReferralError) in
            #expect(try reader.rfiView(rfi.rfi.id, .operator) == rfi)
            let view = try reader.engagementView(made.id, .partner(made.partnerID))
            #expect(view == EngagementView(engagement: made, inquiry: inquiry, contacts: []))
        }
    }

    @Test func `every member of an engagement is kept`() async throws {
        let test = try TestStore()
        let (_, made) = try await Self.submitted(test)
        var changed = made
        changed.state = .archived(.won)
        changed.terms = .make(name: "Größe", value: .make(1_234_567, "JPY"))
        changed.terms.estimatedPurchaseDate = Day(number: 20_000)
        changed.terms.purchaseTimeframe = .immediately
        changed.terms.crmID = "C-1"
        changed.finalValue = .make(5, "BHD")
        changed.closedOn = Day(number: -1)
        changed.refusal = Refusal(reason: .other, note: "because")
        changed.contactCount = 3
        changed.registration = RegistrationStanding(id: ID(high: 8, low: 1), state: .actionRequired)
        changed.respondedAt = test.clock.now + .hours(1)
        changed.closedAt = test.clock.now + .hours(2)
        changed.updatedAt = test.clock.now + .hours(3)
        changed.version = 9
        let next = changed
        try await test.write { store throws(ReferralError) in try store.update(next, from: made) }
        #expect(
            try test.read { reader throws(ReferralError) in try reader.engagement(made.id, .operator) }
                == next)
    }

    @Test func `contacts and notes keep their order and are paged`() async throws {
        let test = try TestStore()
        let (_, made) = try await Self.submitted(test)
        var contacts: [Contact] = []
        var notes: [Note] = []
        for index in 0..<5 {
            let (contact, note) = try await test.engagements { service throws(ReferralError) in
                (
                    try service.addContact(to: made.id, if: .any, .make(name: "Contact \(index)")),
                    try service.addNote(to: made.id, if: .any, body: "note \(index)")
                )
            }
            contacts.append(contact)
            notes.append(note)
        }
        try test.read { reader throws(ReferralError) in
            #expect(try reader.engagementView(made.id, .operator)?.contacts == contacts)
            let first = try reader.contacts(of: made.id, PageRequest(limit: 3))
            #expect(first.items == Array(contacts.prefix(3)))
            #expect(
                try reader.contacts(of: made.id, PageRequest(after: first.next, limit: 3)).items
                    == contacts.suffix(2))
            let some = try reader.notes(of: made.id, PageRequest(after: notes[1].id, limit: 2))
            #expect(some.items == Array(notes[2...3]))
            #expect(some.next == notes[3].id)
            #expect(try reader.notes(of: made.id, PageRequest(after: some.next)).next == nil)
            #expect(try reader.note(notes[4].id, of: made.id) == notes[4])
            #expect(try reader.note(notes[4].id, of: ID(high: 1, low: 1)) == nil)
            #expect(try reader.contact(contacts[0].id, of: made.id) == contacts[0])
        }
        let (contact, note) = (contacts[2].id, notes[2].id)
        try await test.engagements { service throws(ReferralError) in
            try service.removeContact(contact, of: made.id, if: .any)
            try service.removeNote(note, of: made.id, if: .any)
        }
        #expect(
            try test.read { reader throws(ReferralError) in try reader.contact(contact, of: made.id) } == nil)
        #expect(
            try test.read { reader throws(ReferralError) in
                try reader.notes(of: made.id, PageRequest()).items.count
            } == 4)
    }

    @Test func `history tells what changed, with its money as it is shown`() async throws {
        let test = try TestStore()
        let (_, made) = try await Self.submitted(test)
        _ = try await test.engagements { service throws(ReferralError) in
            try service.accept(
                made.id, if: .any, Acceptance(terms: .make(name: "A \"deal\"", value: .make(12_50))))
        }
        let page = try test.read { reader throws(ReferralError) in
            try reader.history(of: made.id, PageRequest(after: 1, limit: 1))
        }
        let entry = try #require(page.items.first)
        #expect(entry.actor == TestStore.cause.actor)
        #expect(entry.requestID == "request")
        #expect(
            entry.changes == """
                {"status":{"from":"new","to":"active"},"name":{"from":null,"to":"A \\"deal\\""},\
                "estimatedValue":{"from":null,"to":{"amount":"12.50","currency":"EUR"}}}
                """)
        #expect(page.next == nil)
    }

    @Test func `a damaged value is a fault that names table and column`() async throws {
        let test = try TestStore()
        let (_, made) = try await Self.submitted(test)
        try await test.store.execute("UPDATE rfis SET size = 'many'")
        #expect(
            throws: ReferralError.internalFault(
                "the column r.size of engagements holds a value that it can't have")
        ) {
            try test.read { reader throws(ReferralError) in try reader.engagementView(made.id, .operator) }
        }
    }
}

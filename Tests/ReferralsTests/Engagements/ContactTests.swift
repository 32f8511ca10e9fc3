@testable import Referrals
import Testing

struct ContactTests {
    private let archived = EngagementState.allCases.filter { $0.outcome != nil }

    private func patch(_ change: (inout ContactPatch) -> Void) -> ContactPatch {
        var patch = ContactPatch()
        change(&patch)
        return patch
    }

    @Test(arguments: [EngagementState.new, .active])
    func `is added with the engagement's version and an event`(state: EngagementState) throws {
        let bench = try EngagementBench(state)
        let contact = try bench.service.addContact(to: bench.id, if: .any, Sample.contact("Kim"))
        #expect(
            (contact.version, contact.createdAt, contact.updatedAt) == (1, bench.store.now, bench.store.now))
        #expect(bench.store.contacts(of: bench.id) == [contact])
        #expect((bench.stored?.contactCount, bench.stored?.version) == (1, 2))
        #expect(bench.stored?.updatedAt == bench.store.now)
        #expect(bench.store.events.map(\.type) == [.contactAdded])
        #expect(bench.store.events.first?.subject == .contact(contact.id))
        #expect(bench.store.events.first?.engagementID == bench.id)
        #expect(bench.store.events.first?.changes == [])
    }

    @Test func `is changed with both versions and one event`() throws {
        let bench = try EngagementBench(contacts: 1)
        let old = try #require(bench.store.contacts(of: bench.id).first)
        let new = try bench.service.updateContact(
            old.id, of: bench.id, if: .oneOf([1]), patch { $0.role = .some("Buyer") })
        #expect((new.details.role, new.details.name, new.version) == ("Buyer", old.details.name, 2))
        #expect((new.createdAt, new.updatedAt) == (old.createdAt, bench.store.now))
        #expect((bench.stored?.contactCount, bench.stored?.version) == (1, 2))
        #expect(bench.store.events.map(\.type) == [.contactUpdated])
    }

    @Test func `a change that changes nothing records nothing`() throws {
        let bench = try EngagementBench(contacts: 1)
        let old = try #require(bench.store.contacts(of: bench.id).first)
        for change in [patch { _ in }, patch { $0.name = old.details.name }, patch { $0.role = .some(nil) }] {
            #expect(try bench.service.updateContact(old.id, of: bench.id, if: .any, change) == old)
        }
        #expect(bench.store.writes == 0)
    }

    @Test func `a change reaches every member`() throws {
        var change = ContactPatch()
        change.name = "Lou"
        change.role = .some("Buyer")
        change.phone = .some(PhoneNumber(stored: "+4989123456"))
        change.emails = [EmailAddress(stored: "lou@fabrikam.example")]
        let full = change.applied(to: Sample.contact())
        #expect(
            full
                == ContactDetails(
                    name: "Lou", role: "Buyer", phone: PhoneNumber(stored: "+4989123456"),
                    emails: [EmailAddress(stored: "lou@fabrikam.example")]))
        let cleared = patch {
            $0.role = .some(nil)
            $0.phone = .some(nil)
        }.applied(to: full)
        #expect((cleared.role, cleared.phone, cleared.name) == (nil, nil, "Lou"))
    }

    @Test func `is removed with the engagement's version and an event`() throws {
        let bench = try EngagementBench(contacts: 2)
        let first = try #require(bench.store.contacts(of: bench.id).first)
        try bench.service.removeContact(first.id, of: bench.id, if: .any)
        #expect(bench.store.contacts(of: bench.id).count == 1)
        #expect((bench.stored?.contactCount, bench.stored?.version) == (1, 2))
        #expect(bench.store.events.map(\.type) == [.contactRemoved])
    }

    @Test func `the fiftieth is taken and the next one is not`() throws {
        let bench = try EngagementBench(contacts: 49)
        _ = try bench.service.addContact(to: bench.id, if: .any, Sample.contact())
        bench.store.forgetWrites()
        let error = #expect(throws: ReferralError.self) {
            try bench.service.addContact(to: bench.id, if: .any, Sample.contact())
        }
        #expect(error?.kind == "limitReached")
        #expect(bench.store.writes == 0)
    }

    @Test(arguments: [(48, 2, true), (48, 3, false), (0, 50, true), (0, 51, false), (50, 0, true)])
    func `an acceptance keeps the limit too`(present: Int, added: Int, isTaken: Bool) throws {
        let bench = try EngagementBench(contacts: present)
        let acceptance = Acceptance(
            terms: try Sample.terms(), contacts: Array(repeating: Sample.contact(), count: added))
        if isTaken {
            let view = try bench.service.accept(bench.id, if: .any, acceptance)
            #expect((view.engagement.contactCount, view.contacts.count) == (present + added, present + added))
        } else {
            let error = #expect(throws: ReferralError.self) {
                try bench.service.accept(bench.id, if: .any, acceptance)
            }
            #expect(error?.kind == "limitReached")
            #expect(bench.store.writes == 0)
        }
    }

    @Test func `none is changed or removed on an archived engagement, not even to what it was`() throws {
        for state in archived {
            let bench = try EngagementBench(state, contacts: 1)
            let contact = try #require(bench.store.contacts(of: bench.id).first)
            #expect(throws: ReferralError.engagementTransition(state: state)) {
                try bench.service.updateContact(contact.id, of: bench.id, if: .any, ContactPatch())
            }
            #expect(throws: ReferralError.engagementTransition(state: state)) {
                try bench.service.removeContact(contact.id, of: bench.id, if: .any)
            }
            #expect(bench.store.writes == 0)
        }
    }

    @Test func `is judged by its own version, before the state`() throws {
        let bench = try EngagementBench(.archived(.lost), contacts: 1)
        let contact = try #require(bench.store.contacts(of: bench.id).first)
        let stale = ReferralError.stale(current: EntityTag(version: 1))
        #expect(throws: stale) {
            try bench.service.updateContact(contact.id, of: bench.id, if: .oneOf([2]), ContactPatch())
        }
        #expect(throws: stale) { try bench.service.removeContact(contact.id, of: bench.id, if: .oneOf([])) }
    }

    @Test func `is not found by another partner, nor below another engagement`() throws {
        let bench = try EngagementBench(contacts: 1)
        let contact = try #require(bench.store.contacts(of: bench.id).first)
        for (service, id) in [(bench.strangers, bench.id), (bench.service, ID(high: 5, low: 99))] {
            #expect(throws: ReferralError.notFound) {
                try service.updateContact(contact.id, of: id, if: .any, ContactPatch())
            }
            #expect(throws: ReferralError.notFound) {
                try service.removeContact(contact.id, of: id, if: .any)
            }
        }
        #expect(throws: ReferralError.notFound) {
            try bench.service.removeContact(ID(high: 9, low: 9), of: bench.id, if: .any)
        }
        #expect(bench.store.writes == 0)
    }
}

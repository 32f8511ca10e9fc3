@testable import Referrals
import Testing

struct EngagementServiceTests {
    @Test func `accepting stores, tells the customer, and adds contacts and the note`() throws {
        let bench = try EngagementBench()
        let acceptance = Acceptance(
            terms: try Sample.terms(), note: "called",
            contacts: [Sample.contact("Kim"), Sample.contact("Lou")])
        let view = try bench.service.accept(bench.id, if: .any, acceptance)
        #expect(view.engagement == bench.stored)
        #expect((view.engagement.version, view.engagement.contactCount) == (2, 2))
        #expect(view.engagement.respondedAt == bench.store.now)
        #expect(view.contacts.map(\.details.name) == ["Kim", "Lou"])
        #expect(bench.store.notes(of: bench.id).map(\.body) == ["called"])
        let events = bench.store.events
        #expect(events.map(\.type) == [.engagementAccepted, .contactAdded, .contactAdded, .noteAdded])
        #expect(events.map { $0.audience.marketplaceID != nil } == [true, false, false, false])
        #expect(events.allSatisfy { $0.audience.partnerID == bench.engagement.partnerID })
    }

    @Test func `declining keeps the note in the refusal alone`() throws {
        let bench = try EngagementBench()
        let view = try bench.service.decline(bench.id, if: .any, Sample.refusal())
        #expect(view.engagement == bench.stored)
        #expect(view.engagement.refusal?.note == "as it stands")
        #expect(bench.store.notes(of: bench.id).isEmpty)
        #expect(bench.store.events.map(\.type) == [.engagementDeclined])
        #expect(bench.store.events.map(\.audience.marketplaceID) == [bench.engagement.marketplaceID])
    }

    @Test func `winning makes its note one of the engagement, and tells the customer`() throws {
        let bench = try EngagementBench(.active)
        let view = try bench.service.win(bench.id, if: .any, Win(finalValue: Sample.euros(5), note: "signed"))
        #expect(view.engagement.state == .archived(.won))
        #expect(bench.store.notes(of: bench.id).map(\.body) == ["signed"])
        #expect(bench.store.events.map(\.type) == [.engagementWon, .noteAdded])
        #expect(bench.store.events.first?.audience.marketplaceID == bench.engagement.marketplaceID)
    }

    @Test func `losing keeps the note in the refusal alone, and tells the customer`() throws {
        let bench = try EngagementBench(.active)
        let view = try bench.service.lose(bench.id, if: .any, Sample.refusal(.requirementNotMet))
        #expect(view.engagement.state == .archived(.lost))
        #expect(bench.store.notes(of: bench.id).isEmpty)
        #expect(bench.store.events.map(\.type) == [.engagementLost])
        #expect(bench.store.events.first?.audience.marketplaceID == bench.engagement.marketplaceID)
    }

    @Test func `an edit is an event for the partner alone, with who did it and what changed`() throws {
        let bench = try EngagementBench(.active)
        var edit = EngagementEdit()
        edit.name = "Second"
        let view = try bench.service.edit(bench.id, if: .any, edit)
        #expect((view.engagement.version, view.engagement.updatedAt) == (2, bench.store.now))
        let event = try #require(bench.store.events.first)
        #expect((event.type, event.occurredAt) == (.engagementUpdated, bench.store.now))
        #expect((event.subject, event.engagementID) == (.engagement(bench.id), bench.id))
        #expect(event.audience == Audience(partnerID: bench.engagement.partnerID))
        #expect((event.cause.actor, event.cause.requestID) == (Sample.cause.actor, "request-1"))
        #expect(event.changes == [FieldChange(field: "name", from: .none, to: .text("Second"))])
    }

    @Test func `an edit that changes nothing records nothing`() throws {
        let bench = try EngagementBench(.active)
        let view = try bench.service.edit(bench.id, if: .any, EngagementEdit())
        #expect(view.engagement == bench.engagement)
        #expect(bench.store.writes == 0)
    }
}

/// What every command of an engagement has in common.
struct EngagementCommandTests {
    private typealias Command = @Sendable (EngagementService, ID<Engagement>, VersionCondition) throws -> Any

    private static let commands: [String: Command] = [
        "accept": { try $0.accept($1, if: $2, Acceptance(terms: Sample.terms(), note: "n")) },
        "decline": { try $0.decline($1, if: $2, Sample.refusal()) },
        "edit": { try $0.edit($1, if: $2, EngagementEdit()) },
        "win": { try $0.win($1, if: $2, Win(note: "n")) },
        "lose": { try $0.lose($1, if: $2, Sample.refusal()) },
        "addContact": { try $0.addContact(to: $1, if: $2, Sample.contact()) },
        "addNote": { try $0.addNote(to: $1, if: $2, body: "n") },
    ]

    private static let names = EngagementAction.allCases.map(\.rawValue)

    private func run(
        _ name: String, _ service: EngagementService, _ id: ID<Engagement>,
        if condition: VersionCondition = .any
    ) throws {
        let command = try #require(Self.commands[name])
        _ = try command(service, id, condition)
    }

    @Test(arguments: names, EngagementState.allCases)
    func `works exactly where it is an allowed action`(name: String, state: EngagementState) throws {
        let bench = try EngagementBench(state)
        if state.allowedActions.map(\.rawValue).contains(name) {
            try run(name, bench.service, bench.id)
        } else {
            #expect(throws: ReferralError.engagementTransition(state: state)) {
                try run(name, bench.service, bench.id)
            }
            #expect(bench.store.writes == 0)
        }
    }

    @Test(arguments: names)
    func `is not found by another partner, a marketplace, or under another id`(name: String) throws {
        let bench = try EngagementBench()
        let marketplace = EngagementService(
            bench.store, scope: .marketplace(bench.engagement.marketplaceID), cause: Sample.cause)
        for service in [bench.strangers, marketplace] {
            #expect(throws: ReferralError.notFound) { try run(name, service, bench.id) }
        }
        #expect(throws: ReferralError.notFound) { try run(name, bench.service, ID(high: 5, low: 99)) }
        #expect(bench.store.writes == 0)
    }

    @Test(arguments: names)
    func `is judged by the version before the state`(name: String) throws {
        let bench = try EngagementBench(.archived(.won))
        for versions in [[], [2], [0, 7]] {
            #expect(throws: ReferralError.stale(current: EntityTag(version: 1))) {
                try run(name, bench.service, bench.id, if: .oneOf(versions))
            }
        }
        #expect(bench.store.writes == 0)
    }

    @Test(arguments: names)
    func `takes a list of versions with the current one in it`(name: String) throws {
        let bench = try EngagementBench(["edit", "win", "lose"].contains(name) ? .active : .new)
        try run(name, bench.service, bench.id, if: .oneOf([4, 1]))
    }

    @Test(arguments: names)
    func `is open to the operator`(name: String) throws {
        let bench = try EngagementBench(["edit", "win", "lose"].contains(name) ? .active : .new)
        try run(name, EngagementService(bench.store, scope: .operator, cause: Sample.cause), bench.id)
    }
}

import ReferralStore
import Referrals
import TestSupport
import Testing

@Suite struct `Outcomes that are missed` {
    private static func list(_ test: TestStore, _ overdue: Bool = true) throws -> [ID<Engagement>] {
        var query = EngagementQuery()
        query.overdueOutcome = overdue
        return try test.list(query).items.map(\.engagement.id)
    }

    /// An active engagement whose purchase date is the day it was made.
    private static func active(_ test: TestStore) async throws -> Engagement {
        let profile = try await test.profile(of: test.partner())
        let id = try test.engagement(await test.submit(to: [profile]), profile)
        try await test.react(.accept, to: id)
        return try #require(try test.read { reader throws(ReferralError) in try reader.engagement(id, .operator) })
    }

    @Test func `are recorded by themselves, at midnight, once`() async throws {
        let test = try TestStore()
        let engagement = try await Self.active(test)
        let due = try #require(engagement.outcomeDueAt)
        #expect(test.store.nextDue == due)
        test.clock.set(due - .milliseconds(1))
        try await test.session.settle()
        #expect(try Self.list(test) == [] && Self.list(test, false) == [engagement.id])
        let counter = test.session.counter(.partner(engagement.partnerID))
        let shown = test.session.providersCounter
        test.clock.set(due)
        try await test.session.settle()
        #expect(try Self.list(test) == [engagement.id] && Self.list(test, false) == [])
        #expect(test.session.counter(.partner(engagement.partnerID)) > counter)
        #expect(test.session.providersCounter > shown, "it counts against the ranking")
        let after = try test.read { reader throws(ReferralError) in try reader.engagement(engagement.id, .operator) }
        #expect(after?.version == engagement.version && after?.isOutcomeReminded == true)
        #expect(test.store.nextDue == nil)
        let mail = try test.read { reader throws(ReferralError) in
            try reader.notifications(NotificationQuery(), PageRequest()).items.map(\.kind)
        }
        #expect(mail.filter { $0 == .outcomeReminder }.count == 1)
        #expect(try await test.store.directoryDifferences() == [])
    }

    @Test func `are recorded at the start after a pause, and a new date forgives`() async throws {
        let first = try TestStore()
        let engagement = try await Self.active(first)
        first.store.stop()
        first.clock.advance(by: .days(90))
        let test = try TestStore(first.directory, clock: first.clock, seed: 2)
        #expect(try Self.list(test) == [engagement.id])
        let date = test.clock.now.day
        try await test.engagements { service throws(ReferralError) in
            var edit = EngagementEdit()
            edit.estimatedPurchaseDate = .some(date)
            _ = try service.edit(engagement.id, if: .any, edit)
        }
        #expect(try Self.list(test) == [])
        #expect(test.store.nextDue == date.adding(days: 31).start)
        try await test.react(.win, to: engagement.id)
        #expect(test.store.nextDue == nil)
        try Checkup.run(on: test.directory.file("referrals.db")) { result in
            #expect(result.findings == [], "\(result.name)")
        }
    }

    @Test func `what is missing is listed by what it is`() async throws {
        let test = try TestStore()
        let full = try await Self.active(test)
        func missing(_ gaps: Set<OpenGaps.Gap>) throws -> Int {
            var query = EngagementQuery()
            query.missing = gaps
            return try test.list(query, .partner(full.partnerID)).items.count
        }
        #expect(try missing([.contacts]) == 1 && missing([.estimatedValue]) == 0)
        #expect(try missing([.estimatedValue, .estimatedPurchaseDate]) == 0)
        try await test.engagements { service throws(ReferralError) in
            _ = try service.addContact(to: full.id, if: .any, .make())
            var edit = EngagementEdit()
            edit.estimatedPurchaseDate = .some(nil)
            _ = try service.edit(full.id, if: .any, edit)
        }
        #expect(try missing([.contacts]) == 0 && missing([.estimatedPurchaseDate]) == 1)
        #expect(try missing([.estimatedPurchaseDate, .contacts]) == 1)
    }
}

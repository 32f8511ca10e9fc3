import ReferralStore
import Referrals
import SQLite
import Synchronization
import TestSupport
import Testing

@Suite struct `Outcomes that are missed` {
    private static func list(_ test: TestStore, _ overdue: Bool = true) throws -> [ID<Engagement>] {
        var query = EngagementQuery()
        query.overdueOutcome = overdue
        return try test.list(query, limit: 200).items.map(\.engagement.id)
    }

    /// An active engagement whose purchase date is the day it was made.
    private static func active(_ test: TestStore) async throws -> Engagement {
        let profile = try await test.profile(of: test.partner())
        let id = try test.engagement(await test.submit(to: [profile]), profile)
        try await test.react(.accept, to: id)
        return try #require(try test.read { reader throws(ReferralError) in try reader.engagement(id, .operator) })
    }

    @Test func `are listed at midnight, and recorded by themselves, once`() async throws {
        let test = try TestStore()
        let engagement = try await Self.active(test)
        let due = try #require(engagement.outcomeDueAt)
        #expect(test.store.nextDue == due)
        test.clock.set(due - .milliseconds(1))
        try await test.session.settle()
        #expect(try Self.list(test) == [] && Self.list(test, false) == [engagement.id])
        let counter = test.session.counter(.partner(engagement.partnerID))
        let shown = test.session.providersCounter
        #expect(try test.read { reader throws(ReferralError) in try reader.nextMissedOutcome() } == due)
        test.clock.set(due)
        try await test.session.settle()
        #expect(try Self.list(test) == [engagement.id] && Self.list(test, false) == [])
        #expect(test.session.counter(.partner(engagement.partnerID)) == counter, "no read waits until it is recorded")
        try await test.store.sweep()
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

    @Test func `are recorded some at a time, and keep nobody waiting`() async throws {
        let told = Mutex<[Timestamp?]>([])
        let test = try TestStore(onNextDue: { instant in told.withLock { $0.append(instant) } })
        let profile = try await test.profile(of: test.partner())
        let made = try await test.write { store throws(ReferralError) in
            for _ in 0..<70 {
                let view = try TestStore.requests(store).submit(.make(to: [profile]), marketplace: .make())
                let service = EngagementService(store, scope: .operator, cause: TestStore.cause)
                for engagement in try store.engagements(of: view.rfi.id) {
                    _ = try service.accept(engagement.id, if: .any, Acceptance(terms: .make()))
                }
            }
            return try store.engagements(EngagementQuery(), .operator, PageRequest(limit: 200)).items.map(\.engagement)
        }
        let due = try #require(made.first?.outcomeDueAt)
        func recorded() throws -> Int {
            try test.read { reader throws(ReferralError) in
                try made.count { item throws(ReferralError) in
                    try reader.engagement(item.id, .operator)?.isOutcomeOverdue ?? false
                }
            }
        }
        test.clock.set(due)
        let other = try await test.partner("Other")
        #expect(other.createdAt == due)
        #expect(try recorded() == 32 && Self.list(test).count == made.count)
        #expect(test.store.nextDue == due && told.withLock { $0.last } == due)
        let count = told.withLock { $0.count }
        try await test.session.settle()
        #expect(try recorded() == 32)
        try await test.store.sweep()
        #expect(try recorded() == 64)
        #expect(told.withLock { $0.count } == count + 1, "it asks for the rest")
        try await test.store.sweep()
        #expect(try recorded() == 70 && test.store.nextDue == nil)
        try Checkup.run(on: test.directory.file("referrals.db")) { result in
            #expect(result.findings == [], "\(result.name)")
        }
    }

    @Test func `of the time before there were reminders remind nobody`() async throws {
        let clock = TestClock()
        clock.set(try #require(Timestamp("2020-01-01T00:00:00Z")))
        let old = try TestStore(clock: clock)
        let profile = try await old.profile(of: old.partner())
        for date in ["2020-02-01", "2099-01-01"] {
            let id = try old.engagement(await old.submit(to: [profile]), profile)
            var terms = EngagementTerms.make()
            terms.estimatedPurchaseDate = .make(date)
            try await old.engagements { [terms] service throws(ReferralError) in
                _ = try service.accept(id, if: .any, Acceptance(terms: terms))
            }
        }
        old.store.stop()
        try Connection(path: old.directory.file("referrals.db"), mode: .readWriteCreate).execute(
            """
            DROP INDEX engagements_outcome;
            ALTER TABLE engagements DROP COLUMN outcome_reminded;
            ALTER TABLE engagements DROP COLUMN outcome_overdue;
            ALTER TABLE engagements DROP COLUMN outcome_clock;
            DROP TABLE insight_figures; DROP TABLE insight_groups; DROP TABLE search_appearances;
            DROP TABLE partner_gaps; DROP TABLE past_deal_keys; DROP TABLE past_deals;
            DELETE FROM schema_migrations WHERE number = 6; DELETE FROM properties WHERE name = 'insights';
            """ + OpeningTests.beforeEventsAreNamed)
        clock.set(try #require(Timestamp("2030-01-01T00:00:00Z")))
        let test = try TestStore(old.directory, clock: clock, seed: 2)
        try await test.store.sweep()
        func reminders() throws -> Int {
            try test.read { reader throws(ReferralError) in
                try reader.notifications(NotificationQuery(), PageRequest()).items.count { $0.kind == .outcomeReminder }
            }
        }
        #expect(try Self.list(test).count == 1 && reminders() == 0)
        clock.set(try #require(Timestamp("2100-01-01T00:00:00Z")))
        try await test.store.sweep()
        #expect(try Self.list(test).count == 2 && reminders() == 1)
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

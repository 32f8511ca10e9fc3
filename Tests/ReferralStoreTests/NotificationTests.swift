import ReferralStore
import Referrals
import SQLite
import TestSupport
import Testing

@Suite struct `The outbox of mail` {
    private func outbox(_ test: TestStore, _ query: NotificationQuery = .init()) throws -> [Referrals.Notification] {
        try test.read { reader throws(ReferralError) in
            try Array(reader.notifications(query, PageRequest(limit: 200)).items.reversed())
        }
    }

    private func engagement(_ test: TestStore) async throws -> Engagement {
        let rfi = try await test.submit(to: [test.profile(of: test.partner())])
        return try #require(try test.engagements(of: rfi).first)
    }

    @Test func `is filled by what happens, and keeps no address of a customer`() async throws {
        let test = try TestStore()
        let made = try await engagement(test)
        test.clock.advance(by: .days(30))
        try await test.session.settle()
        let mail = try outbox(test)
        #expect(mail.map(\.kind) == [.newRFI, .expired, .customerExpired])
        #expect(mail.allSatisfy { $0.subject.engagementID == made.id })
        let connection = try Connection(path: test.directory.file("referrals.db"), mode: .readOnly)
        let kept = try connection.all("SELECT count(*) FROM notifications WHERE addressee = 'customer'") { $0.int(0) }
        let empty = try connection.all(
            "SELECT count(*) FROM notifications WHERE addressee = 'customer' AND address IS NULL AND name IS NULL"
        ) { $0.int(0) }
        #expect((kept, empty) == ([1], [1]))
    }

    @Test func `gives back what was put in`() async throws {
        let test = try TestStore()
        _ = try await engagement(test)
        var notification = try #require(try outbox(test).first)
        notification.attempts = 3
        notification.digestID = notification.id
        notification.lastError = "450 busy"
        notification.nextAttemptAt = test.clock.now + .days(1)
        let changed = notification
        try await test.write { store throws(ReferralError) in try store.update(changed) }
        #expect(try outbox(test) == [changed])
    }

    @Test func `reminds once, however often the service starts anew`() async throws {
        let first = try TestStore()
        let made = try await engagement(first)
        let remindAt = try #require(made.clocks.remindAt)
        first.clock.set(remindAt - .milliseconds(1))
        try await first.session.settle()
        #expect(try outbox(first).map(\.kind) == [.newRFI])
        first.store.stop()
        first.clock.set(remindAt + .hours(1))
        for seed in 2...4 as ClosedRange<UInt64> {
            let again = try TestStore(first.directory, clock: first.clock, seed: seed)
            #expect(try outbox(again).map(\.kind) == [.newRFI, .expiryReminder])
            #expect(again.store.nextDue == made.clocks.expiresAt)
            again.store.stop()
        }
    }

    @Test func `does not remind of what has expired meanwhile`() async throws {
        let first = try TestStore()
        let made = try await engagement(first)
        first.store.stop()
        first.clock.set(made.clocks.expiresAt)
        let again = try TestStore(first.directory, clock: first.clock, seed: 2)
        #expect(try outbox(again).map(\.kind) == [.newRFI, .expired, .customerExpired])
    }

    @Test func `a reminder within the hot window leaves the engagement hot`() async throws {
        var policy = ResponsePolicy.standard
        policy.expiryReminder = .days(13)
        let test = try TestStore(policy: policy)
        let rfi = try await test.submit(.make(directContact: true), to: [test.profile(of: test.partner())])
        let made = try #require(try test.engagements(of: rfi).first)
        #expect(test.store.nextDue == made.clocks.remindAt)
        test.clock.advance(by: .hours(30))
        try await test.session.settle()
        #expect(try outbox(test).map(\.kind) == [.newRFI, .expiryReminder])
        #expect(try test.summary().hot == 1)
        #expect(test.store.nextDue == made.clocks.hotUntil)
        var findings: [String] = []
        try Checkup.run(on: test.directory.file("referrals.db")) { findings += $0.findings }
        #expect(findings == [])
    }

    @Test func `lists by status and kind, newest first`() async throws {
        let test = try TestStore()
        let profile = try await test.profile(of: test.partner())
        for number in 0..<5 { try await test.submit(.make(summary: "Request \(number)"), to: [profile]) }
        let ids = try outbox(test).map(\.id)
        try await test.write { store throws(ReferralError) in
            try NotificationService(store).settle([ids[1], ids[3]], .sent, .standard, random: 0)
            try NotificationService(store).giveUp([ids[2]], because: "gone")
        }
        var query = NotificationQuery()
        query.statuses = [.sent]
        #expect(try outbox(test, query).map(\.id) == [ids[1], ids[3]])
        query.statuses = [.queued, .failed]
        #expect(try outbox(test, query).map(\.id) == [ids[0], ids[2], ids[4]])
        query.kinds = [.withdrawn]
        #expect(try outbox(test, query).isEmpty)
        let page = try test.read { reader throws(ReferralError) in
            try reader.notifications(NotificationQuery(), PageRequest(after: ids[3], limit: 2))
        }
        #expect(page.items.map(\.id) == [ids[2], ids[1]])
        #expect(page.next == ids[1])
    }

    @Test func `tells what is due, what was sent, and lets an address wait whatever its case`() async throws {
        let test = try TestStore()
        let profile = try await test.profile(of: test.partner())
        for number in 0..<4 { try await test.submit(.make(summary: "Request \(number)"), to: [profile]) }
        let ids = try outbox(test).map(\.id)
        let start = test.clock.now
        try await test.write { store throws(ReferralError) in
            try NotificationService(store).bundle([ids[1], ids[2]])
            try NotificationService(store).settle([ids[1], ids[2]], .sent, .standard, random: 0)
            try NotificationService(store).settle([ids[0]], .postponed("busy"), .standard, random: 0)
        }
        let address = EmailAddress(stored: "ADA@example.com")
        try test.read { reader throws(ReferralError) in
            #expect(try reader.dueNotifications(limit: 9).map(\.id) == [ids[3]])
            #expect(try reader.nextNotificationAt() == start)
            #expect(try reader.sentNotifications(after: start - .milliseconds(1)).count == 1, "a digest is one message")
            #expect(try reader.newRequests(waitingFor: address, limit: 9).map(\.id) == [ids[3], ids[0]])
        }
        try await test.write { store throws(ReferralError) in
            try store.holdNotifications(to: address, until: start + .hours(1))
        }
        try test.read { reader throws(ReferralError) in
            #expect(try reader.nextNotificationAt() == start + .hours(1))
            #expect(try reader.notification(ids[3])?.isHeld == true)
        }
    }

    @Test func `is told of by the store, and moves no scope's counter when mail is sent`() async throws {
        let test = try TestStore()
        _ = try await engagement(test)
        let id = try #require(try outbox(test).first?.id)
        let (own, outbox) = (test.session.counter(.operator), test.session.outboxCounter)
        try await test.write { store throws(ReferralError) in
            try NotificationService(store).settle([id], .sent, .standard, random: 0)
        }
        #expect(test.session.counter(.operator) == own)
        #expect(test.session.outboxCounter > outbox)
    }
}

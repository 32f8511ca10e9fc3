@testable import Referrals
import Testing

@Suite struct `A notification` {
    private let now = Sample.instant + .hours(1)
    private let schedule = RetrySchedule([.seconds(5), .minutes(5)])

    private func notification(_ id: UInt64 = 1) -> Notification {
        Notification(
            id: ID(high: 8, low: id), kind: .newRFI, addressee: .partner(Sample.person().email, name: "Lee"),
            subject: Notification.Subject(), createdAt: Sample.instant)
    }

    @Test func `that the server took is sent`() {
        let sent = notification().after(.sent, at: now, schedule, random: 0)
        #expect((sent.status, sent.attempts, sent.sentAt) == (.sent, 1, now))
        #expect((sent.nextAttemptAt, sent.lastError) == (nil, nil))
    }

    @Test func `that was refused has failed`() {
        let failed = notification().after(.refused("no such user"), at: now, schedule, random: 0)
        #expect((failed.status, failed.attempts, failed.lastError) == (.failed, 1, "no such user"))
        #expect((failed.nextAttemptAt, failed.sentAt) == (nil, nil))
    }

    @Test func `that was not taken is tried by the schedule, and then has failed`() {
        var next = notification()
        for wait in schedule.waits {
            next = next.after(.postponed("busy"), at: now, schedule, random: 0)
            #expect((next.status, next.nextAttemptAt, next.lastError) == (.queued, now + wait, "busy"))
            #expect(!next.isHeld)
        }
        next = next.after(.postponed("busy"), at: now, schedule, random: 0)
        #expect((next.status, next.attempts, next.nextAttemptAt) == (.failed, 3, nil))
    }

    @Test func `is queued anew when it had failed, due at once when it is queued`() throws {
        let store = MemoryStore()
        store.now = now
        var failed = notification(1).givenUp("gone")
        failed.attempts = 7
        failed.digestID = failed.id
        var waiting = notification(2)
        waiting.attempts = 3
        waiting.nextAttemptAt = now + .hours(9)
        store.queue = [failed, waiting, notification(3).after(.sent, at: now, schedule, random: 0)]
        let service = NotificationService(store)
        let again = try service.retry(failed.id)
        #expect((again.status, again.attempts, again.nextAttemptAt, again.digestID) == (.queued, 0, now, nil))
        let sooner = try service.retry(waiting.id)
        #expect((sooner.status, sooner.attempts, sooner.nextAttemptAt) == (.queued, 3, now))
        #expect(throws: ReferralError.self) { try service.retry(ID(high: 8, low: 3)) }
        #expect(throws: ReferralError.notFound) { try service.retry(ID(high: 8, low: 4)) }
        #expect(store.queue.map(\.status) == [.queued, .queued, .sent])
    }

    @Test func `stays as it is when it is no longer queued`() throws {
        let store = MemoryStore()
        store.queue = [notification().givenUp("erased")]
        try NotificationService(store).settle([ID(high: 8, low: 1)], .sent, schedule, random: 0)
        #expect(store.queue.map(\.status) == [.failed])
    }
}

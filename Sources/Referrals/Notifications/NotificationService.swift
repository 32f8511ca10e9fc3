// What becomes of queued mail: tried, held back, sent, given up, and tried anew because an operator asks for it.

/// What came of an attempt to send a message.
public enum MailResult: Hashable, Sendable {
    /// The mail server took it.
    case sent
    /// It will never be taken, in words for the operator.
    case refused(String)
    /// It was not taken this time, in words for the operator.
    case postponed(String)
}

extension Notification {
    /// Whether it was let wait before it was ever tried.
    public var isHeld: Bool { attempts == 0 && nextAttemptAt.map { $0 > createdAt } ?? false }

    /// The notification after an attempt. `random` is any number.
    public func after(
        _ result: MailResult, at now: Timestamp, _ schedule: RetrySchedule, random: UInt64
    ) -> Notification {
        var next = self
        next.attempts += 1
        next.nextAttemptAt = nil
        next.lastError = nil
        switch result {
        case .sent:
            next.status = .sent
            next.sentAt = now
        case .refused(let reason):
            next.status = .failed
            next.lastError = reason
        case .postponed(let reason):
            next.lastError = reason
            next.nextAttemptAt = schedule.wait(after: next.attempts, random: random).map { now + $0 }
            if next.nextAttemptAt == nil { next.status = .failed }
        }
        return next
    }

    /// The notification when there is nothing left to say: it is not tried.
    public func givenUp(_ reason: String) -> Notification {
        var next = self
        next.status = .failed
        next.nextAttemptAt = nil
        next.lastError = reason
        return next
    }
}

/// What operators and the sender of mail do with the outbox.
public struct NotificationService {
    private let store: any ReferralTransaction

    /// Works in one transaction.
    public init(_ store: any ReferralTransaction) { self.store = store }

    /// Lets a notification be tried at once, one that had failed as if for the first time.
    /// - Throws: `notFound`; `invalidTransition` when it was sent.
    public func retry(_ id: ID<Notification>) throws(ReferralError) -> Notification {
        guard var next = try store.notification(id) else { throw .notFound }
        switch next.status {
        case .sent: throw .invalidTransition(detail: "The message was sent: the mail server has taken it.")
        case .queued: break
        case .failed:
            next.status = .queued
            next.attempts = 0
            next.digestID = nil
        }
        next.nextAttemptAt = store.now
        try store.update(next)
        return next
    }

    /// Writes what came of an attempt to send these, which went in one message. What is no longer queued stays as it
    /// is.
    public func settle(
        _ ids: [ID<Notification>], _ result: MailResult, _ schedule: RetrySchedule, random: UInt64
    ) throws(ReferralError) {
        try change(ids) { $0.after(result, at: store.now, schedule, random: random) }
    }

    /// Gives up what nobody needs to be told any more.
    public func giveUp(_ ids: [ID<Notification>], because reason: String) throws(ReferralError) {
        try change(ids) { $0.givenUp(reason) }
    }

    /// Puts these into one message, for this attempt and all that follow.
    public func bundle(_ ids: [ID<Notification>]) throws(ReferralError) {
        guard let first = ids.first else { return }
        try change(ids) { notification in
            var next = notification
            next.digestID = first
            return next
        }
    }

    /// Lets one wait.
    public func hold(_ id: ID<Notification>, until instant: Timestamp) throws(ReferralError) {
        try change([id]) { notification in
            var next = notification
            next.nextAttemptAt = instant
            return next
        }
    }

    private func change(
        _ ids: [ID<Notification>], _ change: (Notification) -> Notification
    ) throws(ReferralError) {
        for id in ids {
            guard let notification = try store.notification(id), notification.status == .queued else { continue }
            try store.update(change(notification))
        }
    }
}

import ReferralAPI
import Referrals
import Synchronization

/// What the parts report as it happens, counted. None of it is on the way of a request that reads.
final class Meters: Sendable {
    /// When the process began to count.
    let started: Timestamp
    /// Writes that shared a transaction.
    let writes = Histogram.ofCounts
    /// How long commits took.
    let commits = Histogram.ofDurations
    /// Transactions of which nothing is stored.
    let lost = Atomic(0)
    let checkpoints = Atomic(0)
    let failedCheckpoints = Atomic(0)
    let deliveries = Atomic(0)
    let failedDeliveries = Atomic(0)
    let mail = Atomic(0)
    let postponedMail = Atomic(0)
    let refusedMail = Atomic(0)

    init(started: Timestamp) { self.started = started }

    /// Counts a transaction that ended; without a time nothing of it is stored.
    func countCommit(_ writes: Int, _ time: Duration?) {
        guard let time else { return add(lost) }
        self.writes.add(writes)
        commits.add(Int(time / .nanoseconds(1)))
    }

    /// Counts a checkpoint.
    func countCheckpoint(_ hasFailed: Bool) { hasFailed ? add(failedCheckpoints) : add(checkpoints) }

    /// Counts an attempt to deliver to a webhook.
    func countDelivery(_ isDelivered: Bool) { isDelivered ? add(deliveries) : add(failedDeliveries) }

    /// Counts an attempt to send a message.
    func countMail(_ result: MailResult) {
        switch result {
        case .sent: add(mail)
        case .postponed: add(postponedMail)
        case .refused: add(refusedMail)
        }
    }

    private func add(_ count: borrowing Atomic<Int>) { count.wrappingAdd(1, ordering: .relaxed) }
}

import Referrals
import Synchronization

/// When something happens by itself next.
struct NextDue: Sendable {
    /// What changes what is shown of an engagement: nobody reads or writes before it is recorded.
    var answer: Timestamp?
    /// A missed outcome. It changes nothing that is shown, and many come due at the same midnight: nobody waits for them.
    var outcome: Timestamp?

    /// The first of both.
    var first: Timestamp? { [answer, outcome].compactMap(\.self).min() }
}

/// The next instants at which something happens by itself, known without a look at the database.
final class DueClock: Sendable {
    private let answer = Atomic<Int64>(.max)
    private let first = Atomic<Int64>(.max)
    private let environment: Environment
    private let changed: @Sendable (Timestamp?) -> Void

    /// `changed` is called by whoever sets it, with each new first instant, and with one that has passed as long as
    /// there are missed outcomes left to record.
    init(_ environment: Environment, changed: @escaping @Sendable (Timestamp?) -> Void) {
        self.environment = environment
        self.changed = changed
    }

    /// The instant for which all wait, or nil when there will be none.
    var next: Timestamp? { Self.instant(answer) }

    /// The first instant of all, or nil when nothing will happen by itself.
    var alarm: Timestamp? { Self.instant(first) }

    /// Whether something is due for which all wait.
    func isDue(at now: Timestamp) -> Bool {
        answer.load(ordering: .acquiring) <= now.milliseconds
    }

    func set(_ next: NextDue) {
        answer.store(next.answer?.milliseconds ?? .max, ordering: .releasing)
        let value = next.first?.milliseconds ?? .max
        let isNew = first.exchange(value, ordering: .acquiringAndReleasing) != value
        let isLeft = next.outcome.map { $0 <= environment.now } ?? false
        if isNew || isLeft { changed(next.first) }
    }

    private static func instant(_ value: borrowing Atomic<Int64>) -> Timestamp? {
        let value = value.load(ordering: .acquiring)
        return value == .max ? nil : Timestamp(milliseconds: value)
    }
}

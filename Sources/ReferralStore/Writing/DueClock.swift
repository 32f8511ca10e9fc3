import Referrals
import Synchronization

/// The next instant at which something happens by itself, known without a look at the database.
final class DueClock: Sendable {
    private let milliseconds = Atomic<Int64>(.max)
    private let changed: @Sendable (Timestamp?) -> Void

    /// `changed` is called with each new instant, by whoever set it.
    init(changed: @escaping @Sendable (Timestamp?) -> Void) {
        self.changed = changed
    }

    /// The instant, or nil when nothing will happen by itself.
    var next: Timestamp? {
        let value = milliseconds.load(ordering: .acquiring)
        return value == .max ? nil : Timestamp(milliseconds: value)
    }

    /// Whether something is due that is not recorded yet.
    func isDue(at now: Timestamp) -> Bool {
        milliseconds.load(ordering: .acquiring) <= now.milliseconds
    }

    func set(_ instant: Timestamp?) {
        let value = instant?.milliseconds ?? .max
        if milliseconds.exchange(value, ordering: .acquiringAndReleasing) != value { changed(instant) }
    }
}

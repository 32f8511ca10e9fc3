package import Referrals
import Synchronization

/// A clock that stands until a test moves it.
package final class TestClock: Sendable {
    private let milliseconds: Atomic<Int64>

    /// Starts at 2026-11-23T02:00:00.000Z unless told otherwise.
    package init(at instant: Timestamp = Timestamp(milliseconds: 1_795_399_200_000)) {
        milliseconds = Atomic(instant.milliseconds)
    }

    package var now: Timestamp { Timestamp(milliseconds: milliseconds.load(ordering: .relaxed)) }

    package func advance(by span: TimeSpan) {
        milliseconds.add(span.milliseconds, ordering: .relaxed)
    }

    package func set(_ instant: Timestamp) {
        milliseconds.store(instant.milliseconds, ordering: .relaxed)
    }
}

extension Environment {
    /// Time from a test's clock and the same random numbers for the same seed.
    package convenience init(clock: TestClock, seed: UInt64 = 1) {
        let generator = Mutex(SplitMix64(seed: seed))
        self.init(
            clock: { clock.now },
            entropy: { generator.withLock { generator in (generator.next(), generator.next()) } })
    }
}

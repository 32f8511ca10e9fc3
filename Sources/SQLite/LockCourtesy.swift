// Who waits for a lock of another process looks for it now and then (https://www.sqlite.org/c3ref/busy_handler.html). A
// program that writes one transaction after the other leaves the lock free for microseconds, which nobody would hit.

import Glibc

/// Lets other processes have the write lock now and then, such as `referrals key revoke` while the service is busy.
public struct LockCourtesy {
    /// How long one writes without a pause.
    private static let stretch = Duration.milliseconds(100)
    /// Several times as long as whoever waits sleeps between two looks.
    private static let pause: UInt32 = 2_000

    private let clock = ContinuousClock()
    private var busySince: ContinuousClock.Instant

    /// Begins now.
    public init() {
        busySince = clock.now
    }

    /// To be called before a transaction that follows another one: pauses when others have had no chance for long.
    public mutating func giveWay() {
        guard clock.now - busySince > Self.stretch else { return }
        usleep(Self.pause)
        busySince = clock.now
    }

    /// To be called after a time without a transaction.
    public mutating func rested() {
        busySince = clock.now
    }
}

// timerfd_create(2).

internal import CSystem
internal import Glibc
internal import Synchronization

/// An alarm at an instant of the time of day, on a thread of its own that sleeps in the kernel meanwhile.
///
/// The timer is absolute (`CLOCK_REALTIME`) and is told of every step of the clock
/// (`TFD_TIMER_CANCEL_ON_SET`, timerfd_create(2)), so it is neither late after a correction nor does it
/// tick while nothing is due.
public final class WallClockAlarm: Sendable {
    private let timer: Timer

    /// Starts the alarm's thread; nothing is set yet.
    ///
    /// - Parameter fire: called on the alarm's thread when the set instant is reached, and when the clock was
    ///   stepped while an instant was set. It may call `set`.
    /// - Throws: `SocketError` when the system has no descriptor or thread left.
    public init(_ fire: @escaping @Sendable () -> Void) throws(SocketError) {
        let timer = try Timer()
        self.timer = timer
        try startThread(named: "alarm") {
            while timer.wait(), !timer.isCancelled.load(ordering: .acquiring) { fire() }
        }
    }

    deinit {
        cancel()
    }

    /// Sets the alarm to an instant in milliseconds since 1970 UTC, in place of the one set before; an
    /// instant that has passed fires at once, nil disarms.
    public func set(millisecondsSinceEpoch milliseconds: Int64?) {
        guard !timer.isCancelled.load(ordering: .acquiring) else { return }
        timer.set(milliseconds.map { max($0, 1) })
    }

    /// Ends the alarm's thread; it never fires again.
    public func cancel() {
        timer.isCancelled.store(true, ordering: .releasing)
        timer.set(1)
    }
}

/// The timer descriptor, shared by the alarm and its thread.
private final class Timer: Sendable {
    let isCancelled = Atomic(false)
    private let number: Int32

    init() throws(SocketError) {
        number = timerfd_create(CLOCK_REALTIME, Int32(TFD_CLOEXEC))
        guard number >= 0 else { throw SocketError(errno, in: "timerfd_create") }
    }

    deinit {
        _ = close(number)
    }

    /// Blocks until the instant is reached or the clock is stepped; false when the descriptor is broken.
    func wait() -> Bool {
        var expirations: UInt64 = 0
        while unsafe read(number, &expirations, MemoryLayout<UInt64>.size) < 0 {
            if errno == ECANCELED { return true }
            guard errno == EINTR else { return false }
        }
        return true
    }

    func set(_ milliseconds: Int64?) {
        var value = itimerspec()
        if let milliseconds {
            value.it_value.tv_sec = Int(milliseconds / 1_000)
            value.it_value.tv_nsec = Int(milliseconds % 1_000) * 1_000_000
        }
        let flags = Int32(TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET)
        let result = unsafe timerfd_settime(number, flags, &value, nil)
        // ECANCELED: the clock was stepped before; the new time is set all the same (timerfd_create(2),
        // BUGS).
        precondition(result == 0 || errno == ECANCELED, "timerfd_settime fails on misuse alone")
    }
}

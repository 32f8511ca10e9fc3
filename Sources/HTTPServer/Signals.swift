// signal(7), signal-safety(7).

internal import CSystem
internal import Glibc

/// SIGTERM and SIGINT as something to wait for, instead of handlers that may do next to nothing.
public enum Signals {
    /// Where caught signals arrive, a byte each.
    private static let caught = csystem_catch_stop_signals()

    /// Catches SIGTERM and SIGINT from here on, and ignores SIGPIPE. Call it first in `main`: a signal that
    /// came earlier has ended the process.
    public static func install() {
        precondition(caught >= 0, "a pipe and two handlers are to be had when a process starts")
        ignoreBrokenPipes()
    }

    /// Waits for the next SIGTERM or SIGINT since `install`, on a thread of its own, and returns its number.
    public static func next() async -> Int32 {
        await withCheckedContinuation { continuation in
            onNext { continuation.resume(returning: $0) }
        }
    }

    /// Calls `body` with the number of the next SIGTERM or SIGINT since `install`, on a thread of its own: for who
    /// blocks the threads of tasks meanwhile.
    public static func onNext(_ body: @escaping @Sendable (Int32) -> Void) {
        do {
            try startThread(named: "signals") { body(wait()) }
        } catch {
            fatalError("no thread to wait for signals on: \(error)")
        }
    }

    /// A send to a peer that is gone must fail with EPIPE instead of ending the process.
    static func ignoreBrokenPipes() {
        _ = signal(SIGPIPE, SIG_IGN)
    }

    private static func wait() -> Int32 {
        var number: UInt8 = 0
        while unsafe read(caught, &number, 1) != 1 {}
        return Int32(number)
    }
}

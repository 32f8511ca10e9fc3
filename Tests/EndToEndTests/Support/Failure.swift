import Glibc

/// Why a test can't go on.
struct Failure: Error, CustomStringConvertible {
    let description: String

    init(_ what: String) { description = what }

    /// A system call failed.
    init(call: String) { description = "\(call): errno \(errno)" }
}

/// How long anything may take before a test gives up on it: only a defect ever takes so long.
let patience: Duration = .seconds(30)

/// Whether there is something to read, or the end, on a descriptor before a deadline.
func isReadable(_ descriptor: Int32, by deadline: ContinuousClock.Instant) throws -> Bool {
    while true {
        let left = max(deadline - .now, .zero)
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        let code = unsafe poll(&entry, 1, Int32(left / .milliseconds(1)) + 1)
        if code > 0 { return true }
        if code < 0, errno != EINTR { throw Failure(call: "poll") }
        if left == .zero { return false }
    }
}

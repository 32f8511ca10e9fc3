// epoll(7), eventfd(2).

internal import CSystem
internal import Glibc

/// An epoll instance together with the eventfd that interrupts its wait.
///
/// `epoll_event` is unsafe for the union of its data, of which this class uses the number alone.
/// Connections are registered once, edge triggered, for everything: in the common case a request costs no
/// `epoll_ctl`. The listener is level triggered, since accepting stops and resumes.
@safe
final class Poller {
    /// The token under which the listening socket reports.
    static let listener = UInt64.max
    /// The token of wake-ups, which need no answer.
    static let wakeUp = UInt64.max - 1

    private let epoll: FileDescriptor
    private let waker: Waker
    private var events = unsafe [epoll_event](repeating: epoll_event(), count: 256)

    init(waker: Waker) throws(SocketError) {
        epoll = try FileDescriptor(epoll_create1(Int32(EPOLL_CLOEXEC)), from: "epoll_create1")
        self.waker = waker
        try control(EPOLL_CTL_ADD, waker.number, CSYSTEM_READABLE_EDGE, Poller.wakeUp)
    }

    /// Registers a connection for its whole life; its events carry `token`.
    func add(_ connection: Int32, token: UInt64) throws(SocketError) {
        try control(EPOLL_CTL_ADD, connection, CSYSTEM_EVERY_EDGE, token)
    }

    /// Registers a listening socket, with its reports turned off.
    func add(listener: Int32) throws(SocketError) {
        try control(EPOLL_CTL_ADD, listener, 0, Poller.listener)
    }

    /// Turns the reports of a listening socket on or off.
    func setListening(_ on: Bool, listener: Int32) throws(SocketError) {
        try control(EPOLL_CTL_MOD, listener, on ? CSYSTEM_READABLE : 0, Poller.listener)
    }

    /// Waits at most `milliseconds` (-1: without end) and returns how many events there are.
    func wait(milliseconds: Int32) -> Int {
        let count = unsafe epoll_wait(epoll.number, &events, 256, milliseconds)
        precondition(count >= 0 || errno == EINTR, "epoll_wait fails on misuse alone")
        return Int(max(count, 0))
    }

    /// An event of the last wait: whose it is, and what happened.
    func event(_ index: Int) -> (token: UInt64, flags: UInt32) {
        let event = unsafe events[index]
        return unsafe (event.data.u64, event.events)
    }

    private func control(
        _ operation: Int32, _ descriptor: Int32, _ flags: UInt32, _ token: UInt64
    ) throws(SocketError) {
        var event = unsafe epoll_event(events: flags, data: epoll_data_t(u64: token))
        guard unsafe epoll_ctl(epoll.number, operation, descriptor, &event) == 0 else {
            throw SocketError(errno, in: "epoll_ctl")
        }
    }
}

/// The eventfd with which another thread interrupts a loop's wait.
///
/// It is registered edge triggered, so every write wakes the loop once, and the counter is never read.
final class Waker: Sendable {
    let number: Int32

    init() throws(SocketError) {
        number = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        guard number >= 0 else { throw SocketError(errno, in: "eventfd") }
    }

    deinit {
        _ = close(number)
    }

    func wake() {
        // The counter would block at 2^64 - 1 wake-ups only.
        _ = eventfd_write(number, 1)
    }
}

// RFC 9112, sections 9.5 and 9.6; epoll(7), shutdown(2).

internal import CSystem
internal import Glibc
internal import HTTP
internal import Synchronization

/// A socket with its machine: does what the machine says. Lives on its loop's thread alone.
final class Connection {
    /// Names the connection to the poller and to tasks; never used again for another one.
    let token: UInt64
    let peer: Peer
    /// Whether it counts against the limits, as all do but those that are turned away.
    let isAdmitted: Bool
    let descriptor: FileDescriptor
    let loop: EventLoop
    var machine: ConnectionMachine
    var output = Output()
    /// What the answer in the works is for.
    var answering = Answering()
    /// Whether the connection goes on after a stream.
    var keepsAlive = false
    var task: Task<Void, Never>?
    /// Writers of a streamed body that wait until there is room.
    var writers: [CheckedContinuation<Void, any Error>] = []
    private(set) var isOpen = true
    /// What it has of the budget for buffers.
    private var share = 0
    private var isReadable = false
    private var peerHasEnded = false

    init(_ descriptor: consuming FileDescriptor, peer: Peer, token: UInt64, isAdmitted: Bool, loop: EventLoop) {
        self.descriptor = descriptor
        self.peer = peer
        self.token = token
        self.isAdmitted = isAdmitted
        self.loop = loop
        machine = ConnectionMachine(limits: loop.configuration.limits, timeouts: loop.configuration.timeouts)
    }

    /// Takes what the poller reports.
    func handle(_ flags: UInt32) {
        guard flags & CSYSTEM_BROKEN == 0 else { return close() }
        // Also of a peer that has closed altogether: what it sent before is still to be read.
        if flags & CSYSTEM_PEER_ENDED != 0 { peerHasEnded = true }
        if flags & (CSYSTEM_READABLE | CSYSTEM_PEER_ENDED) != 0 { isReadable = true }
        if flags & CSYSTEM_WRITABLE != 0, !output.isEmpty { flush() }
        advance()
    }

    /// Does what the machine says until it has to wait.
    func advance() {
        while isOpen, step() {}
        if isOpen { loop.deadlines.set(machine.deadline, for: ConnectionTable.slot(of: token)) }
    }

    /// Ends what is idle, now that the server stops, and lets the rest finish.
    func drain() {
        machine.drain()
        // A request may have arrived that the loop has not been told of yet: it counts as in flight.
        isReadable = true
        advance()
    }

    /// Closes at the end of the server's patience. A stream that ends with the connection must not look
    /// complete.
    func cutOff() {
        close(reset: answering.framing != nil)
    }

    /// Closes the connection, and lets those who work for it know that the peer is gone.
    func close(reset: Bool = false) {
        guard isOpen else { return }
        isOpen = false
        loop.remove(self)
        if reset { _ = csystem_reset_on_close(descriptor.number) }
        task?.cancel()
        task = nil
        for writer in writers { writer.resume(throwing: ConnectionClosed()) }
        writers = []
        output = Output()
        _ = loop.budget.replace(share, by: 0)
        share = 0
    }

    /// Counts what the connection holds now; false when that is more than is left for it. While a request is answered
    /// nobody asks, so its bytes stay counted until the answer is there.
    func isWithinBudget() -> Bool {
        let wanted = BufferBudget.share(of: machine.heldBytes + output.capacity)
        guard loop.budget.replace(share, by: wanted) else { return false }
        share = wanted
        return true
    }

    /// One step of the machine; false when it has to wait.
    private func step() -> Bool {
        switch machine.next(at: loop.now) {
        case .receive: return receive()
        case .sendContinue: sendContinue()
        case .respond(let request): respond(to: request)
        case .refuse(let error): refuse(error)
        case .endOutput: _ = shutdown(descriptor.number, Int32(SHUT_WR))
        case .look: machine.untaken(Int(csystem_untaken(descriptor.number)), at: loop.now)
        case .wait: return false
        case .close: close()
        case .reset: close(reset: true)
        }
        return true
    }

    private func respond(to request: Request) {
        answering = Answering(method: request.method, version: request.version)
        task = loop.respond(to: request, from: peer, on: token)
    }

    /// Receives once; false when there is nothing, for now or for ever.
    private func receive() -> Bool {
        guard isReadable else { return stopsWithoutInput() }
        switch loop.receiver.receive(from: descriptor.number, { machine.received($0) }) {
        case .bytes(let count):
            loop.counts.received.wrappingAdd(count, ordering: .relaxed)
            // Less than asked for means that the socket is empty (epoll(7)); an end would still be behind it.
            isReadable = count == Receiver.size || peerHasEnded
            if !isWithinBudget() {
                machine.overload()
                _ = isWithinBudget()
            }
        case .end:
            machine.receivedEnd()
            isReadable = false
        case .nothing:
            isReadable = false
            return stopsWithoutInput()
        case .broken: close()
        }
        return true
    }

    private func stopsWithoutInput() -> Bool {
        if machine.closesWithoutInput { close() }
        return false
    }
}

/// The peer is gone, or its connection was closed: nothing can be written any more.
struct ConnectionClosed: Error {}

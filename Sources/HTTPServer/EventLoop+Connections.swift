// RFC 9112, section 9; accept(2), epoll(7).

internal import CSystem
internal import Glibc
internal import HTTP
internal import Synchronization

extension EventLoop {
    /// Connections of all loops at a time that are turned away with an answer; more are closed without one.
    private static let turnedAwayLimit = 256
    /// How many connections are taken before those that are there get their turn.
    private static let acceptedAtOnce = 64
    /// Without a pause, a queue from which nothing can be taken would make the loop spin.
    private static let acceptPause = Duration.milliseconds(100)

    // MARK: Accepting

    /// Takes connections off the listener's queue, which reports again while there are more.
    func accept(atMost limit: Int = acceptedAtOnce) {
        guard let listener else { return }
        for _ in 0..<limit {
            switch listener.accept() {
            case .connection(let descriptor, let peer): add(descriptor, peer)
            case .exhausted: return pauseAccepting()
            case .none: return
            }
        }
    }

    /// Serves a connected socket.
    func add(_ descriptor: consuming FileDescriptor, _ peer: Peer) {
        let isAdmitted = admission.enter(peer)
        count(isAdmitted)
        guard isAdmitted || turnedAway < max(Self.turnedAwayLimit / max(configuration.loops, 1), 1) else { return }
        let token = connections.reserve()
        let connection = Connection(descriptor, peer: peer, token: token, isAdmitted: isAdmitted, loop: self)
        connections.insert(connection)
        if !isAdmitted { turnedAway += 1 }
        do throws(SocketError) {
            try poller.add(connection.descriptor.number, token: connection.token)
        } catch {
            return connection.close()
        }
        isAdmitted ? connection.advance() : connection.turnAway()
    }

    private func count(_ isAdmitted: Bool) {
        if isAdmitted {
            counts.accepted.wrappingAdd(1, ordering: .relaxed)
        } else {
            counts.turnedAway.wrappingAdd(1, ordering: .relaxed)
        }
    }

    private func pauseAccepting() {
        acceptsAgainAt = now + Self.acceptPause
        listen(false)
    }

    /// Goes on after a pause.
    func resumeAccepting() {
        acceptsAgainAt = nil
        listen(true)
    }

    /// Turns the listener's reports on or off.
    func listen(_ on: Bool) {
        guard let listener else { return }
        // Changing a registration takes no memory: it can't fail (epoll_ctl(2), "Errors").
        try? poller.setListening(on, listener: listener.number)
    }

    // MARK: Connections

    /// Takes a connection out of the loop.
    func remove(_ connection: Connection) {
        connections.remove(connection.token)
        deadlines.set(nil, for: ConnectionTable.slot(of: connection.token))
        if connection.isAdmitted { admission.leave(connection.peer) } else { turnedAway -= 1 }
    }

    // MARK: Requests

    /// Starts the task that answers a request.
    ///
    /// What it calls of the loop is `@concurrent`: that makes it hop to the executor that the task prefers,
    /// this loop, wherever the handler's code ended.
    func respond(to request: Request, from peer: Peer, on token: UInt64) -> Task<Void, Never> {
        running += 1
        return Task(executorPreference: self) {
            let response = await self.handler.respond(to: request, from: peer)
            guard let body = await self.deliver(response, to: token) else { return }
            do {
                try await body(StreamWriter(loop: self, token: token))
                await self.endStream(on: token, isComplete: true)
            } catch {
                await self.endStream(on: token, isComplete: false)
            }
        }
    }

    /// Sends an answer; returns the function that writes the body of a streamed one.
    @concurrent
    private func deliver(
        _ response: Response, to token: UInt64
    ) async -> (@Sendable (any BodyWriter) async throws -> Void)? {
        precondition(isCurrent, "a request's task runs on its loop")
        let body = connections[token].flatMap { $0.answer(response) }
        if body == nil { running -= 1 }
        return body
    }

    @concurrent
    private func endStream(on token: UInt64, isComplete: Bool) async {
        precondition(isCurrent, "a request's task runs on its loop")
        running -= 1
        guard let connection = connections[token] else { return }
        isComplete ? connection.endStream() : connection.close(reset: true)
    }
}

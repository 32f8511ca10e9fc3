// RFC 9112, sections 9.5 and 9.6; socket(7), signal(7).

internal import Glibc
internal import Synchronization

/// An HTTP/1.1 server: listening sockets, and the loops that serve what comes in through them.
///
/// ```
/// let server = try Server(ServerConfiguration(port: 8080)) { loop in try Handler(loop) }
/// server.start()
/// _ = await Signals.next()
/// await server.stop(within: .seconds(10))
/// ```
/// Every server is stopped in the end, started or not: its threads hold what they need and go on without it.
public final class Server: Sendable {
    /// The port it listens on, the free one that was found where the configuration says 0; 0 on a Unix-domain socket.
    public let port: Int
    let loops: [EventLoop]
    let admission: Admission
    let budget: BufferBudget
    private let isStopping = Atomic(false)

    /// Binds and listens: clients can connect from here on, and are served once it is started.
    ///
    /// SIGPIPE is ignored in the whole process from here on.
    ///
    /// - Parameters:
    ///   - configuration: Where to listen, and the limits.
    ///   - handler: Makes the handler of the loop of that number, from 0; called on the caller's thread.
    /// - Throws: `SocketError`, or what `handler` throws.
    public init(
        _ configuration: ServerConfiguration, handler: (_ loop: Int) throws -> any RequestHandler
    ) throws {
        Signals.ignoreBrokenPipes()
        let address = try SocketAddress.resolve(host: configuration.host, port: configuration.port)
        let listeners = try Listener.open(address, count: max(configuration.loops, 1))
        let admission = Admission(configuration)
        let budget = BufferBudget(configuration.maxBuffered)
        (self.admission, self.budget) = (admission, budget)
        port = listeners[0].address.port
        loops = try listeners.enumerated().map { number, listener in
            try EventLoop(
                configuration, handler: handler(number), admission: admission, budget: budget, listener: listener)
        }
        for (number, loop) in loops.enumerated() { try loop.run(named: "loop-\(number)") }
    }

    /// Begins to accept connections.
    public func start() {
        for loop in loops { loop.start() }
    }

    /// Stops: takes what waits in the listeners' queues, closes them, ends idle connections at once, and
    /// returns when the last request in flight is answered and read, or when the time is up. What is
    /// unanswered then is cancelled and cut off. Returns at once when called again.
    public func stop(within limit: Duration) async {
        guard !isStopping.exchange(true, ordering: .relaxed) else { return }
        let stopped = Latch(count: loops.count)
        let deadline = Instant.now + limit
        for loop in loops { loop.stop(by: deadline) { stopped.arrive() } }
        // The loops keep the deadline themselves, but for one whose handler blocks its thread.
        let watchdog = Task {
            try await Task.sleep(for: limit + .milliseconds(50))
            stopped.open()
        }
        await stopped.wait()
        watchdog.cancel()
    }
}

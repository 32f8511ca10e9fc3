// The one place that sees all parts: it makes them, in the order in which they need each other, and stops them in the
// reverse order.

import HTTPServer
import Logging
import ReferralAPI
import ReferralStore
import Referrals
import Synchronization

/// The running service.
final class Application: Sendable {
    /// How long requests in flight have at a stop.
    private static let drainTime: Duration = .seconds(10)

    /// Where it listens: a URL, or `unix:` and a path.
    let address: String
    private let store: Store
    private let server: Server
    private let outbox: Outbox
    /// Nil when none are taken.
    private let backups: ScheduledBackups?
    private let lock: FileLock
    private let state: State

    /// What the parts need of each other although one is made before the other.
    private final class State: Sendable {
        let isStopping = Atomic(false)
        let alarm = Mutex<WallClockAlarm?>(nil)
        let ticker = Ticker()
        let outbox = Mutex<Outbox?>(nil)
        let server = Mutex<Server?>(nil)

        /// Wakes the service when something is due by itself.
        func setAlarm(_ instant: Timestamp?) {
            alarm.withLock { $0 }?.set(millisecondsSinceEpoch: instant?.milliseconds)
        }
    }

    /// Opens the database, records what came due meanwhile, and binds the address. Nothing is answered yet.
    ///
    /// - Throws: What stands in the way, in words for an operator.
    init(_ configuration: Configuration, environment: Environment, log: ServiceLog) async throws {
        let logger = log.logger
        lock = try DatabaseLock.take(configuration.database)
        let state = State()
        let meters = Meters(started: environment.now)
        var storage = Store.Configuration(
            path: configuration.database, policy: Policy(configuration), loops: ServerConfiguration.processors + 1,
            uptime: System.uptime)
        storage.onNextDue = state.setAlarm
        storage.onWaiting = state.ticker.start
        storage.onOutbox = { news in state.outbox.withLock { $0 }?.wake(news) }
        storage.onCommit = meters.countCommit
        storage.onCheckpoint = meters.countCheckpoint
        storage.onFault = { fault in logger.error("storage", metadata: ["fault": "\(fault)"]) }
        let store = try Store(storage, environment: environment)
        state.ticker.set { store.tick() }
        do {
            try await Self.makeFirstKey(configuration, store, environment, logger)
            // The last session is no loop's.
            let session = store.session(loop: ServerConfiguration.processors)
            outbox = try Outbox(
                configuration, session: session, environment: environment, meters: meters, logger: logger)
            state.outbox.withLock { [outbox] in $0 = outbox }
            let backups = try ScheduledBackups(configuration, logger: logger)
            self.backups = backups
            let metrics = MetricsSource(
                meters: meters, store: store, session: session, database: configuration.database,
                droppedLines: { log.dropped }, server: { state.server.withLock { $0 }?.figures },
                backups: { backups?.figures })
            let shared = SharedAPI(
                SharedAPI.Configuration(configuration, metrics: metrics, log: log.requests), environment: environment,
                cursorSecret: store.cursorSecret,
                status: Self.status(store, session, configuration, environment, state, backups), logger: logger)
            server = try Self.listen(configuration, shared, store)
            state.server.withLock { [server] in $0 = server }
            let alarm = try WallClockAlarm { Task { await Self.sweep(store, state, environment, logger) } }
            state.alarm.withLock { $0 = alarm }
        } catch {
            store.stop()
            throw error
        }
        self.store = store
        self.state = state
        address = Self.address(configuration.host, server.port)
    }

    /// Begins to answer.
    func start() {
        state.setAlarm(store.nextDue)
        outbox.start()
        backups?.start()
        server.start()
    }

    /// Answers what is in flight and sends what is on its way, then closes everything; the write-ahead log is empty
    /// afterwards.
    func stop() async {
        state.isStopping.store(true, ordering: .relaxed)
        store.endWaits()
        async let sent: Void = outbox.stop(within: Self.drainTime)
        async let backedUp: Void? = backups?.stop(within: Self.drainTime)
        await server.stop(within: Self.drainTime)
        await sent
        _ = await backedUp
        state.alarm.withLock { $0 }?.cancel()
        // Should it fail, a count of some seconds is lost, as in a crash.
        try? await store.writeAppearances()
        state.ticker.set(nil)
        state.server.withLock { $0 = nil }
        store.stop()
    }

    private static func listen(
        _ configuration: Configuration, _ shared: SharedAPI, _ store: Store
    ) throws -> Server {
        do {
            return try Server(ServerConfiguration(configuration)) { loop in
                let (session, endTurn) = store.turningSession(loop: loop)
                return Handler(
                    API(shared, session: session), proxies: configuration.trustedProxies, endTurn: endTurn)
            }
        } catch let error as SocketError {
            throw StartError("Can't listen on \(address(configuration.host, configuration.port)): \(error).")
        }
    }

    /// A URL, or `unix:` and a path.
    static func address(_ host: String, _ port: Int) -> String {
        host.hasPrefix("unix:") ? host : host.contains(":") ? "http://[\(host)]:\(port)" : "http://\(host):\(port)"
    }

    /// Records what is due; when the storage does not take it, again in a second.
    private static func sweep(
        _ store: Store, _ state: State, _ environment: Environment, _ logger: Logger
    ) async {
        do {
            try await store.sweep()
        } catch {
            logger.error("what is due could not be recorded", metadata: ["fault": "\(error)"])
            state.setAlarm(environment.now + .seconds(1))
        }
    }

    private static func status(
        _ store: Store, _ session: any ReferralSession, _ configuration: Configuration, _ environment: Environment,
        _ state: State, _ backups: ScheduledBackups?
    ) -> ServiceStatus {
        ServiceStatus {
            [
                await DatabaseProbe.look(at: store), DiskProbe.look(at: configuration.database),
                await OutboxProbe.look(at: session, now: environment.now),
                BackupProbe.look(at: backups?.figures),
            ]
        } isStopping: {
            state.isStopping.load(ordering: .relaxed)
        }
    }

    /// With no key anywhere nobody could ever come in: so the first start makes one for the operator.
    private static func makeFirstKey(
        _ configuration: Configuration, _ store: Store, _ environment: Environment, _ logger: Logger
    ) async throws {
        guard configuration.operatorKey == nil, try await !store.hasKeys() else { return }
        let path = OperatorKeyFile.path(beside: configuration.database)
        let secret = try OperatorKeyFile.secret(at: path) { KeySecret.make(environment) }
        do throws(ReferralError) {
            _ = try await store.write { transaction throws(ReferralError) in
                try AccessService(transaction).createKey(
                    NewAPIKey(name: "first operator", role: .operator, expiresAt: nil),
                    digest: KeySecret.digest(secret))
            }
        } catch {
            throw StartError(
                "The operator key in \(path) can't be registered; if it was revoked, move that file away. "
                    + error.sentence
            )
        }
        System.writeToStandardError(Array("The operator key is in \(path)\n".utf8))
        if System.standardErrorIsTerminal {
            System.writeToStandardError(Array("Operator key: \(secret)\n".utf8))
        }
    }
}

/// Why the service does not start, or a command does not do what it was told to.
struct StartError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

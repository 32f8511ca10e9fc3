import ReferralStore
import Referrals
import Synchronization
import TestSupport
import Testing

@testable import Delivery

/// A store with a clock that the test moves, a mail server, and the worker between them.
final class MailBench: Sendable {
    let directory: TemporaryDirectory
    let clock: TestClock
    let environment: Environment
    let store: Store
    let session: any ReferralSession
    let office: PostOffice
    let worker: MailWorker
    private let transfers: Transfers
    private let alarms: Alarms

    private final class Alarms: Sendable {
        let last = Mutex<Timestamp?>(nil)
    }

    init(
        _ directory: TemporaryDirectory? = nil, clock: TestClock = TestClock(), office: PostOffice? = nil,
        limits: MailLimits = MailLimits(), encryption: MailServer.Encryption = .whenOffered, seed: UInt64 = 1,
        script: @escaping PostOffice.Script = { _ in nil }, fault: @escaping @Sendable () -> String? = { nil }
    ) throws {
        let directory = try directory ?? TemporaryDirectory()
        let environment = Environment(clock: clock, seed: seed)
        let store = try Store(
            Store.Configuration(path: directory.file("referrals.db"), loops: 1, uptime: { 0 }), environment: environment
        )
        let office = try office ?? PostOffice(script)
        var sending = Transfers.Configuration.make()
        sending.fault = fault
        let (alarms, transfers) = (Alarms(), Transfers(sending))
        var configuration = MailParts.Configuration(
            server: MailServer(url: "smtp://127.0.0.1:\(office.port)", encryption: encryption),
            sender: Letters.sender, publicURL: nil)
        configuration.limits = limits
        let log = Log()
        worker = MailWorker(
            MailParts(
                configuration, session: store.session(loop: 0), environment: environment,
                alarm: { instant in alarms.last.withLock { $0 = instant } }, log: { log.add($0) }),
            transfers)
        (self.directory, self.clock, self.environment, self.store) = (directory, clock, environment, store)
        (self.office, self.transfers, self.alarms, self.lines) = (office, transfers, alarms, log)
        session = store.session(loop: 0)
    }

    private let lines: Log

    final class Log: Sendable {
        private let lines = Mutex<[String]>([])
        func add(_ line: String) { lines.withLock { $0.append(line) } }
        var all: [String] { lines.withLock { $0 } }
    }

    var logged: [String] { lines.all }

    /// When the worker wants to be woken.
    var alarm: Timestamp? { alarms.last.withLock { $0 } }

    func close() async {
        await worker.stop()
        await transfers.stop()
        store.stop()
    }

    // MARK: - Data

    func profile() async throws -> Profile {
        try await store.write { store throws(ReferralError) in try Deadlines.profiles(store)[0] }
    }

    func submit(_ count: Int = 1, to profile: Profile) async throws -> [Engagement] {
        let cause = Cause(actor: Actor(keyID: nil, role: "operator", name: "test"), requestID: nil)
        return try await store.write { store throws(ReferralError) in
            var made: [Engagement] = []
            for number in 0..<count {
                let rfi = try RFIService(store, scope: .operator, cause: cause).submit(
                    .make(.make(summary: "Request \(number)"), to: [profile]), marketplace: .make())
                made += try store.engagements(of: rfi.rfi.id)
            }
            return made
        }
    }

    func act(
        _ body: @escaping @Sendable (EngagementService, RFIService) throws(ReferralError) -> Void
    ) async throws {
        let cause = Cause(actor: Actor(keyID: nil, role: "operator", name: "test"), requestID: nil)
        try await store.write { store throws(ReferralError) in
            try body(
                EngagementService(store, scope: .operator, cause: cause),
                RFIService(store, scope: .operator, cause: cause))
        }
    }

    /// All notifications, oldest first.
    func outbox() throws -> [Referrals.Notification] {
        try session.read { reader throws(ReferralError) in
            try reader.notifications(NotificationQuery(), PageRequest(limit: 200)).items.reversed()
        }
    }
}

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

    /// An engagement that was won with an eligible solution.
    func won(with slug: String) async throws -> Engagement {
        let (profile, solution) = (try await profile(), try #require(SolutionID(slug)))
        var asked = Inquiry.make()
        asked.need.solutions = [Referrals.Tag(stored: slug)]
        let inquiry = asked
        let cause = Cause(actor: Actor(keyID: nil, role: "operator", name: "test"), requestID: nil)
        return try await store.write { store throws(ReferralError) in
            _ = try SolutionService(store).put(solution, if: .none, name: "ERP", isRegistrationEligible: true)
            let rfi = try RFIService(store, scope: .operator, cause: cause)
                .submit(.make(inquiry, to: [profile]), marketplace: .make())
            let engagement = try store.engagements(of: rfi.rfi.id)[0]
            let service = EngagementService(store, scope: .operator, cause: cause)
            _ = try service.accept(engagement.id, if: .any, Acceptance(terms: .make()))
            _ = try service.win(engagement.id, if: .any, Win())
            return engagement
        }
    }

    func decide(
        _ body: @escaping @Sendable (RegistrationService, ReviewService) throws(ReferralError) -> Void
    ) async throws {
        let cause = Cause(actor: Actor(keyID: nil, role: "operator", name: "test"), requestID: nil)
        try await store.write { store throws(ReferralError) in
            try body(
                RegistrationService(store, scope: .operator, cause: cause),
                ReviewService(store, scope: .operator, cause: cause))
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

extension RegistrationPatch {
    /// All that a submission needs.
    static func complete(_ today: Day) -> RegistrationPatch {
        var patch = RegistrationPatch()
        var money = MoneyPatch()
        (money.amount, money.currency) = (.text("1000"), Currency("JPY"))
        (patch.agreementType, patch.deployment, patch.tenant) = (.new, .azure, .customer)
        (patch.contractValue, patch.solutionValue) = (money, money)
        (patch.signedOn, patch.startsOn) = (today, today)
        patch.contact.name = "Nora"
        patch.contact.phone = PhoneNumber(stored: "+41445550130")
        patch.contact.email = EmailAddress(stored: "nora@fabrikam.example")
        return patch
    }
}

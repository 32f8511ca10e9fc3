import ReceiverSupport
import ReferralStore
import Referrals
import Synchronization
import TestSupport
import Testing

@testable import Delivery

/// Shows events as their numbers, but for those that it can't show.
struct NumberRenderer: EventRenderer {
    var damaged: Set<Int> = []

    func kept(_ event: FeedEvent, in feed: Scope, _ reader: any ReferralReader) throws(ReferralError) -> KeptBody {
        if damaged.contains(event.seq) { throw .internalFault("event \(event.seq) is damaged") }
        return KeptBody(Array("\(event.seq)".utf8))
    }

    func whole(_ kept: KeptBody, _ reader: any ReferralReader) throws(ReferralError) -> [UInt8] { kept.bytes }
}

/// A store with a courier, at a time that the test decides.
final class Office: Sendable {
    let directory: TemporaryDirectory
    let clock: TestClock
    let store: Store
    let session: any ReferralSession
    let courier: Courier
    let parts: CourierParts
    private let alarm: Alarm
    let log = MailBench.Log()

    /// Rings when it is told to.
    private final class Alarm: Sendable {
        let instant = Mutex<Timestamp?>(nil)
        let courier = Mutex<Courier?>(nil)
    }

    /// Everything on this machine may be sent to, or nothing.
    init(
        _ directory: TemporaryDirectory? = nil, clock: TestClock = TestClock(), allows: String = "127.0.0.0/8",
        schedule: RetrySchedule = .standard, damaged: Set<Int> = [],
        _ configure: (inout CourierParts.Configuration) -> Void = { _ in }
    ) throws {
        let directory = try directory ?? TemporaryDirectory()
        let alarm = Alarm()
        let environment = Environment(clock: clock)
        var policy = Policy()
        policy.retrySchedule = schedule
        var configuration = Store.Configuration(
            path: directory.file("referrals.db"), policy: policy, loops: 1, uptime: { 0 })
        configuration.onOutbox = { news in alarm.courier.withLock { $0 }?.wake(news) }
        store = try Store(configuration, environment: environment)
        session = store.session(loop: 0)
        let exception = try #require(AddressException(allows))
        var settings = CourierParts.Configuration(
            userAgent: "referrals/test", policy: AddressPolicy(exceptions: [exception]))
        configure(&settings)
        parts = CourierParts(
            settings, session: session, environment: environment, renderer: NumberRenderer(damaged: damaged),
            alarm: { instant in alarm.instant.withLock { $0 = instant } }, log: { [log] line in log.add(line) })
        courier = Courier(parts)
        alarm.courier.withLock { [courier] in $0 = courier }
        (self.directory, self.clock, self.alarm) = (directory, clock, alarm)
    }

    /// Stops as the service does.
    func close(within limit: Duration = .seconds(10)) async {
        await courier.stop(within: limit)
        alarm.courier.withLock { $0 = nil }
        store.stop()
    }

    /// When the courier wants to be woken.
    var wakesAt: Timestamp? { alarm.instant.withLock { $0 } }

    /// Lets time pass, and everything happen that happens meanwhile.
    func pass(_ span: TimeSpan) async {
        let end = clock.now + span
        await courier.idle()
        while let next = wakesAt, next <= end {
            clock.set(max(next, clock.now))
            courier.ring()
            await courier.idle()
        }
        clock.set(end)
    }

    func write<R: Sendable>(
        _ body: @escaping @Sendable (any ReferralTransaction) throws(ReferralError) -> R
    ) async throws(ReferralError) -> R {
        try await session.write(body)
    }

    func partner(_ name: String = "Fabrikam") async throws -> Partner {
        try await write { store throws(ReferralError) in
            try AccessService(store).createPartner(name: name, email: nil, website: nil)
        }
    }

    static let cause = Cause(actor: Actor(keyID: nil, role: "operator", name: "test"), requestID: nil)

    func webhook(of partner: Partner, at url: WebURL) async throws -> Webhook {
        let events = try #require(EventFilter(["*"]))
        return try await write { store throws(ReferralError) in
            try WebhookService(store, scope: .operator, cause: Self.cause).create(
                for: .partner(partner.id), WebhookDetails(url: url, events: events),
                secret: try Self.secret(store))
        }
    }

    private static func secret(_ store: any ReferralTransaction) throws(ReferralError) -> WebhookSecret {
        let bytes = (0..<32).map { UInt8($0) }
        guard let secret = WebhookSecret(bytes: bytes) else { throw .internalFault("no secret") }
        return secret
    }

    /// Lets things happen to a partner, each an event.
    func events(_ count: Int, of partner: Partner) async throws {
        try await write { store throws(ReferralError) in
            for _ in 0..<count {
                try store.record(
                    Event(
                        type: .profileUpdated, occurredAt: store.now, subject: .profile(ID(high: 7, low: 7)),
                        audience: Audience(partnerID: partner.id), cause: Self.cause))
            }
        }
    }

    func deliveries(of webhook: Webhook) throws -> [WebhookDelivery] {
        try session.read { reader throws(ReferralError) in
            try reader.deliveries(of: webhook.id, DeliveryQuery(), PageRequest(limit: 200)).items
        }
    }

    func read(_ webhook: Webhook) throws -> Webhook {
        let found = try session.read { reader throws(ReferralError) in try reader.webhook(webhook.id, .operator) }
        return try #require(found)
    }
}

/// Runs a courier while `body` runs.
func withOffice<R>(_ office: Office, _ body: (Office) async throws -> R) async throws -> R {
    do {
        let result = try await body(office)
        await office.close()
        return result
    } catch {
        await office.close(within: .milliseconds(10))
        throw error
    }
}

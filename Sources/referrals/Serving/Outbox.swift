import Delivery
import HTTPServer
import Logging
import ReferralAPI
import ReferralStore
import Referrals
import Synchronization

/// What the service sends by itself, with the session and the alarm that it has for that.
struct Outbox {
    private let courier: Courier
    private let alarm: WallClockAlarm
    /// Nil without a mail server.
    private let mail: MailOutbox?

    /// Makes the outbox, with a session of its own; nothing is sent yet. Throws when the system has no descriptor or
    /// thread left.
    init(
        _ configuration: Configuration, session: any ReferralSession, environment: Environment, meters: Meters,
        logger: Logger
    ) throws {
        let ring = Mutex<Courier?>(nil)
        let alarm = try WallClockAlarm { ring.withLock { $0 }?.ring() }
        let settings = CourierParts.Configuration(
            userAgent: "referrals/\(Main.version)",
            policy: AddressPolicy(exceptions: configuration.webhookExceptions))
        var parts = CourierParts(
            settings, session: session, environment: environment, renderer: EventPayloads(),
            alarm: { alarm.set(millisecondsSinceEpoch: $0?.milliseconds) },
            log: { logger.error("delivery", metadata: ["fault": "\($0)"]) })
        parts.report = meters.countDelivery
        courier = Courier(parts)
        ring.withLock { [courier] in $0 = courier }
        self.alarm = alarm
        mail = try MailOutbox(
            configuration, session: session, environment: environment, meters: meters, logger: logger)
    }

    /// Begins with what waits.
    func start() {
        courier.start()
        mail?.start()
    }

    /// Takes note of what a commit has left to be sent.
    func wake(_ news: OutboxNews) {
        courier.wake(news)
        mail?.wake(news)
    }

    /// Waits for what is on its way, and begins nothing more.
    func stop(within limit: Duration) async {
        async let mailed: Void? = mail?.stop(within: limit)
        await courier.stop(within: limit)
        _ = await mailed
        alarm.cancel()
    }
}

/// What waits to be sent.
enum OutboxProbe {
    static func look(at session: any ReferralSession, now: Timestamp) async -> ServiceStatus.Part {
        ServiceStatus.Part(name: "webhooks", isReady: true, detail: await detail(session, now))
    }

    private static func detail(_ session: any ReferralSession, _ now: Timestamp) async -> String {
        do throws(ReferralError) {
            let queues = try await session.readLong { reader throws(ReferralError) in try reader.webhookQueues() }
            guard let first = queues.map(\.dueAt).min() else { return "Nothing waits." }
            let age = max((now - first).milliseconds / 1_000, 0)
            return "At \(queues.count) endpoints something waits, the longest since it was due \(age) s ago."
        } catch {
            return "What waits can't be told: \(error)."
        }
    }
}

import Delivery
import HTTPServer
import Logging
import Referrals
import Synchronization

/// The mail that the service sends, with the alarm that it has for that.
struct MailOutbox {
    private let worker: MailWorker
    private let transfers: Transfers
    private let alarm: WallClockAlarm

    /// Makes the outbox; nothing is sent yet. Nil without a mail server: then everything stays queued. Throws when the
    /// system has no descriptor or thread left.
    init?(
        _ configuration: Configuration, session: any ReferralSession, environment: Environment, meters: Meters,
        logger: Logger
    ) throws {
        guard let settings = MailParts.Configuration(configuration) else { return nil }
        let ring = Mutex<MailWorker?>(nil)
        let alarm = try WallClockAlarm {
            if let worker = ring.withLock({ $0 }) { Task { await worker.look() } }
        }
        // No mail is sent to an address that somebody chose: the check is for webhooks.
        transfers = Transfers(
            Transfers.Configuration(userAgent: "referrals/\(Main.version)", maximum: 4) { _, _ in .refused })
        var parts = MailParts(
            settings, session: session, environment: environment,
            alarm: { alarm.set(millisecondsSinceEpoch: $0?.milliseconds) },
            log: { logger.error("mail", metadata: ["fault": "\($0)"]) })
        parts.report = meters.countMail
        worker = MailWorker(parts, transfers)
        ring.withLock { [worker] in $0 = worker }
        self.alarm = alarm
    }

    /// Begins with what waits.
    func start() { look() }

    /// Takes note of what a commit has left to be sent.
    func wake(_ news: OutboxNews) {
        if news.hasMail || news.isUnknown { look() }
    }

    private func look() { Task { [worker] in await worker.look() } }

    /// Waits for what is on its way, and begins nothing more; what is still on its way when the time is up is
    /// cancelled, and sent again after the next start.
    func stop(within limit: Duration) async {
        let watchdog = Task { [transfers] in
            try await Task.sleep(for: limit)
            await transfers.stop()
        }
        await worker.stop()
        watchdog.cancel()
        await transfers.stop()
        alarm.cancel()
    }
}

extension MailParts.Configuration {
    /// Nil without a mail server.
    fileprivate init?(_ configuration: Configuration) {
        guard let server = configuration.mailServer, let sender = configuration.mailSender else { return nil }
        self.init(server: server, sender: sender, publicURL: configuration.publicURL)
        limits.newRequests = configuration.mailDigest
    }
}

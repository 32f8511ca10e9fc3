// The way out of everything that waits in the outbox. A commit tells what it has put there; until then, and until what
// waits is due, nothing runs.

public import Referrals
import Synchronization

/// Sends what waits in the outbox.
///
/// ```swift
/// let courier = Courier(configuration, parts)
/// courier.start()
/// courier.wake(news) // from `Store.Configuration.onOutbox`
/// courier.ring() // when the alarm goes off that `CourierParts.alarm` has set
/// await courier.stop(within: .seconds(10))
/// ```
public final class Courier: Sendable {
    private struct Inbox {
        var news = OutboxNews()
        var isRinging = false
        /// Whether a task takes what comes in.
        var isTaken = false
        /// How many such tasks there have been.
        var tasks = 0
        var isStopped = false
    }

    private let transfers: Transfers
    private let webhooks: WebhookWorker
    private let inbox = Mutex(Inbox())

    /// Makes a courier; nothing runs yet.
    public init(_ parts: CourierParts) {
        transfers = Transfers(
            Transfers.Configuration(
                userAgent: parts.configuration.userAgent, maximum: parts.configuration.maximum,
                check: parts.configuration.policy.verdict))
        webhooks = WebhookWorker(parts, transfers)
    }

    /// Begins with everything that waits.
    public func start() {
        var everything = OutboxNews()
        everything.isUnknown = true
        wake(everything)
    }

    /// Takes note of what a commit has left to be sent. Never waits.
    public func wake(_ news: OutboxNews) {
        tell { inbox in
            inbox.news.webhooks.formUnion(news.webhooks)
            inbox.news.hasMail = inbox.news.hasMail || news.hasMail
            inbox.news.isUnknown = inbox.news.isUnknown || news.isUnknown
        }
    }

    /// The instant has come that the alarm was set to. Never waits.
    public func ring() {
        tell { $0.isRinging = true }
    }

    /// Begins nothing more, and waits for what is on its way; what still is when the time is up is cancelled, and sent
    /// again after the next start.
    public func stop(within limit: Duration) async {
        inbox.withLock { $0.isStopped = true }
        let watchdog = Task { [transfers] in
            try await Task.sleep(for: limit)
            await transfers.stop()
        }
        await webhooks.stop()
        watchdog.cancel()
        await transfers.stop()
    }

    /// Returns when nothing is on its way nor due: for tests.
    package func idle() async {
        while true {
            let before = inbox.withLock { $0.isTaken ? nil : $0.tasks }
            await webhooks.idle()
            // Whoever has taken something in meanwhile may have begun more.
            if let before, inbox.withLock({ !$0.isTaken && $0.tasks == before }) { return }
            await Task.yield()
        }
    }

    private func tell(_ change: (inout Inbox) -> Void) {
        let isFirst = inbox.withLock { inbox in
            guard !inbox.isStopped else { return false }
            change(&inbox)
            guard !inbox.isTaken else { return false }
            inbox.isTaken = true
            inbox.tasks += 1
            return true
        }
        if isFirst { Task { await self.take() } }
    }

    /// Takes what has come in until nothing comes any more: however many commits there are, one task looks.
    private func take() async {
        while let (news, isRinging) = next() {
            if news.isUnknown {
                await webhooks.rescan()
            } else if !news.webhooks.isEmpty {
                await webhooks.look(at: news.webhooks)
            }
            if isRinging { await webhooks.goOn() }
        }
    }

    private func next() -> (OutboxNews, Bool)? {
        inbox.withLock { inbox in
            guard !inbox.isStopped, !inbox.news.isEmpty || inbox.isRinging else {
                inbox.isTaken = false
                return nil
            }
            defer { (inbox.news, inbox.isRinging) = (OutboxNews(), false) }
            return (inbox.news, inbox.isRinging)
        }
    }
}

/// What a courier works with.
public struct CourierParts: Sendable {
    /// What the operator decided.
    public struct Configuration: Sendable {
        /// What requests say sent them, such as `referrals/1.0.0`.
        public var userAgent: String
        /// Where webhooks may go.
        public var policy: AddressPolicy
        /// How many webhooks are sent to at one time.
        public var maximum = 64
        /// How long a webhook may take.
        public var limits = Transfer.Limits.ofPosts

        /// Makes a configuration.
        public init(userAgent: String, policy: AddressPolicy) {
            self.userAgent = userAgent
            self.policy = policy
        }
    }

    /// What the operator decided.
    public var configuration: Configuration
    /// Reads and writes, of no event loop.
    public var session: any ReferralSession
    /// Time and randomness.
    public var environment: Environment
    /// Turns events into what is sent.
    public var renderer: any EventRenderer
    /// Sets the alarm in place of the one before, nil takes it away. It must not wait.
    public var alarm: @Sendable (Timestamp?) -> Void
    /// Writes to the operator's log.
    public var log: @Sendable (String) -> Void
    /// Is told of each attempt whether the endpoint took what it was sent. It must not wait.
    public var report: @Sendable (_ isDelivered: Bool) -> Void = { _ in }

    /// Brings parts together.
    public init(
        _ configuration: Configuration, session: any ReferralSession, environment: Environment,
        renderer: any EventRenderer, alarm: @escaping @Sendable (Timestamp?) -> Void,
        log: @escaping @Sendable (String) -> Void
    ) {
        self.configuration = configuration
        self.session = session
        self.environment = environment
        self.renderer = renderer
        self.alarm = alarm
        self.log = log
    }
}

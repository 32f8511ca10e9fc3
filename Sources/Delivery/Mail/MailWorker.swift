// Sends the mail that waits in the outbox. It is woken by commits and by an alarm, and looks at nothing in between.
// What it holds is what each address was sent within the last hour, and what the storage would not take yet.

public import Referrals

/// What the sender of mail works with.
public struct MailParts: Sendable {
    /// Where mail goes through, and who sends it.
    public struct Configuration: Sendable {
        /// The server.
        public var server: MailServer
        /// Who sends.
        public var sender: MailRecipient
        /// Where people reach the service, without a trailing slash; nil for mail without links.
        public var publicURL: String?
        /// How much one address gets.
        public var limits = MailLimits()
        /// How long sending a message may take.
        public var time = Transfer.Limits.ofMail

        /// Makes a configuration.
        public init(server: MailServer, sender: MailRecipient, publicURL: String?) {
            self.server = server
            self.sender = sender
            self.publicURL = publicURL
        }
    }

    /// What the operator decided.
    public var configuration: Configuration
    /// Reads and writes, of no event loop.
    public var session: any ReferralSession
    /// Time and randomness.
    public var environment: Environment
    /// Sets the alarm in place of the one before, nil takes it away. It must not wait.
    public var alarm: @Sendable (Timestamp?) -> Void
    /// Writes to the operator's log.
    public var log: @Sendable (String) -> Void
    /// Is told what came of each message. It must not wait.
    public var report: @Sendable (MailResult) -> Void = { _ in }

    /// Brings parts together.
    public init(
        _ configuration: Configuration, session: any ReferralSession, environment: Environment,
        alarm: @escaping @Sendable (Timestamp?) -> Void, log: @escaping @Sendable (String) -> Void
    ) {
        self.configuration = configuration
        self.session = session
        self.environment = environment
        self.alarm = alarm
        self.log = log
    }
}

/// Sends mail, at least once: nothing is written down before the server has answered, and a message that is sent again
/// has the same `Message-ID`.
public actor MailWorker {
    /// How many messages are sent at one time.
    private static let width = 4
    /// How long to wait when the storage fails.
    private static let storagePause = TimeSpan.seconds(1)

    private let parts: MailParts
    private let transfers: Transfers
    private let composer: MailComposer
    private var plan: MailPlan
    private var outage = MailOutage()
    /// Whether the plan knows what was sent before the start.
    private var isInformed = false
    /// What came of messages and is not on disk yet: nothing is sent before it is.
    private var unrecorded: [(mail: OutgoingMail, result: MailResult)] = []
    private var hasReportedFault = false
    private var isRunning = false
    /// Whether to look once more.
    private var isWoken = false
    private var isStopping = false
    private var waitingForIdle: [CheckedContinuation<Void, Never>] = []

    /// Makes a worker; nothing runs yet. `transfers` carries nothing but mail.
    public init(_ parts: MailParts, _ transfers: Transfers) {
        self.parts = parts
        self.transfers = transfers
        composer = MailComposer(from: parts.configuration.sender, publicURL: parts.configuration.publicURL)
        plan = MailPlan(parts.configuration.limits)
    }

    /// Looks at what is due. Returns when nothing is any more.
    public func look() async {
        isWoken = true
        guard !isRunning else { return }
        isRunning = true
        while isWoken, !isStopping {
            isWoken = false
            await go()
        }
        isRunning = false
        for waiting in waitingForIdle { waiting.resume() }
        waitingForIdle = []
    }

    /// Begins nothing more; returns when nothing is on its way.
    public func stop() async {
        isStopping = true
        parts.alarm(nil)
        guard isRunning else { return }
        await withCheckedContinuation { waitingForIdle.append($0) }
    }

    /// Sends whatever is due, round by round, and sets the alarm for what is not.
    private func go() async {
        do throws(ReferralError) {
            try await inform()
            while !isStopping, !outage.holds(at: parts.environment.now) {
                try await record()
                let (steps, next) = try await decide()
                let mails = try await prepare(steps)
                // Only now: what is not written down is decided about again.
                plan = next
                guard !steps.isEmpty else { break }
                await send(mails)
            }
            try await record()
            let next = try await parts.session.readLong { reader throws(ReferralError) in
                try reader.nextNotificationAt()
            }
            setAlarm(next.map { max($0, outage.until ?? $0) })
        } catch {
            parts.log("mail has to wait: \(error)")
            setAlarm(parts.environment.now + Self.storagePause)
        }
    }

    private func setAlarm(_ instant: Timestamp?) {
        if !isStopping { parts.alarm(instant) }
    }

    /// Tells the plan, once, what went out before the start.
    private func inform() async throws(ReferralError) {
        guard !isInformed else { return }
        let since = parts.environment.now - plan.memory
        let sent = try await parts.session.readLong { reader throws(ReferralError) in
            var sent: [(kind: Notification.Kind, address: EmailAddress, at: Timestamp)] = []
            for message in try reader.sentNotifications(after: since) {
                guard let address = try reader.address(of: message.addressee) else { continue }
                sent.append((message.kind, address, message.at))
            }
            return sent
        }
        for message in sent { plan.note(message.kind, to: message.address, at: message.at) }
        isInformed = true
    }

    private func decide() async throws(ReferralError) -> ([MailStep], MailPlan) {
        // What is due at this instant is recorded first: else the look would be at an instant before it.
        try await parts.session.settle()
        return try await parts.session.readLong { [plan] reader throws(ReferralError) in
            var round = MailRound(reader, plan)
            try round.run()
            return (round.steps, round.plan)
        }
    }

    /// Writes down what is not sent now, and gives what is.
    private func prepare(_ steps: [MailStep]) async throws(ReferralError) -> [OutgoingMail] {
        var mails: [OutgoingMail] = []
        var needsWrite = false
        for step in steps {
            if case .send(let mail) = step {
                mails.append(mail)
                if !mail.isNewDigest { continue }
            }
            needsWrite = true
        }
        guard needsWrite else { return mails }
        try await parts.session.write { store throws(ReferralError) in
            for step in steps { try step.record(in: store) }
        }
        return mails
    }

    /// Sends some at a time; what came of each is on disk before the next takes its place.
    private func send(_ mails: [OutgoingMail]) async {
        await withTaskGroup(of: SentMail?.self) { group in
            var rest = mails[...]
            var underWay = 0
            while true {
                while underWay < Self.width, !isStopping, !outage.holds(at: parts.environment.now),
                    let mail = rest.popFirst()
                {
                    underWay += 1
                    group.addTask { await self.send(mail) }
                }
                guard underWay > 0, let sent = await group.next() else { break }
                underWay -= 1
                if let sent { await note(sent) }
            }
            // They were counted when they were planned, and have not gone.
            for mail in rest { plan.forget(mail.letter.kind, to: mail.recipient.email) }
        }
    }

    private nonisolated func send(_ mail: OutgoingMail) async -> SentMail? {
        let settings = parts.configuration
        let message: MailMessage
        do throws(ReferralError) {
            message = try composer.message(
                mail.letter, id: mail.id, to: mail.recipient, at: parts.environment.now)
        } catch {
            return SentMail(mail, .refused("The message could not be written."), fault: error.sentence)
        }
        let result = await transfers.perform(
            .mail(
                Transfer.Mail(
                    through: settings.server, from: settings.sender.email, to: mail.recipient.email,
                    content: message.bytes, limits: settings.time)))
        return SentMail(mail, result)
    }

    private func note(_ sent: SentMail) async {
        report(sent)
        if sent.hasNotArrived { plan.forget(sent.mail.letter.kind, to: sent.mail.recipient.email) }
        outage = sent.isServerDown ? outage.going(on: parts.environment.now) : MailOutage()
        if let result = sent.result {
            parts.report(result)
            unrecorded.append((sent.mail, result))
        }
        do throws(ReferralError) {
            try await record()
        } catch {
            parts.log("what came of mail can't be written down yet: \(error)")
        }
    }

    /// Tells the operator what went wrong: once, when it is the service that can't send.
    private func report(_ sent: SentMail) {
        guard let fault = sent.fault, sent.result != nil || !hasReportedFault else { return }
        if sent.result == nil { hasReportedFault = true }
        parts.log("the mail \(sent.mail.id) was not sent: \(fault)")
    }

    private func record() async throws(ReferralError) {
        let results = unrecorded
        guard !results.isEmpty else { return }
        let schedule = try await parts.session.readLong { reader in reader.policy.retrySchedule }
        let random = parts.environment.random().0
        try await parts.session.write { store throws(ReferralError) in
            let service = NotificationService(store)
            for (mail, result) in results { try service.settle(mail.ids, result, schedule, random: random) }
        }
        unrecorded.removeFirst(results.count)
    }
}

extension MailStep {
    /// Writes down what the step leaves in the outbox before anything is sent.
    fileprivate func record(in store: any ReferralTransaction) throws(ReferralError) {
        let service = NotificationService(store)
        switch self {
        case .send(let mail): if mail.isNewDigest { try service.bundle(mail.ids) }
        case .hold(let id, let until): try service.hold(id, until: until)
        case .holdAll(let address, let until): try store.holdNotifications(to: address, until: until)
        case .giveUp(let ids, let reason): try service.giveUp(ids, because: reason)
        }
    }
}

extension ReferralReader {
    fileprivate func address(of addressee: Notification.Addressee) throws(ReferralError) -> EmailAddress? {
        switch addressee {
        case .partner(let address, _): address
        case .customer(let rfi): try self.rfi(rfi, .operator)?.inquiry.customer.contact?.email
        case .registrationContact(let engagement): try registration(of: engagement, .operator)?.fields.contact.email
        }
    }
}

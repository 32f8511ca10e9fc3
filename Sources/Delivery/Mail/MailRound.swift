// What is to be done about the mail that is due: read in one look, decided by the plan.

import Referrals

/// A message that is to be sent now, and the notifications that it is for.
struct OutgoingMail: Sendable {
    /// The notification that the message is named by, alike on each attempt.
    let id: ID<Notification>
    /// All that it tells of.
    let ids: [ID<Notification>]
    let recipient: MailRecipient
    let letter: Letter
    /// Whether it is to be written down that these go in one message.
    var isNewDigest = false
}

/// One step of a round.
enum MailStep: Sendable {
    case send(OutgoingMail)
    case hold(ID<Notification>, until: Timestamp)
    case holdAll(EmailAddress, until: Timestamp)
    case giveUp([ID<Notification>], because: String)
}

/// The steps for the mail that is due.
struct MailRound {
    /// How many notifications are looked at in one round.
    static let size = 64
    /// How many requests are told of in one message.
    static let digestSize = 50
    private static let erased = "The customer's person was erased."

    private let reader: any ReferralReader
    private(set) var plan: MailPlan
    private(set) var steps: [MailStep] = []
    private var settled: Set<ID<Notification>> = []

    init(_ reader: any ReferralReader, _ plan: MailPlan) {
        self.reader = reader
        self.plan = plan
    }

    /// Decides about what is due.
    mutating func run() throws(ReferralError) {
        plan.prune(at: reader.now)
        for notification in try reader.dueNotifications(limit: Self.size) where !settled.contains(notification.id) {
            try decide(notification)
        }
    }

    private mutating func decide(_ notification: Notification) throws(ReferralError) {
        settled.insert(notification.id)
        guard let recipient = try reader.recipient(of: notification) else {
            steps.append(.giveUp([notification.id], because: Self.erased))
            return
        }
        switch plan.verdict(
            notification.kind, to: recipient.email, wasHeld: notification.isHeld,
            isBundled: notification.digestID != nil, at: reader.now)
        {
        case .hold(let until): steps.append(.hold(notification.id, until: until))
        case .holdAll(let until): hold(notification, recipient, until)
        case .digest: try bundle(notification, recipient)
        case .send:
            if let digest = notification.digestID {
                try send(reader.digest(digest, to: recipient.email), as: digest, to: recipient)
            } else {
                try send(notification, to: recipient)
            }
        }
    }

    private mutating func send(
        _ notification: Notification, to recipient: MailRecipient
    ) throws(ReferralError) {
        switch try reader.letter(of: notification) {
        case .nothing(let reason): steps.append(.giveUp([notification.id], because: reason))
        case .letter(let letter):
            send(
                OutgoingMail(id: notification.id, ids: [notification.id], recipient: recipient, letter: letter))
        }
    }

    private mutating func hold(_ notification: Notification, _ recipient: MailRecipient, _ until: Timestamp) {
        if case .partner = notification.addressee {
            steps.append(.holdAll(recipient.email, until: until))
        } else {
            steps.append(.hold(notification.id, until: until))
        }
    }

    /// Everything that waits for the address and was never tried goes with this one.
    private mutating func bundle(
        _ notification: Notification, _ recipient: MailRecipient
    ) throws(ReferralError) {
        let waiting = try reader.newRequests(waitingFor: recipient.email, limit: Self.digestSize)
            .filter { $0.attempts == 0 && ($0.id == notification.id || !settled.contains($0.id)) }
        guard waiting.count > 1 else { return try send(notification, to: recipient) }
        try send(waiting, to: recipient)
    }

    /// Sends what is still worth saying of these in one message.
    private mutating func send(
        _ notifications: [Notification], as digest: ID<Notification>? = nil, to recipient: MailRecipient
    ) throws(ReferralError) {
        var (ids, news): ([ID<Notification>], [RequestNews]) = ([], [])
        for notification in notifications {
            settled.insert(notification.id)
            switch try reader.letter(of: notification) {
            case .letter(.newRequest(let request)):
                ids.append(notification.id)
                news.append(request)
            case .letter: throw .internalFault("a digest holds a \(notification.kind.rawValue)")
            case .nothing(let reason): steps.append(.giveUp([notification.id], because: reason))
            }
        }
        guard let first = ids.first else { return }
        send(
            OutgoingMail(
                id: digest ?? first, ids: ids, recipient: recipient, letter: .newRequests(news),
                isNewDigest: digest == nil))
    }

    private mutating func send(_ mail: OutgoingMail) {
        plan.note(mail.letter.kind, to: mail.recipient.email, at: reader.now)
        steps.append(.send(mail))
    }
}

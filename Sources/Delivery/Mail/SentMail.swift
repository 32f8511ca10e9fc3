// What came of sending, in the service's own words: those of mail servers quote addresses, and are not kept.

import Referrals

/// What came of sending a message.
struct SentMail: Sendable {
    let mail: OutgoingMail
    /// Nil when it is the service that can't send: that is no attempt.
    let result: MailResult?
    /// What the operator's log is told; without an address.
    let fault: String?
    /// Whether the mail server certainly does not have it.
    let hasNotArrived: Bool
    /// Whether another message would fare alike.
    let isServerDown: Bool

    /// One that did not get as far as the mail server.
    init(_ mail: OutgoingMail, _ result: MailResult, fault: String) {
        self.mail = mail
        self.result = result
        self.fault = fault
        (hasNotArrived, isServerDown) = (true, false)
    }

    /// One that was handed over, or not; nil when that was broken off, so that nobody knows: it is sent again.
    init?(_ mail: OutgoingMail, _ transfer: TransferResult) {
        self.mail = mail
        switch transfer.outcome {
        case .cancelled: return nil
        case .answered:
            (result, fault, hasNotArrived, isServerDown) = (.sent, nil, false, false)
        case .failed(let failure):
            result = failure.result
            fault = failure.sentence
            hasNotArrived = failure.kind != .exchange && failure.kind != .time
            isServerDown = failure.isOfServer
        }
    }
}

extension TransferFailure {
    /// Replies that speak of how the service logs in, not of the message (RFC 4954, section 6): they pass when the
    /// operator has mended that.
    private var isOfLogin: Bool { reply.map { [530, 534, 535, 538].contains($0) } ?? false }

    /// Whether the same message will always be refused (RFC 5321, section 4.2.1).
    private var isFinal: Bool { kind == .refusal && (500...599).contains(reply ?? 0) && !isOfLogin }

    /// Whether it is the server that can't take mail now, rather than a message that it does not take.
    fileprivate var isOfServer: Bool {
        switch kind {
        case .connection, .encryption, .login, .unavailable: true
        case .refusal: reply == 421 || isOfLogin
        case .time, .exchange: false
        }
    }

    /// What becomes of the message; nil for nothing, when no server was asked.
    fileprivate var result: MailResult? {
        if kind == .unavailable { return nil }
        return isFinal ? .refused(sentence) : .postponed(sentence)
    }

    fileprivate var sentence: String {
        let code = reply.map { " (\($0))" } ?? ""
        return switch kind {
        case .connection: "The mail server could not be reached."
        case .encryption: "The connection to the mail server could not be encrypted."
        case .time: "The mail server did not answer in time."
        case .login: "The mail server refused the login\(code)."
        case .refusal: "The mail server refused the message\(code)."
        case .exchange: "The connection to the mail server broke."
        case .unavailable: "Nothing can be sent: \(Transfers.fault ?? "out of memory")."
        }
    }
}

/// How long a mail server that can't take anything is left alone: messages that wait don't use up their attempts then.
struct MailOutage: Sendable, Equatable {
    private static let longest = TimeSpan.minutes(5)

    /// How often in a row it could not.
    private var failures = 0
    /// Until when it is left alone; nil when it is up.
    private(set) var until: Timestamp?

    init() {}

    /// Whether nothing is tried at an instant.
    func holds(at now: Timestamp) -> Bool { until.map { now < $0 } ?? false }

    /// The outage after one failure more: twice the time of the last, from 5 s to 5 min. Messages that were under way
    /// together count once.
    func going(on now: Timestamp) -> MailOutage {
        guard !holds(at: now) else { return self }
        var next = self
        next.failures = min(failures + 1, 10)
        next.until = now + min(Self.longest, .seconds(5 << Int64(next.failures - 1)))
        return next
    }
}

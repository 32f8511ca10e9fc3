// How much mail one address gets. Pure: instants come in, and a decision comes out. Nothing waits here; what is let
// wait is told until when.

public import Referrals

/// How much mail one address gets.
public struct MailLimits: Hashable, Sendable {
    /// So many messages in a time.
    public struct Rate: Hashable, Sendable {
        /// How many.
        public var count: Int
        /// In which time.
        public var window: TimeSpan

        /// Makes a rate of one message or more.
        public init(count: Int, window: TimeSpan) {
            self.count = count
            self.window = window
        }
    }

    /// Messages of all kinds.
    public var all = Rate(count: 20, window: .hours(1))
    /// Messages of their own for new requests: those above are put into a digest.
    public var newRequests = Rate(count: 10, window: .hours(1))

    /// The limits of a service that was told nothing else.
    public init() {}
}

/// What each address was sent lately, and what follows from it for the next message.
struct MailPlan: Sendable {
    /// What becomes of a message.
    enum Verdict: Hashable {
        /// It is sent now.
        case send
        /// It is sent now, in one message with everything of its kind that waits for the address.
        case digest
        /// It waits until an instant, it alone.
        case hold(Timestamp)
        /// Everything for the address waits until an instant.
        case holdAll(Timestamp)
    }

    private struct Sent {
        let at: Timestamp
        let isNewRequest: Bool
    }

    private let limits: MailLimits
    /// By the folded address, oldest first.
    private var sent: [String: [Sent]] = [:]

    init(_ limits: MailLimits) { self.limits = limits }

    /// For how long what was sent counts.
    var memory: TimeSpan { max(limits.all.window, limits.newRequests.window) }

    /// How many addresses are remembered.
    var count: Int { sent.count }

    /// What becomes of a message at an instant. `wasHeld` says whether it has waited for room already, `isBundled`
    /// whether it is a digest from an earlier attempt.
    func verdict(
        _ kind: Notification.Kind, to address: EmailAddress, wasHeld: Bool = false, isBundled: Bool = false,
        at now: Timestamp
    ) -> Verdict {
        let recent = sent[address.folded] ?? []
        if let until = Self.roomAt(limits.all, recent.map(\.at), now) { return .holdAll(until) }
        guard kind == .newRFI, !isBundled else { return .send }
        let requests = recent.filter(\.isNewRequest).map(\.at)
        if let until = Self.roomAt(limits.newRequests, requests, now) { return .hold(until) }
        return wasHeld ? .digest : .send
    }

    /// When the next one may follow those that were sent; nil when it may now.
    private static func roomAt(_ rate: MailLimits.Rate, _ sent: [Timestamp], _ now: Timestamp) -> Timestamp? {
        guard sent.count >= rate.count else { return nil }
        let until = sent[sent.count - rate.count] + rate.window
        return until > now ? until : nil
    }

    /// A message has gone, or is about to: what breaks off half-way may have arrived.
    mutating func note(_ kind: Notification.Kind, to address: EmailAddress, at instant: Timestamp) {
        sent[address.folded, default: []].append(Sent(at: instant, isNewRequest: kind == .newRFI))
    }

    /// The last message to an address has certainly not arrived.
    mutating func forget(_ kind: Notification.Kind, to address: EmailAddress) {
        let isNewRequest = kind == .newRFI
        guard let index = sent[address.folded]?.lastIndex(where: { $0.isNewRequest == isNewRequest }) else { return }
        sent[address.folded]?.remove(at: index)
    }

    /// Forgets what counts no more.
    mutating func prune(at now: Timestamp) {
        let first = now - memory
        sent = sent.compactMapValues { sent in
            let rest = sent.filter { $0.at > first }
            return rest.isEmpty ? nil : rest
        }
    }
}

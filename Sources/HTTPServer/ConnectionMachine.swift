// RFC 9112, sections 9.3 to 9.6; RFC 9110, sections 10.1.1 and 15.5.9.

// What a connection does next, decided without a socket and without a clock: the machine is told what
// happened and when, and says what to do. One message at a time: nothing more is parsed or received before
// the answer to the last request is on its way, so answers keep their order, and what a peer can make the
// server hold is one message and one answer.

internal import HTTP

/// The states of one connection.
struct ConnectionMachine {
    /// What the connection's owner does next.
    enum Action {
        /// Receive what there is, tell the machine, and ask again.
        case receive
        /// Send "100 Continue" and ask again.
        case sendContinue
        /// Have the request answered, then tell `answered`.
        case respond(Request)
        /// Answer the fault, then tell `answered`. Nothing can follow on the connection.
        case refuse(ProtocolError)
        /// End the output, so that the peer sees the answer's end, and ask again.
        case endOutput
        /// Find out how much of what was sent the peer has yet to take, tell `untaken`, and ask again.
        case look
        /// Nothing, until something happens.
        case wait
        /// Close; what has been sent still arrives.
        case close
        /// Close with RST: the peer takes nothing any more.
        case reset
    }

    private enum State {
        case receiving
        case answering
        case flushing(Ending)
        case ending
        case lingering
        case closed
    }

    /// What follows the answer. To linger is to read on until the peer closes: a close before it has read, with as
    /// little as an empty line unread here, would be an RST, which may destroy the answer (RFC 9112, 9.6).
    private enum Ending {
        case nextRequest, linger, close
    }

    /// When the connection's patience ends: `next` is to be asked then.
    private(set) var deadline: Deadline?

    private let timeouts: Timeouts
    private var parser: RequestParser
    private var state = State.receiving
    /// Whether nothing has been received.
    private(set) var isFresh = true
    /// Empty lines are none: they would turn the time for the first head into that between two requests.
    private var hasHadRequest = false
    private var hasContinued = false
    private var wantsKeepAlive = false
    private var isRefusing = false
    private var isOverloaded = false
    /// How fast the body comes, and how often that was looked at.
    private var pace: Pace?
    private var looks = 0
    /// The peer, while there is more to take for it than it takes.
    private var reader: Reader?
    private var inputHasEnded = false
    private var isDraining = false
    private var discarded = 0

    /// How much is read and thrown away behind a last answer.
    private static let discardLimit = 4_194_304

    init(limits: Limits, timeouts: Timeouts) {
        self.timeouts = timeouts
        parser = RequestParser(limits: limits)
    }

    /// Whether the answer that is due now may leave the connection open.
    var keepsAlive: Bool { wantsKeepAlive && !isRefusing && !isDraining }

    /// Whether the server's stop ends this connection as soon as nothing more is there to be received.
    var closesWithoutInput: Bool {
        guard case .receiving = state else { return false }
        return isDraining && !isFresh && parser.phase == .idle
    }

    /// The method of the message that is refused, as far as it is known.
    var refusedMethod: Method { parser.method ?? .get }

    /// How much memory is held for what was received.
    var heldBytes: Int { parser.heldBytes }

    /// What to do at `now`.
    mutating func next(at now: Instant) -> Action {
        if reader?.isLost == true {
            _ = finish()
            return .reset
        }
        if let deadline, deadline.at <= now { return expire(deadline.kind, at: now) }
        switch state {
        case .receiving: return nextRequest(at: now)
        case .answering, .flushing: return reader?.isToBeLookedAt == true ? .look : .wait
        case .ending: return endOutput(at: now)
        case .lingering: return inputHasEnded || discarded > Self.discardLimit ? finish() : .receive
        case .closed: return .close
        }
    }

    /// Takes what was received.
    mutating func received(_ bytes: Span<UInt8>) {
        isFresh = false
        pace?.bytes += bytes.count
        switch state {
        case .receiving: parser.append(bytes)
        case .answering, .flushing, .ending: preconditionFailure("nothing is received while an answer is due")
        case .lingering, .closed: discarded += bytes.count
        }
    }

    /// Notes that there is no memory for what has been received: it is given back, and the request refused.
    mutating func overload() {
        guard case .receiving = state else { return }
        parser = RequestParser(limits: Limits())
        isOverloaded = true
    }

    /// Notes that the peer sends nothing more. A complete request is still answered (RFC 9112, 9.6).
    mutating func receivedEnd() {
        inputHasEnded = true
    }

    /// Notes that the whole answer is queued.
    mutating func answered(keepsAlive: Bool) {
        guard case .answering = state else { preconditionFailure("no answer is due") }
        precondition(!keepsAlive || self.keepsAlive, "a last answer was sent as one that others follow")
        state = .flushing(keepsAlive ? .nextRequest : inputHasEnded ? .close : .linger)
    }

    /// Notes an attempt to send: how many bytes of the answer left, and whether none is left.
    mutating func sent(_ count: Int, everything: Bool, at now: Instant) {
        switch state {
        case .answering, .flushing: break
        case .receiving, .ending, .lingering, .closed: return
        }
        if everything {
            (deadline, reader) = (nil, nil)
            if case .flushing(let ending) = state { follow(ending) }
        } else {
            watchReader(at: now)
            reader?.sent(count)
        }
    }

    /// Notes how much of what was sent the peer has not taken.
    mutating func untaken(_ count: Int, at now: Instant) {
        if case .lingering = state { lookWhileLingering(count, at: now) }
        reader?.hasYetToTake(count, at: now)
        if reader != nil { deadline = after(.write, now) }
    }

    /// From now on the peer must take what is there for it.
    private mutating func watchReader(at now: Instant) {
        guard reader == nil else { return }
        reader = Reader(timeouts, at: now)
        deadline = after(.write, now)
    }

    /// The time to linger counts from when the peer has everything; until then it is a reader like others.
    private mutating func lookWhileLingering(_ count: Int, at now: Instant) {
        if count > 0 {
            watchReader(at: now)
        } else if reader != nil {
            reader = nil
            deadline = after(.linger, now)
        } else {
            _ = finish()
        }
    }

    /// Turns a new connection away: the refusal that is due now is all it gets.
    mutating func turnAway() {
        _ = refuse(ProtocolError(.overloaded))
    }

    /// Notes that the server stops: the answer in the works is the last one.
    mutating func drain() {
        isDraining = true
        // What has begun keeps its deadline, and so does the end of a connection that was turned away.
        if isFresh, case .receiving = state { deadline = nil }
    }

    private mutating func nextRequest(at now: Instant) -> Action {
        if isOverloaded { return refuse(ProtocolError(.overloaded)) }
        do throws(ProtocolError) {
            if let request = try parser.next() { return respond(request) }
        } catch {
            return refuse(error)
        }
        if inputHasEnded { return finish() }
        if parser.expectsContinue, !hasContinued {
            hasContinued = true
            return .sendContinue
        }
        wait(for: awaited, from: now)
        return .receive
    }

    private mutating func respond(_ request: Request) -> Action {
        state = .answering
        deadline = nil
        hasContinued = false
        hasHadRequest = true
        wantsKeepAlive = request.wantsKeepAlive
        return .respond(request)
    }

    private mutating func refuse(_ error: ProtocolError) -> Action {
        state = .answering
        deadline = nil
        isRefusing = true
        return .refuse(error)
    }

    private var awaited: Deadline.Kind {
        switch parser.phase {
        case .idle: isFresh && isDraining ? .grace : hasHadRequest ? .idle : .head
        case .head: .head
        case .body: .body
        }
    }

    /// Sets the deadline, unless the same thing is awaited already: slow progress buys no time.
    private mutating func wait(for kind: Deadline.Kind, from now: Instant) {
        guard deadline?.kind != kind else { return }
        deadline = after(kind, now)
        if kind == .body { (pace, looks) = (Pace(start: now), 0) }
    }

    /// Refuses a body whose time is up, or that has come too slowly so far.
    private mutating func lookAtBody(at now: Instant) -> Action {
        looks += 1
        guard looks < Timeouts.looks, let pace, pace.reaches(timeouts.minimumRate, at: now) else {
            return refuse(ProtocolError(.timeout))
        }
        deadline = after(.body, now)
        return next(at: now)
    }

    private func after(_ kind: Deadline.Kind, _ now: Instant) -> Deadline {
        Deadline(kind: kind, at: now + timeouts[kind])
    }

    private mutating func expire(_ kind: Deadline.Kind, at now: Instant) -> Action {
        switch kind {
        case .head where parser.phase == .idle: return finish()
        case .head: return refuse(ProtocolError(.timeout))
        case .body: return lookAtBody(at: now)
        case .idle, .grace: return finish()
        case .linger, .write: return .look
        }
    }

    private mutating func follow(_ ending: Ending) {
        switch ending {
        case .nextRequest: state = .receiving
        case .linger: state = .ending
        case .close: state = .closed
        }
    }

    private mutating func endOutput(at now: Instant) -> Action {
        state = .lingering
        deadline = after(.linger, now)
        return .endOutput
    }

    private mutating func finish() -> Action {
        state = .closed
        (deadline, reader) = (nil, nil)
        return .close
    }
}

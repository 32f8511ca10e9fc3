import Referrals

/// Which endpoint is sent to next: one delivery at a time to each, so that their order is kept while it is healthy, and
/// endpoints in turn, so that none waits for another's.
struct Dispatcher: Sendable {
    private enum Standing: Equatable {
        /// Nothing waits, or not yet.
        case resting
        /// Something is due; it stands in line.
        case ready
        /// A delivery is on its way.
        case busy
    }

    private struct Endpoint {
        var standing = Standing.resting
        /// When the first of what waits is due.
        var dueAt: Timestamp?
        /// What was noted since the present delivery began: it may be younger than what is read at its end.
        var notedAt: Timestamp?
        /// Before when it is not looked at again, after the storage has failed.
        var postponedUntil: Timestamp?
        var circuit = Circuit()
        /// The webhook's version at the last failure.
        var failedVersion: Int?
        /// Whether the webhook was deleted while a delivery was on its way.
        var isGone = false

        /// When something can be sent.
        var opensAt: Timestamp? {
            dueAt.map { due in [due, circuit.pausedUntil, postponedUntil].compactMap(\.self).max() ?? due }
        }

        mutating func note(_ due: Timestamp?, _ version: Int?) {
            (dueAt, notedAt) = (due, due)
            see(version)
        }

        /// Who changes a webhook wants to see whether it works now: nothing is held against it any more.
        mutating func see(_ version: Int?) {
            guard let version, let failedVersion, version != failedVersion else { return }
            (circuit, self.failedVersion) = (Circuit(), nil)
        }
    }

    /// How many deliveries are on their way at most.
    let maximum: Int
    private(set) var busyCount = 0
    private var endpoints: [ID<Webhook>: Endpoint] = [:]
    /// Endpoints in line, from `head` on. One that has nothing due when its turn comes is left out.
    private var line: [ID<Webhook>] = []
    private var head = 0
    /// Endpoints of which something has changed: whether they stand in line is looked at before the next turn.
    private var changed: [ID<Webhook>] = []
    /// When the first of those that rest may stand in line, or earlier.
    private var nextOpening: Timestamp?

    init(maximum: Int = 64) {
        self.maximum = maximum
    }

    /// Takes note of what waits at an endpoint: nil for nothing. A `version` other than the one that
    /// failed ends a pause.
    mutating func note(_ dueAt: Timestamp?, at id: ID<Webhook>, version: Int? = nil) {
        guard dueAt != nil || endpoints[id] != nil else { return }
        endpoints[id, default: Endpoint()].note(dueAt, version)
        changed.append(id)
    }

    /// Takes note of everything that waits anywhere.
    mutating func noteAll(_ queues: [WebhookQueue]) {
        for id in endpoints.keys { endpoints[id]?.note(nil, nil) }
        for queue in queues { endpoints[queue.webhookID, default: Endpoint()].note(queue.dueAt, queue.version) }
        changed += endpoints.keys
    }

    /// The endpoint whose turn it is, which is busy from now on; nil when there is none, or when as many are busy as
    /// may be.
    mutating func next(at now: Timestamp) -> ID<Webhook>? {
        lineUp(at: now)
        guard busyCount < maximum else { return nil }
        while head < line.count {
            let id = line[head]
            head += 1
            guard endpoints[id]?.standing == .ready else { continue }
            guard let opensAt = endpoints[id]?.opensAt, opensAt <= now else {
                endpoints[id]?.standing = .resting
                if let opensAt = endpoints[id]?.opensAt { rest(until: opensAt) } else { changed.append(id) }
                continue
            }
            endpoints[id]?.standing = .busy
            endpoints[id]?.notedAt = nil
            busyCount += 1
            return id
        }
        return nil
    }

    /// What failed first at an endpoint that has not been well since.
    func failed(at id: ID<Webhook>) -> ID<WebhookDelivery>? { endpoints[id]?.circuit.failed }

    /// What failed first waits no more.
    mutating func forgetFailed(at id: ID<Webhook>) { endpoints[id]?.circuit.failed = nil }

    /// Takes note of an attempt, made with a version of the webhook.
    mutating func note(
        _ attempt: DeliveryAttempt, of delivery: ID<WebhookDelivery>, at id: ID<Webhook>, version: Int,
        now: Timestamp
    ) {
        endpoints[id]?.circuit.note(attempt, of: delivery, at: now)
        endpoints[id]?.failedVersion = attempt.isSuccess ? nil : version
    }

    /// There is no such webhook any more.
    mutating func forget(_ id: ID<Webhook>) {
        if endpoints[id]?.standing == .busy { endpoints[id]?.isGone = true } else { endpoints[id] = nil }
    }

    /// Whether anything is remembered of an endpoint.
    func remembers(_ id: ID<Webhook>) -> Bool { endpoints[id] != nil }

    /// Nothing is on its way to an endpoint any more. What was noted while something was counts too: it may have come
    /// in after `dueAt` was read.
    ///
    /// - Parameters:
    ///   - id: The endpoint.
    ///   - dueAt: When the first of what waits there is due; nil for nothing.
    ///   - version: The webhook's version, as it was read with that; nil when it was not.
    ///   - postponedUntil: Before when it must not have its turn.
    mutating func release(
        _ id: ID<Webhook>, dueAt: Timestamp?, version: Int? = nil, postponedUntil: Timestamp? = nil
    ) {
        guard var endpoint = endpoints[id], endpoint.standing == .busy else { return }
        busyCount -= 1
        endpoint.standing = .resting
        endpoint.dueAt = [dueAt, endpoint.notedAt].compactMap(\.self).min()
        endpoint.postponedUntil = postponedUntil
        endpoint.see(version)
        endpoints[id] = endpoint.isGone ? nil : endpoint
        changed.append(id)
    }

    /// When to ask for the next turn again, after one at `now` that there was not: nil when nothing will be due, and
    /// when only the end of a delivery makes room.
    var wakesAt: Timestamp? { busyCount < maximum ? nextOpening : nil }

    /// Lets those stand in line that can be sent to by now, the longest due first. All endpoints are looked at only
    /// when the time has come for one that rests.
    private mutating func lineUp(at now: Timestamp) {
        if let opening = nextOpening, opening <= now {
            nextOpening = nil
            changed += endpoints.keys
        }
        guard !changed.isEmpty else { return }
        var open: [(id: ID<Webhook>, since: Timestamp)] = []
        for id in changed where endpoints[id]?.standing == .resting {
            guard let opensAt = endpoints[id]?.opensAt else {
                forgetIfIdle(id)
                continue
            }
            if opensAt <= now { open.append((id, opensAt)) } else { rest(until: opensAt) }
        }
        changed = []
        line.removeFirst(head)
        head = 0
        for (id, _) in open.sorted(by: { $0.since < $1.since }) {
            endpoints[id]?.standing = .ready
            line.append(id)
        }
    }

    private mutating func rest(until opensAt: Timestamp) { nextOpening = min(nextOpening ?? opensAt, opensAt) }

    /// An endpoint without anything to remember is forgotten.
    private mutating func forgetIfIdle(_ id: ID<Webhook>) {
        if endpoints[id]?.circuit == Circuit() { endpoints[id] = nil }
    }
}

import Referrals

/// Sends what waits for endpoints. It is woken by commits and by an alarm, and looks at nothing in between. What it
/// holds is a few words an endpoint that something waits for, and the deliveries that are on their way.
actor WebhookWorker {
    private let parts: CourierParts
    private let transfers: Transfers
    private var dispatcher: Dispatcher
    /// Attempts whose outcome the storage has not taken: it gets them again before anything else is sent there.
    private var unrecorded: [ID<Webhook>: Finished] = [:]
    /// Whether the storage did not tell what waits: then everything is looked at anew a second later.
    private var rescanAt: Timestamp?
    private var isStopping = false
    private var waitingForIdle: [CheckedContinuation<Void, Never>] = []
    private var hasReportedFault = false

    /// How long to wait when the storage fails.
    private static let pause = TimeSpan.seconds(1)
    /// How long to leave an endpoint alone whose rows are damaged, and all while this service can't send.
    private static let longPause = TimeSpan.minutes(5)

    private struct Finished: Sendable {
        let prepared: PreparedDelivery
        let attempt: DeliveryAttempt
    }

    init(_ parts: CourierParts, _ transfers: Transfers) {
        self.parts = parts
        self.transfers = transfers
        dispatcher = Dispatcher(maximum: parts.configuration.maximum)
    }

    /// Looks at everything that waits.
    func rescan() async {
        rescanAt = nil
        do throws(ReferralError) {
            let queues = try await read { reader throws(ReferralError) in
                try reader.webhookQueues()
            }
            dispatcher.noteAll(queues)
        } catch {
            parts.log("what waits for webhooks can't be read: \(error)")
            rescanAt = parts.environment.now + Self.pause
        }
        step()
    }

    /// Looks at what waits at some endpoints.
    func look(at webhooks: Set<ID<Webhook>>) async {
        do throws(ReferralError) {
            let standings = try await read { reader throws(ReferralError) in
                var standings: [(id: ID<Webhook>, queue: WebhookQueue?, isGone: Bool)] = []
                for id in webhooks {
                    let queue = try reader.webhookQueue(id)
                    let isGone = if queue == nil { try reader.webhook(id, .operator) == nil } else { false }
                    standings.append((id, queue, isGone))
                }
                return standings
            }
            for (id, queue, isGone) in standings {
                dispatcher.note(queue?.dueAt, at: id, version: queue?.version)
                if isGone { forget(id) }
            }
            step()
        } catch {
            rescanAt = parts.environment.now + Self.pause
            step()
        }
    }

    private func forget(_ id: ID<Webhook>) {
        dispatcher.forget(id)
        unrecorded[id] = nil
    }

    /// One look, on a thread of the pool or, when that has too much to do, on this one: what is read here is short.
    private func read<R: Sendable>(
        _ body: @escaping @Sendable (any ReferralReader) throws(ReferralError) -> R
    ) async throws(ReferralError) -> R {
        do throws(ReferralError) {
            return try await parts.session.readLong(body)
        } catch {
            guard case .overloaded = error else { throw error }
            return try parts.session.read(body)
        }
    }

    /// Goes on with what is due by now.
    func goOn() async {
        if let rescanAt, rescanAt <= parts.environment.now {
            await rescan()
        } else {
            step()
        }
    }

    /// Begins nothing more; returns when nothing is on its way.
    func stop() async {
        isStopping = true
        await idle()
    }

    /// Returns when nothing is on its way nor could be.
    func idle() async {
        guard dispatcher.busyCount > 0 else { return }
        await withCheckedContinuation { waitingForIdle.append($0) }
    }

    /// Starts whatever can be sent, and sets the alarm for what can't yet.
    private func step() {
        let now = parts.environment.now
        while !isStopping, let id = dispatcher.next(at: now) {
            let failed = dispatcher.failed(at: id)
            Task { await self.deliver(to: id, failed: failed) }
        }
        let wakes = isStopping ? nil : [dispatcher.wakesAt, rescanAt].compactMap(\.self).min()
        parts.alarm(wakes)
        guard dispatcher.busyCount == 0 else { return }
        for waiting in waitingForIdle { waiting.resume() }
        waitingForIdle = []
    }

    private func deliver(to id: ID<Webhook>, failed: ID<WebhookDelivery>?) async {
        do throws(ReferralError) {
            var canSend = true
            if let finished = unrecorded[id] {
                try await record(finished, id)
            } else {
                switch try await prepare(id, failed) {
                case .ready(let prepared):
                    if prepared.isFailedGone { dispatcher.forgetFailed(at: id) }
                    canSend = try await send(prepared, id)
                case .damaged(let due, let error):
                    parts.log("delivery \(due.delivery.id) can't be made up: \(error)")
                    try await record("This service could not make up what was to be sent.", of: due)
                case nil: break
                }
            }
            let next = try await read { reader throws(ReferralError) in try reader.webhookQueue(id) }
            dispatcher.release(
                id, dueAt: next?.dueAt, version: next?.version,
                postponedUntil: canSend ? nil : parts.environment.now + Self.longPause)
        } catch {
            parts.log("a delivery to webhook \(id) has to wait: \(error)")
            let later = parts.environment.now + (error.isOfStorage ? Self.pause : Self.longPause)
            dispatcher.release(id, dueAt: later, postponedUntil: later)
        }
        // Deleted meanwhile.
        if !dispatcher.remembers(id) { unrecorded[id] = nil }
        step()
    }

    private func prepare(
        _ id: ID<Webhook>, _ failed: ID<WebhookDelivery>?
    ) async throws(ReferralError) -> NextDelivery? {
        // What is due at this instant is recorded first: else the look would be at an instant before it.
        try await parts.session.settle()
        return try await read { [renderer = parts.renderer] reader throws(ReferralError) in
            try PreparedDelivery.read(of: id, failed: failed, renderer, reader)
        }
    }

    /// False when this service can't send, for which no delivery nor endpoint is to pay.
    private func send(_ prepared: PreparedDelivery, _ id: ID<Webhook>) async throws(ReferralError) -> Bool {
        let start = parts.environment.now
        let result = await transfers.perform(.post(prepared.post(at: start, parts.configuration.limits)))
        guard result.outcome != .failed(TransferFailure(.unavailable)) else {
            reportFault()
            return false
        }
        let now = parts.environment.now
        guard let attempt = DeliveryAttempt(result, began: start, now: now) else { return true }
        parts.report(attempt.isSuccess)
        dispatcher.note(
            attempt, of: prepared.due.delivery.id, at: id, version: prepared.due.webhook.version, now: now)
        try await record(Finished(prepared: prepared, attempt: attempt), id)
        return true
    }

    private func record(_ finished: Finished, _ id: ID<Webhook>) async throws(ReferralError) {
        unrecorded[id] = finished
        let random = parts.environment.random().0
        do throws(ReferralError) {
            try await parts.session.write { store throws(ReferralError) in
                try WebhookService.delivering(store).record(
                    finished.attempt, of: finished.prepared.due, payload: finished.prepared.kept, random: random)
            }
            unrecorded[id] = nil
        } catch {
            guard !error.isOfStorage else { throw error }
            // It would be the same the next time.
            unrecorded[id] = nil
            let due = finished.prepared.due
            parts.log("what came of delivery \(due.delivery.id) can't be written down: \(error)")
            try await record("This service could not write down what came of it.", of: due)
        }
    }

    /// An attempt that came to nothing for the service's own fault: the endpoint goes on with what follows.
    private func record(_ fault: String, of due: DueDelivery) async throws(ReferralError) {
        let random = parts.environment.random().0
        try await parts.session.write { store throws(ReferralError) in
            try WebhookService.delivering(store).record(fault: fault, of: due, random: random)
        }
    }

    /// Tells the operator, once, that nothing can be sent.
    private func reportFault() {
        guard !hasReportedFault else { return }
        hasReportedFault = true
        parts.log("nothing can be sent: \(Transfers.fault ?? "out of memory")")
    }
}

// What follows from an attempt to deliver.

extension DeliveryAttempt {
    /// The longest `Retry-After` that is heeded.
    public static let longestPause = TimeSpan.hours(24)

    /// Whether the endpoint has taken it: any 2xx.
    public var isSuccess: Bool {
        if case .answered(let status, _) = result { (200...299).contains(status) } else { false }
    }

    /// Whether the endpoint has said that it wants nothing any more.
    public var isGone: Bool {
        if case .answered(let status, _) = result { status == 410 } else { false }
    }

    /// Before when the endpoint must not be tried again.
    fileprivate var pausedUntil: Timestamp {
        let seconds = min(max(0, retryAfter ?? 0), Int(Self.longestPause.milliseconds / 1_000))
        return ended + .seconds(Int64(seconds))
    }

    fileprivate var ended: Timestamp { at + .milliseconds(Int64(duration)) }

    /// The attempt without what the endpoint answered: it may repeat what it was sent.
    public var withoutResponse: DeliveryAttempt {
        guard case .answered(let status, _) = result else { return self }
        return DeliveryAttempt(
            at: at, duration: duration, result: .answered(status: status, response: []), retryAfter: retryAfter)
    }
}

extension WebhookDelivery {
    /// How it stands after an attempt, and why its endpoint is turned off for it, if it is. What a 410 has refused
    /// waits for the endpoint to be turned on again. `random` is any number.
    public func after(
        _ attempt: DeliveryAttempt, _ schedule: RetrySchedule, random: UInt64
    ) -> (delivery: WebhookDelivery, disables: Webhook.DisabledReason?) {
        var next = self
        next.attempts += 1
        next.lastAttempt = attempt
        next.nextAttemptAt = nil
        if attempt.isSuccess {
            next.status = .delivered
        } else if let wait = schedule.wait(after: next.attempts, random: random) {
            next.nextAttemptAt = max(attempt.ended + wait, attempt.pausedUntil)
        } else {
            next.status = .failed
        }
        if attempt.isGone { return (next, .gone) }
        return (next, next.status == .failed ? .exhausted : nil)
    }
}

extension WebhookService {
    /// The service for whoever sends.
    public static func delivering(_ store: any ReferralTransaction) -> WebhookService {
        WebhookService(store, scope: .operator, cause: Cause(actor: .rule, requestID: nil))
    }

    /// Records an attempt. Does nothing when the delivery is gone by now, or was asked for again meanwhile.
    ///
    /// - Parameters:
    ///   - attempt: What came of it; without the answer where its address was not public.
    ///   - due: What was sent, as it was read.
    ///   - payload: What was sent, as it may be kept: kept with the first attempt.
    ///   - random: Any number, which spreads what failed together.
    /// - Throws: What the store throws.
    public func record(
        _ attempt: DeliveryAttempt, of due: DueDelivery, payload: KeptBody, random: UInt64
    ) throws(ReferralError) {
        guard let delivery = try unchanged(due), let webhook = try store.webhook(delivery.webhookID, .operator)
        else { return }
        let (after, reason) = delivery.after(attempt, store.policy.retrySchedule, random: random)
        try store.update(try keeping(payload, in: after))
        guard let reason, webhook.details.isEnabled, webhook.details.url == due.webhook.details.url else { return }
        try disable(webhook, because: reason)
    }

    /// Records an attempt that came to nothing for a fault of the service's own. It counts, so that the delivery does
    /// not stand before all others for ever, but the endpoint stays on. Does nothing when the delivery is gone by now,
    /// or was asked for again meanwhile.
    ///
    /// - Parameters:
    ///   - fault: What went wrong, in words for the endpoint's owner.
    ///   - due: What was to be sent, as it was read.
    ///   - random: Any number, which spreads what failed together.
    /// - Throws: What the store throws.
    public func record(fault: String, of due: DueDelivery, random: UInt64) throws(ReferralError) {
        guard let delivery = try unchanged(due) else { return }
        let attempt = DeliveryAttempt(at: store.now, duration: 0, result: .failed(fault))
        try store.update(delivery.after(attempt, store.policy.retrySchedule, random: random).delivery)
    }

    /// The delivery; nil when it is no more as it was read.
    private func unchanged(_ due: DueDelivery) throws(ReferralError) -> WebhookDelivery? {
        let read = due.delivery
        guard let delivery = try store.delivery(read.id, of: read.webhookID), delivery.status == .pending,
            delivery.attempts == read.attempts, delivery.nextAttemptAt == read.nextAttemptAt
        else { return nil }
        return delivery
    }

    /// With what was sent, unless it may speak of a person who was erased after the delivery was made: then it may have
    /// been read before that, and nobody could find them in it any more.
    private func keeping(
        _ payload: KeptBody, in delivery: WebhookDelivery
    ) throws(ReferralError) -> WebhookDelivery {
        var kept = delivery
        if let rfi = payload.rfiID, let erased = try store.rfi(rfi, .operator)?.erasedAt,
            erased >= delivery.createdAt
        {
            kept.lastAttempt = delivery.lastAttempt?.withoutResponse
        } else if delivery.payload == nil {
            kept.payload = payload
        }
        return kept
    }

    private func disable(_ webhook: Webhook, because reason: Webhook.DisabledReason) throws(ReferralError) {
        var off = webhook
        off.details.isEnabled = false
        off.disabledBecause = reason
        off = try save(off)
        try store.record(
            Event(
                type: .webhookDisabled, occurredAt: store.now, subject: .webhook(off.id),
                audience: Audience(partnerID: off.owner.partnerID, marketplaceID: off.owner.marketplaceID),
                cause: cause,
                changes: [FieldChange(field: "disabledReason", from: .none, to: .text(reason.rawValue))]))
        if let partner = off.owner.partnerID { try MailQueue(store).disabled(off.id, of: partner) }
    }
}

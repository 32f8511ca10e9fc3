import Referrals

/// For how long an endpoint that fails is left alone, so that what waits for it is not tried in vain. The delivery that
/// failed first is tried whenever it is due: so its attempts go on by the schedule, however much waits besides, and
/// tell when the endpoint is to be given up.
struct Circuit: Equatable, Sendable {
    /// Without `Retry-After`.
    static let longestPause = TimeSpan.minutes(5)
    /// Whatever `Retry-After` says.
    static let longestWish = DeliveryAttempt.longestPause
    /// The first pause of an endpoint that says it has too much to do.
    static let throttledPause = TimeSpan.seconds(10)
    private static let firstPause = TimeSpan.seconds(1)

    /// How many attempts have failed since the last success.
    private(set) var failures = 0
    /// Until when nothing is sent.
    private(set) var pausedUntil: Timestamp?
    /// The delivery that failed first since the last success.
    var failed: ID<WebhookDelivery>?

    /// Takes note of an attempt: a success ends every pause; each failure in a row makes the next pause twice as long.
    mutating func note(_ attempt: DeliveryAttempt, of delivery: ID<WebhookDelivery>, at now: Timestamp) {
        guard !attempt.isSuccess else {
            self = Circuit()
            return
        }
        failures += 1
        failed = failed ?? delivery
        let first = attempt.isThrottling ? Self.throttledPause : Self.firstPause
        let pause = first.milliseconds << Int64(min(failures - 1, 20))
        let wish = TimeSpan.seconds(Int64(min(max(attempt.retryAfter ?? 0, 0), 1 << 40)))
        pausedUntil = now + max(.milliseconds(min(pause, Self.longestPause.milliseconds)), min(wish, Self.longestWish))
    }
}

extension DeliveryAttempt {
    /// Whether the endpoint, or what stands before it, says that it has too much to do (Standard Webhooks 1.0,
    /// Throttling).
    fileprivate var isThrottling: Bool {
        if case .answered(let status, _) = result { [429, 502, 504].contains(status) } else { false }
    }
}

// RFC 9112, section 9.5; tcp(7) and unix(7), "SIOCOUTQ".

/// A peer for which more waits than it takes. What it takes is what leaves the kernel's queue, which is looked at: the
/// socket has room again only when much has left at once, so that a slow reader seems to be none for minutes.
struct Reader {
    /// Whether something was sent since the last look.
    private(set) var isToBeLookedAt = true
    /// Whether it has taken nothing, or too little, for too long.
    private(set) var isLost = false
    private let timeouts: Timeouts
    private var pace: Pace
    private var patience: Instant
    /// How much was sent and not taken at the last look, and how much was sent since.
    private var untaken: Int?
    private var sent = 0

    init(_ timeouts: Timeouts, at now: Instant) {
        self.timeouts = timeouts
        pace = Pace(start: now)
        patience = now + timeouts.write
    }

    /// Notes what was sent.
    mutating func sent(_ count: Int) {
        guard count > 0 else { return }
        sent += count
        isToBeLookedAt = true
    }

    /// Notes how much of all that was sent has not been taken.
    mutating func hasYetToTake(_ count: Int, at now: Instant) {
        let taken = untaken.map { max($0 + sent - count, 0) } ?? 0
        (untaken, sent, isToBeLookedAt) = (count, 0, false)
        pace.bytes += taken
        if taken > 0, pace.reaches(timeouts.minimumRate, at: now) {
            extend(at: now)
        } else if patience <= now {
            isLost = true
        }
    }

    /// Progress buys time only when it is fast enough: one byte in every 29 seconds is a way to hold a connection for
    /// ever. What was fast once buys nothing later.
    private mutating func extend(at now: Instant) {
        patience = now + timeouts.write
        if now - pace.start >= timeouts.write { pace = Pace(start: now) }
    }
}

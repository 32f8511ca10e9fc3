// What happens to an engagement by itself, and when: pure questions, asked by whoever keeps the engagements.

/// What one of an engagement's own instants brought.
public struct ReachedClock: Sendable {
    /// The engagement after it.
    public let next: Engagement
    /// What is recorded; nil for a reminder alone, which changes nothing that anybody is shown.
    public let event: Event?
    /// Whether the partner is to be reminded.
    public let reminds: Bool
}

extension Engagement {
    /// The first instant after `instant` at which something happens by itself: the partner is reminded, the hot window
    /// ends, or the time to answer does. Nil once it is answered. A hot window that lasts to the end is part of the
    /// expiry.
    public func nextClock(after instant: Timestamp) -> Timestamp? {
        guard state == .new else { return nil }
        func waiting(_ clock: Timestamp?) -> Timestamp {
            guard let clock, instant < clock else { return clocks.expiresAt }
            return min(clock, clocks.expiresAt)
        }
        return min(waiting(clocks.remindAt), waiting(clocks.hotUntil))
    }

    /// The engagement after one of its own instants came, and what follows. Neither a reminder nor the end of the hot
    /// window changes it; the expiry has its due instant, however late it is recorded.
    /// - Throws: `engagementTransition` unless it is new, `internalFault` at an instant that is none of its own.
    public func reaching(_ instant: Timestamp) throws(ReferralError) -> ReachedClock {
        guard state == .new else { throw .engagementTransition(state: state) }
        guard instant < clocks.expiresAt else { return try reachingExpiry() }
        let (endsHeat, reminds) = (instant == clocks.hotUntil, instant == clocks.remindAt)
        guard endsHeat || reminds else { throw .internalFault("nothing happens to it at the instant it waits for") }
        let event = clockEvent(.engagementHotEnded, at: instant, Audience(partnerID: partnerID))
        return ReachedClock(next: self, event: endsHeat ? event : nil, reminds: reminds)
    }

    private func reachingExpiry() throws(ReferralError) -> ReachedClock {
        let next = try expired()
        let audience = Audience(partnerID: partnerID, marketplaceID: marketplaceID)
        let event = clockEvent(.engagementExpired, at: clocks.expiresAt, audience, next.changes(since: self))
        return ReachedClock(next: next, event: event, reminds: false)
    }

    private func clockEvent(
        _ type: EventType, at instant: Timestamp, _ audience: Audience, _ changes: [FieldChange] = []
    ) -> Event {
        Event(
            type: type, occurredAt: instant, subject: .engagement(id), engagementID: id, audience: audience,
            cause: .clock, changes: changes)
    }
}

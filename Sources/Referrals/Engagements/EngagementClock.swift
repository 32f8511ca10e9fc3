// What happens to an engagement by itself, and when: pure questions, asked by whoever keeps the engagements.

extension Engagement {
    /// The first instant after `instant` at which something happens by itself: the hot window ends, or the time to
    /// answer does. Nil once it is answered. A hot window that lasts to the end is part of the expiry.
    public func nextClock(after instant: Timestamp) -> Timestamp? {
        guard state == .new else { return nil }
        if let hotUntil = clocks.hotUntil, instant < hotUntil, hotUntil < clocks.expiresAt { return hotUntil }
        return clocks.expiresAt
    }

    /// The engagement after one of its own instants came, and the event that tells so. The end of the hot window leaves
    /// it as it was; the expiry has its due instant, however late it is recorded.
    /// - Throws: `engagementTransition` unless it is new.
    public func reaching(_ instant: Timestamp) throws(ReferralError) -> (next: Engagement, event: Event) {
        guard state == .new else { throw .engagementTransition(state: state) }
        guard instant >= clocks.expiresAt else {
            return (self, clockEvent(.engagementHotEnded, at: instant, Audience(partnerID: partnerID)))
        }
        let next = try expired()
        let audience = Audience(partnerID: partnerID, marketplaceID: marketplaceID)
        return (
            next, clockEvent(.engagementExpired, at: clocks.expiresAt, audience, next.changes(since: self))
        )
    }

    private func clockEvent(
        _ type: EventType, at instant: Timestamp, _ audience: Audience, _ changes: [FieldChange] = []
    ) -> Event {
        Event(
            type: type, occurredAt: instant, subject: .engagement(id), engagementID: id, audience: audience,
            cause: .clock, changes: changes)
    }
}

// When the outcome of a deal should have been told: pure questions, asked by whoever keeps the engagements. Nothing
// that is shown of the engagement changes then, so it has no event: it is listed, counted, and the partner reminded.

extension Engagement {
    /// For how many days after the purchase date a deal may stay active before its outcome is missed.
    public static let outcomeGraceDays = 30
    /// How many days after the acceptance a deal without a purchase date is taken to be decided.
    public static let outcomeHorizonDays = 365

    /// The midnight in UTC from which on the outcome is missed; nil unless it is active.
    public var outcomeDueAt: Timestamp? {
        guard state == .active, let respondedAt else { return nil }
        let decided = terms.estimatedPurchaseDate ?? respondedAt.day.adding(days: Self.outcomeHorizonDays)
        return decided.adding(days: Self.outcomeGraceDays + 1).start
    }

    /// When the clock is to record that the outcome is missed; nil when it never is, or is already.
    public var outcomeClock: Timestamp? { isOutcomeOverdue ? nil : outcomeDueAt }

    /// The engagement after its outcome became due, and whether the partner is to be reminded: the first time alone.
    public func missingOutcome() -> (next: Engagement, reminds: Bool) {
        var next = self
        next.isOutcomeOverdue = true
        next.isOutcomeReminded = true
        return (next, !isOutcomeReminded)
    }

    /// The engagement with its outcome judged after a change of its date. Whoever sets a date long past needs no reminder
    /// of it; what came due by a date that stays is left to the clock.
    func judgingOutcome(at now: Timestamp, from old: Engagement) -> Engagement {
        guard outcomeDueAt != old.outcomeDueAt else { return self }
        var next = self
        next.isOutcomeOverdue = outcomeDueAt.map { $0 <= now } ?? false
        return next
    }
}

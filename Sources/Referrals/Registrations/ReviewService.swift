/// What reviewers do with registrations that were submitted: load, decide, store, record, in one transaction.
public struct ReviewService {
    let store: any ReferralTransaction
    let scope: Scope
    let cause: Cause

    /// Works in one transaction for one caller.
    public init(_ store: any ReferralTransaction, scope: Scope, cause: Cause) {
        self.store = store
        self.scope = scope
        self.cause = cause
    }

    /// Approves it, for good; the note becomes its last message.
    public func approve(
        _ id: ID<Registration>, if condition: VersionCondition, note: String?
    ) throws(ReferralError) -> RegistrationReview {
        let old = try found(id, condition)
        return try save(old.approving(note, at: store.now), from: old, as: .registrationApproved)
    }

    /// Rejects it, for good; the reason becomes its last message.
    public func reject(
        _ id: ID<Registration>, if condition: VersionCondition, reason: String
    ) throws(ReferralError) -> RegistrationReview {
        let old = try found(id, condition)
        return try save(old.rejecting(reason, at: store.now), from: old, as: .registrationRejected)
    }

    /// Gives it back to the partner with a question.
    public func requestInfo(
        _ id: ID<Registration>, if condition: VersionCondition, message: String
    ) throws(ReferralError) -> RegistrationReview {
        let old = try found(id, condition)
        return try save(old.asking(message, at: store.now), from: old, as: .registrationInfoRequested)
    }

    private func found(_ id: ID<Registration>, _ condition: VersionCondition) throws(ReferralError) -> Registration {
        guard let review = try store.review(id, scope) else { throw .notFound }
        try condition.check(review.registration.tag)
        return review.registration
    }

    private func save(
        _ next: Registration, from old: Registration, as type: EventType
    ) throws(ReferralError) -> RegistrationReview {
        _ = try store.save(next, from: old, as: type, cause)
        guard let review = try store.review(next.id, scope) else { throw .notFound }
        return review
    }
}

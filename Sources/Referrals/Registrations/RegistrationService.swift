/// What partners do with the registration of an engagement: load, decide, store, record, in one transaction.
public struct RegistrationService {
    let store: any ReferralTransaction
    let scope: Scope
    let cause: Cause

    /// Works in one transaction for one caller.
    public init(_ store: any ReferralTransaction, scope: Scope, cause: Cause) {
        self.store = store
        self.scope = scope
        self.cause = cause
    }

    /// Changes the fields; what they mean is judged when they are submitted. Nothing is recorded when nothing changes.
    public func edit(
        of engagement: ID<Engagement>, if condition: VersionCondition, _ patch: RegistrationPatch
    ) throws(ReferralError) -> Registration {
        let old = try found(engagement, condition)
        let next = try old.editing(patch, at: store.now)
        if next != old { try store.update(next, from: old) }
        return next
    }

    /// Hands it to a reviewer. Throws `invalid` with every rule that is broken.
    public func submit(
        of engagement: ID<Engagement>, if condition: VersionCondition, message: String?
    ) throws(ReferralError) -> Registration {
        let old = try found(engagement, condition)
        return try store.save(old.submitting(message, at: store.now), from: old, as: .registrationSubmitted, cause)
    }

    private func found(
        _ engagement: ID<Engagement>, _ condition: VersionCondition
    ) throws(ReferralError) -> Registration {
        guard let registration = try store.registration(of: engagement, scope) else { throw .notFound }
        try condition.check(registration.tag)
        return registration
    }
}

extension ReferralReader {
    /// What each rule would say if the registration of an engagement were submitted now with these changes. Before the
    /// win it is judged as a win would make it. Throws `notFound` when there is none and will be none.
    public func checkRegistration(
        of id: ID<Engagement>, _ scope: Scope, _ patch: RegistrationPatch
    ) throws(ReferralError) -> [RegistrationVerdict] {
        guard let engagement = try engagement(id, scope) else { throw .notFound }
        if let registration = try registration(of: id, scope) {
            return try patch.applied(to: registration.fields).verdicts(in: registration.context(now.day))
        }
        guard engagement.state.outcome == nil else { throw .notFound }
        let eligible = try eligibleSolutions(of: engagement)
        let context = RegistrationContext(today: now.day, eligible: eligible, isFirstSubmission: true)
        return try patch.applied(to: RegistrationFields(eligible: eligible)).verdicts(in: context)
    }
}

extension ReferralTransaction {
    /// Makes the registration that a win asks for; nil when no solution is eligible. The engagement has to be told.
    func newRegistration(of engagement: Engagement) throws(ReferralError) -> Registration? {
        let eligible = try eligibleSolutions(of: engagement)
        guard !eligible.isEmpty else { return nil }
        return Registration(
            id: newID(), of: engagement.id, partnerID: engagement.partnerID, eligible: eligible, createdAt: now)
    }

    /// Adds the registration of an engagement that was won, and records it.
    func add(_ registration: Registration, of engagement: Engagement, _ cause: Cause) throws(ReferralError) {
        guard let rfi = try rfi(engagement.rfiID, .operator) else {
            throw .internalFault("the RFI of the engagement \(engagement.id) does not exist")
        }
        try insert(registration, for: CustomerTraits(rfi.inquiry.customer))
        try record(.registrationRequired, registration, from: nil, cause)
    }

    /// Writes a registration whose state has changed, and with it its engagement.
    func save(
        _ next: Registration, from old: Registration, as type: EventType, _ cause: Cause
    ) throws(ReferralError) -> Registration {
        guard let engagement = try engagement(next.engagementID, .operator) else {
            throw .internalFault("the engagement of the registration \(next.id) does not exist")
        }
        try update(engagement.registering(next, at: now), from: engagement)
        try update(next, from: old)
        try record(type, next, from: old.state, cause)
        try MailQueue(self).moved(next, of: engagement)
        return next
    }

    private func record(
        _ type: EventType, _ registration: Registration, from old: RegistrationState?, _ cause: Cause
    ) throws(ReferralError) {
        let change = FieldChange(
            field: "registration.status", from: old.map { .text($0.rawValue) } ?? .none,
            to: .text(registration.state.rawValue))
        try record(
            Event(
                type: type, occurredAt: now, subject: .registration(registration.id),
                engagementID: registration.engagementID, audience: Audience(partnerID: registration.partnerID),
                cause: cause, changes: [change]))
    }
}

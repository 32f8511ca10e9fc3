/// What partners do with their engagements: load, decide, store, record, in one transaction.
public struct EngagementService {
    let store: any ReferralTransaction
    let scope: Scope
    let cause: Cause

    /// Works in one transaction for one caller.
    public init(_ store: any ReferralTransaction, scope: Scope, cause: Cause) {
        self.store = store
        self.scope = scope
        self.cause = cause
    }

    /// Accepts the engagement; the note and the contacts become its first.
    public func accept(
        _ id: ID<Engagement>, if condition: VersionCondition, _ acceptance: Acceptance
    ) throws(ReferralError) -> EngagementView {
        let old = try found(id, condition)
        var next = try old.accepting(acceptance.terms, at: store.now)
        guard old.contactCount + acceptance.contacts.count <= Contact.maximum else {
            throw Self.tooManyContacts
        }
        next.contactCount += acceptance.contacts.count
        try save(next, from: old, as: .engagementAccepted, tellCustomer: true)
        for details in acceptance.contacts { try insertContact(details, of: next) }
        try addNote(acceptance.note, to: next)
        try MailQueue(store).accepted(next)
        try RFIService.following(store).accepted(next)
        return try view(id)
    }

    /// Declines the engagement; the customer learns that, not why.
    public func decline(
        _ id: ID<Engagement>, if condition: VersionCondition, _ refusal: Refusal
    ) throws(ReferralError) -> EngagementView {
        let old = try found(id, condition)
        let next = try old.declining(refusal, at: store.now)
        try save(next, from: old, as: .engagementDeclined, tellCustomer: true)
        try MailQueue(store).declined(next)
        try RFIService.following(store).lapsed(next)
        return try view(id)
    }

    /// Changes the terms. Nothing is recorded when nothing changes.
    public func edit(
        _ id: ID<Engagement>, if condition: VersionCondition, _ edit: EngagementEdit
    ) throws(ReferralError) -> EngagementView {
        let old = try found(id, condition)
        let next = try old.editing(edit, at: store.now)
        if next != old { try save(next, from: old, as: .engagementUpdated) }
        return try view(id)
    }

    /// Reports the deal as won; the note becomes one of the engagement. A win with an eligible solution asks for a deal
    /// registration.
    public func win(
        _ id: ID<Engagement>, if condition: VersionCondition, _ win: Win
    ) throws(ReferralError) -> EngagementView {
        let old = try found(id, condition)
        var next = try old.winning(win, at: store.now)
        let registration = try store.newRegistration(of: next)
        next.registration = registration.map(RegistrationStanding.init)
        try save(next, from: old, as: .engagementWon, tellCustomer: true)
        try addNote(win.note, to: next)
        if let registration { try store.add(registration, of: next, cause) }
        return try view(id)
    }

    /// Reports the deal as lost.
    public func lose(
        _ id: ID<Engagement>, if condition: VersionCondition, _ refusal: Refusal
    ) throws(ReferralError) -> EngagementView {
        let old = try found(id, condition)
        try save(old.losing(refusal, at: store.now), from: old, as: .engagementLost, tellCustomer: true)
        return try view(id)
    }

    func found(_ id: ID<Engagement>, _ condition: VersionCondition = .any) throws(ReferralError) -> Engagement {
        guard let engagement = try store.engagement(id, scope) else { throw .notFound }
        try condition.check(engagement.tag(at: store.now))
        return engagement
    }

    func save(
        _ next: Engagement, from old: Engagement, as type: EventType, tellCustomer: Bool = false
    ) throws(ReferralError) {
        try store.update(next, from: old)
        try record(
            type, .engagement(next.id), next, changes: next.changes(since: old), tellCustomer: tellCustomer)
    }

    func record(
        _ type: EventType, _ subject: Subject, _ engagement: Engagement, changes: [FieldChange] = [],
        tellCustomer: Bool = false
    ) throws(ReferralError) {
        let audience = Audience(
            partnerID: engagement.partnerID, marketplaceID: tellCustomer ? engagement.marketplaceID : nil)
        try store.record(
            Event(
                type: type, occurredAt: store.now, subject: subject, engagementID: engagement.id,
                audience: audience,
                cause: cause, changes: changes))
    }

    private func view(_ id: ID<Engagement>) throws(ReferralError) -> EngagementView {
        guard let view = try store.engagementView(id, scope) else { throw .notFound }
        return view
    }

    private func addNote(_ body: String?, to engagement: Engagement) throws(ReferralError) {
        if let body { _ = try insertNote(body, of: engagement) }
    }
}

/// Requests for information: what marketplaces do with them, and what follows from what partners answer.
public struct RFIService {
    let store: any ReferralTransaction
    let scope: Scope
    let cause: Cause

    /// Works in one transaction for one caller.
    public init(_ store: any ReferralTransaction, scope: Scope, cause: Cause) {
        self.store = store
        self.scope = scope
        self.cause = cause
    }

    /// Makes an RFI and an engagement for each recipient, or nothing. Throws `invalid` for recipients that don't
    /// exist or stand twice, `recipientsUnavailable` for those that can't take it, and `duplicateRFI` for those who
    /// were asked the same within a day; each names every such recipient.
    public func submit(_ draft: RFIDraft, marketplace: MarketplaceID) throws(ReferralError) -> RFIView {
        let rfi = RFI(
            id: store.newID(), marketplaceID: marketplace, inquiry: draft.inquiry, closing: draft.closing,
            topUp: draft.topUp, createdAt: store.now, updatedAt: store.now)
        let asked = try RecipientCheck(store, rfi, allowsDuplicate: draft.allowsDuplicate).resolve(draft.recipients)
        try store.insert(rfi)
        try record(.rfiSubmitted, rfi)
        for recipient in asked { try ask(recipient, rfi) }
        return try view(rfi.id)
    }

    /// Asks more providers. Throws as `submit`, `limitReached` beyond 10 in all, and `invalidTransition` when the RFI
    /// is withdrawn or has found enough partners.
    public func extend(
        _ id: ID<RFI>, if condition: VersionCondition, with choices: [RecipientChoice], allowsDuplicate: Bool
    ) throws(ReferralError) -> RFIView {
        let rfi = try found(id, condition)
        let next = try rfi.extending(at: store.now)
        let engagements = try store.engagements(of: id)
        guard !rfi.closing.isMet(by: engagements) else {
            throw .invalidTransition(detail: "Enough partners have accepted: the RFI asks nobody else.")
        }
        let check = RecipientCheck(
            store, rfi, asked: Set(engagements.map(\.profileID)), allowsDuplicate: allowsDuplicate)
        let recipients = try check.resolve(choices)
        guard engagements.count + recipients.count <= RFI.maximumRecipients else {
            throw .limitReached(
                detail: "An RFI has at most \(RFI.maximumRecipients) recipients; this one has \(engagements.count).")
        }
        try extend(next, with: recipients)
        return try view(id)
    }

    /// Takes the RFI back: whatever partners have not finished is archived. Throws `invalidTransition` when that
    /// happened already.
    public func withdraw(_ id: ID<RFI>, if condition: VersionCondition) throws(ReferralError) -> RFIView {
        let rfi = try found(id, condition).withdrawing(at: store.now)
        try store.update(rfi)
        try record(.rfiWithdrawn, rfi)
        for engagement in try store.engagements(of: id) where engagement.state.outcome == nil {
            try withdraw(engagement, because: .requestWithdrawn)
        }
        return try view(id)
    }

    /// Removes the customer's person from everything that is kept of the RFI, for good. Requests that nobody has
    /// answered are withdrawn; deals that partners work on go on without the person, and with them the RFI, which can
    /// still be withdrawn. Does nothing the second time.
    public func erase(_ id: ID<RFI>, if condition: VersionCondition) throws(ReferralError) -> RFIView {
        let rfi = try found(id, condition)
        guard rfi.erasedAt == nil else { return try view(id) }
        let engagements = try store.engagements(of: id)
        let isWorkedOn = engagements.contains { $0.state == .active }
        try store.update(rfi.erasing(at: store.now, isWorkedOn: isWorkedOn))
        try record(.rfiErased, rfi)
        for engagement in engagements {
            if engagement.state == .new {
                try withdraw(engagement, because: .personErased)
            } else {
                try forgetPerson(in: engagement)
            }
        }
        try store.erasePerson(of: rfi)
        return try view(id)
    }

    private func found(_ id: ID<RFI>, _ condition: VersionCondition) throws(ReferralError) -> RFI {
        guard let rfi = try store.rfi(id, scope) else { throw .notFound }
        try condition.check(EntityTag(version: rfi.version))
        return rfi
    }

    private func view(_ id: ID<RFI>) throws(ReferralError) -> RFIView {
        guard let view = try store.rfiView(id, scope) else { throw .notFound }
        return view
    }
}

// MARK: - Steps

extension RFIService {
    /// Asks more providers, and tells the marketplace.
    func extend(_ rfi: RFI, with recipients: [AskedProvider]) throws(ReferralError) {
        try store.update(rfi)
        try record(.rfiExtended, rfi)
        for recipient in recipients { try ask(recipient, rfi) }
    }

    private func ask(_ recipient: AskedProvider, _ rfi: RFI) throws(ReferralError) {
        let clocks = EngagementClocks(
            createdAt: store.now, policy: store.policy.response,
            responseWindow: recipient.profile.details.responseWindow, directContact: rfi.inquiry.directContact)
        let engagement = Engagement(
            id: store.newID(), rfiID: rfi.id, marketplaceID: rfi.marketplaceID,
            partnerID: recipient.profile.partnerID, profileID: recipient.profile.id,
            locationID: recipient.location.id, clocks: clocks)
        try store.insert(engagement, of: rfi, as: recipient.profile.details.displayName ?? "")
        try record(.engagementCreated, engagement, Audience(partnerID: engagement.partnerID))
        try MailQueue(store).asked(engagement, recipient.location.details.contact)
    }

    func withdraw(_ engagement: Engagement, because reason: WithdrawalReason) throws(ReferralError) {
        let next = try engagement.withdrawing(reason, at: store.now)
        try store.update(next, from: engagement)
        let audience = Audience(partnerID: engagement.partnerID, marketplaceID: engagement.marketplaceID)
        try record(.engagementWithdrawn, next, audience, changes: next.changes(since: engagement))
        try MailQueue(store).withdrawn(next)
    }

    /// What the partner is shown changes, and it is told, for it may keep a copy.
    private func forgetPerson(in engagement: Engagement) throws(ReferralError) {
        let next = engagement.forgettingPerson(at: store.now)
        try store.update(next, from: engagement)
        let change = FieldChange(field: "customer.redacted", from: .text("false"), to: .text("true"))
        try record(
            .engagementUpdated, next, Audience(partnerID: engagement.partnerID),
            changes: engagement.state.showsPerson ? [change] : [])
    }

    private func record(_ type: EventType, _ rfi: RFI) throws(ReferralError) {
        try store.record(
            Event(
                type: type, occurredAt: store.now, subject: .rfi(rfi.id),
                audience: Audience(marketplaceID: rfi.marketplaceID), cause: cause))
    }

    private func record(
        _ type: EventType, _ engagement: Engagement, _ audience: Audience, changes: [FieldChange] = []
    ) throws(ReferralError) {
        try store.record(
            Event(
                type: type, occurredAt: store.now, subject: .engagement(engagement.id),
                engagementID: engagement.id, audience: audience, cause: cause, changes: changes))
    }
}

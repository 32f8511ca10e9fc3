// The rules of the lifecycle as pure functions: an engagement and a command give the next engagement, or say why not.
// No clock, no storage, no identity: whoever calls passes the instant in.

/// What a partner gives when it accepts.
public struct Acceptance: Sendable {
    /// Name, value and date of the deal.
    public let terms: EngagementTerms
    /// Becomes the first note of the engagement.
    public let note: String?
    /// People of the engagement.
    public let contacts: [ContactDetails]

    /// Makes an acceptance.
    public init(terms: EngagementTerms, note: String? = nil, contacts: [ContactDetails] = []) {
        self.terms = terms
        self.note = note
        self.contacts = contacts
    }
}

/// What a partner gives when it reports a win.
public struct Win: Sendable {
    /// What the deal was worth.
    public let finalValue: Money?
    /// When it was closed.
    public let closedOn: Day?
    /// Becomes a note of the engagement.
    public let note: String?

    /// Makes a win.
    public init(finalValue: Money? = nil, closedOn: Day? = nil, note: String? = nil) {
        self.finalValue = finalValue
        self.closedOn = closedOn
        self.note = note
    }
}

/// What a PATCH of an engagement sets; nil leaves a member as it is, and `.some(nil)` clears it.
public struct EngagementEdit: Sendable {
    /// The new name.
    public var name: String?
    /// The new value.
    public var estimatedValue: MoneyPatch?
    /// The new date.
    public var estimatedPurchaseDate: Day??
    /// The new number.
    public var crmID: String??

    /// Makes an empty edit.
    public init() {}
}

extension Engagement {
    /// The engagement after the partner accepted it.
    func accepting(_ terms: EngagementTerms, at now: Timestamp) throws(ReferralError) -> Engagement {
        var next = try moved(by: .accept, at: now)
        next.terms = terms
        next.respondedAt = now
        return next.judgingOutcome(at: now, from: self)
    }

    /// The engagement after the partner declined it.
    func declining(_ refusal: Refusal, at now: Timestamp) throws(ReferralError) -> Engagement {
        var next = try moved(by: .decline, at: now)
        next.refusal = refusal
        next.respondedAt = now
        return next
    }

    /// The engagement with other terms. A date that is set drops the timeframe that an earlier one came from.
    func editing(_ edit: EngagementEdit, at now: Timestamp) throws(ReferralError) -> Engagement {
        var next = try moved(by: .edit, at: now)
        if let name = edit.name { next.terms.name = name }
        if let value = edit.estimatedValue {
            next.terms.estimatedValue = try value.applied(to: terms.estimatedValue, at: "/estimatedValue")
        }
        if let date = edit.estimatedPurchaseDate, date != terms.estimatedPurchaseDate {
            next.terms.estimatedPurchaseDate = date
            next.terms.purchaseTimeframe = nil
        }
        if let crmID = edit.crmID { next.terms.crmID = crmID }
        return next.terms == terms ? self : next.judgingOutcome(at: now, from: self)
    }

    /// The engagement after the partner won the deal.
    func winning(_ win: Win, at now: Timestamp) throws(ReferralError) -> Engagement {
        var next = try moved(by: .win, at: now)
        next.finalValue = win.finalValue
        next.closedOn = win.closedOn
        return next
    }

    /// The engagement after the partner lost the deal.
    func losing(_ refusal: Refusal, at now: Timestamp) throws(ReferralError) -> Engagement {
        var next = try moved(by: .lose, at: now)
        next.refusal = refusal
        return next
    }

    /// The engagement after the status of its registration changed, which is a change of what is shown of it.
    func registering(_ registration: Registration, at now: Timestamp) -> Engagement {
        var next = self
        next.registration = RegistrationStanding(registration)
        next.updatedAt = now
        next.version += 1
        return next
    }

    /// The engagement after its request was taken back.
    func withdrawing(_ reason: WithdrawalReason, at now: Timestamp) throws(ReferralError) -> Engagement {
        var next = try moved(by: .withdraw, at: now)
        next.withdrawal = reason
        return next
    }

    /// The engagement after the customer's person was erased: what is shown of it is something else.
    func forgettingPerson(at now: Timestamp) -> Engagement {
        var next = self
        next.updatedAt = now
        next.version += 1
        return next
    }

    /// The engagement after its time ran out. It was closed at its due instant, however late that is recorded.
    public func expired() throws(ReferralError) -> Engagement {
        try moved(by: .expire, at: clocks.expiresAt)
    }

    /// The engagement after somebody joined, changed or left.
    func withContacts(_ count: Int, at now: Timestamp) throws(ReferralError) -> Engagement {
        var next = try moved(by: .changeContacts, at: now)
        next.contactCount = count
        return next
    }

    /// The one place where a state changes, and with it the version and the instants.
    private func moved(by command: EngagementCommand, at now: Timestamp) throws(ReferralError) -> Engagement {
        guard let state = state.after(command) else {
            throw .engagementTransition(state: self.state, withdrawal: withdrawal)
        }
        assert(self.state.outcome == nil, "an archived engagement never changes")
        var next = self
        next.state = state
        next.updatedAt = now
        next.version += 1
        if state.outcome != nil {
            next.closedAt = now
            next.isOutcomeOverdue = false
        }
        return next
    }
}

/// What a partner tells of a deal that it won with an eligible solution, for a reviewer to decide on.
public struct Registration: Hashable, Sendable {
    /// How many messages it has at most before it is decided.
    public static let maximumMessages = 50

    /// The registration's id.
    public let id: ID<Registration>
    /// The engagement that was won.
    public let engagementID: ID<Engagement>
    /// Whose it is.
    public let partnerID: ID<Partner>
    /// The solutions that it may be for, as they were at the win: what the operator changes later is asked of others.
    public let eligible: [SolutionID]
    /// Where it stands.
    public var state = RegistrationState.incomplete
    /// What the partner filled in.
    public var fields: RegistrationFields
    /// What both sides said, oldest first.
    public var messages: [RegistrationMessage] = []
    /// When it was submitted at first.
    public var firstSubmittedAt: Timestamp?
    /// When it was last submitted.
    public var submittedAt: Timestamp?
    /// When it was approved or rejected.
    public var decidedAt: Timestamp?
    /// When the win asked for it.
    public let createdAt: Timestamp
    /// When it last changed.
    public var updatedAt: Timestamp
    /// From 1, one more with each change.
    public var version = 1

    /// Makes an incomplete registration for the first of the eligible solutions.
    public init(
        id: ID<Registration>, of engagement: ID<Engagement>, partnerID: ID<Partner>, eligible: [SolutionID],
        createdAt: Timestamp
    ) {
        self.id = id
        engagementID = engagement
        self.partnerID = partnerID
        self.eligible = eligible
        fields = RegistrationFields(eligible: eligible)
        self.createdAt = createdAt
        updatedAt = createdAt
    }

    /// The validator of what its partner is shown.
    public var tag: EntityTag { EntityTag(version: version) }

    /// What rules go by when it is submitted on that day.
    public func context(_ today: Day) -> RegistrationContext {
        RegistrationContext(today: today, eligible: eligible, isFirstSubmission: firstSubmittedAt == nil)
    }

    /// For how many days, by the calendar in UTC, a reviewer has let it wait; nil unless in review.
    public func waitingDays(_ today: Day) -> Int? {
        guard state == .inReview, let submittedAt else { return nil }
        return today.number - submittedAt.day.number
    }
}

/// Something that one side told the other.
public struct RegistrationMessage: Hashable, Sendable {
    /// Who said it.
    public let side: RegistrationSide
    /// What, 1 to 10,000 characters.
    public var body: String
    /// When.
    public let at: Timestamp

    /// Makes a message.
    public init(from side: RegistrationSide, _ body: String, at instant: Timestamp) {
        self.side = side
        self.body = body
        at = instant
    }
}

// MARK: - The rules of the lifecycle

extension Registration {
    /// The registration with other fields; itself when nothing changes.
    func editing(_ patch: RegistrationPatch, at now: Timestamp) throws(ReferralError) -> Registration {
        var next = try moved(by: .edit, at: now)
        next.fields = try patch.applied(to: fields)
        return next.fields == fields ? self : next
    }

    /// The registration on its way to a reviewer. Throws `invalid` with each rule that is broken.
    func submitting(_ message: String?, at now: Timestamp) throws(ReferralError) -> Registration {
        var next = try moved(by: .submit, at: now)
        let broken = fields.verdicts(in: context(now.day)).filter { !$0.passed }
        guard broken.isEmpty else { throw .invalid(broken.map(\.fault)) }
        try next.say(message, from: .partner, at: now)
        next.firstSubmittedAt = firstSubmittedAt ?? now
        next.submittedAt = now
        return next
    }

    /// The registration after the reviewer approved it.
    func approving(_ note: String?, at now: Timestamp) throws(ReferralError) -> Registration {
        try decided(by: .approve, note, at: now)
    }

    /// The registration after the reviewer rejected it.
    func rejecting(_ reason: String, at now: Timestamp) throws(ReferralError) -> Registration {
        try decided(by: .reject, reason, at: now)
    }

    /// The registration after the reviewer asked for more.
    func asking(_ message: String, at now: Timestamp) throws(ReferralError) -> Registration {
        var next = try moved(by: .requestInfo, at: now)
        try next.say(message, from: .reviewer, at: now)
        return next
    }

    private func decided(
        by command: RegistrationCommand, _ text: String?, at now: Timestamp
    ) throws(ReferralError) -> Registration {
        var next = try moved(by: command, at: now)
        // The last word is never one too many.
        if let text { next.messages.append(RegistrationMessage(from: .reviewer, text, at: now)) }
        next.decidedAt = now
        return next
    }

    private mutating func say(_ body: String?, from side: RegistrationSide, at now: Timestamp) throws(ReferralError) {
        guard let body else { return }
        guard messages.count < Self.maximumMessages else {
            throw .limitReached(detail: "A registration has at most \(Self.maximumMessages) messages.")
        }
        messages.append(RegistrationMessage(from: side, body, at: now))
    }

    /// The one place where a state changes, and with it the version.
    private func moved(by command: RegistrationCommand, at now: Timestamp) throws(ReferralError) -> Registration {
        guard let state = state.after(command) else {
            throw .invalidTransition(detail: "The registration is \(self.state.rawValue), which forbids this.")
        }
        var next = self
        next.state = state
        next.updatedAt = now
        next.version += 1
        return next
    }
}

extension RegistrationVerdict {
    /// The entry of a 422.
    public var fault: FieldFault { FieldFault(pointer: rule.pointer, code: rule.rawValue, detail: detail) }
}

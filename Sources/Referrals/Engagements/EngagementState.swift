/// How an archived engagement ended.
public enum Outcome: String, CaseIterable, Sendable {
    case won, lost, declined, expired, withdrawn
}

/// Where an engagement stands. An outcome exists exactly when it is archived.
public enum EngagementState: Hashable, Sendable, CaseIterable {
    case new
    case active
    case archived(Outcome)

    /// Every state, the archived ones by outcome.
    public static var allCases: [EngagementState] { [.new, .active] + Outcome.allCases.map(archived) }

    /// The state without its outcome.
    public enum Status: String, CaseIterable, Sendable {
        case new, active, archived
    }

    /// The state without its outcome.
    public var status: Status {
        switch self {
        case .new: .new
        case .active: .active
        case .archived: .archived
        }
    }

    /// How it ended, nil while it has not.
    public var outcome: Outcome? {
        if case .archived(let outcome) = self { outcome } else { nil }
    }

    /// Whether an engagement in this state is hot: new, and before the end of its hot window, should it have one.
    public func isHot(until hotUntil: Timestamp?, at now: Timestamp) -> Bool {
        self == .new && hotUntil.map { now < $0 } ?? false
    }

    /// Whether an engagement in this state is overdue: new, and at or past the recommended answer time.
    public func isOverdue(since respondBy: Timestamp, at now: Timestamp) -> Bool {
        self == .new && now >= respondBy
    }
}

/// Everything that can be done to an engagement, by whomever.
public enum EngagementCommand: CaseIterable, Sendable {
    case accept, decline, edit, win, lose
    case changeContacts, changeNotes
    case expire, withdraw
}

extension EngagementState {
    /// The lifecycle, decided for every pair: the state after the command, or nil where the state forbids it.
    ///
    /// `allowedActions`, the 409 answers, the diagram in the docs and the tests all follow from this table. It has no
    /// `default`: a new state or command does not compile until every pair is decided.
    public func after(_ command: EngagementCommand) -> EngagementState? {
        switch (self, command) {
        case (.new, .accept): .active
        case (.new, .decline): .archived(.declined)
        case (.new, .expire): .archived(.expired)
        case (.new, .withdraw): .archived(.withdrawn)
        case (.new, .changeContacts), (.new, .changeNotes): .new
        case (.new, .edit), (.new, .win), (.new, .lose): nil

        case (.active, .win): .archived(.won)
        case (.active, .lose): .archived(.lost)
        case (.active, .withdraw): .archived(.withdrawn)
        case (.active, .edit), (.active, .changeContacts), (.active, .changeNotes): .active
        case (.active, .accept), (.active, .decline), (.active, .expire): nil

        case (.archived, .changeNotes): self
        case (.archived, .accept), (.archived, .decline), (.archived, .edit), (.archived, .win),
            (.archived, .lose),
            (.archived, .changeContacts), (.archived, .expire), (.archived, .withdraw):
            nil
        }
    }
}

/// What a partner may do, as `allowedActions` names it.
public enum EngagementAction: String, CaseIterable, Sendable {
    case accept, decline, edit, win, lose, addContact, addNote

    /// The command that the action gives.
    public var command: EngagementCommand {
        switch self {
        case .accept: .accept
        case .decline: .decline
        case .edit: .edit
        case .win: .win
        case .lose: .lose
        case .addContact: .changeContacts
        case .addNote: .changeNotes
        }
    }
}

extension EngagementState {
    /// What the partner may do now, in a fixed order.
    public var allowedActions: [EngagementAction] {
        EngagementAction.allCases.filter { after($0.command) != nil }
    }
}

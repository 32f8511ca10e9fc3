/// Where a deal registration stands.
public enum RegistrationState: String, Hashable, Sendable, CaseIterable {
    /// The win asked for it; the partner fills it in. Reviewers don't see it.
    case incomplete
    /// A reviewer is to decide.
    case inReview
    /// A reviewer asked for more; the partner completes it.
    case actionRequired
    /// Decided, for good.
    case approved, rejected

    /// Those that reviewers see.
    public static let submitted: [RegistrationState] = allCases.filter { $0 != .incomplete }
}

/// Everything that can be done to a registration, by whomever.
public enum RegistrationCommand: CaseIterable, Sendable {
    case edit, submit
    case approve, reject, requestInfo
}

extension RegistrationState {
    /// The lifecycle, decided for every pair: the state after the command, or nil where the state forbids it.
    ///
    /// `allowedActions`, the 409 answers, the diagram in the docs and the tests all follow from this table. It has no
    /// `default`: a new state or command does not compile until every pair is decided.
    public func after(_ command: RegistrationCommand) -> RegistrationState? {
        switch (self, command) {
        case (.incomplete, .edit): .incomplete
        case (.incomplete, .submit): .inReview
        case (.incomplete, .approve), (.incomplete, .reject), (.incomplete, .requestInfo): nil

        case (.inReview, .approve): .approved
        case (.inReview, .reject): .rejected
        case (.inReview, .requestInfo): .actionRequired
        case (.inReview, .edit), (.inReview, .submit): nil

        case (.actionRequired, .edit): .actionRequired
        case (.actionRequired, .submit): .inReview
        case (.actionRequired, .approve), (.actionRequired, .reject), (.actionRequired, .requestInfo): nil

        case (.approved, .edit), (.approved, .submit), (.approved, .approve), (.approved, .reject),
            (.approved, .requestInfo):
            nil
        case (.rejected, .edit), (.rejected, .submit), (.rejected, .approve), (.rejected, .reject),
            (.rejected, .requestInfo):
            nil
        }
    }
}

/// What somebody may do to a registration, as `allowedActions` names it.
public enum RegistrationAction: String, CaseIterable, Sendable {
    /// The partner's.
    case edit, submit
    /// The reviewer's.
    case approve, reject, requestInfo

    /// The command that the action gives.
    public var command: RegistrationCommand {
        switch self {
        case .edit: .edit
        case .submit: .submit
        case .approve: .approve
        case .reject: .reject
        case .requestInfo: .requestInfo
        }
    }

    /// Whose action it is.
    public var side: RegistrationSide {
        switch self {
        case .edit, .submit: .partner
        case .approve, .reject, .requestInfo: .reviewer
        }
    }
}

/// The two who talk about a registration.
public enum RegistrationSide: String, CaseIterable, Sendable {
    case partner, reviewer
}

extension RegistrationState {
    /// What a side may do now, in a fixed order.
    public func allowedActions(of side: RegistrationSide) -> [RegistrationAction] {
        RegistrationAction.allCases.filter { $0.side == side && after($0.command) != nil }
    }
}

/// Why the service did not do what it was asked. The HTTP layer maps each case onto one status in one place.
public enum ReferralError: Error, Equatable, Sendable {
    /// It does not exist, or it is not the caller's: the two can't be told apart.
    case notFound
    /// The route is not for the caller's role.
    case forbidden
    /// `If-Match` named another version than the current one, or `If-None-Match` this one; nil when there is none.
    case stale(current: EntityTag?)
    /// The content breaks rules that only stored data can judge.
    case invalid([FieldFault])
    /// The engagement's state forbids the action.
    case engagementTransition(state: EngagementState, withdrawal: WithdrawalReason? = nil)
    /// The state of something else forbids the action.
    case invalidTransition(detail: String)
    /// There may be no more of these.
    case limitReached(detail: String)
    /// The partner has a profile for this country already.
    case profileExists(id: ID<Profile>)
    /// The profile lacks what an active one must have.
    case profileIncomplete([FieldFault])
    /// Recipients that can't receive this RFI.
    case recipientsUnavailable([FieldFault])
    /// The same was asked of the same provider a short while ago, by the RFI named.
    case duplicateRFI(earlier: ID<RFI>, [FieldFault])
    /// The `Idempotency-Key` was used with another path or body.
    case idempotencyKeyReused
    /// The disk is full, broken or locked; nothing was changed, and a later try may succeed.
    case storageUnavailable(detail: String)
    /// Too much of the same kind is waiting already; nothing was changed, and a later try may succeed.
    case overloaded(detail: String)
    /// A bug or damaged data: the caller is told nothing, the log everything.
    case internalFault(String)
}

/// One fault in the input, with an RFC 6901 pointer into the body.
public struct FieldFault: Equatable, Sendable {
    /// Where in the body.
    public let pointer: String
    /// What kind of fault, as a stable token.
    public let code: String
    /// What is wrong and what would be right.
    public let detail: String

    /// Makes a fault.
    public init(pointer: String, code: String, detail: String) {
        self.pointer = pointer
        self.code = code
        self.detail = detail
    }
}

extension ReferralError {
    /// What is wrong, in words for an operator.
    public var sentence: String {
        switch self {
        case .notFound: "There is no such thing."
        case .forbidden: "The role may not do that."
        case .stale(let current?): "It changed meanwhile; its version is \(current.version)."
        case .stale(nil): "It does not exist."
        case .invalid(let faults), .profileIncomplete(let faults), .recipientsUnavailable(let faults),
            .duplicateRFI(_, let faults):
            faults.map(\.detail).joined(separator: " ")
        case .engagementTransition(let state, _):
            "The engagement is \(state.outcome?.rawValue ?? state.status.rawValue)."
        case .invalidTransition(let detail), .limitReached(let detail), .overloaded(let detail): detail
        case .profileExists(let id): "The partner has the profile \(id) for this country."
        case .idempotencyKeyReused: "The idempotency key was used for something else."
        case .storageUnavailable(let detail): "The storage does not take or give data: \(detail)."
        case .internalFault(let detail): "Something is wrong: \(detail)."
        }
    }
}

import Referrals

extension ReferralError {
    /// The faults in the input, of whichever kind; empty for other errors.
    var faults: [FieldFault] {
        switch self {
        case .invalid(let faults), .profileIncomplete(let faults), .recipientsUnavailable(let faults): faults
        default: []
        }
    }

    /// The case without what differs in wording.
    var kind: String {
        String(describing: self).prefix { $0 != "(" }.description
    }
}

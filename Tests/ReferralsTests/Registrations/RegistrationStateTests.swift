// The lifecycle as section 7 of the contract tells it, written out by hand.

import Referrals
import Testing

private let commands: [RegistrationCommand] = [.edit, .submit, .approve, .reject, .requestInfo]

/// For each state what the commands above lead to, nil where they are forbidden.
private let lifecycle: [(state: RegistrationState, next: [RegistrationState?])] = [
    (.incomplete, [.incomplete, .inReview, nil, nil, nil]),
    (.inReview, [nil, nil, .approved, .rejected, .actionRequired]),
    (.actionRequired, [.actionRequired, .inReview, nil, nil, nil]),
    (.approved, [nil, nil, nil, nil, nil]),
    (.rejected, [nil, nil, nil, nil, nil]),
]

struct RegistrationStateTests {
    @Test(arguments: lifecycle)
    func `each command leads where the contract says`(state: RegistrationState, next: [RegistrationState?]) {
        #expect(commands.map(state.after) == next)
    }

    @Test func `the table above has every state and every command`() {
        #expect(lifecycle.map(\.state) == RegistrationState.allCases)
        #expect(commands == RegistrationCommand.allCases)
        #expect(RegistrationAction.allCases.map(\.command) == commands)
    }

    @Test(
        arguments: [
            (.incomplete, [.edit, .submit], []), (.inReview, [], [.approve, .reject, .requestInfo]),
            (.actionRequired, [.edit, .submit], []), (.approved, [], []), (.rejected, [], []),
        ] as [(RegistrationState, [RegistrationAction], [RegistrationAction])])
    func `each side may do what the state leaves to it`(
        state: RegistrationState, partner: [RegistrationAction], reviewer: [RegistrationAction]
    ) {
        #expect(state.allowedActions(of: .partner) == partner)
        #expect(state.allowedActions(of: .reviewer) == reviewer)
    }

    @Test func `reviewers see all but incomplete ones`() {
        #expect(RegistrationState.submitted == [.inReview, .actionRequired, .approved, .rejected])
    }
}

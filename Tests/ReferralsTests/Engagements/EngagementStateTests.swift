// The lifecycle as section 6 of the contract tells it, written out by hand.

import Referrals
import Testing

private let won = EngagementState.archived(.won)
private let lost = EngagementState.archived(.lost)
private let declined = EngagementState.archived(.declined)
private let expired = EngagementState.archived(.expired)
private let withdrawn = EngagementState.archived(.withdrawn)

private let commands: [EngagementCommand] = [
    .accept, .decline, .edit, .win, .lose, .changeContacts, .changeNotes, .expire, .withdraw,
]

/// For each state what the commands above lead to, nil where they are forbidden.
private let lifecycle: [(state: EngagementState, next: [EngagementState?])] = [
    (.new, [.active, declined, nil, nil, nil, .new, .new, expired, withdrawn]),
    (.active, [nil, nil, .active, won, lost, .active, .active, nil, withdrawn]),
    (won, [nil, nil, nil, nil, nil, nil, won, nil, nil]),
    (lost, [nil, nil, nil, nil, nil, nil, lost, nil, nil]),
    (declined, [nil, nil, nil, nil, nil, nil, declined, nil, nil]),
    (expired, [nil, nil, nil, nil, nil, nil, expired, nil, nil]),
    (withdrawn, [nil, nil, nil, nil, nil, nil, withdrawn, nil, nil]),
]

struct EngagementStateTests {
    @Test(arguments: lifecycle)
    func `each command leads where the contract says`(state: EngagementState, next: [EngagementState?]) {
        #expect(commands.map(state.after) == next)
    }

    @Test func `the table above has every state and every command`() {
        #expect(lifecycle.map(\.state) == EngagementState.allCases)
        #expect(commands == EngagementCommand.allCases)
    }

    @Test(
        arguments: [
            (.new, [.accept, .decline, .addContact, .addNote]),
            (.active, [.edit, .win, .lose, .addContact, .addNote]),
            (won, [.addNote]), (lost, [.addNote]), (declined, [.addNote]), (expired, [.addNote]),
            (withdrawn, [.addNote]),
        ] as [(EngagementState, [EngagementAction])])
    func `the allowed actions are those the contract names`(
        state: EngagementState, actions: [EngagementAction]
    ) {
        #expect(state.allowedActions == actions)
    }

    @Test(
        arguments: [
            (.new, .new, nil), (.active, .active, nil), (won, .archived, .won), (lost, .archived, .lost),
            (declined, .archived, .declined), (expired, .archived, .expired),
            (withdrawn, .archived, .withdrawn),
        ] as [(EngagementState, EngagementState.Status, Outcome?)])
    func `an outcome exists exactly when it is archived`(
        state: EngagementState, status: EngagementState.Status, outcome: Outcome?
    ) {
        #expect(state.status == status)
        #expect(state.outcome == outcome)
    }

    @Test(
        arguments: [
            (.new, .pending), (.active, .accepted), (won, .won), (lost, .lost), (declined, .declined),
            (expired, .expired), (withdrawn, .withdrawn),
        ] as [(EngagementState, Recipient.Status)])
    func `the customer has a word for each state`(state: EngagementState, status: Recipient.Status) {
        #expect(Recipient.Status(state) == status)
    }
}

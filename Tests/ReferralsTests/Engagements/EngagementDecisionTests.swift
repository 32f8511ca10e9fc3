@testable import Referrals
import Testing

private let later = Sample.instant + .hours(5)

struct EngagementDecisionTests {
    /// What every change does besides its own: nothing else may differ.
    private func expected(
        _ old: Engagement, _ state: EngagementState, _ change: (inout Engagement) throws -> Void
    ) throws -> Engagement {
        var expected = old
        expected.state = state
        expected.updatedAt = later
        expected.version = 2
        try change(&expected)
        return expected
    }

    @Test func `accepting answers, and takes the terms`() throws {
        let old = try Sample.engagement()
        let next = try old.accepting(Sample.terms(), at: later)
        #expect(
            try next
                == expected(old, .active) {
                    $0.terms = try Sample.terms()
                    $0.respondedAt = later
                })
    }

    @Test func `declining answers and closes`() throws {
        let old = try Sample.engagement()
        let next = try old.declining(Sample.refusal(), at: later)
        #expect(
            try next
                == expected(old, .archived(.declined)) {
                    $0.refusal = try Sample.refusal()
                    $0.respondedAt = later
                    $0.closedAt = later
                })
    }

    @Test func `winning closes with what was reported`() throws {
        let old = try Sample.engagement(.active)
        let day = Day(year: 2026, month: 11, day: 20)
        let next = try old.winning(Win(finalValue: Sample.euros(9_900), closedOn: day), at: later)
        #expect(
            try next
                == expected(old, .archived(.won)) {
                    $0.finalValue = try Sample.euros(9_900)
                    $0.closedOn = day
                    $0.closedAt = later
                })
    }

    @Test func `losing closes with the reason`() throws {
        let old = try Sample.engagement(.active)
        let next = try old.losing(Sample.refusal(.choseAnotherVendor), at: later)
        #expect(
            try next
                == expected(old, .archived(.lost)) {
                    $0.refusal = try Sample.refusal(.choseAnotherVendor)
                    $0.closedAt = later
                })
    }

    @Test func `an expiry happens at its due instant and is no answer`() throws {
        let old = try Sample.engagement()
        let next = try old.expired()
        #expect(
            try next
                == expected(old, .archived(.expired)) {
                    $0.updatedAt = old.clocks.expiresAt
                    $0.closedAt = old.clocks.expiresAt
                })
        #expect(next.respondedAt == nil)
    }

    @Test(arguments: [EngagementState.new, .active])
    func `a change of contacts is one of the engagement`(state: EngagementState) throws {
        let old = try Sample.engagement(state)
        #expect(try old.withContacts(3, at: later) == expected(old, state) { $0.contactCount = 3 })
    }

    @Test func `what was answered keeps the instant of the answer when it closes`() throws {
        let accepted = try Sample.engagement().accepting(Sample.terms(), at: Sample.instant + .hours(1))
        let closed = try accepted.winning(Win(), at: later)
        #expect(closed.respondedAt == Sample.instant + .hours(1))
        #expect((closed.closedAt, closed.version) == (later, 3))
        #expect(try closed.terms == Sample.terms())
    }

    @Test(
        arguments: [
            ("accept", [.new]), ("decline", [.new]), ("edit", [.active]), ("win", [.active]),
            ("lose", [.active]),
            ("expire", [.new]), ("contacts", [.new, .active]),
        ] as [(String, [EngagementState])])
    func `each decision is refused in every other state`(name: String, allowed: [EngagementState]) throws {
        let decisions: [String: (Engagement) throws -> Engagement] = [
            "accept": { try $0.accepting(Sample.terms(), at: later) },
            "decline": { try $0.declining(Sample.refusal(), at: later) },
            "edit": { try $0.editing(EngagementEdit(), at: later) },
            "win": { try $0.winning(Win(), at: later) },
            "lose": { try $0.losing(Sample.refusal(), at: later) },
            "expire": { try $0.expired() },
            "contacts": { try $0.withContacts(1, at: later) },
        ]
        let decide = try #require(decisions[name])
        for state in EngagementState.allCases where !allowed.contains(state) {
            let engagement = try Sample.engagement(state)
            #expect(throws: ReferralError.engagementTransition(state: state)) { _ = try decide(engagement) }
        }
        for state in allowed { _ = try decide(Sample.engagement(state)) }
    }

    @Test(arguments: Refusal.Reason.allCases)
    func `only the reason other needs a note`(reason: Refusal.Reason) {
        #expect((Refusal(reason: reason, note: nil) == nil) == (reason == .other))
        #expect(Refusal(reason: reason, note: "why")?.note == "why")
    }
}

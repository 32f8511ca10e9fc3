import Referrals
import Testing

private func clocks(_ policy: ResponsePolicy, directContact: Bool = true) -> EngagementClocks {
    EngagementClocks(createdAt: Sample.instant, policy: policy, directContact: directContact)
}

struct EngagementClocksTests {
    @Test func `follow from the policy`() {
        let clocks = clocks(Sample.policy)
        #expect(clocks.createdAt == Sample.instant)
        #expect(clocks.respondBy == Sample.instant + .hours(24))
        #expect(clocks.expiresAt == Sample.instant + .days(14))
        #expect(clocks.remindAt == Sample.instant + .days(12))
        #expect(clocks.hotUntil == Sample.instant + .hours(72))
    }

    @Test func `there is no hot window without the customer's wish`() {
        #expect(clocks(Sample.policy, directContact: false).hotUntil == nil)
    }

    @Test(arguments: [(1, 1), (24, 24), (25, 24), (1_000, 24)] as [(Int64, Int64)])
    func `the recommended answer and the hot window end with the expiry at the latest`(
        hours: Int64, expected: Int64
    ) {
        var policy = Sample.policy
        policy.responseWindow = .hours(24)
        policy.respondBy = .hours(hours)
        policy.hotWindow = .hours(hours)
        #expect(clocks(policy).respondBy == Sample.instant + .hours(expected))
        #expect(clocks(policy).hotUntil == Sample.instant + .hours(expected))
    }

    @Test(arguments: [(-1, true), (0, false), (1, false)] as [(Int64, Bool)])
    func `nobody is reminded before or at the creation`(beyond: Int64, isReminded: Bool) {
        var policy = Sample.policy
        policy.expiryReminder = .milliseconds(policy.responseWindow.milliseconds + beyond)
        #expect(clocks(policy).remindAt == (isReminded ? Sample.instant + .milliseconds(-beyond) : nil))
    }

    @Test func `windows beyond all time end with it`() {
        let endless = TimeSpan.milliseconds(.max)
        let policy = ResponsePolicy(
            responseWindow: endless, respondBy: endless, hotWindow: endless, expiryReminder: .hours(48))
        #expect(clocks(policy).expiresAt == .last)
        #expect(clocks(policy).respondBy == .last)
    }
}

struct EngagementShownTests {
    @Test(arguments: [(-1, true), (0, false), (1, false)] as [(Int64, Bool)])
    func `is hot until the window ends`(offset: Int64, isHot: Bool) throws {
        let engagement = try Sample.engagement(directContact: true)
        let now = Sample.instant + .hours(72) + .milliseconds(offset)
        #expect(engagement.isHot(at: now) == isHot)
        #expect(engagement.tag(at: now).description == (isHot ? "1-hot" : "1"))
    }

    @Test(arguments: [(-1, false), (0, true), (1, true)] as [(Int64, Bool)])
    func `is overdue from the recommended answer time on`(offset: Int64, isOverdue: Bool) throws {
        let engagement = try Sample.engagement()
        #expect(engagement.isOverdue(at: Sample.instant + .hours(24) + .milliseconds(offset)) == isOverdue)
    }

    @Test(arguments: EngagementState.allCases.filter { $0 != .new })
    func `is neither once it is answered`(state: EngagementState) throws {
        let engagement = try Sample.engagement(state, directContact: true)
        #expect(!engagement.isHot(at: Sample.instant))
        #expect(!engagement.isOverdue(at: engagement.clocks.expiresAt))
        #expect(engagement.tag(at: Sample.instant).variant.isEmpty)
    }

    @Test func `is never hot unless the customer asked`() throws {
        #expect(try !Sample.engagement().isHot(at: Sample.instant))
    }

    @Test(
        arguments: [
            (.new, true), (.active, false), (.archived(.won), false), (.archived(.lost), false),
            (.archived(.declined), false), (.archived(.expired), true), (.archived(.withdrawn), false),
        ] as [(EngagementState, Bool)])
    func `shows when it expires unless it was answered or withdrawn`(state: EngagementState, isShown: Bool)
        throws
    {
        let engagement = try Sample.engagement(state)
        #expect(engagement.shownExpiry == (isShown ? engagement.clocks.expiresAt : nil))
    }
}

@testable import Referrals
import Testing

struct EngagementClockTests {
    private let hotEnd = Sample.instant + .hours(72)
    private let expiry = Sample.instant + .days(14)

    /// Every event of the engagement from its creation on, as a store that keeps its clock records them, and when the
    /// partner is reminded.
    private func life(
        of engagement: Engagement
    ) throws -> (events: [(EventType, Timestamp)], reminders: [Timestamp]) {
        var (engagement, reminders) = (engagement, [Timestamp]())
        var instant = engagement.clocks.createdAt
        var events: [(EventType, Timestamp)] = []
        while let next = engagement.nextClock(after: instant), events.count < 5 {
            let reached = try engagement.reaching(next)
            if let event = reached.event { events.append((event.type, event.occurredAt)) }
            if reached.reminds { reminders.append(next) }
            (engagement, instant) = (reached.next, next)
        }
        return (events, reminders)
    }

    @Test func `the hot window ends, then the time to answer does`() throws {
        let (events, reminders) = try life(of: Sample.engagement(directContact: true))
        #expect(events.map(\.0) == [.engagementHotEnded, .engagementExpired])
        #expect(events.map(\.1) == [hotEnd, expiry])
        #expect(reminders == [expiry - .hours(48)])
    }

    @Test(arguments: [(1, 1), (71, 1), (72, 1), (73, 1), (335, 1), (336, 0)] as [(Int64, Int)])
    func `the partner is reminded once, before, with or after the end of the hot window`(
        hours: Int64, count: Int
    ) throws {
        var policy = Sample.policy
        policy.expiryReminder = .hours(336 - hours)
        if count == 0 { policy.expiryReminder = .hours(336) }
        let sample = try Sample.engagement()
        let engagement = Engagement(
            id: sample.id, rfiID: sample.rfiID, marketplaceID: sample.marketplaceID, partnerID: sample.partnerID,
            profileID: sample.profileID, locationID: sample.locationID,
            clocks: EngagementClocks(createdAt: Sample.instant, policy: policy, directContact: true))
        let (events, reminders) = try life(of: engagement)
        #expect(events.map(\.0) == [.engagementHotEnded, .engagementExpired])
        #expect(reminders == (count == 0 ? [] : [Sample.instant + .hours(hours)]))
    }

    @Test func `a reminder alone changes nothing and is no event`() throws {
        let engagement = try Sample.engagement()
        let reached = try engagement.reaching(#require(engagement.clocks.remindAt))
        #expect((reached.next, reached.event == nil, reached.reminds) == (engagement, true, true))
    }

    @Test func `an instant that is none of its own is a fault`() throws {
        let engagement = try Sample.engagement(directContact: true)
        #expect(throws: ReferralError.self) { try engagement.reaching(hotEnd + .milliseconds(1)) }
    }

    @Test func `without a wish for direct contact it only expires`() throws {
        #expect(try life(of: Sample.engagement()).events.map(\.0) == [.engagementExpired])
    }

    @Test func `a hot window that lasts to the end is part of the expiry`() throws {
        var policy = Sample.policy
        policy.hotWindow = policy.responseWindow
        let sample = try Sample.engagement()
        let engagement = Engagement(
            id: sample.id, rfiID: sample.rfiID, marketplaceID: sample.marketplaceID,
            partnerID: sample.partnerID,
            profileID: sample.profileID, locationID: sample.locationID,
            clocks: EngagementClocks(createdAt: Sample.instant, policy: policy, directContact: true))
        #expect(try life(of: engagement).events.map(\.0) == [.engagementExpired])
    }

    @Test(arguments: EngagementState.allCases.filter { $0 != .new })
    func `nothing happens by itself once it is answered`(state: EngagementState) throws {
        let engagement = try Sample.engagement(state, directContact: true)
        #expect(engagement.nextClock(after: Sample.instant) == nil)
        for instant in [hotEnd, expiry] {
            #expect(throws: ReferralError.engagementTransition(state: state)) {
                try engagement.reaching(instant)
            }
        }
    }

    @Test func `each instant is due until it has come`() throws {
        let engagement = try Sample.engagement(directContact: true)
        #expect(engagement.nextClock(after: hotEnd - .milliseconds(1)) == hotEnd)
        #expect(engagement.nextClock(after: hotEnd) == expiry - .hours(48))
        #expect(engagement.nextClock(after: expiry - .hours(48)) == expiry)
        #expect(engagement.nextClock(after: expiry - .milliseconds(1)) == expiry)
    }

    @Test func `the end of the hot window changes nothing, and only the partner is told`() throws {
        let engagement = try Sample.engagement(directContact: true)
        let reached = try engagement.reaching(hotEnd)
        let event = try #require(reached.event)
        #expect(reached.next == engagement)
        #expect(!reached.reminds)
        #expect(event.audience == Audience(partnerID: engagement.partnerID))
        #expect(event.changes.isEmpty)
        #expect((event.subject, event.engagementID) == (.engagement(engagement.id), engagement.id))
    }

    @Test func `an expiry recorded late has its due instant, and both sides are told`() throws {
        let engagement = try Sample.engagement(directContact: true)
        let reached = try engagement.reaching(expiry + .days(3))
        let (next, event) = (reached.next, try #require(reached.event))
        #expect((next.state, next.closedAt, next.updatedAt) == (.archived(.expired), expiry, expiry))
        #expect(event.occurredAt == expiry)
        #expect(
            event.audience
                == Audience(partnerID: engagement.partnerID, marketplaceID: engagement.marketplaceID))
        #expect((event.cause.actor, event.cause.requestID) == (.clock, nil))
        #expect(
            event.changes == [
                FieldChange(field: "status", from: .text("new"), to: .text("archived")),
                FieldChange(field: "outcome", from: .none, to: .text("expired")),
            ])
    }
}

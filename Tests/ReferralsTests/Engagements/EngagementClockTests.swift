@testable import Referrals
import Testing

struct EngagementClockTests {
    private let hotEnd = Sample.instant + .hours(72)
    private let expiry = Sample.instant + .days(14)

    /// Every event of the engagement from its creation on, as a store that keeps its clock records them.
    private func events(of engagement: Engagement) throws -> [(EventType, Timestamp)] {
        var engagement = engagement
        var instant = engagement.clocks.createdAt
        var events: [(EventType, Timestamp)] = []
        while let next = engagement.nextClock(after: instant), events.count < 5 {
            let reached = try engagement.reaching(next)
            events.append((reached.event.type, reached.event.occurredAt))
            (engagement, instant) = (reached.next, next)
        }
        return events
    }

    @Test func `the hot window ends, then the time to answer does`() throws {
        let events = try events(of: Sample.engagement(directContact: true))
        #expect(events.map(\.0) == [.engagementHotEnded, .engagementExpired])
        #expect(events.map(\.1) == [hotEnd, expiry])
    }

    @Test func `without a wish for direct contact it only expires`() throws {
        #expect(try events(of: Sample.engagement()).map(\.0) == [.engagementExpired])
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
        #expect(try events(of: engagement).map(\.0) == [.engagementExpired])
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
        #expect(engagement.nextClock(after: hotEnd) == expiry)
        #expect(engagement.nextClock(after: expiry - .milliseconds(1)) == expiry)
    }

    @Test func `the end of the hot window changes nothing, and only the partner is told`() throws {
        let engagement = try Sample.engagement(directContact: true)
        let (next, event) = try engagement.reaching(hotEnd)
        #expect(next == engagement)
        #expect(event.audience == Audience(partnerID: engagement.partnerID))
        #expect(event.changes.isEmpty)
        #expect((event.subject, event.engagementID) == (.engagement(engagement.id), engagement.id))
    }

    @Test func `an expiry recorded late has its due instant, and both sides are told`() throws {
        let engagement = try Sample.engagement(directContact: true)
        let (next, event) = try engagement.reaching(expiry + .days(3))
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

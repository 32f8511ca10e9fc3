import Referrals
import TestSupport
import Testing

/// What an engagement gives to the sums of its partner, in every state.
@Suite struct `An engagement gives` {
    private static func engagement(_ state: EngagementState, after span: TimeSpan? = .hours(24)) -> Engagement {
        let clocks = EngagementClocks(createdAt: Sample.instant, policy: .standard, directContact: false)
        var engagement = Engagement(
            id: ID(high: 1, low: 1), rfiID: ID(high: 1, low: 2), marketplaceID: .make(),
            partnerID: ID(high: 1, low: 3), profileID: ID(high: 1, low: 4), locationID: ID(high: 1, low: 5),
            clocks: clocks)
        engagement.state = state
        engagement.respondedAt = span.map { Sample.instant + $0 }
        return engagement
    }

    @Test func `credit for the speed of its answer, none for an expiry`() {
        for (span, credit) in [
            (TimeSpan.hours(0), 1_000_000), (.hours(6), 800_000), (.hours(24), 500_000), (.hours(48), 333_333),
            (.days(13), 71_428),
        ] {
            for state in [EngagementState.active, .archived(.declined), .archived(.won), .archived(.lost)] {
                let signals = PartnerSignals(Self.engagement(state, after: span))
                #expect(signals.answers == 1 && signals.speed == credit, "\(state) \(span)")
            }
        }
        let expired = PartnerSignals(Self.engagement(.archived(.expired), after: nil))
        #expect(expired == PartnerSignals(answers: 1))
    }

    @Test func `nothing while it waits, nor when it was withdrawn before an answer`() {
        for state in [EngagementState.new, .archived(.withdrawn)] {
            let engagement = Self.engagement(state, after: nil)
            #expect(PartnerSignals(engagement) == PartnerSignals())
            #expect(engagement.answer == nil)
        }
    }

    @Test func `its answer and its speed, but no reporting, when it was withdrawn after it was accepted`() {
        var engagement = Self.engagement(.archived(.withdrawn))
        engagement.terms = .make()
        #expect(PartnerSignals(engagement) == PartnerSignals(answers: 1, speed: 500_000))
        #expect(engagement.answer == .accepted)
    }

    @Test func `eighths for each report`() {
        for (state, value, date, worth, closed, eighths) in [
            (EngagementState.active, false, false, false, false, 0), (.active, true, false, false, false, 2),
            (.active, false, true, false, false, 2), (.active, true, true, false, false, 4),
            (.archived(.won), true, true, false, false, 6), (.archived(.won), true, true, true, false, 7),
            (.archived(.won), true, true, false, true, 7), (.archived(.won), true, true, true, true, 8),
            (.archived(.won), false, false, true, true, 4), (.archived(.lost), true, true, false, false, 8),
            (.archived(.lost), false, true, false, false, 6),
        ] {
            var engagement = Self.engagement(state)
            engagement.terms.estimatedValue = value ? .make(1) : nil
            engagement.terms.estimatedPurchaseDate = date ? Sample.instant.day : nil
            engagement.finalValue = worth ? .make(1) : nil
            engagement.closedOn = closed ? Sample.instant.day : nil
            let signals = PartnerSignals(engagement)
            #expect(signals.accepted == 1 && signals.reporting == eighths, "\(state) \(eighths)")
            #expect(engagement.answer == .accepted)
        }
        let declined = Self.engagement(.archived(.declined))
        #expect(PartnerSignals(declined).accepted == 0 && declined.answer == .declined)
    }

    @Test func `the traits of its deal, each once`() {
        var inquiry = Inquiry.make(country: "FR", tags: ["ERP", "erp", "Cloud"], size: .upTo9)
        inquiry.need.industries = Sample.tags("Cloud")
        let deal = Deal(inquiry.need, of: inquiry.customer)
        #expect(
            deal.traits == [
                .init(.industry, "cloud"), .init(.solution, "erp"), .init(.solution, "cloud"), .init(.size, "1-9"),
                .init(.country, "FR"),
            ])
        #expect(deal.tags.count == 3)
    }
}

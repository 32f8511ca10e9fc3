import TestSupport
import Testing

@testable import Referrals

@Suite struct `The figures of insights` {
    private static let start = Timestamp(milliseconds: 1_795_000_000_000).day.start
    private static let policy = ResponsePolicy(
        responseWindow: .days(14), respondBy: .hours(24), hotWindow: .hours(72), expiryReminder: .hours(48))

    private func engagement() -> Engagement {
        Engagement(
            id: ID(high: 1, low: 1), rfiID: ID(high: 1, low: 2), marketplaceID: .make(), partnerID: ID(high: 1, low: 3),
            profileID: ID(high: 1, low: 4), locationID: ID(high: 1, low: 5),
            clocks: EngagementClocks(createdAt: Self.start, policy: Self.policy, directContact: false))
    }

    private func day(_ number: Int) -> Day { Self.start.day.adding(days: number) }

    private func terms(_ value: Money?, on date: Day? = nil) -> EngagementTerms {
        var terms = EngagementTerms.make(value: value)
        terms.estimatedPurchaseDate = date
        return terms
    }

    @Test func `count what happened on the day it happened`() throws {
        let new = engagement()
        let active = try new.accepting(terms(.make(5_00)), at: Self.start + .hours(24))
        let won = try active.winning(Win(finalValue: .make(7_00, "USD")), at: Self.start + .days(3))
        let days = won.insightFigures
        #expect(Set(days.keys) == [day(0), day(1), day(3)])
        #expect(days[day(0)]?.received == 1 && days[day(0)]?.accepted == 0)
        #expect(days[day(1)]?.accepted == 1 && days[day(1)]?.answeredWithin24h == 1)
        #expect(days[day(3)]?.won == 1)
        #expect(days[day(3)]?.wonValue == [MoneySum(.make(7_00, "USD"))])
    }

    @Test func `a change only adds`() throws {
        let new = engagement()
        let active = try new.accepting(terms(.make(5_00)), at: Self.start + .hours(25))
        let lost = try active.losing(.some(.spam), at: Self.start + .days(2))
        for (after, before) in [(new, nil), (active, new), (lost, active)] {
            let given = after.insightFigures(since: before)
            #expect(given.values.allSatisfy { $0.received + $0.answered + $0.lost == 1 })
            #expect(given.count == 1)
        }
        #expect(lost.insightFigures(since: lost).isEmpty)
        #expect(lost.insightFigures[day(2)]?.lossReasons[.spam] == 1)
        #expect(active.insightFigures[day(1)]?.answeredWithin24h == 0, "an hour too late")
    }

    @Test func `a win without a final value is worth its estimate`() throws {
        let won = try engagement().accepting(terms(.make(5_00)), at: Self.start).winning(Win(), at: Self.start)
        #expect(won.insightFigures[day(0)]?.wonValue == [MoneySum(.make(5_00))])
    }

    @Test func `an acceptance stays one when the customer withdraws`() throws {
        let withdrawn = try engagement().accepting(terms(nil), at: Self.start).withdrawing(
            .requestWithdrawn, at: Self.start)
        #expect(withdrawn.insightFigures[day(0)]?.accepted == 1)
        let early = try engagement().withdrawing(.requestWithdrawn, at: Self.start)
        #expect(early.insightFigures[day(0)]?.answered == 0)
        #expect(try engagement().withdrawing(.requestWithdrawn, at: day(3).start).insightFigures[day(3)] == nil)
    }

    @Test func `rates have a denominator or are nothing`() throws {
        #expect(InsightFigures().acceptanceRate == nil && InsightFigures().winRate == nil)
        let expired = try #require(try engagement().expired().insightFigures[day(14)])
        #expect(expired.expiryRate == 1 && expired.acceptanceRate == 0 && expired.winRate == nil)
        let declined = try #require(
            try engagement().declining(.some(.requirementNotMet), at: Self.start).insightFigures[day(0)])
        #expect((expired + declined).expiryRate == 0.5)
    }

    @Test func `an outcome is missed 31 days after the purchase date, at midnight`() throws {
        let active = try engagement().accepting(terms(nil, on: day(10)), at: Self.start)
        #expect(active.outcomeDueAt == day(41).start && active.outcomeClock == day(41).start)
        #expect(PartnerSignals(active).reporting == 2)
        let (missed, reminds) = active.missingOutcome()
        #expect(reminds && missed.isOutcomeOverdue && missed.outcomeClock == nil && missed.version == active.version)
        #expect(
            PartnerSignals(missed)
                == PartnerSignals(
                    answers: 1, speed: 1_000_000, accepted: 1, reporting: 0))
        #expect(OpenGaps(missed) == OpenGaps(values: 1, contacts: 1, outcomes: 1))
    }

    @Test func `a new date forgives, and nobody is reminded twice`() throws {
        let missed = try engagement().accepting(terms(nil, on: day(10)), at: Self.start).missingOutcome().next
        var edit = EngagementEdit()
        edit.estimatedPurchaseDate = .some(day(60))
        let moved = try missed.editing(edit, at: day(50).start)
        #expect(!moved.isOutcomeOverdue && moved.outcomeClock == day(91).start)
        #expect(moved.missingOutcome().reminds == false)
        edit.estimatedPurchaseDate = .some(day(5))
        #expect(try missed.editing(edit, at: day(50).start).isOutcomeOverdue)
        var other = EngagementEdit()
        other.crmID = .some("4711")
        let due = try engagement().accepting(terms(nil, on: day(10)), at: Self.start)
        #expect(try due.editing(other, at: day(50).start).missingOutcome().reminds, "left to the clock")
        #expect(try !due.editing(other, at: day(50).start).isOutcomeOverdue)
        #expect(try missed.editing(other, at: day(50).start).isOutcomeOverdue)
        for done in [
            try missed.winning(Win(), at: Self.start), try missed.losing(.some(.spam), at: Self.start),
            try missed.withdrawing(.requestWithdrawn, at: Self.start),
        ] {
            #expect(!done.isOutcomeOverdue && done.outcomeDueAt == nil)
        }
    }

    @Test func `without a date the outcome is missed 396 days after the acceptance`() throws {
        let active = try engagement().accepting(terms(nil), at: Self.start + .hours(30))
        #expect(active.outcomeDueAt == day(1 + 365 + 31).start)
    }

    @Test func `a date long past is missed at once`() throws {
        let past = try engagement().accepting(terms(nil, on: day(-31)), at: Self.start)
        #expect(past.isOutcomeOverdue && !past.isOutcomeReminded)
        #expect(try !engagement().accepting(terms(nil, on: day(-30)), at: Self.start).isOutcomeOverdue)
    }

    @Test func `tips come from numbers, and lead somewhere`() {
        var figures = InsightFigures()
        (figures.accepted, figures.declined, figures.answeredWithin24h) = (10, 5, 12)
        figures.declineReasons.add(3, to: .requirementNotMet)
        let gaps = OpenGaps(values: 1, dates: 0, contacts: 2, outcomes: 3)
        let tips = InsightTip.tips(figures, waiting: 1, gaps)
        #expect(
            tips.map(\.code) == [
                .answerNow, .answerFaster, .narrowKeywords, .reportOutcomes, .completeValues, .addContacts,
            ])
        #expect(tips.map(\.value) == [1, 3, 3, 3, 1, 2])
        #expect(tips.allSatisfy { $0.text.hasPrefix("\($0.value) ") && $0.href.hasPrefix("/v1/") })
        figures.answeredWithin24h = 13
        figures.declineReasons.add(-1, to: .requirementNotMet)
        #expect(InsightTip.tips(figures, waiting: 0, OpenGaps()) == [])
    }
}

extension Refusal {
    static func some(_ reason: Reason) -> Refusal {
        guard let refusal = Refusal(reason: reason, note: nil) else { preconditionFailure("it needs a note") }
        return refusal
    }
}

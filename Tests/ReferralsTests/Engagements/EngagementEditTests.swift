@testable import Referrals
import Testing

private let later = Sample.instant + .hours(5)

/// A PATCH with the whole of an amount of money.
private func amount(_ text: String, _ currency: String? = nil) throws -> MoneyPatch {
    var patch = MoneyPatch()
    patch.amount = .text(text)
    patch.currency = try currency.map { code in try #require(Currency(code)) }
    return patch
}

struct EngagementEditTests {
    private let old: Engagement

    init() throws {
        var engagement = try Sample.engagement(.active)
        engagement.terms = try Sample.terms()
        old = engagement
    }

    private func terms(after change: (inout EngagementEdit) throws -> Void) throws -> EngagementTerms {
        var edit = EngagementEdit()
        try change(&edit)
        let next = try old.editing(edit, at: later)
        #expect((next.version, next.updatedAt, next.state) == (2, later, .active))
        #expect((next.closedAt, next.respondedAt) == (nil, old.respondedAt))
        return next.terms
    }

    @Test func `sets what it names and leaves the rest`() throws {
        var expected = old.terms
        expected.name = "Second name"
        #expect(try terms { $0.name = "Second name" } == expected)
        expected.estimatedValue = try Sample.euros(1)
        let next = try terms {
            $0.name = "Second name"
            $0.estimatedValue = try amount("0.01", "EUR")
        }
        #expect(next == expected)
    }

    @Test func `a date that is set drops the timeframe it came from`() throws {
        let date = Day(year: 2027, month: 6, day: 1)
        var expected = old.terms
        expected.purchaseTimeframe = nil
        expected.estimatedPurchaseDate = date
        #expect(try terms { $0.estimatedPurchaseDate = .some(date) } == expected)
        expected.estimatedPurchaseDate = nil
        #expect(try terms { $0.estimatedPurchaseDate = .some(nil) } == expected)
    }

    @Test func `the partner's number can be cleared`() throws {
        var expected = old.terms
        expected.crmID = nil
        #expect(try terms { $0.crmID = .some(nil) } == expected)
    }

    @Test func `one that changes nothing keeps the very same engagement`() throws {
        #expect(try old.editing(EngagementEdit(), at: later) == old)
        var same = EngagementEdit()
        same.name = old.terms.name
        same.estimatedValue = try amount("125000", "EUR")
        same.estimatedPurchaseDate = .some(old.terms.estimatedPurchaseDate)
        same.crmID = .some(old.terms.crmID)
        #expect(try old.editing(same, at: later) == old)
    }

    @Test func `an amount alone keeps the currency, and a currency alone the amount`() throws {
        #expect(try terms { $0.estimatedValue = try amount("7.5") }.estimatedValue == Sample.euros(750))
        var dollars = MoneyPatch()
        dollars.currency = Currency("USD")
        #expect(try terms { $0.estimatedValue = dollars }.estimatedValue?.amount == "125000.00")
    }

    @Test func `an amount that does not suit its currency is refused with its pointer`() throws {
        var edit = EngagementEdit()
        edit.estimatedValue = try amount("7.505")
        let error = #expect(throws: ReferralError.self) { try old.editing(edit, at: later) }
        #expect(error?.faults.map(\.pointer) == ["/estimatedValue/amount"])
    }

    @Test func `without an earlier amount both members are required`() throws {
        let bare = try Sample.engagement(.active)
        var edit = EngagementEdit()
        edit.estimatedValue = try amount("7")
        let error = #expect(throws: ReferralError.self) { try bare.editing(edit, at: later) }
        #expect(error?.faults.map(\.pointer) == ["/estimatedValue/currency"])
        #expect(error?.faults.map(\.code) == ["required"])
        edit.estimatedValue = MoneyPatch()
        edit.estimatedValue?.currency = Currency("EUR")
        let other = #expect(throws: ReferralError.self) { try bare.editing(edit, at: later) }
        #expect(other?.faults.map(\.pointer) == ["/estimatedValue/amount"])
    }
}

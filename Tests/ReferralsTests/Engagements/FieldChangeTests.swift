@testable import Referrals
import Testing

struct FieldChangeTests {
    private let later = Sample.instant + .hours(5)

    @Test func `an acceptance tells the state and the terms, in the order of the resource`() throws {
        let old = try Sample.engagement()
        let next = try old.accepting(Sample.terms(), at: later)
        #expect(
            try next.changes(since: old) == [
                FieldChange(field: "status", from: .text("new"), to: .text("active")),
                FieldChange(field: "name", from: .none, to: .text("Web shop for Fabrikam")),
                FieldChange(field: "estimatedValue", from: .none, to: .money(Sample.euros(12_500_000))),
                FieldChange(field: "estimatedPurchaseDate", from: .none, to: .text("2027-02-23")),
                FieldChange(field: "purchaseTimeframe", from: .none, to: .text("within3Months")),
                FieldChange(field: "crmId", from: .none, to: .text("CRM-1")),
            ])
    }

    @Test func `a win tells what it was worth and when it was closed`() throws {
        let old = try Sample.engagement(.active)
        let next = try old.winning(
            Win(finalValue: Sample.euros(100), closedOn: Day(year: 2026, month: 11, day: 20), note: "secret"),
            at: later)
        #expect(
            try next.changes(since: old) == [
                FieldChange(field: "status", from: .text("active"), to: .text("archived")),
                FieldChange(field: "outcome", from: .none, to: .text("won")),
                FieldChange(field: "finalValue", from: .none, to: .money(Sample.euros(100))),
                FieldChange(field: "closedOn", from: .none, to: .text("2026-11-20")),
            ])
    }

    @Test func `a refusal tells its reason and not its note`() throws {
        let old = try Sample.engagement()
        let next = try old.declining(Sample.refusal(.timelineTooShort), at: later)
        #expect(
            next.changes(since: old) == [
                FieldChange(field: "status", from: .text("new"), to: .text("archived")),
                FieldChange(field: "outcome", from: .none, to: .text("declined")),
                FieldChange(field: "reason", from: .none, to: .text("timelineTooShort")),
            ])
    }

    @Test func `version, instants and contacts are no fields`() throws {
        let old = try Sample.engagement()
        #expect(old.changes(since: old).isEmpty)
        #expect(try old.withContacts(2, at: later).changes(since: old).isEmpty)
    }

    @Test func `a profile tells lists as they are written, and of locations their number`() throws {
        let old = try Sample.profile(1, of: Sample.partner(1), status: .draft)
        var next = old
        next.status = .active
        next.details.displayName = "Second"
        next.details.industries = Sample.tags("retail", "Energy")
        next.details.customerSizes = [.upTo9, .above20000]
        next.locations = []
        #expect(
            next.changes(since: old) == [
                FieldChange(field: "status", from: .text("draft"), to: .text("active")),
                FieldChange(field: "displayName", from: .text("Profile 1"), to: .text("Second")),
                FieldChange(field: "industries", from: .text("Retail"), to: .text("retail, Energy")),
                FieldChange(field: "customerSizes", from: .text(""), to: .text("1-9, 20001+")),
                FieldChange(field: "locations", from: .text("1"), to: .text("0")),
            ])
        #expect(old.changes(since: old).isEmpty)
    }
}

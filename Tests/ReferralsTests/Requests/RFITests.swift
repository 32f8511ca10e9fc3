import Referrals
import Testing

struct TimeframeTests {
    @Test(
        arguments: [
            (.immediately, 0), (.within1Month, 1), (.within3Months, 3), (.within6Months, 6),
            (.within12Months, 12),
            (.later, nil), (.unknown, nil),
        ] as [(Timeframe, Int?)])
    func `is so many months`(timeframe: Timeframe, months: Int?) {
        #expect(timeframe.months == months)
    }
}

struct NamesOfTheContractTests {
    @Test func `enumerations are written as in the contract`() {
        #expect(
            CustomerSize.allCases.map(\.rawValue) == [
                "1-9", "10-50", "51-250", "251-1000", "1001-5000", "5001-10000", "10001-20000", "20001+",
            ])
        #expect(
            Timeframe.allCases.map(\.rawValue) == [
                "immediately", "within1Month", "within3Months", "within6Months", "within12Months", "later",
                "unknown",
            ])
        #expect(Source.allCases.map(\.rawValue) == ["customerSearch", "marketing", "salesAgent"])
        #expect(
            Refusal.Reason.allCases.map(\.rawValue) == [
                "budgetInadequate", "customerUnresponsive", "choseAnotherVendor", "requirementNotMet",
                "notACustomer", "timelineTooShort", "spam", "other",
            ])
        #expect(
            EngagementAction.allCases.map(\.rawValue) == [
                "accept", "decline", "edit", "win", "lose", "addContact", "addNote",
            ])
        #expect(Profile.Status.allCases.map(\.rawValue) == ["draft", "active", "inactive"])
        #expect(Role.Kind.allCases.map(\.rawValue) == ["operator", "partner", "marketplace", "reviewer"])
    }
}

import Referrals
import Testing

/// Each rule on both sides of its limit.
struct RegistrationRuleTests {
    private static let erp = SolutionID("erp")
    private static let context = RegistrationContext(
        today: Day(number: 20_780), eligible: [erp].compactMap(\.self), isFirstSubmission: true)

    /// Kept by every rule on the day of the context.
    private static func complete() throws -> RegistrationFields {
        var fields = RegistrationFields()
        fields.solutionID = erp
        fields.agreementType = .new
        fields.contractValue = try Sample.euros(100_000)
        fields.solutionValue = try Sample.euros(80_000)
        fields.deployment = .azure
        fields.tenant = .customer
        fields.signedOn = context.today
        fields.startsOn = context.today
        fields.contact = RegistrationContact(
            name: "Nora", phone: PhoneNumber(stored: "+41445550130"), email: EmailAddress(stored: "n@f.example"))
        return fields
    }

    private static func broken(
        _ fields: RegistrationFields, _ context: RegistrationContext = context
    ) -> [RegistrationRule] {
        fields.verdicts(in: context).filter { !$0.passed }.map(\.rule)
    }

    private static func broken(_ change: (inout RegistrationFields) throws -> Void) throws -> [RegistrationRule] {
        var fields = try complete()
        try change(&fields)
        return broken(fields)
    }

    @Test func `what is complete keeps every rule, and nothing breaks those that ask for something`() throws {
        #expect(Self.broken(try Self.complete()) == [])
        #expect(
            Self.broken(RegistrationFields()) == [
                .solutionRequired, .agreementTypeRequired, .contractValueRequired, .solutionValueRequired,
                .deploymentRequired, .tenantRequired, .signedOnRequired, .startsOnRequired, .contactNameRequired,
                .contactPhoneRequired, .contactEmailRequired,
            ])
    }

    @Test func `each member that is missing breaks the rule that asks for it alone`() throws {
        #expect(try Self.broken { $0.solutionID = nil } == [.solutionRequired])
        #expect(try Self.broken { $0.agreementType = nil } == [.agreementTypeRequired])
        #expect(try Self.broken { $0.contractValue = nil } == [.contractValueRequired])
        #expect(try Self.broken { $0.solutionValue = nil } == [.solutionValueRequired])
        #expect(try Self.broken { $0.deployment = nil } == [.deploymentRequired])
        #expect(try Self.broken { $0.tenant = nil } == [.tenantRequired])
        #expect(try Self.broken { $0.signedOn = nil } == [.signedOnRequired])
        #expect(try Self.broken { $0.startsOn = nil } == [.startsOnRequired])
        #expect(try Self.broken { $0.endsOn = nil } == [])
        #expect(try Self.broken { $0.contact.name = nil } == [.contactNameRequired])
        #expect(try Self.broken { $0.contact.phone = nil } == [.contactPhoneRequired])
        #expect(try Self.broken { $0.contact.email = nil } == [.contactEmailRequired])
    }

    @Test func `the solution is one of the eligible ones`() throws {
        #expect(try Self.broken { $0.solutionID = SolutionID("crm") } == [.solutionNotEligible])
        let none = RegistrationContext(today: Self.context.today, eligible: [], isFirstSubmission: true)
        #expect(Self.broken(try Self.complete(), none) == [.solutionNotEligible])
    }

    @Test func `the solution's value is at most the contract's, in its currency`() throws {
        let dollars = Money(minorUnits: 1, currency: try #require(Currency("USD")))
        #expect(try Self.broken { $0.solutionValue = try Sample.euros(100_000) } == [])
        #expect(try Self.broken { $0.solutionValue = try Sample.euros(100_001) } == [.solutionValueAboveContract])
        #expect(try Self.broken { $0.solutionValue = dollars } == [.currenciesDiffer])
        #expect(try Self.broken { ($0.solutionValue, $0.contractValue) = (dollars, dollars) } == [])
    }

    @Test func `the contract ends on the day it begins at the earliest`() throws {
        let today = Self.context.today
        #expect(try Self.broken { $0.endsOn = today } == [])
        #expect(try Self.broken { $0.endsOn = today.adding(days: -1) } == [.endsBeforeStart])
        #expect(try Self.broken { ($0.startsOn, $0.endsOn) = (nil, .first) } == [.startsOnRequired])
    }

    /// Today, the first day of signature, and the first day of the begin that are still in time: counted by hand, over
    /// the ends of months and years, and with and without a leap day.
    @Test(
        arguments: [
            ("2026-11-23", "2026-09-24", "2026-08-25"), ("2026-03-01", "2025-12-31", "2025-12-01"),
            ("2028-03-01", "2028-01-01", "2027-12-02"), ("2028-02-29", "2027-12-31", "2027-12-01"),
            ("2027-02-28", "2026-12-30", "2026-11-30"), ("2028-04-29", "2028-02-29", "2028-01-30"),
            ("2028-05-29", "2028-03-30", "2028-02-29"), ("2100-03-01", "2099-12-31", "2099-12-01"),
            ("2000-03-01", "2000-01-01", "1999-12-02"), ("2027-01-01", "2026-11-02", "2026-10-03"),
        ])
    func `signature and begin are in time up to their last day`(today: String, signed: String, starts: String) throws {
        let today = try #require(Day(today))
        let (signed, starts) = (try #require(Day(signed)), try #require(Day(starts)))
        func broken(_ signedOn: Day, _ startsOn: Day) throws -> [RegistrationRule] {
            var fields = try Self.complete()
            (fields.signedOn, fields.startsOn) = (signedOn, startsOn)
            return Self.broken(
                fields,
                RegistrationContext(today: today, eligible: Self.context.eligible, isFirstSubmission: true))
        }
        #expect(try broken(signed, starts) == [])
        #expect(try broken(signed.adding(days: -1), starts) == [.submittedTooLate])
        #expect(try broken(signed, starts.adding(days: -1)) == [.startedTooLongAgo])
        #expect(try broken(today, today.adding(months: 24)) == [])
        #expect(try broken(today.adding(days: 1), starts) == [.signedOnInFuture])
    }

    @Test func `a resubmission is not judged by when it comes, but by all else`() throws {
        let late = RegistrationContext(
            today: Self.context.today.adding(days: 400), eligible: Self.context.eligible, isFirstSubmission: false)
        var fields = try Self.complete()
        #expect(Self.broken(fields, late) == [])
        fields.signedOn = .last
        #expect(Self.broken(fields, late) == [])
        fields.solutionValue = try Sample.euros(100_001)
        (fields.endsOn, fields.contact.phone) = (.first, nil)
        #expect(Self.broken(fields, late) == [.contactPhoneRequired, .solutionValueAboveContract, .endsBeforeStart])
        let judgedOnce = RegistrationRule.allCases.filter(\.isOfFirstSubmission)
        #expect(judgedOnce == [.signedOnInFuture, .submittedTooLate, .startedTooLongAgo])
    }

    @Test func `each rule says what it asks for today`() {
        for rule in RegistrationRule.allCases {
            #expect(rule.detail(in: Self.context).hasSuffix(".") && rule.pointer.hasPrefix("/"), "\(rule)")
        }
        let today = Self.context.today
        #expect(RegistrationRule.signedOnInFuture.detail(in: Self.context).contains(today.description))
        #expect(
            RegistrationRule.submittedTooLate.detail(in: Self.context).contains(today.adding(days: -60).description))
        #expect(
            RegistrationRule.startedTooLongAgo.detail(in: Self.context).contains(today.adding(days: -90).description))
        #expect(RegistrationRule.solutionNotEligible.detail(in: Self.context).contains("erp"))
    }
}

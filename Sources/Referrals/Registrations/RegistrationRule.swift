// What a registration must be to be submitted. `check`, `submit`, its 422 and docs/registration.md go by these rules
// and by no others; a test holds the page against them.

/// A rule of submission, by the name of what is wrong when it is broken: the `code` of an entry of `errors`.
public enum RegistrationRule: String, CaseIterable, Sendable {
    case solutionRequired, agreementTypeRequired, contractValueRequired, solutionValueRequired, deploymentRequired
    case tenantRequired, signedOnRequired, startsOnRequired
    case contactNameRequired, contactPhoneRequired, contactEmailRequired
    case solutionNotEligible
    case currenciesDiffer, solutionValueAboveContract
    case signedOnInFuture, submittedTooLate, startedTooLongAgo
    case endsBeforeStart

    /// How many days after the signature a registration may be submitted at first.
    public static let daysAfterSignature = 60
    /// How many days after the begin of the contract a registration may be submitted at first.
    public static let daysAfterStart = 90
}

/// What rules go by besides the fields.
public struct RegistrationContext: Hashable, Sendable {
    /// Today in UTC.
    public let today: Day
    /// The solutions that the deal may be registered for.
    public let eligible: [SolutionID]
    /// Whether it was never submitted: a resubmission is not judged by when it comes.
    public let isFirstSubmission: Bool

    /// Makes a context.
    public init(today: Day, eligible: [SolutionID], isFirstSubmission: Bool) {
        self.today = today
        self.eligible = eligible
        self.isFirstSubmission = isFirstSubmission
    }
}

extension RegistrationRule {
    /// Where in the body of a registration it looks.
    public var pointer: String {
        switch self {
        case .solutionRequired, .solutionNotEligible: "/solutionId"
        case .agreementTypeRequired: "/agreementType"
        case .contractValueRequired: "/contractValue"
        case .solutionValueRequired, .solutionValueAboveContract: "/solutionValue"
        case .currenciesDiffer: "/solutionValue/currency"
        case .deploymentRequired: "/deployment"
        case .tenantRequired: "/tenant"
        case .signedOnRequired, .signedOnInFuture, .submittedTooLate: "/signedOn"
        case .startsOnRequired, .startedTooLongAgo: "/startsOn"
        case .contactNameRequired: "/contact/name"
        case .contactPhoneRequired: "/contact/phone"
        case .contactEmailRequired: "/contact/email"
        case .endsBeforeStart: "/endsOn"
        }
    }

    /// Whether it is about when a registration is submitted, so that only the first time counts.
    public var isOfFirstSubmission: Bool {
        switch self {
        case .signedOnInFuture, .submittedTooLate, .startedTooLongAgo: true
        case .solutionRequired, .agreementTypeRequired, .contractValueRequired, .solutionValueRequired,
            .deploymentRequired, .tenantRequired, .signedOnRequired, .startsOnRequired, .contactNameRequired,
            .contactPhoneRequired, .contactEmailRequired, .solutionNotEligible, .currenciesDiffer,
            .solutionValueAboveContract, .endsBeforeStart:
            false
        }
    }

    /// Whether the fields keep the rule. What is missing breaks only the rule that asks for it.
    public func isKept(by fields: RegistrationFields, in context: RegistrationContext) -> Bool {
        if isOfFirstSubmission, !context.isFirstSubmission { return true }
        return switch self {
        case .solutionRequired: fields.solutionID != nil
        case .agreementTypeRequired: fields.agreementType != nil
        case .contractValueRequired: fields.contractValue != nil
        case .solutionValueRequired: fields.solutionValue != nil
        case .deploymentRequired: fields.deployment != nil
        case .tenantRequired: fields.tenant != nil
        case .signedOnRequired: fields.signedOn != nil
        case .startsOnRequired: fields.startsOn != nil
        case .contactNameRequired: fields.contact.name != nil
        case .contactPhoneRequired: fields.contact.phone != nil
        case .contactEmailRequired: fields.contact.email != nil
        case .solutionNotEligible: fields.solutionID.map(context.eligible.contains) ?? true
        case .currenciesDiffer: fields.values.map { $0.solution.currency == $0.contract.currency } ?? true
        case .solutionValueAboveContract: fields.values.map { !$0.solution.exceeds($0.contract) } ?? true
        case .signedOnInFuture: fields.signedOn.map { $0 <= context.today } ?? true
        case .submittedTooLate: fields.signedOn.map { $0 >= context.firstSignature } ?? true
        case .startedTooLongAgo: fields.startsOn.map { $0 >= context.firstStart } ?? true
        case .endsBeforeStart: fields.period.map { $0.end >= $0.start } ?? true
        }
    }

    /// What the rule asks for, in words, with the bounds that it has today.
    public func detail(in context: RegistrationContext) -> String {
        if isOfFirstSubmission, !context.isFirstSubmission {
            return "Was judged when the registration was first submitted."
        }
        return switch self {
        case .solutionRequired, .agreementTypeRequired, .contractValueRequired, .solutionValueRequired,
            .deploymentRequired, .tenantRequired, .signedOnRequired, .startsOnRequired, .contactNameRequired,
            .contactPhoneRequired, .contactEmailRequired:
            "Is required."
        case .solutionNotEligible:
            context.eligible.isEmpty
                ? "No solution of this deal is eligible for registration."
                : "Must be a solution that this deal is eligible with: "
                    + "\(context.eligible.map(\.description).joined(separator: ", "))."
        case .currenciesDiffer: "Must be the currency of contractValue."
        case .solutionValueAboveContract: "Must be at most contractValue."
        case .signedOnInFuture: "Must be today in UTC, \(context.today), or before."
        case .submittedTooLate:
            "Must be \(context.firstSignature) or later: at most \(Self.daysAfterSignature) days before today in UTC."
        case .startedTooLongAgo:
            "Must be \(context.firstStart) or later: at most \(Self.daysAfterStart) days before today in UTC."
        case .endsBeforeStart: "Must be startsOn or later, or null for a contract without an end."
        }
    }
}

extension RegistrationContext {
    fileprivate var firstSignature: Day { today.adding(days: -RegistrationRule.daysAfterSignature) }
    fileprivate var firstStart: Day { today.adding(days: -RegistrationRule.daysAfterStart) }
}

extension RegistrationFields {
    fileprivate var values: (contract: Money, solution: Money)? {
        guard let contractValue, let solutionValue else { return nil }
        return (contractValue, solutionValue)
    }

    fileprivate var period: (start: Day, end: Day)? {
        guard let startsOn, let endsOn else { return nil }
        return (startsOn, endsOn)
    }
}

extension Money {
    /// Whether it is more than another amount of the same currency; of different ones that can't be said.
    fileprivate func exceeds(_ other: Money) -> Bool { currency == other.currency && minorUnits > other.minorUnits }
}

/// What one rule says of a registration.
public struct RegistrationVerdict: Hashable, Sendable {
    /// The rule.
    public let rule: RegistrationRule
    /// Whether it is kept.
    public let passed: Bool
    /// What it asks for, in words.
    public let detail: String
}

extension RegistrationFields {
    /// What each rule says, in the order of the rules.
    public func verdicts(in context: RegistrationContext) -> [RegistrationVerdict] {
        RegistrationRule.allCases.map { rule in
            RegistrationVerdict(
                rule: rule, passed: rule.isKept(by: self, in: context), detail: rule.detail(in: context))
        }
    }
}

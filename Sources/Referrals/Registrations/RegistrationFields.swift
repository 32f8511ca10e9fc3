/// What the partner fills in. Everything may be missing until it is submitted.
public struct RegistrationFields: Hashable, Sendable {
    /// Whether the customer has such a contract already.
    public enum AgreementType: String, CaseIterable, Sendable {
        case new, renewal
    }

    /// Where the solution runs.
    public enum Deployment: String, CaseIterable, Sendable {
        case azure, other
    }

    /// In whose tenant the solution runs.
    public enum Tenant: String, CaseIterable, Sendable {
        case customer, partner
    }

    /// Which of the eligible solutions was sold.
    public var solutionID: SolutionID?
    /// Whether it is a new contract.
    public var agreementType: AgreementType?
    /// What the whole contract is worth.
    public var contractValue: Money?
    /// What the solution's part of it is worth.
    public var solutionValue: Money?
    /// Where it runs.
    public var deployment: Deployment?
    /// In whose tenant.
    public var tenant: Tenant?
    /// When the contract was signed.
    public var signedOn: Day?
    /// When it begins.
    public var startsOn: Day?
    /// The last day of it; nil for ever.
    public var endsOn: Day?
    /// Whom the reviewer may ask, and who is told of decisions.
    public var contact = RegistrationContact()

    /// Fields as a win leaves them: for the first of the eligible solutions, else empty.
    public init(eligible: [SolutionID] = []) { solutionID = eligible.first }
}

/// Somebody who answers for a registration; usually of the partner's own.
public struct RegistrationContact: Hashable, Sendable {
    /// The name.
    public var name: String?
    /// The number.
    public var phone: PhoneNumber?
    /// The address.
    public var email: EmailAddress?

    /// Makes a contact, empty by default.
    public init(name: String? = nil, phone: PhoneNumber? = nil, email: EmailAddress? = nil) {
        self.name = name
        self.phone = phone
        self.email = email
    }
}

/// What a PATCH of a registration sets; nil leaves a member as it is, and `.some(nil)` clears it.
public struct RegistrationPatch: Sendable {
    /// The new solution.
    public var solutionID: SolutionID??
    /// The new type.
    public var agreementType: RegistrationFields.AgreementType??
    /// The new value of the contract.
    public var contractValue: MoneyPatch??
    /// The new value of the solution.
    public var solutionValue: MoneyPatch??
    /// The new place.
    public var deployment: RegistrationFields.Deployment??
    /// The new tenant.
    public var tenant: RegistrationFields.Tenant??
    /// The new date of signature.
    public var signedOn: Day??
    /// The new begin.
    public var startsOn: Day??
    /// The new end.
    public var endsOn: Day??
    /// What changes of the contact.
    public var contact = RegistrationContactPatch()

    /// Makes an empty patch.
    public init() {}

    /// The fields with the patch applied. Throws `invalid` where an amount does not suit the currency that it meets.
    public func applied(to fields: RegistrationFields) throws(ReferralError) -> RegistrationFields {
        var changed = fields
        if let solutionID { changed.solutionID = solutionID }
        if let agreementType { changed.agreementType = agreementType }
        if let deployment { changed.deployment = deployment }
        if let tenant { changed.tenant = tenant }
        if let signedOn { changed.signedOn = signedOn }
        if let startsOn { changed.startsOn = startsOn }
        if let endsOn { changed.endsOn = endsOn }
        changed.contact = contact.applied(to: fields.contact)
        if let contractValue {
            changed.contractValue = try Self.applied(contractValue, to: fields.contractValue, at: "/contractValue")
        }
        if let solutionValue {
            changed.solutionValue = try Self.applied(solutionValue, to: fields.solutionValue, at: "/solutionValue")
        }
        return changed
    }

    private static func applied(
        _ patch: MoneyPatch?, to money: Money?, at pointer: String
    ) throws(ReferralError) -> Money? {
        guard let patch else { return nil }
        return try patch.applied(to: money, at: pointer)
    }
}

/// What a PATCH sets of a registration's contact; nil leaves a member as it is, and `.some(nil)` clears it.
public struct RegistrationContactPatch: Sendable {
    /// The new name.
    public var name: String??
    /// The new number.
    public var phone: PhoneNumber??
    /// The new address.
    public var email: EmailAddress??

    /// Makes an empty patch.
    public init() {}

    /// Clears the whole contact.
    public static let clearing: RegistrationContactPatch = {
        var patch = RegistrationContactPatch()
        (patch.name, patch.phone, patch.email) = (.some(nil), .some(nil), .some(nil))
        return patch
    }()

    func applied(to contact: RegistrationContact) -> RegistrationContact {
        var changed = contact
        if let name { changed.name = name }
        if let phone { changed.phone = phone }
        if let email { changed.email = email }
        return changed
    }
}

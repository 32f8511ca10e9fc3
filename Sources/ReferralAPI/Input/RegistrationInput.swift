import JSON
import Referrals

/// What may be said with a submission or an approval.
struct OptionalMessage: Sendable {
    let message: String?
}

/// The bodies of solutions and registrations.
extension Fields {
    /// `id` may stand in the body when it is that of the path.
    mutating func solution(_ id: SolutionID) -> (name: String, isEligible: Bool)? {
        if let given = optional("id", Convert.string), given != id.description {
            fault("id", .invalidValue, "Must be the one in the path, or left out.")
        }
        readOnly("version", "createdAt", "updatedAt")
        let name = required("name", Convert.line(200))
        let isEligible = required("registrationEligible", Convert.bool)
        guard let name, let isEligible else { return nil }
        return (name, isEligible)
    }

    mutating func registrationPatch() -> RegistrationPatch? {
        readOnly(
            "id", "engagementId", "status", "eligibleSolutions", "messages", "allowedActions", "firstSubmittedAt",
            "submittedAt", "decidedAt", "createdAt", "updatedAt", "version")
        var patch = RegistrationPatch()
        patch.solutionID = change("solutionId", Convert.solution).optional
        patch.agreementType = change("agreementType", Convert.oneOf(RegistrationFields.AgreementType.self)).optional
        patch.contractValue = changeObject("contractValue") { $0.moneyPatch() }.optional
        patch.solutionValue = changeObject("solutionValue") { $0.moneyPatch() }.optional
        patch.deployment = change("deployment", Convert.oneOf(RegistrationFields.Deployment.self)).optional
        patch.tenant = change("tenant", Convert.oneOf(RegistrationFields.Tenant.self)).optional
        patch.signedOn = change("signedOn", Convert.day).optional
        patch.startsOn = change("startsOn", Convert.day).optional
        patch.endsOn = change("endsOn", Convert.day).optional
        switch changeObject("contact", { $0.registrationContactPatch() }) {
        case .absent: break
        case .clear: patch.contact = .clearing
        case .set(let contact): patch.contact = contact
        }
        return patch
    }

    private mutating func registrationContactPatch() -> RegistrationContactPatch? {
        var patch = RegistrationContactPatch()
        patch.name = changedText("name", Convert.line(200))
        patch.phone = changedText("phone", Convert.phone)
        patch.email = changedText("email", Convert.email)
        return patch
    }

    mutating func submission() -> OptionalMessage? {
        OptionalMessage(message: optionalText("message", Convert.block(10_000)))
    }

    mutating func approval() -> OptionalMessage? {
        OptionalMessage(message: optionalText("note", Convert.block(10_000)))
    }

    /// What a reviewer has to say.
    mutating func reviewText(_ name: String) -> String? { required(name, Convert.block(10_000)) }
}

extension Convert {
    fileprivate static func solution(_ json: JSON) throws(Invalid) -> SolutionID {
        try text("Must be the id of a solution: a-z, 0-9 and dashes, at most 80.") { SolutionID($0) }(json)
    }
}

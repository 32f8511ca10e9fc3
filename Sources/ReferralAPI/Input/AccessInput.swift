import JSON
import Referrals

/// The bodies of keys and partners.
extension Fields {
    /// `{name, role, partnerId?, marketplaceId?, expiresAt?}`. A marketplace key without a marketplace gets `fresh`.
    mutating func newKey(fresh: MarketplaceID, now: Timestamp) -> NewAPIKey? {
        let name = required("name", Convert.line(100))
        let kind = required("role", Convert.oneOf(Role.Kind.self))
        let partner: ID<Partner>? = optional("partnerId", Convert.id)
        let marketplace = optional("marketplaceId", Convert.marketplace)
        let expiresAt = optional("expiresAt", Convert.instant)
        if let expiresAt, expiresAt <= now { fault("expiresAt", .outOfRange, "Must lie ahead.") }
        guard let kind, let role = role(kind, partner, marketplace ?? fresh), let name else { return nil }
        return NewAPIKey(name: name, role: role, expiresAt: expiresAt)
    }

    private func role(_ kind: Role.Kind, _ partner: ID<Partner>?, _ marketplace: MarketplaceID) -> Role? {
        if kind != .partner, has("partnerId") {
            fault("partnerId", .invalidValue, "Only keys of the role partner have one.")
        }
        if kind != .marketplace, has("marketplaceId") {
            fault("marketplaceId", .invalidValue, "Only keys of the role marketplace have one.")
        }
        switch kind {
        case .operator: return .operator
        case .reviewer: return .reviewer
        case .marketplace: return .marketplace(marketplace)
        case .partner:
            if !has("partnerId") { fault("partnerId", .required, "A key of the role partner needs one.") }
            return partner.map(Role.partner)
        }
    }

    mutating func newPartner() -> (name: String, email: EmailAddress?, website: WebURL?)? {
        let name = required("name", Convert.line(200))
        let email = optionalText("email", Convert.email)
        let website = optionalText("website", Convert.website)
        return name.map { ($0, email, website) }
    }

    mutating func partnerPatch() -> PartnerPatch? {
        readOnly("id", "version", "createdAt", "updatedAt")
        var patch = PartnerPatch()
        patch.name = change("name", isRequired: true, Convert.line(200)).value
        patch.email = changedText("email", Convert.email)
        patch.website = changedText("website", Convert.website)
        patch.status = change("status", isRequired: true, Convert.oneOf(Partner.Status.self)).value
        return patch
    }
}

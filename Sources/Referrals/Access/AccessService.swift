/// Keys and partners, as the operator manages them.
public struct AccessService {
    private let store: any ReferralTransaction

    /// Works in one transaction.
    public init(_ store: any ReferralTransaction) { self.store = store }

    /// Makes a key. Throws `invalid` when its partner does not exist.
    public func createKey(_ new: NewAPIKey, digest: [UInt8]) throws(ReferralError) -> APIKey {
        if let partner = new.role.partnerID, try store.partner(partner) == nil {
            throw .invalid([.invalid("/partnerId", "There is no partner with this id.")])
        }
        let key = APIKey(
            id: store.newID(), name: new.name, role: new.role, createdAt: store.now, expiresAt: new.expiresAt)
        try store.insert(key, digest: digest)
        return key
    }

    /// Revokes a key at once. Throws `notFound`.
    public func revokeKey(_ id: ID<APIKey>) throws(ReferralError) {
        guard try store.revokeKey(id) else { throw .notFound }
    }

    /// Makes a partner.
    public func createPartner(
        name: String, email: EmailAddress?, website: WebURL?
    ) throws(ReferralError) -> Partner {
        let partner = Partner(
            id: store.newID(), name: name, email: email, website: website, createdAt: store.now,
            updatedAt: store.now)
        try store.insert(partner)
        return partner
    }

    /// Changes a partner. Throws `notFound` and `stale`.
    public func updatePartner(
        _ id: ID<Partner>, if condition: VersionCondition, _ patch: PartnerPatch
    ) throws(ReferralError) -> Partner {
        guard let partner = try store.partner(id) else { throw .notFound }
        try condition.check(partner.tag)
        var changed = patch.applied(to: partner)
        guard changed != partner else { return partner }
        changed.version += 1
        changed.updatedAt = store.now
        try store.update(changed)
        return changed
    }
}

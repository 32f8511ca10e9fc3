/// Somebody who is asked: the profile, and the location whose contact is told.
struct AskedProvider {
    let profile: Profile
    let location: Location
}

/// Judges whom an RFI may go to, all faults at once.
struct RecipientCheck {
    /// For how long nobody is asked the same by the same customer again.
    static let duplicateWindow = TimeSpan.hours(24)

    /// The profiles that were asked already.
    let asked: Set<ID<Profile>>
    private let store: any ReferralTransaction
    private let rfi: RFI
    private let allowsDuplicate: Bool

    init(_ store: any ReferralTransaction, _ rfi: RFI, asked: Set<ID<Profile>> = [], allowsDuplicate: Bool) {
        self.store = store
        self.rfi = rfi
        self.asked = asked
        self.allowsDuplicate = allowsDuplicate
    }

    /// Whom the choices stand for. Throws `invalid`, `recipientsUnavailable` or `duplicateRFI`, in this order, each
    /// with every recipient it is about.
    func resolve(_ choices: [RecipientChoice]) throws(ReferralError) -> [AskedProvider] {
        let profiles = try find(choices)
        var available: [AskedProvider] = []
        var faults: [FieldFault] = []
        for (index, profile) in profiles.enumerated() {
            if let reason = try unavailability(profile) {
                faults.append(.invalid("/recipients/\(index)", reason))
            } else if let location = profile.location(for: choices[index], near: rfi.inquiry.customer.address) {
                available.append(AskedProvider(profile: profile, location: location))
            }
        }
        guard faults.isEmpty else { throw .recipientsUnavailable(faults) }
        try checkDuplicates(available)
        return available
    }

    /// The provider when it can take the RFI, else nil.
    func available(_ id: ID<Profile>, _ location: ID<Location>) throws(ReferralError) -> AskedProvider? {
        guard let profile = try store.profile(id, .operator), try unavailability(profile) == nil else { return nil }
        return profile.locations.first { $0.id == location }.map { AskedProvider(profile: profile, location: $0) }
    }

    /// Who was asked the same by the same customer a short while ago, with the RFI that did. Requests that were taken
    /// back don't count.
    func askedTheSame() throws(ReferralError) -> [ID<Profile>: ID<RFI>] {
        guard let email = rfi.inquiry.customer.contact?.email else { return [:] }
        let since = store.now - Self.duplicateWindow
        var earlier: [ID<Profile>: ID<RFI>] = [:]
        for other in try store.rfis(asking: rfi.inquiry.need, of: email, in: rfi.marketplaceID, since: since)
        where other.id != rfi.id && other.status == .open {
            for engagement in try store.engagements(of: other.id) { earlier[engagement.profileID] = other.id }
        }
        return earlier
    }

    /// The profiles that are named, one a choice.
    private func find(_ choices: [RecipientChoice]) throws(ReferralError) -> [Profile] {
        var found: [Profile] = []
        var faults: [FieldFault] = []
        for (index, choice) in choices.enumerated() {
            let pointer = "/recipients/\(index)"
            guard let profile = try store.profile(choice.profileID, .operator), profile.has(choice.locationID) else {
                faults.append(.invalid(pointer, "There is no such profile, or no such location of it."))
                continue
            }
            if found.contains(where: { $0.id == profile.id }) {
                faults.append(.invalid(pointer, "This profile stands in the list already."))
            }
            found.append(profile)
        }
        guard faults.isEmpty else { throw .invalid(faults) }
        return found
    }

    private func unavailability(_ profile: Profile) throws(ReferralError) -> String? {
        if asked.contains(profile.id) { return "This provider was asked already." }
        guard profile.status == .active, try store.partner(profile.partnerID)?.status == .active else {
            return "This provider takes no requests at present."
        }
        let serves = profile.serves(rfi.inquiry.customer.size)
        return serves ? nil : "This provider does not serve customers of this size."
    }

    private func checkDuplicates(_ recipients: [AskedProvider]) throws(ReferralError) {
        guard !allowsDuplicate else { return }
        let earlier = try askedTheSame()
        var first: ID<RFI>?
        var faults: [FieldFault] = []
        for (index, recipient) in recipients.enumerated() {
            guard let id = earlier[recipient.profile.id] else { continue }
            first = first ?? id
            faults.append(
                .invalid("/recipients/\(index)", "The RFI \(id) asked this provider the same within the last 24 hours.")
            )
        }
        if let first { throw .duplicateRFI(earlier: first, faults) }
    }
}

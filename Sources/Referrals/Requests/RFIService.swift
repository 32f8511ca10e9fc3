/// Requests for information, as marketplaces make them.
public struct RFIService {
    private let store: any ReferralTransaction
    private let cause: Cause

    /// Works in one transaction for one caller.
    public init(_ store: any ReferralTransaction, cause: Cause) {
        self.store = store
        self.cause = cause
    }

    /// Makes an RFI and an engagement for each recipient, or nothing. Throws `invalid` for recipients that don't
    /// exist or stand twice, `recipientsUnavailable` for those that can't take it; both name every such recipient.
    public func submit(
        _ inquiry: Inquiry, to choices: [RecipientChoice], marketplace: MarketplaceID
    ) throws(ReferralError) -> RFIView {
        let recipients = try resolve(choices, inquiry.customer)
        let rfi = RFI(
            id: store.newID(), marketplaceID: marketplace, inquiry: inquiry, createdAt: store.now,
            updatedAt: store.now)
        let clocks = EngagementClocks(
            createdAt: store.now, policy: store.policy.response, directContact: inquiry.directContact)
        let engagements = recipients.map { recipient in
            NewEngagement(
                engagement: Engagement(
                    id: store.newID(), rfiID: rfi.id, marketplaceID: marketplace,
                    partnerID: recipient.profile.partnerID, profileID: recipient.profile.id,
                    locationID: recipient.location.id, clocks: clocks),
                displayName: recipient.profile.details.displayName ?? "")
        }
        try store.insert(rfi, engagements)
        try record(rfi, engagements)
        return RFIView(rfi: rfi, recipients: engagements.map(Recipient.init))
    }

    private struct Resolved {
        let profile: Profile
        let location: Location
    }

    private func resolve(
        _ choices: [RecipientChoice], _ customer: Customer
    ) throws(ReferralError) -> [Resolved] {
        var resolved: [Resolved] = []
        var invalid: [FieldFault] = []
        var unavailable: [FieldFault] = []
        var asked: Set<ID<Profile>> = []
        for (index, choice) in choices.enumerated() {
            let pointer = "/recipients/\(index)"
            guard let profile = try store.profile(choice.profileID, .operator),
                profile.has(choice.locationID)
            else {
                invalid.append(.invalid(pointer, "There is no such profile, or no such location of it."))
                continue
            }
            if !asked.insert(profile.id).inserted {
                invalid.append(.invalid(pointer, "This profile stands in the list already."))
            } else if let reason = try unavailability(profile, customer.size) {
                unavailable.append(.invalid(pointer, reason))
            } else if let location = profile.location(for: choice, near: customer.address) {
                resolved.append(Resolved(profile: profile, location: location))
            }
        }
        guard invalid.isEmpty else { throw .invalid(invalid) }
        guard unavailable.isEmpty else { throw .recipientsUnavailable(unavailable) }
        return resolved
    }

    private func unavailability(_ profile: Profile, _ size: CustomerSize) throws(ReferralError) -> String? {
        guard profile.status == .active, try store.partner(profile.partnerID)?.status == .active else {
            return "This provider takes no requests at present."
        }
        return profile.serves(size) ? nil : "This provider does not serve customers of this size."
    }

    private func record(_ rfi: RFI, _ engagements: [NewEngagement]) throws(ReferralError) {
        try store.record(
            Event(
                type: .rfiSubmitted, occurredAt: rfi.createdAt, subject: .rfi(rfi.id),
                audience: Audience(marketplaceID: rfi.marketplaceID), cause: cause))
        for new in engagements {
            try store.record(
                Event(
                    type: .engagementCreated, occurredAt: rfi.createdAt,
                    subject: .engagement(new.engagement.id),
                    engagementID: new.engagement.id, audience: Audience(partnerID: new.engagement.partnerID),
                    cause: cause))
        }
    }
}

extension Profile {
    /// Whether the location is one of this profile; true when none is named.
    fileprivate func has(_ location: ID<Location>?) -> Bool {
        location == nil || locations.contains { $0.id == location }
    }

    /// The location that was chosen, or else the nearest one; an active profile has one.
    fileprivate func location(for choice: RecipientChoice, near address: Address) -> Location? {
        guard let wanted = choice.locationID else { return nearest(to: address) }
        return locations.first { $0.id == wanted }
    }

    /// The location that shares most with the address, going from country over state to city; the first of equals. A
    /// profile without locations, which is never active, has none.
    package func nearest(to address: Address) -> Location? {
        var best: (location: Location, score: Int)?
        for location in locations {
            let score = location.details.address.closeness(to: address)
            if best.map({ score > $0.score }) ?? true { best = (location, score) }
        }
        return best?.location
    }
}

extension Address {
    /// 0 in another country, at least 1 in the same. There the state counts more than the city; one that is not
    /// given is no state in common.
    fileprivate func closeness(to other: Address) -> Int {
        guard country == other.country else { return 0 }
        let sharesState = state != nil && state?.lowercased() == other.state?.lowercased()
        let sharesCity = city.lowercased() == other.city.lowercased()
        return 1 + (sharesState ? 2 : 0) + (sharesCity ? 1 : 0)
    }
}

extension Recipient {
    fileprivate init(_ new: NewEngagement) {
        self.init(
            profileID: new.engagement.profileID, displayName: new.displayName,
            status: Status(new.engagement.state),
            respondedAt: nil)
    }
}

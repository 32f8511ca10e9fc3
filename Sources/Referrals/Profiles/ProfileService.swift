/// Business profiles and their locations. Every change of a location is one of its profile.
public struct ProfileService {
    private let store: any ReferralTransaction
    private let scope: Scope
    private let cause: Cause

    /// Works in one transaction for one caller.
    public init(_ store: any ReferralTransaction, scope: Scope, cause: Cause) {
        self.store = store
        self.scope = scope
        self.cause = cause
    }

    /// Makes a draft. Throws `invalid` when the partner does not exist or the response window is too long,
    /// `profileExists` when it has one for the country.
    public func create(
        for partner: ID<Partner>, country: CountryCode, _ details: ProfileDetails
    ) throws(ReferralError) -> Profile {
        try check(details.responseWindow)
        guard try store.partner(partner) != nil else {
            throw .invalid([.invalid("/partnerId", "There is no partner with this id.")])
        }
        if let existing = try store.profileID(of: partner, country: country) {
            throw .profileExists(id: existing)
        }
        let profile = Profile(
            id: store.newID(), partnerID: partner, country: country, details: details, createdAt: store.now)
        try store.insert(profile)
        return profile
    }

    /// Changes a profile. Throws `notFound`, `stale`, and `profileIncomplete` when an active one would lack something.
    public func update(
        _ id: ID<Profile>, if condition: VersionCondition, _ patch: ProfilePatch
    ) throws(ReferralError) -> Profile {
        let profile = try found(id, condition)
        if case .some(let window) = patch.responseWindow { try check(window) }
        var changed = profile
        changed.details = patch.applied(to: profile.details)
        return try save(changed, from: profile)
    }

    /// Deletes a profile for good; its country is free again and its engagements stay.
    public func delete(_ id: ID<Profile>, if condition: VersionCondition) throws(ReferralError) {
        let profile = try found(id, condition)
        try store.deleteProfile(id)
        try record(.profileDeleted, profile, changes: [])
    }

    /// Makes a profile active. Throws `profileIncomplete`, and `invalidTransition` when it is active already.
    public func activate(_ id: ID<Profile>, if condition: VersionCondition) throws(ReferralError) -> Profile {
        let profile = try found(id, condition)
        guard profile.status != .active else {
            throw .invalidTransition(detail: "The profile is active already.")
        }
        guard profile.missing.isEmpty else { throw .profileIncomplete(profile.missing) }
        var changed = profile
        changed.status = .active
        changed.activatedAt = store.now
        return try save(changed, from: profile, as: .profileActivated)
    }

    /// Makes a profile inactive. Throws `invalidTransition` unless it is active.
    public func deactivate(_ id: ID<Profile>, if condition: VersionCondition) throws(ReferralError) -> Profile {
        let profile = try found(id, condition)
        guard profile.status == .active else {
            throw .invalidTransition(
                detail: "Only an active profile can be deactivated; this one is \(profile.status).")
        }
        var changed = profile
        changed.status = .inactive
        return try save(changed, from: profile, as: .profileDeactivated)
    }

    /// Adds a location. Throws `limitReached` beyond 5, and `invalid` outside the profile's country.
    public func addLocation(
        to id: ID<Profile>, if condition: VersionCondition, _ details: LocationDetails
    ) throws(ReferralError) -> (profile: Profile, location: Location) {
        let profile = try found(id, condition)
        try checkCountry(details, of: profile)
        guard profile.locations.count < Profile.maximumLocations else {
            throw .limitReached(detail: "A profile has at most \(Profile.maximumLocations) locations.")
        }
        let location = Location(id: store.newID(), details: details)
        var changed = profile
        changed.locations.append(location)
        return (try save(changed, from: profile), location)
    }

    /// Changes a location. Throws as `addLocation` and `update` do.
    public func updateLocation(
        _ location: ID<Location>, of id: ID<Profile>, if condition: VersionCondition, _ patch: LocationPatch
    ) throws(ReferralError) -> (profile: Profile, location: Location) {
        let (profile, index) = try found(location, of: id, condition)
        var changed = profile
        changed.locations[index].details = try patch.applied(to: profile.locations[index].details)
        try checkCountry(changed.locations[index].details, of: profile)
        let saved = try save(changed, from: profile)
        return (saved, saved.locations[index])
    }

    /// Removes a location. Throws `profileIncomplete` for the last one of an active profile.
    public func removeLocation(
        _ location: ID<Location>, of id: ID<Profile>, if condition: VersionCondition
    ) throws(ReferralError) {
        let (profile, index) = try found(location, of: id, condition)
        var changed = profile
        changed.locations.remove(at: index)
        _ = try save(changed, from: profile)
    }

    private func found(_ id: ID<Profile>, _ condition: VersionCondition) throws(ReferralError) -> Profile {
        guard let profile = try store.profile(id, scope) else { throw .notFound }
        try condition.check(profile.tag)
        return profile
    }

    private func found(
        _ location: ID<Location>, of id: ID<Profile>, _ condition: VersionCondition
    ) throws(ReferralError) -> (Profile, Int) {
        guard let profile = try store.profile(id, scope),
            let index = profile.locations.firstIndex(where: { $0.id == location })
        else { throw .notFound }
        try condition.check(profile.tag)
        return (profile, index)
    }

    private func checkCountry(_ details: LocationDetails, of profile: Profile) throws(ReferralError) {
        guard details.address.country == profile.country else {
            throw .invalid([
                .invalid(
                    "/address/country", "A location is in the country of its profile, \(profile.country).")
            ])
        }
    }

    /// A profile may give less time than the service, never more, nor so little that nobody can answer.
    private func check(_ responseWindow: TimeSpan?) throws(ReferralError) {
        let most = store.policy.response.responseWindow
        let least = min(TimeSpan.minutes(1), most)
        guard let responseWindow, !(least...most).contains(responseWindow) else { return }
        throw .invalid([
            FieldFault(
                pointer: "/responseWindow", code: "out_of_range",
                detail: "Must be \(least) to \(most), the response window of the service.")
        ])
    }

    private func save(
        _ changed: Profile, from profile: Profile, as type: EventType = .profileUpdated
    ) throws(ReferralError) -> Profile {
        guard changed != profile || !changed.details.isShown(like: profile.details) else { return profile }
        guard changed.status != .active || changed.missing.isEmpty else {
            throw .profileIncomplete(changed.missing)
        }
        var next = changed
        next.version += 1
        next.updatedAt = store.now
        try store.update(next)
        try record(type, next, changes: next.changes(since: profile))
        return next
    }

    private func record(_ type: EventType, _ profile: Profile, changes: [FieldChange]) throws(ReferralError) {
        try store.record(
            Event(
                type: type, occurredAt: store.now, subject: .profile(profile.id),
                audience: Audience(partnerID: profile.partnerID), cause: cause, changes: changes))
    }
}

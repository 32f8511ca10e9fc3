@testable import Referrals

/// A partner's profile in a store, and the service for that partner.
struct ProfileBench {
    let store = MemoryStore()
    let partner = Sample.partner(1)
    let profile: Profile
    let service: ProfileService

    /// Five hours after the profile was made.
    init(_ status: Profile.Status = .draft, cities: [String] = ["Munich"]) throws {
        profile = try Sample.profile(1, of: partner, status: status, cities: cities)
        service = ProfileService(store, scope: .partner(partner.id), cause: Sample.cause)
        store.insert(partner)
        store.insert(profile)
        store.now = Sample.instant + .hours(5)
        store.forgetWrites()
    }

    var id: ID<Profile> { profile.id }

    /// The profile as it is stored now.
    var stored: Profile? { store.profiles[id] }

    /// The same store, as another partner meets it.
    var strangers: ProfileService {
        ProfileService(store, scope: .partner(ID(high: 1, low: 99)), cause: Sample.cause)
    }
}

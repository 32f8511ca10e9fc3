@testable import Referrals

/// An engagement in a store, and the service for its partner.
struct EngagementBench {
    let store = MemoryStore()
    let engagement: Engagement
    let service: EngagementService

    /// Five hours after the engagement was made.
    init(_ state: EngagementState = .new, contacts: Int = 0) throws {
        var engagement = try Sample.engagement(state)
        engagement.contactCount = contacts
        self.engagement = engagement
        service = EngagementService(store, scope: .partner(engagement.partnerID), cause: Sample.cause)
        store.now = Sample.instant + .hours(5)
        let rfi = try Sample.rfi()
        store.insert(rfi)
        store.insert(engagement, of: rfi, as: "Contoso")
        for index in 0..<contacts {
            let contact = Contact(
                id: store.newID(), details: Sample.contact("Contact \(index)"), createdAt: Sample.instant,
                updatedAt: Sample.instant)
            store.insert(contact, of: engagement.id)
        }
        store.forgetWrites()
    }

    var id: ID<Engagement> { engagement.id }

    /// The engagement as it is stored now.
    var stored: Engagement? { store.engagements[id] }

    /// The same store, as another partner meets it.
    var strangers: EngagementService {
        EngagementService(store, scope: .partner(ID(high: 1, low: 99)), cause: Sample.cause)
    }
}

import Referrals

/// A store for the tests of the services: dictionaries, a clock that stands still, and a list of what was
/// recorded. It is one transaction for as long as it lives, and undoes nothing: `writes` tells whether a
/// refused command wrote.
final class MemoryStore {
    /// Set by tests that need another instant.
    var now = Sample.instant
    var policy = Policy(response: Sample.policy)
    private(set) var writes = 0
    private(set) var events: [Event] = []
    /// The mail that is queued, oldest first.
    var queue: [Notification] = []

    private(set) var keys: [ID<APIKey>: APIKey] = [:]
    private(set) var partners: [ID<Partner>: Partner] = [:]
    private(set) var profiles: [ID<Profile>: Profile] = [:]
    private(set) var rfis: [ID<RFI>: RFI] = [:]
    /// Every provider, the best first.
    var ranked: [Provider] = []
    private(set) var names: [ID<Profile>: String] = [:]
    private(set) var erased: [ID<RFI>] = []
    var webhooks: [ID<Webhook>: Webhook] = [:]
    var deliveries: [ID<WebhookDelivery>: WebhookDelivery] = [:]
    /// What was asked to be sent again.
    var redelivered: [ClosedRange<Int>] = []
    private(set) var engagements: [ID<Engagement>: Engagement] = [:]
    private(set) var contacts: [ID<Contact>: (contact: Contact, engagement: ID<Engagement>)] = [:]
    private(set) var notes: [ID<Note>: (note: Note, engagement: ID<Engagement>)] = [:]
    private(set) var solutions: [SolutionID: Solution] = [:]
    private(set) var registrations: [ID<Registration>: Registration] = [:]
    private(set) var customers: [ID<Registration>: CustomerTraits] = [:]
    private var lastID: UInt64 = 0

    func write(_ change: () -> Void) {
        writes += 1
        change()
    }

    /// Counts from here: what was written before belongs to the set-up of a test.
    func forgetWrites() {
        writes = 0
        events = []
        queue = []
    }

    /// The notes of an engagement, oldest first.
    func notes(of engagement: ID<Engagement>) -> [Note] {
        notes.values.filter { $0.engagement == engagement }.map(\.note).sorted { $0.id < $1.id }
    }

    /// The contacts of an engagement, oldest first.
    func contacts(of engagement: ID<Engagement>) -> [Contact] {
        contacts.values.filter { $0.engagement == engagement }.map(\.contact).sorted { $0.id < $1.id }
    }

    /// Puts an engagement of an RFI that is there.
    func insert(_ engagement: Engagement) { write { engagements[engagement.id] = engagement } }
}

extension MemoryStore: ReferralTransaction {
    func newID<Entity>() -> ID<Entity> {
        lastID += 1
        return ID(high: 0, low: lastID)
    }

    func partner(_ id: ID<Partner>) -> Partner? { partners[id] }
    func key(_ id: ID<APIKey>) -> APIKey? { keys[id] }

    func insert(_ key: APIKey, digest: [UInt8]) { write { keys[key.id] = key } }
    func revokeKey(_ id: ID<APIKey>) -> Bool {
        guard keys[id] != nil else { return false }
        write { keys[id] = nil }
        return true
    }
    func insert(_ partner: Partner) { write { partners[partner.id] = partner } }
    func update(_ partner: Partner) { insert(partner) }

    func profile(_ id: ID<Profile>, _ scope: Scope) -> Profile? {
        profiles[id].flatMap { scope.allows($0.partnerID) ? $0 : nil }
    }
    func profileID(of partner: ID<Partner>, country: CountryCode) -> ID<Profile>? {
        profiles.values.first { $0.partnerID == partner && $0.country == country }?.id
    }
    func insert(_ profile: Profile) { write { profiles[profile.id] = profile } }
    func update(_ profile: Profile) { insert(profile) }
    func deleteProfile(_ id: ID<Profile>) { write { profiles[id] = nil } }

    func rfi(_ id: ID<RFI>, _ scope: Scope) -> RFI? { rfis[id] }
    func rfiView(_ id: ID<RFI>, _ scope: Scope) throws(ReferralError) -> RFIView? {
        guard let rfi = rfis[id] else { return nil }
        let recipients = engagements(of: id).map { engagement in
            Recipient(
                profileID: engagement.profileID, displayName: names[engagement.profileID] ?? "",
                status: Recipient.Status(engagement.state), respondedAt: engagement.respondedAt)
        }
        return try RFIView(rfi: rfi, recipients: recipients) { () in
            alternatives(for: rfi.inquiry, besides: AskedProviders(engagements(of: id)), limit: 5)
        }
    }
    func alternatives(for inquiry: Inquiry, besides asked: AskedProviders, limit: Int) -> [Provider] {
        let others = ranked.filter {
            !asked.profiles.contains($0.profileID) && !asked.partners.contains($0.partnerID)
        }
        return Array(others.prefix(limit))
    }
    func rfis(
        asking need: Need, of email: EmailAddress, in marketplace: MarketplaceID, since instant: Timestamp
    ) -> [RFI] {
        rfis.values.filter { rfi in
            rfi.marketplaceID == marketplace && rfi.createdAt > instant && rfi.inquiry.need.asksTheSame(as: need)
                && rfi.inquiry.customer.contact?.email.text.lowercased() == email.text.lowercased()
        }
        .sorted { $0.id < $1.id }
    }
    func insert(_ rfi: RFI) { write { rfis[rfi.id] = rfi } }
    func update(_ rfi: RFI) { insert(rfi) }
    func erasePerson(of rfi: RFI) { write { erased.append(rfi.id) } }
    func insert(_ engagement: Engagement, of rfi: RFI, as displayName: String) {
        names[engagement.profileID] = displayName
        insert(engagement)
    }
    func engagements(of rfi: ID<RFI>) -> [Engagement] {
        engagements.values.filter { $0.rfiID == rfi }.sorted { $0.id < $1.id }
    }

    func engagement(_ id: ID<Engagement>, _ scope: Scope) -> Engagement? {
        engagements[id].flatMap { scope.allows($0.partnerID) ? $0 : nil }
    }
    func engagementView(_ id: ID<Engagement>, _ scope: Scope) throws(ReferralError) -> EngagementView? {
        guard let engagement = engagement(id, scope) else { return nil }
        guard let rfi = rfis[engagement.rfiID] else { throw .internalFault("an engagement without its RFI") }
        return EngagementView(engagement: engagement, inquiry: rfi.inquiry, contacts: contacts(of: id))
    }
    func update(_ engagement: Engagement, from old: Engagement) throws(ReferralError) {
        guard engagements[old.id] == old else { throw .internalFault("written over what was not read") }
        insert(engagement)
    }

    func contact(_ id: ID<Contact>, of engagement: ID<Engagement>) -> Contact? {
        contacts[id].flatMap { $0.engagement == engagement ? $0.contact : nil }
    }
    func insert(_ contact: Contact, of engagement: ID<Engagement>) {
        write { contacts[contact.id] = (contact, engagement) }
    }
    func update(_ contact: Contact, of engagement: ID<Engagement>) { insert(contact, of: engagement) }
    func deleteContact(_ id: ID<Contact>, of engagement: ID<Engagement>) { write { contacts[id] = nil } }

    func note(_ id: ID<Note>, of engagement: ID<Engagement>) -> Note? {
        notes[id].flatMap { $0.engagement == engagement ? $0.note : nil }
    }
    func insert(_ note: Note, of engagement: ID<Engagement>) { write { notes[note.id] = (note, engagement) } }
    func update(_ note: Note, of engagement: ID<Engagement>) { insert(note, of: engagement) }
    func deleteNote(_ id: ID<Note>, of engagement: ID<Engagement>) { write { notes[id] = nil } }

    func record(_ event: Event) { write { events.append(event) } }

    func solution(_ id: SolutionID) -> Solution? { solutions[id] }
    func put(_ solution: Solution) { write { solutions[solution.id] = solution } }
    func deleteSolution(_ id: SolutionID) { write { solutions[id] = nil } }

    func registration(of engagement: ID<Engagement>, _ scope: Scope) -> Registration? {
        registrations.values.first { $0.engagementID == engagement && scope.allows($0.partnerID) }
    }
    func review(_ id: ID<Registration>, _ scope: Scope) throws(ReferralError) -> RegistrationReview? {
        guard let registration = registrations[id], let submittedAt = registration.submittedAt,
            scope == .reviewer || scope.allows(registration.partnerID),
            let engagement = engagements[registration.engagementID], let rfi = rfis[engagement.rfiID]
        else { return nil }
        return RegistrationReview(
            registration: registration, company: rfi.inquiry.customer.company,
            partnerName: partners[registration.partnerID]?.name ?? "",
            key: RegistrationKey(submittedAt: submittedAt, row: 1), rfiID: rfi.id)
    }
    func insert(_ registration: Registration, for customer: CustomerTraits) {
        write {
            registrations[registration.id] = registration
            customers[registration.id] = customer
        }
    }
    func update(_ registration: Registration, from old: Registration) throws(ReferralError) {
        guard registrations[old.id] == old else { throw .internalFault("written over what was not read") }
        write { registrations[registration.id] = registration }
    }
}

extension Scope {
    fileprivate func allows(_ partner: ID<Partner>) -> Bool {
        switch self {
        case .operator: true
        case .partner(let id): id == partner
        case .marketplace, .reviewer: false
        }
    }
}

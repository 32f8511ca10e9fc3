// What the rules need of a store. The implementation keeps these promises: a reader sees one state of the database; a
// transaction is all or nothing, together with everything that is recorded in it; nobody sees a new engagement whose
// time has run out. Methods throw `storageUnavailable` when the disk fails and `internalFault` on damaged data.

/// One consistent look at the data.
public protocol ReferralReader: FeedReader, WebhookReader, NotificationReader, InsightReader, RegistrationReader {
    /// The instant of the look.
    var now: Timestamp { get }
    /// What the rules go by.
    var policy: Policy { get }

    /// A key by its id.
    func key(_ id: ID<APIKey>) throws(ReferralError) -> APIKey?
    /// A key and its standing by the SHA-256 of its secret.
    func credential(digest: [UInt8]) throws(ReferralError) -> Credential?
    /// Keys that are not revoked, newest first.
    func keys(_ query: KeyQuery, _ page: PageRequest<ID<APIKey>>) throws(ReferralError) -> Page<
        APIKey, ID<APIKey>
    >

    /// A partner by its id.
    func partner(_ id: ID<Partner>) throws(ReferralError) -> Partner?
    /// Partners, newest first.
    func partners(
        statuses: [Partner.Status]?, _ page: PageRequest<ID<Partner>>
    ) throws(ReferralError) -> Page<Partner, ID<Partner>>

    /// A profile with its locations.
    func profile(_ id: ID<Profile>, _ scope: Scope) throws(ReferralError) -> Profile?
    /// The profile of a partner for a country.
    func profileID(of partner: ID<Partner>, country: CountryCode) throws(ReferralError) -> ID<Profile>?
    /// Profiles, newest first.
    func profiles(
        _ query: ProfileQuery, _ scope: Scope, _ page: PageRequest<ID<Profile>>
    ) throws(ReferralError) -> Page<Profile, ID<Profile>>

    /// Locations of active profiles of active partners, the best first. A search considers at most 10,000 profiles.
    func providers(
        _ query: ProviderQuery, _ page: PageRequest<ProviderKey>
    ) throws(ReferralError) -> Page<Provider, ProviderKey>
    /// The best providers for an inquiry, at most `limit`, besides those who were asked already; each with its location
    /// nearest to the customer. They are for the customer's country or for that of a profile already
    /// asked, serve the customer's size, and have at least one of the need's tags, should it have any.
    func alternatives(
        for inquiry: Inquiry, besides asked: AskedProviders, limit: Int
    ) throws(ReferralError) -> [Provider]

    /// An RFI alone.
    func rfi(_ id: ID<RFI>, _ scope: Scope) throws(ReferralError) -> RFI?
    /// An RFI as its customer sees it.
    func rfiView(_ id: ID<RFI>, _ scope: Scope) throws(ReferralError) -> RFIView?
    /// RFIs of a marketplace in which a customer with this address asked the same after an instant. Case makes no
    /// difference.
    func rfis(
        asking need: Need, of email: EmailAddress, in marketplace: MarketplaceID, since instant: Timestamp
    ) throws(ReferralError) -> [RFI]
    /// RFIs by creation.
    func rfis(_ query: RFIQuery, _ scope: Scope, _ page: PageRequest<ID<RFI>>) throws(ReferralError)
        -> Page<RFIView, ID<RFI>>

    /// An engagement alone.
    func engagement(_ id: ID<Engagement>, _ scope: Scope) throws(ReferralError) -> Engagement?
    /// The engagements of an RFI, in the order they were made.
    func engagements(of rfi: ID<RFI>) throws(ReferralError) -> [Engagement]
    /// An engagement as its partner sees it.
    func engagementView(_ id: ID<Engagement>, _ scope: Scope) throws(ReferralError) -> EngagementView?
    /// Engagements by query. A page looks at no more than 20,000 rows, so it may be short without being the last.
    func engagements(
        _ query: EngagementQuery, _ scope: Scope, _ page: PageRequest<EngagementKey>
    ) throws(ReferralError) -> Page<EngagementView, EngagementKey>
    /// The figures of a dashboard.
    func summary(_ scope: Scope) throws(ReferralError) -> EngagementSummary
    /// The next instant at which time alone changes what lists and summaries of the scope show; nil when there is none.
    func nextInstant(_ scope: Scope) throws(ReferralError) -> Timestamp?
    /// The next instant at which the outcome of any engagement is missed; nil when there is none.
    func nextMissedOutcome() throws(ReferralError) -> Timestamp?

    /// A contact of an engagement.
    func contact(_ id: ID<Contact>, of engagement: ID<Engagement>) throws(ReferralError) -> Contact?
    /// The contacts of an engagement, in the order they were added.
    func contacts(
        of engagement: ID<Engagement>, _ page: PageRequest<ID<Contact>>
    ) throws(ReferralError) -> Page<Contact, ID<Contact>>
    /// A note of an engagement.
    func note(_ id: ID<Note>, of engagement: ID<Engagement>) throws(ReferralError) -> Note?
    /// The notes of an engagement, oldest first.
    func notes(
        of engagement: ID<Engagement>, _ page: PageRequest<ID<Note>>
    ) throws(ReferralError) -> Page<Note, ID<Note>>
    /// The history of an engagement, oldest first.
    func history(
        of engagement: ID<Engagement>, _ page: PageRequest<Int>
    ) throws(ReferralError) -> Page<HistoryEntry, Int>

    /// An answer that was stored for an `Idempotency-Key`, unless it is older than 24 h; without what it told of a
    /// customer's person who is withheld by now.
    func storedReply(_ key: IdempotencyKey) throws(ReferralError) -> StoredReply?
}

/// One transaction. What it writes is seen by nobody before it is on disk.
public protocol ReferralTransaction: ReferralReader, WebhookTransaction, NotificationTransaction,
    RegistrationTransaction
{
    /// A new id, greater than all before.
    func newID<Entity>() -> ID<Entity>

    /// Adds a key by the SHA-256 of its secret.
    func insert(_ key: APIKey, digest: [UInt8]) throws(ReferralError)
    /// Revokes a key; false when there is none.
    func revokeKey(_ id: ID<APIKey>) throws(ReferralError) -> Bool

    /// Adds a partner.
    func insert(_ partner: Partner) throws(ReferralError)
    /// Writes a partner's members.
    func update(_ partner: Partner) throws(ReferralError)

    /// Adds a profile without locations.
    func insert(_ profile: Profile) throws(ReferralError)
    /// Writes a profile's members and its locations.
    func update(_ profile: Profile) throws(ReferralError)
    /// Deletes a profile and its locations; its engagements stay.
    func deleteProfile(_ id: ID<Profile>) throws(ReferralError)

    /// Adds an RFI.
    func insert(_ rfi: RFI) throws(ReferralError)
    /// Writes an RFI's status and version.
    func update(_ rfi: RFI) throws(ReferralError)
    /// Removes the customer's person, as `rfi` has them, from everything that is stored.
    func erasePerson(of rfi: RFI) throws(ReferralError)
    /// Adds an engagement of an RFI, with the profile's name as the customer saw it.
    func insert(_ engagement: Engagement, of rfi: RFI, as displayName: String) throws(ReferralError)
    /// Writes an engagement's members; `old` is what was read in this transaction.
    func update(_ engagement: Engagement, from old: Engagement) throws(ReferralError)

    /// Adds a contact.
    func insert(_ contact: Contact, of engagement: ID<Engagement>) throws(ReferralError)
    /// Writes a contact's members.
    func update(_ contact: Contact, of engagement: ID<Engagement>) throws(ReferralError)
    /// Deletes a contact.
    func deleteContact(_ id: ID<Contact>, of engagement: ID<Engagement>) throws(ReferralError)

    /// Adds a note.
    func insert(_ note: Note, of engagement: ID<Engagement>) throws(ReferralError)
    /// Writes a note's members.
    func update(_ note: Note, of engagement: ID<Engagement>) throws(ReferralError)
    /// Deletes a note.
    func deleteNote(_ id: ID<Note>, of engagement: ID<Engagement>) throws(ReferralError)

    /// Numbers an event in its feeds and records it, with its entry in the engagement's history.
    func record(_ event: Event) throws(ReferralError)
    /// Stores the answer of an `Idempotency-Key`.
    func store(_ reply: StoredReply, for key: IdempotencyKey) throws(ReferralError)
}

/// Which keys a list is asked for.
public struct KeyQuery: Hashable, Sendable {
    /// Only these; nil for all.
    public var roles: [Role.Kind]?
    /// Only keys of this partner; nil for all.
    public var partnerID: ID<Partner>?

    /// Makes a query; nil asks for all.
    public init(roles: [Role.Kind]? = nil, partnerID: ID<Partner>? = nil) {
        self.roles = roles
        self.partnerID = partnerID
    }
}

/// Which profiles a list is asked for.
public struct ProfileQuery: Hashable, Sendable {
    /// Only these; nil for all.
    public var statuses: [Profile.Status]?
    /// Only these; nil for all.
    public var countries: [CountryCode]?

    /// Makes a query for all.
    public init() {}
}

/// Which RFIs a list is asked for.
public struct RFIQuery: Hashable, Sendable {
    /// Only these; nil for all.
    public var statuses: [RFI.Status]?
    /// When it was made.
    public var created = TimeRange()
    /// Whether the newest come first.
    public var descending = true

    /// Makes a query for all, newest first.
    public init() {}
}

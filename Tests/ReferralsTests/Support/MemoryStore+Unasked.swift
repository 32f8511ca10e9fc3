import Referrals

/// What the services never ask of a store: the API reads lists from it, and the store's own tests prove them.
extension MemoryStore {
    private func unasked<T>(_ name: String = #function) throws(ReferralError) -> T {
        throw .internalFault("no service asks for \(name)")
    }

    func insights(_ period: InsightPeriod, _ scope: Scope) throws(ReferralError) -> Insights { try unasked() }
    func insightGroups(
        _ grouping: InsightGrouping, _ period: InsightPeriod, _ page: PageRequest<String>
    ) throws(ReferralError) -> Page<InsightGroup, String> { try unasked() }
    func similar(to engagement: ID<Engagement>, _ scope: Scope) throws(ReferralError) -> [SimilarDeal] {
        try unasked()
    }
    func credential(digest: [UInt8]) throws(ReferralError) -> Credential? { try unasked() }
    func keys(
        _ query: KeyQuery, _ page: PageRequest<ID<APIKey>>
    ) throws(ReferralError) -> Page<APIKey, ID<APIKey>> { try unasked() }
    func partners(
        statuses: [Partner.Status]?, _ page: PageRequest<ID<Partner>>
    ) throws(ReferralError) -> Page<Partner, ID<Partner>> { try unasked() }
    func profiles(
        _ query: ProfileQuery, _ scope: Scope, _ page: PageRequest<ID<Profile>>
    ) throws(ReferralError) -> Page<Profile, ID<Profile>> { try unasked() }
    func providers(
        _ query: ProviderQuery, _ page: PageRequest<ProviderKey>
    ) throws(ReferralError) -> Page<Provider, ProviderKey> { try unasked() }
    func rfis(
        _ query: RFIQuery, _ scope: Scope, _ page: PageRequest<ID<RFI>>
    ) throws(ReferralError) -> Page<RFIView, ID<RFI>> { try unasked() }
    func engagements(
        _ query: EngagementQuery, _ scope: Scope, _ page: PageRequest<EngagementKey>
    ) throws(ReferralError) -> Page<EngagementView, EngagementKey> { try unasked() }
    func solutions(_ page: PageRequest<SolutionID>) throws(ReferralError) -> Page<Solution, SolutionID> {
        try unasked()
    }
    func registrations(
        _ query: RegistrationQuery, _ scope: Scope, _ page: PageRequest<RegistrationKey>
    ) throws(ReferralError) -> Page<RegistrationReview, RegistrationKey> { try unasked() }
    func conflicts(
        with id: ID<Registration>, _ scope: Scope
    ) throws(ReferralError) -> [RegistrationConflict] { try unasked() }
    func summary(_ scope: Scope) throws(ReferralError) -> EngagementSummary { try unasked() }
    func nextInstant(_ scope: Scope) throws(ReferralError) -> Timestamp? { try unasked() }
    func nextMissedOutcome() throws(ReferralError) -> Timestamp? { try unasked() }
    func contacts(
        of engagement: ID<Engagement>, _ page: PageRequest<ID<Contact>>
    ) throws(ReferralError) -> Page<Contact, ID<Contact>> { try unasked() }
    func notes(
        of engagement: ID<Engagement>, _ page: PageRequest<ID<Note>>
    ) throws(ReferralError) -> Page<Note, ID<Note>> { try unasked() }
    func history(
        of engagement: ID<Engagement>, _ page: PageRequest<Int>
    ) throws(ReferralError) -> Page<HistoryEntry, Int> { try unasked() }
    func events(
        _ feed: Scope, after seq: Int, _ filter: EventFilter, limit: Int
    ) throws(ReferralError) -> FeedPage { try unasked() }
    func event(_ feed: Scope, seq: Int) throws(ReferralError) -> FeedEvent? { try unasked() }
    func webhooks(
        _ scope: Scope, _ page: PageRequest<ID<Webhook>>
    ) throws(ReferralError) -> Page<Webhook, ID<Webhook>> { try unasked() }
    func deliveries(
        of webhook: ID<Webhook>, _ query: DeliveryQuery, _ page: PageRequest<ID<WebhookDelivery>>
    ) throws(ReferralError) -> Page<WebhookDelivery, ID<WebhookDelivery>> { try unasked() }
    func webhookQueues() throws(ReferralError) -> [WebhookQueue] { try unasked() }
    func waitingDeliveries(limit: Int) throws(ReferralError) -> Int { try unasked() }
    func webhookQueue(_ id: ID<Webhook>) throws(ReferralError) -> WebhookQueue? { try unasked() }
    func dueDelivery(of webhook: ID<Webhook>) throws(ReferralError) -> DueDelivery? { try unasked() }
    func notifications(
        _ query: NotificationQuery, _ page: PageRequest<ID<Notification>>
    ) throws(ReferralError) -> Page<Notification, ID<Notification>> { try unasked() }
    func dueNotifications(limit: Int) throws(ReferralError) -> [Notification] { try unasked() }
    func nextNotificationAt() throws(ReferralError) -> Timestamp? { try unasked() }
    func queuedNotifications(limit: Int) throws(ReferralError) -> Int { try unasked() }
    func newRequests(
        waitingFor address: EmailAddress, limit: Int
    ) throws(ReferralError) -> [Notification] { try unasked() }
    func digest(
        _ id: ID<Notification>, to address: EmailAddress
    ) throws(ReferralError) -> [Notification] { try unasked() }
    func sentNotifications(after instant: Timestamp) throws(ReferralError) -> [SentNotification] { try unasked() }
    func holdNotifications(to address: EmailAddress, until instant: Timestamp) throws(ReferralError) {
        let _: Never? = try unasked()
    }
    func storedReply(_ key: IdempotencyKey) throws(ReferralError) -> StoredReply? { try unasked() }
    func store(_ reply: StoredReply, for key: IdempotencyKey) throws(ReferralError) {
        let _: Never? = try unasked()
    }
}

/// Which deliveries of a webhook a list is asked for.
public struct DeliveryQuery: Hashable, Sendable {
    /// Only these; nil for all.
    public var statuses: [WebhookDelivery.Status]?

    /// Makes a query for all.
    public init() {}
}

/// What webhooks are read by.
public protocol WebhookReader {
    /// A webhook.
    func webhook(_ id: ID<Webhook>, _ scope: Scope) throws(ReferralError) -> Webhook?
    /// Webhooks, newest first; of an operator everybody's.
    func webhooks(
        _ scope: Scope, _ page: PageRequest<ID<Webhook>>
    ) throws(ReferralError) -> Page<Webhook, ID<Webhook>>
    /// A delivery of a webhook.
    func delivery(
        _ id: ID<WebhookDelivery>, of webhook: ID<Webhook>
    ) throws(ReferralError) -> WebhookDelivery?
    /// The deliveries of a webhook, newest first.
    func deliveries(
        of webhook: ID<Webhook>, _ query: DeliveryQuery, _ page: PageRequest<ID<WebhookDelivery>>
    ) throws(ReferralError) -> Page<WebhookDelivery, ID<WebhookDelivery>>

    /// Every endpoint that is on and has something waiting, with its first due instant. Costs a few steps in an index
    /// an endpoint, however much waits there.
    func webhookQueues() throws(ReferralError) -> [WebhookQueue]
    /// How many deliveries wait, at endpoints that are off too, counted up to a limit.
    func waitingDeliveries(limit: Int) throws(ReferralError) -> Int
    /// The instant at which the first delivery of an endpoint is due; nil when nothing waits, when it is off, and while
    /// its owner is suspended.
    func webhookQueue(_ id: ID<Webhook>) throws(ReferralError) -> WebhookQueue?
    /// The first delivery of an endpoint that is due at the reader's instant, by due instant and then by age.
    func dueDelivery(of webhook: ID<Webhook>) throws(ReferralError) -> DueDelivery?
}

/// What webhooks are changed by.
public protocol WebhookTransaction: WebhookReader {
    /// How many webhooks an owner has.
    func webhookCount(of owner: Scope) throws(ReferralError) -> Int
    /// Adds a webhook.
    func insert(_ webhook: Webhook) throws(ReferralError)
    /// Writes a webhook's members.
    func update(_ webhook: Webhook) throws(ReferralError)
    /// Deletes a webhook with its deliveries.
    func deleteWebhook(_ id: ID<Webhook>) throws(ReferralError)
    /// Adds a delivery that is no event's: a test, with its payload.
    func insert(_ delivery: WebhookDelivery) throws(ReferralError)
    /// Lets the pending deliveries of a webhook begin anew with their attempts.
    func forgetAttempts(to webhook: ID<Webhook>) throws(ReferralError)
    /// Writes how a delivery stands.
    func update(_ delivery: WebhookDelivery) throws(ReferralError)
    /// Makes deliveries for the events of the owner's feed with these numbers that the filter accepts, anew for those
    /// that were delivered or failed before; gives how many there are.
    func redeliver(_ range: ClosedRange<Int>, to webhook: Webhook) throws(ReferralError) -> Int
}

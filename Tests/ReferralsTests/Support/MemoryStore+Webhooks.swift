import Referrals

/// Webhooks and deliveries in dictionaries; the store's own tests prove what only a database can.
extension MemoryStore {
    func webhook(_ id: ID<Webhook>, _ scope: Scope) -> Webhook? {
        webhooks[id].flatMap { scope == .operator || scope == $0.owner ? $0 : nil }
    }
    func webhookCount(of owner: Scope) -> Int { webhooks.values.count { $0.owner == owner } }
    func insert(_ webhook: Webhook) { write { webhooks[webhook.id] = webhook } }
    func update(_ webhook: Webhook) { insert(webhook) }
    func deleteWebhook(_ id: ID<Webhook>) { write { webhooks[id] = nil } }

    func delivery(_ id: ID<WebhookDelivery>, of webhook: ID<Webhook>) -> WebhookDelivery? {
        deliveries[id].flatMap { $0.webhookID == webhook ? $0 : nil }
    }
    func insert(_ delivery: WebhookDelivery) { write { deliveries[delivery.id] = delivery } }
    func update(_ delivery: WebhookDelivery) { insert(delivery) }
    func forgetAttempts(to webhook: ID<Webhook>) {
        write {
            for (id, delivery) in deliveries where delivery.webhookID == webhook && delivery.status == .pending {
                deliveries[id]?.attempts = 0
            }
        }
    }
    func redeliver(_ range: ClosedRange<Int>, to webhook: Webhook) -> Int {
        write { redelivered.append(range) }
        return range.count
    }
    /// Every feed has all events.
    func feedBounds(_ feed: Scope) -> FeedBounds { FeedBounds(first: 1, last: events.count) }
}

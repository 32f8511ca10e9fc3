import Referrals

/// The outbox of mail as the services need it: what is queued, found and written.
extension MemoryStore {
    func notification(_ id: ID<Notification>) -> Notification? { queue.first { $0.id == id } }
    func insert(_ notification: Notification) { queue.append(notification) }
    func update(_ notification: Notification) {
        if let index = queue.firstIndex(where: { $0.id == notification.id }) { queue[index] = notification }
    }
}

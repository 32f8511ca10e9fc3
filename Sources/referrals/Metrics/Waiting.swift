import Referrals

/// What waits in the outbox, and how many events there were, as one look at the database finds it.
struct Waiting: Sendable {
    /// How far is counted.
    private static let limit = 10_000

    let events: Int
    let deliveries: Int
    let deliveriesDueFor: Double
    /// Webhooks that are on and have something waiting.
    let endpoints: Int
    let mail: Int
    let mailDueFor: Double

    /// Looks on a thread of the pool; nil when the database can't be read, or has too much to do.
    static func look(at session: any ReferralSession) async -> Waiting? {
        try? await session.readLong { reader throws(ReferralError) in try Waiting(reader) }
    }

    /// Looks by a reader.
    init(_ reader: any ReferralReader) throws(ReferralError) {
        let queues = try reader.webhookQueues()
        events = try reader.feedBounds(.operator).last
        deliveries = try reader.waitingDeliveries(limit: Self.limit)
        deliveriesDueFor = Self.seconds(from: queues.map(\.dueAt).min(), to: reader.now)
        endpoints = queues.count
        mail = try reader.queuedNotifications(limit: Self.limit)
        mailDueFor = Self.seconds(from: try reader.nextNotificationAt(), to: reader.now)
    }

    private static func seconds(from due: Timestamp?, to now: Timestamp) -> Double {
        Double(max((now - (due ?? now)).milliseconds, 0)) / 1_000
    }
}

/// Which notifications a list is asked for.
public struct NotificationQuery: Hashable, Sendable {
    /// Only these; nil for all.
    public var statuses: [Notification.Status]?
    /// Only these; nil for all.
    public var kinds: [Notification.Kind]?

    /// Makes a query for all.
    public init() {}
}

/// What the outbox of mail is read by.
public protocol NotificationReader {
    /// A notification.
    func notification(_ id: ID<Notification>) throws(ReferralError) -> Notification?
    /// Notifications, newest first.
    func notifications(
        _ query: NotificationQuery, _ page: PageRequest<ID<Notification>>
    ) throws(ReferralError) -> Page<Notification, ID<Notification>>
}

/// What the outbox of mail is changed by.
public protocol NotificationTransaction: NotificationReader {
    /// Queues a notification.
    func insert(_ notification: Notification) throws(ReferralError)
    /// Writes how a notification stands.
    func update(_ notification: Notification) throws(ReferralError)
}

/// Which notifications a list is asked for.
public struct NotificationQuery: Hashable, Sendable {
    /// Only these; nil for all.
    public var statuses: [Notification.Status]?
    /// Only these; nil for all.
    public var kinds: [Notification.Kind]?

    /// Makes a query for all.
    public init() {}
}

/// A message that was sent, as the limits of its addressee count it: a digest once.
public struct SentNotification: Hashable, Sendable {
    /// What it said.
    public let kind: Notification.Kind
    /// Who got it.
    public let addressee: Notification.Addressee
    /// When.
    public let at: Timestamp

    /// Makes one.
    public init(kind: Notification.Kind, addressee: Notification.Addressee, at: Timestamp) {
        self.kind = kind
        self.addressee = addressee
        self.at = at
    }
}

/// What the outbox of mail is read by.
public protocol NotificationReader {
    /// A notification.
    func notification(_ id: ID<Notification>) throws(ReferralError) -> Notification?
    /// Notifications, newest first. A page looks at no more than 20,000, so it may be short without being the last.
    func notifications(
        _ query: NotificationQuery, _ page: PageRequest<ID<Notification>>
    ) throws(ReferralError) -> Page<Notification, ID<Notification>>

    /// At most so many of those that are due at the reader's instant, by due instant and then by age.
    func dueNotifications(limit: Int) throws(ReferralError) -> [Notification]
    /// When the first queued one is due; nil when none is queued.
    func nextNotificationAt() throws(ReferralError) -> Timestamp?
    /// How many are queued, counted up to a limit.
    func queuedNotifications(limit: Int) throws(ReferralError) -> Int
    /// At most so many of the new requests that are queued for an address and in no digest yet, oldest first.
    func newRequests(waitingFor address: EmailAddress, limit: Int) throws(ReferralError) -> [Notification]
    /// Those of a digest that are queued, oldest first.
    func digest(_ id: ID<Notification>, to address: EmailAddress) throws(ReferralError) -> [Notification]
    /// What was sent after an instant, oldest first.
    func sentNotifications(after instant: Timestamp) throws(ReferralError) -> [SentNotification]
}

/// What the outbox of mail is changed by.
public protocol NotificationTransaction: NotificationReader {
    /// Queues a notification.
    func insert(_ notification: Notification) throws(ReferralError)
    /// Writes how a notification stands.
    func update(_ notification: Notification) throws(ReferralError)
    /// Lets everything that an address would be sent before an instant wait until then.
    func holdNotifications(to address: EmailAddress, until instant: Timestamp) throws(ReferralError)
}

import Referrals
import SQLite

extension Notification.Status {
    fileprivate var number: Int64 {
        switch self {
        case .queued: 0
        case .sent: 1
        case .failed: 2
        }
    }

    fileprivate init(_ row: borrowing Row, _ at: inout ColumnCursor) throws(ReferralError) {
        let number = row.int(at.next())
        guard let status = Self.allCases.first(where: { $0.number == number }) else { throw at.damage }
        self = status
    }
}

extension Notification.Addressee {
    fileprivate init(
        _ row: borrowing Row, of subject: Notification.Subject, _ at: inout ColumnCursor
    ) throws(ReferralError) {
        let word = row.text(&at)
        let (address, name) = (row.optionalText(&at), row.optionalText(&at))
        switch (word, address, subject.rfiID, subject.engagementID) {
        case ("partner", let address?, _, _): self = .partner(EmailAddress(stored: address), name: name)
        case ("customer", nil, let rfi?, _): self = .customer(rfi)
        case ("registration", nil, _, let engagement?): self = .registrationContact(engagement)
        default: throw at.damage
        }
    }

    /// Who it is, the address and the name.
    fileprivate var values: [Value] {
        switch self {
        case .customer: [.text("customer"), .null, .null]
        case .registrationContact: [.text("registration"), .null, .null]
        case .partner(let address, let name): [.text("partner"), .text(address.text), Value(name)]
        }
    }
}

extension Notification {
    static let columns = ColumnList(
        "notifications",
        """
        id kind state engagement_id rfi_id webhook_id addressee address name attempts next_at created_at sent_at
        message_id fault
        """)

    init(_ row: borrowing Row) throws(ReferralError) {
        var at = ColumnCursor(Self.columns)
        let id: ID<Notification> = try row.id(&at)
        let kind: Kind = try row.word(&at)
        let status = try Status(row, &at)
        let subject = Subject(
            engagementID: row.optionalID(&at), rfiID: row.optionalID(&at), webhookID: row.optionalID(&at))
        let addressee = try Addressee(row, of: subject, &at)
        let (attempts, nextAttemptAt) = (row.int(&at), row.optionalTime(&at))
        self.init(id: id, kind: kind, addressee: addressee, subject: subject, createdAt: row.time(&at))
        self.status = status
        self.attempts = attempts
        self.nextAttemptAt = nextAttemptAt
        sentAt = row.optionalTime(&at)
        digestID = row.optionalID(&at)
        lastError = row.optionalText(&at)
    }

    fileprivate var values: [Value] {
        [
            Value(id), .text(kind.rawValue), .integer(status.number), Value(subject.engagementID),
            Value(subject.rfiID), Value(subject.webhookID),
        ] + addressee.values + [
            Value(attempts), Value(nextAttemptAt), Value(createdAt), Value(sentAt), Value(digestID),
            Value(lastError),
        ]
    }
}

extension TableReader {
    func notification(_ id: ID<Notification>) throws(ReferralError) -> Notification? {
        try connection.one(NotificationSQL.byID, [Value(id)]) { row in try Notification(row) }
    }

    func notifications(
        _ query: NotificationQuery, _ page: PageRequest<ID<Notification>>
    ) throws(ReferralError) -> Page<Notification, ID<Notification>> {
        let statuses = Set((query.statuses ?? Notification.Status.allCases).map(\.number))
        let kinds = Set((query.kinds ?? Notification.Kind.allCases).map(\.rawValue))
        let only = statuses.count == 1 ? statuses.first : nil
        let (kind, state) = (Notification.columns.index(of: "kind"), Notification.columns.index(of: "state"))
        return try connection.page(
            only == nil ? NotificationSQL.page : NotificationSQL.pageOfState,
            [Value(page.after ?? .greatest)] + (only.map { [.integer($0)] } ?? []), limit: page.limit, id: \.id,
            matching: { row in statuses.contains(row.int(state)) && kinds.contains(row.text(kind)) },
            read: { try Notification($0) })
    }

    func dueNotifications(limit: Int) throws(ReferralError) -> [Notification] {
        try connection.list(NotificationSQL.due, [Value(now), Value(limit)]) { row in try Notification(row) }
    }

    func nextNotificationAt() throws(ReferralError) -> Timestamp? {
        try connection.one(NotificationSQL.next, []) { row in Timestamp(milliseconds: row.int(0)) }
    }

    func queuedNotifications(limit: Int) throws(ReferralError) -> Int {
        try connection.count(NotificationSQL.queued, limit: limit)
    }

    func newRequests(waitingFor address: EmailAddress, limit: Int) throws(ReferralError) -> [Notification] {
        try connection.list(
            NotificationSQL.newRequests,
            [.text(address.text), .text(Notification.Kind.newRFI.rawValue), Value(limit)]
        ) { row in try Notification(row) }
    }

    func digest(_ id: ID<Notification>, to address: EmailAddress) throws(ReferralError) -> [Notification] {
        try connection.list(NotificationSQL.digest, [.text(address.text), Value(id)]) { row in
            try Notification(row)
        }
    }

    func sentNotifications(after instant: Timestamp) throws(ReferralError) -> [SentNotification] {
        var sent: [SentNotification] = []
        try connection.each(NotificationSQL.sent, [Value(instant)]) { row in
            let notification = try Notification(row)
            if let at = notification.sentAt, notification.digestID ?? notification.id == notification.id {
                sent.append(SentNotification(kind: notification.kind, addressee: notification.addressee, at: at))
            }
            return true
        }
        return sent
    }
}

extension StoreTransaction {
    func insert(_ notification: Notification) throws(ReferralError) {
        try connection.change(NotificationSQL.insert, notification.values)
        touchOutbox { $0.hasMail = true }
    }

    func update(_ notification: Notification) throws(ReferralError) {
        try connection.change(
            NotificationSQL.update,
            [
                Value(notification.id), .integer(notification.status.number), Value(notification.attempts),
                Value(notification.nextAttemptAt), Value(notification.sentAt), Value(notification.digestID),
                Value(notification.lastError),
            ])
        touchOutbox { $0.hasMail = true }
    }

    func holdNotifications(to address: EmailAddress, until instant: Timestamp) throws(ReferralError) {
        try connection.change(NotificationSQL.hold, [.text(address.text), Value(instant)])
        touchOutbox { $0.hasMail = true }
    }
}

private enum NotificationSQL {
    private static let select = "SELECT \(Notification.columns.selected) FROM notifications"
    static let byID = SQL(constant: "\(select) WHERE id = ?1")
    static let page = SQL(constant: "\(select) WHERE id < ?1 ORDER BY id DESC")
    static let pageOfState = SQL(constant: "\(select) WHERE id < ?1 AND state = ?2 ORDER BY id DESC")
    static let due = SQL(
        constant:
            "\(select) INDEXED BY notifications_due WHERE state = 0 AND next_at <= ?1 ORDER BY next_at, row LIMIT ?2")
    static let next: SQL =
        "SELECT next_at FROM notifications INDEXED BY notifications_due WHERE state = 0 ORDER BY next_at LIMIT 1"
    static let queued: SQL = "SELECT row FROM notifications INDEXED BY notifications_due WHERE state = 0 LIMIT ?1"
    /// Case makes no difference to an address: the index is made so.
    private static let waiting =
        "INDEXED BY notifications_address WHERE state = 0 AND address IS NOT NULL AND address = ?1 COLLATE NOCASE"
    static let newRequests = SQL(
        constant:
            "\(select) \(waiting) AND kind = ?2 AND message_id IS NULL ORDER BY next_at, row LIMIT ?3")
    static let digest = SQL(constant: "\(select) \(waiting) AND message_id = ?2 ORDER BY next_at, row")
    static let sent = SQL(
        constant: "\(select) INDEXED BY notifications_sent WHERE state = 1 AND sent_at > ?1 ORDER BY sent_at")
    static let insert = SQL(constant: "INSERT INTO notifications \(Notification.columns.inserted)")
    static let update: SQL = """
        UPDATE notifications SET state = ?2, attempts = ?3, next_at = ?4, sent_at = ?5, message_id = ?6, fault = ?7
        WHERE id = ?1
        """
    static let hold = SQL(
        constant: """
            UPDATE notifications SET next_at = ?2 WHERE row IN (
                SELECT row FROM notifications \(waiting) AND next_at < ?2)
            """)
}

import Referrals
import SQLite

extension Webhook {
    static let columns = ColumnList(
        "webhooks",
        """
        id partner_id marketplace_id url event_types enabled disabled_because description secret previous_secret
        previous_until version created_at updated_at
        """)

    init(_ row: borrowing Row) throws(ReferralError) {
        var at = ColumnCursor(Self.columns)
        let id: ID<Webhook> = try row.id(&at)
        let owner = try Scope(owner: &at, row)
        let details = try WebhookDetails(row, &at)
        let reason: DisabledReason? = try row.optionalWord(&at)
        let description = row.optionalText(&at)
        let secret = try row.secret(&at)
        let previous = row.optionalBlob(at.next()).flatMap(WebhookSecret.init(bytes:))
        let until = row.optionalTime(&at)
        let version = row.int(&at)
        self.init(id: id, owner: owner, details: details, secret: secret, createdAt: row.time(&at))
        self.details.description = description
        disabledBecause = reason
        if let previous, let until { previousSecret = PreviousSecret(secret: previous, until: until) }
        self.version = version
        updatedAt = row.time(&at)
    }

    /// In the order of the columns.
    fileprivate var values: [Value] {
        [
            Value(id), Value(owner.partnerID), Value(owner.marketplaceID?.description), .text(details.url.text),
            Value(lines: details.events.patterns), Value(details.isEnabled), Value(disabledBecause?.rawValue),
            Value(details.description), .blob(secret.bytes), Value(previousSecret?.secret.bytes),
            Value(previousSecret?.until), Value(version), Value(createdAt), Value(updatedAt),
        ]
    }
}

extension Scope {
    /// Whose a webhook is: a partner's, a marketplace's, or, with neither, the operator's.
    fileprivate init(owner at: inout ColumnCursor, _ row: borrowing Row) throws(ReferralError) {
        let partner: ID<Partner>? = row.optionalID(&at)
        let marketplace = row.optionalText(&at)
        if let partner {
            self = .partner(partner)
        } else if let marketplace {
            guard let id = MarketplaceID(marketplace) else { throw at.damage }
            self = .marketplace(id)
        } else {
            self = .operator
        }
    }
}

extension WebhookDetails {
    /// All but the description, which stands apart.
    fileprivate init(_ row: borrowing Row, _ at: inout ColumnCursor) throws(ReferralError) {
        guard let url = try row.optionalURL(&at) else { throw at.damage }
        guard let events = EventFilter(row.lines(&at) { $0 }) else { throw at.damage }
        self.init(url: url, events: events, isEnabled: row.bool(&at))
    }
}

extension Row {
    fileprivate func secret(_ at: inout ColumnCursor) throws(ReferralError) -> WebhookSecret {
        guard let secret = WebhookSecret(bytes: blob(at.next())) else { throw at.damage }
        return secret
    }
}

extension TableReader {
    func webhook(_ id: ID<Webhook>, _ scope: Scope) throws(ReferralError) -> Webhook? {
        let found = try connection.one(WebhookSQL.byID, [Value(id)]) { row in try Webhook(row) }
        return found.flatMap { scope == .operator || scope == $0.owner ? $0 : nil }
    }

    func webhooks(
        _ scope: Scope, _ page: PageRequest<ID<Webhook>>
    ) throws(ReferralError) -> Page<Webhook, ID<Webhook>> {
        let after = Value(page.after ?? .greatest)
        let (sql, values): (SQL, [Value]) =
            scope == .operator ? (WebhookSQL.all, [after]) : (WebhookSQL.ofOwner, [after, .text(scope.feedName)])
        return try connection.page(sql, values, limit: page.limit, key: \.id, read: { try Webhook($0) })
    }
}

extension StoreTransaction {
    func webhookCount(of owner: Scope) throws(ReferralError) -> Int {
        try connection.one(WebhookSQL.count, [.text(owner.feedName)]) { row in Int(row.int(0)) } ?? 0
    }

    func insert(_ webhook: Webhook) throws(ReferralError) {
        try connection.change(WebhookSQL.insert, webhook.values + [.text(webhook.owner.feedName)])
        touch(webhook)
    }

    func update(_ webhook: Webhook) throws(ReferralError) {
        try connection.change(WebhookSQL.update, webhook.values)
        touch(webhook)
    }

    func deleteWebhook(_ id: ID<Webhook>) throws(ReferralError) {
        guard let webhook = try webhook(id, .operator) else { return }
        try connection.change(WebhookSQL.delete, [Value(id)])
        touch(webhook)
    }

    /// Removes some of the deliveries of a webhook that was deleted, and at last its row.
    func pruneDeletedWebhooks() throws(ReferralError) {
        guard let row = try connection.one(WebhookSQL.deleted, [], { row in row.int(0) }) else { return }
        let count = try connection.change(WebhookSQL.deleteDeliveries, [.integer(row)])
        if count == 0 { try connection.change(WebhookSQL.deleteRow, [.integer(row)]) }
    }

    private func touch(_ webhook: Webhook) {
        switch webhook.owner {
        case .operator, .reviewer: touchOperators()
        case .partner(let id): touch(id)
        case .marketplace(let id): touch(id)
        }
        touchOutbox { $0.webhooks.insert(webhook.id) }
    }
}

private enum WebhookSQL {
    static let byID = SQL(constant: "SELECT \(Webhook.columns.selected) FROM webhooks WHERE id = ?1 AND feed <> 'gone'")
    static let all = SQL(
        constant:
            "SELECT \(Webhook.columns.selected) FROM webhooks WHERE id < ?1 AND feed <> 'gone' ORDER BY id DESC")
    static let ofOwner = SQL(
        constant:
            "SELECT \(Webhook.columns.selected) FROM webhooks WHERE feed = ?2 AND id < ?1 ORDER BY id DESC")
    static let count: SQL = "SELECT count(*) FROM webhooks WHERE feed = ?1"
    static let insert = SQL(
        constant:
            "INSERT INTO webhooks \(ColumnList("webhooks", Webhook.columns.selected(and: "feed")).inserted)")
    static let update: SQL = """
        UPDATE webhooks SET partner_id = ?2, marketplace_id = ?3, url = ?4, event_types = ?5, enabled = ?6,
            disabled_because = ?7, description = ?8, secret = ?9, previous_secret = ?10, previous_until = ?11,
            version = ?12, created_at = ?13, updated_at = ?14
        WHERE id = ?1
        """
    /// The row stays, in no feed and with nothing in it, until its deliveries are gone: there may be very many.
    static let delete: SQL = """
        UPDATE webhooks SET feed = 'gone', partner_id = NULL, marketplace_id = NULL, url = '', event_types = '',
            enabled = 0, disabled_because = NULL, description = NULL, secret = zeroblob(32), previous_secret = NULL,
            previous_until = NULL
        WHERE id = ?1
        """
    static let deleted: SQL = "SELECT row FROM webhooks WHERE feed = 'gone' LIMIT 1"
    static let deleteDeliveries: SQL = """
        DELETE FROM deliveries WHERE row IN (SELECT row FROM deliveries WHERE webhook = ?1 LIMIT 500)
        """
    static let deleteRow: SQL = "DELETE FROM webhooks WHERE row = ?1"
}

extension ColumnList {
    /// The names, and one more, as a list is made from them.
    fileprivate func selected(and name: String) -> String { (names + [name]).joined(separator: " ") }
}

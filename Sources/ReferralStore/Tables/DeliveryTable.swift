import Referrals
import SQLite

extension WebhookDelivery {
    static let columns = ColumnList(
        "deliveries",
        """
        id state message_id type attempts next_at created_at payload rfi_id person_offset person_engagement
        attempted_at duration response_status response fault
        """)

    /// The columns, and the number of the event in the feed of the webhook's owner behind them.
    fileprivate static let selected = """
        \(columns.selected), (
            SELECT CASE WHEN w.partner_id IS NOT NULL THEN e.partner_seq
                WHEN w.marketplace_id IS NOT NULL THEN e.marketplace_seq ELSE e.seq END
            FROM webhooks AS w JOIN events AS e ON e.seq = deliveries.event WHERE w.row = deliveries.webhook)
        """

    fileprivate init(_ row: borrowing Row, of webhook: ID<Webhook>) throws(ReferralError) {
        var at = ColumnCursor(Self.columns)
        let id: ID<WebhookDelivery> = try row.id(&at)
        let status = try row.status(&at)
        let (message, type): (ID<Event>, String) = (try row.id(&at), row.text(&at))
        let (attempts, next, created) = (row.int(&at), row.optionalTime(&at), row.time(&at))
        let hasPayload = !row.isNull(Self.payloadColumn)
        let payload = KeptBody(row, &at)
        let attempt = DeliveryAttempt(row, &at)
        self.init(
            id: id, webhookID: webhook, messageID: message, type: type,
            seq: row.optionalInt(at.next()).map(Int.init), status: status, attempts: attempts, nextAttemptAt: next,
            createdAt: created, payload: hasPayload ? payload : nil, lastAttempt: attempt)
    }

    private static let payloadColumn = columns.index(of: "payload")

    /// In the order of the columns.
    fileprivate var values: [Value] {
        [
            Value(id), .integer(status.state), Value(messageID), .text(type), Value(attempts), Value(nextAttemptAt),
            Value(createdAt),
        ] + (payload?.values ?? [.null, .null, .null, .null]) + (lastAttempt?.values ?? Self.noAttempt)
    }

    private static let noAttempt = [Value](repeating: .null, count: 5)
}

extension WebhookDelivery.Status {
    fileprivate var state: Int64 {
        switch self {
        case .pending: 0
        case .delivered: 1
        case .failed: 2
        }
    }
}

extension Row {
    fileprivate func status(_ at: inout ColumnCursor) throws(ReferralError) -> WebhookDelivery.Status {
        let state = int(at.next())
        guard let status = WebhookDelivery.Status.allCases.first(where: { $0.state == state }) else {
            throw at.damage
        }
        return status
    }
}

extension DeliveryAttempt {
    /// What is kept of the last one; nil before the first.
    fileprivate init?(_ row: borrowing Row, _ at: inout ColumnCursor) {
        let (began, duration) = (row.optionalTime(&at), row.int(&at))
        let status = row.optionalInt(at.next()).map(Int.init)
        let (response, fault) = (row.blob(at.next()), row.optionalText(&at))
        guard let began else { return nil }
        let result: Result =
            status.map { .answered(status: $0, response: response) } ?? .failed(fault ?? "")
        self.init(at: began, duration: duration, result: result)
    }

    fileprivate var values: [Value] {
        switch result {
        case .answered(let status, let response):
            [
                Value(at), Value(duration), Value(status), .blob(Array(response.prefix(Self.keptResponse))), .null,
            ]
        case .failed(let fault): [Value(at), Value(duration), .null, .null, .text(fault)]
        }
    }
}

extension TableReader {
    func delivery(
        _ id: ID<WebhookDelivery>, of webhook: ID<Webhook>
    ) throws(ReferralError) -> WebhookDelivery? {
        try first(DeliverySQL.byID, [Value(webhook), Value(id)], of: webhook)
    }

    /// The first delivery that a statement gives, as it may be shown now.
    func first(
        _ sql: SQL, _ values: [Value], of webhook: ID<Webhook>
    ) throws(ReferralError) -> WebhookDelivery? {
        let found = try connection.one(sql, values) { row in try WebhookDelivery(row, of: webhook) }
        return try found.map { delivery throws(ReferralError) in try withholding(delivery) }
    }

    func deliveries(
        of webhook: ID<Webhook>, _ query: DeliveryQuery, _ page: PageRequest<ID<WebhookDelivery>>
    ) throws(ReferralError) -> Page<WebhookDelivery, ID<WebhookDelivery>> {
        let states = query.statuses.map { Set($0.map(\.state)) }
        var found = try connection.page(
            DeliverySQL.page, [Value(webhook), Value(page.after ?? .greatest)], limit: page.limit, id: \.id,
            matching: { row in states.map { $0.contains(row.int(1)) } ?? true },
            read: { try WebhookDelivery($0, of: webhook) })
        for index in found.items.indices { found.items[index] = try withholding(found.items[index]) }
        return found
    }

    /// The delivery without the person in its payload, where the engagement withholds them by now, and without the
    /// answer to it, which may repeat them.
    private func withholding(_ delivery: WebhookDelivery) throws(ReferralError) -> WebhookDelivery {
        guard let payload = delivery.payload else { return delivery }
        guard let kept = try withholding(payload) else { throw .damaged("deliveries", "payload") }
        var shown = delivery
        shown.payload = kept
        if let id = payload.personGap?.engagementID, try engagement(id, .operator)?.state.showsPerson == false {
            shown.lastAttempt = delivery.lastAttempt?.withoutResponse
        }
        return shown
    }
}

extension StoreTransaction {
    /// Tests go when a later one comes, once they are older than the retention: no event takes them with it.
    func insert(_ delivery: WebhookDelivery) throws(ReferralError) {
        try connection.change(DeliverySQL.prune, [Value(delivery.webhookID), Value(now - policy.eventRetention)])
        try connection.change(DeliverySQL.insert, [Value(delivery.webhookID)] + delivery.values)
        touchOutbox { $0.webhooks.insert(delivery.webhookID) }
    }

    func forgetAttempts(to webhook: ID<Webhook>) throws(ReferralError) {
        try connection.change(DeliverySQL.forgetAttempts, [Value(webhook)])
        touchOutbox()
    }

    func update(_ delivery: WebhookDelivery) throws(ReferralError) {
        try connection.change(DeliverySQL.update, [Value(delivery.webhookID)] + delivery.values)
        touchOutbox { $0.webhooks.insert(delivery.webhookID) }
    }
}

private enum DeliverySQL {
    private static let owned = "webhook = (SELECT row FROM webhooks WHERE webhooks.id = ?1)"
    static let byID = SQL(constant: "SELECT \(WebhookDelivery.selected) FROM deliveries WHERE \(owned) AND id = ?2")
    static let page = SQL(
        constant:
            "SELECT \(WebhookDelivery.selected) FROM deliveries WHERE \(owned) AND id < ?2 ORDER BY id DESC")
    private static let parameters = WebhookDelivery.columns.names.indices.map { "?\($0 + 2)" }
    static let insert = SQL(
        constant: """
            INSERT INTO deliveries (webhook, \(WebhookDelivery.columns.selected))
            VALUES ((SELECT row FROM webhooks WHERE webhooks.id = ?1), \(parameters.joined(separator: ", ")))
            """)
    static let prune = SQL(
        constant:
            "DELETE FROM deliveries WHERE \(owned) AND event IS NULL AND created_at <= ?2 AND state <> 0")
    static let forgetAttempts = SQL(
        constant:
            "UPDATE deliveries SET attempts = 0 WHERE \(owned) AND state = 0 AND attempts > 0")
    private static let assignments = zip(WebhookDelivery.columns.names, parameters).map { "\($0) = \($1)" }
    static let update = SQL(
        constant:
            "UPDATE deliveries SET \(assignments.joined(separator: ", ")) WHERE \(owned) AND id = ?2")
}

extension WebhookDelivery {
    /// The statement for the first delivery of an endpoint, `?1`, that is due at `?2`.
    static let firstDue = SQL(
        constant: """
            SELECT \(selected) FROM deliveries INDEXED BY deliveries_due
            WHERE webhook = (SELECT row FROM webhooks WHERE webhooks.id = ?1) AND state = 0 AND next_at <= ?2
            ORDER BY next_at, row LIMIT 1
            """)
}

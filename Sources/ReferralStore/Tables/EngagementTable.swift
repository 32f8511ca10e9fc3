// Engagements one at a time. Lists stand in the folder Lists, the figures of dashboards in Figures.swift.

import Referrals
import SQLite

extension EngagementState {
    /// The number of a state in the database.
    var number: Int64 {
        switch self {
        case .new: 0
        case .active: 1
        case .archived(.won): 2
        case .archived(.lost): 3
        case .archived(.declined): 4
        case .archived(.expired): 5
        case .archived(.withdrawn): 6
        }
    }

    private static let byNumber = Dictionary(uniqueKeysWithValues: allCases.map { ($0.number, $0) })

    init?(number: Int64) {
        guard let state = Self.byNumber[number] else { return nil }
        self = state
    }

    init(_ row: borrowing Row, _ at: inout ColumnCursor) throws(ReferralError) {
        guard let state = EngagementState(number: row.int(at.next())) else { throw at.damage }
        self = state
    }
}

extension Engagement {
    /// With `r` for the RFI and `e` for the engagement.
    static let columns = ColumnList(
        "engagements",
        """
        e.id r.id r.marketplace_id e.partner_id e.profile_id e.location_id e.created_at e.respond_by e.expires_at
        e.remind_at e.hot_until e.state e.name e.estimated_value e.estimated_currency e.estimated_purchase_date
        e.purchase_timeframe e.crm_id e.final_value e.final_currency e.closed_on e.reason e.reason_note e.withdrawal
        e.contact_count e.registration_id e.registration_state e.outcome_overdue e.outcome_reminded e.responded_at
        e.closed_at e.updated_at e.version
        """)

    init(_ row: borrowing Row, _ at: inout ColumnCursor) throws(ReferralError) {
        let id: ID<Engagement> = try row.id(&at)
        let rfiID: ID<RFI> = try row.id(&at)
        guard let marketplace = MarketplaceID(row.text(&at)) else { throw at.damage }
        self.init(
            id: id, rfiID: rfiID, marketplaceID: marketplace, partnerID: try row.id(&at),
            profileID: try row.id(&at), locationID: try row.id(&at), clocks: EngagementClocks(row, &at))
        state = try EngagementState(row, &at)
        terms = try EngagementTerms(row, &at)
        finalValue = try row.optionalMoney(&at)
        closedOn = row.optionalDay(&at)
        refusal = try Refusal(row, &at)
        withdrawal = try row.optionalWord(&at)
        contactCount = row.int(&at)
        registration = try RegistrationStanding(row, &at)
        isOutcomeOverdue = row.bool(&at)
        isOutcomeReminded = row.bool(&at)
        respondedAt = row.optionalTime(&at)
        closedAt = row.optionalTime(&at)
        updatedAt = row.time(&at)
        version = row.int(&at)
    }
}

extension EngagementClocks {
    fileprivate init(_ row: borrowing Row, _ at: inout ColumnCursor) {
        self.init(
            createdAt: row.time(&at), respondBy: row.time(&at), expiresAt: row.time(&at),
            remindAt: row.optionalTime(&at), hotUntil: row.optionalTime(&at))
    }
}

extension EngagementTerms {
    fileprivate init(_ row: borrowing Row, _ at: inout ColumnCursor) throws(ReferralError) {
        self.init()
        name = row.optionalText(&at)
        estimatedValue = try row.optionalMoney(&at)
        estimatedPurchaseDate = row.optionalDay(&at)
        purchaseTimeframe = try row.optionalWord(&at)
        crmID = row.optionalText(&at)
    }
}

extension Refusal {
    fileprivate init?(_ row: borrowing Row, _ at: inout ColumnCursor) throws(ReferralError) {
        let reason: Reason? = try row.optionalWord(&at)
        let note = row.optionalText(&at)
        guard let reason else { return nil }
        guard let refusal = Refusal(reason: reason, note: note) else { throw at.damage }
        self = refusal
    }
}

extension EngagementView {
    static let columns = ColumnList(
        "engagements",
        (Engagement.columns.names + Inquiry.columns.names.map { "r.\($0)" } + ["e.row"]).joined(separator: " "))

    /// The view without contacts, and the row of the engagement.
    fileprivate static func read(_ row: borrowing Row) throws(ReferralError) -> (EngagementView, Int64) {
        var at = ColumnCursor(columns)
        let engagement = try Engagement(row, &at)
        let view = EngagementView(engagement: engagement, inquiry: try Inquiry(row, &at), contacts: [])
        return (view, row.int(at.next()))
    }
}

extension TableReader {
    func engagement(_ id: ID<Engagement>, _ scope: Scope) throws(ReferralError) -> Engagement? {
        let found = try connection.one(EngagementSQL.byID, [Value(id)]) { row in
            var at = ColumnCursor(Engagement.columns)
            return try Engagement(row, &at)
        }
        return found.flatMap { scope.includes($0.partnerID) ? $0 : nil }
    }

    func engagements(of rfi: ID<RFI>) throws(ReferralError) -> [Engagement] {
        let found = try connection.list(EngagementSQL.ofRFI, [Value(rfi)]) { row in
            var at = ColumnCursor(Engagement.columns)
            return (try Engagement(row, &at), row.int(at.next()))
        }
        return found.sorted { $0.1 < $1.1 }.map(\.0)
    }

    func engagementView(_ id: ID<Engagement>, _ scope: Scope) throws(ReferralError) -> EngagementView? {
        let found = try connection.one(EngagementSQL.viewByID, [Value(id)]) { row in try EngagementView.read(row) }
        guard let (view, row) = found, scope.includes(view.engagement.partnerID) else { return nil }
        return try withContacts(view, row)
    }

    /// The views of the rows that a list has found, in their order. One statement reads them all: what it has made room
    /// for with the first one, it uses for the others.
    func engagementViews(rows: [Int64]) throws(ReferralError) -> [EngagementView] {
        let numbers = "[\(rows.map(\.description).joined(separator: ","))]"
        var views: [EngagementView] = []
        views.reserveCapacity(rows.count)
        try connection.each(EngagementSQL.viewsByRow, [.text(numbers)]) { columns in
            let (view, row) = try EngagementView.read(columns)
            guard views.count < rows.count, rows[views.count] == row else { return false }
            views.append(try withContacts(view, row))
            return true
        }
        guard views.count == rows.count else {
            throw .internalFault("an index of engagements holds the row \(rows[views.count]), which does not exist")
        }
        return views
    }

    private func withContacts(_ view: EngagementView, _ row: Int64) throws(ReferralError) -> EngagementView {
        guard view.engagement.contactCount > 0 else { return view }
        var view = view
        view.contacts = try contacts(ofRow: row)
        return view
    }
}

private enum EngagementSQL {
    static let source = "FROM engagements AS e JOIN rfis AS r ON r.row = e.rfi"
    static let byID = SQL(constant: "SELECT \(Engagement.columns.selected) \(source) WHERE e.id = ?1")
    static let ofRFI = SQL(
        constant: """
            SELECT \(Engagement.columns.selected), e.row
            FROM rfis AS r JOIN engagements AS e ON e.rfi = r.row WHERE r.id = ?1
            """
    )
    static let viewByID = SQL(constant: "SELECT \(EngagementView.columns.selected) \(source) WHERE e.id = ?1")
    /// In the order of the numbers, which joins that may not be turned round keep.
    static let viewsByRow = SQL(
        constant: """
            SELECT \(EngagementView.columns.selected) FROM json_each(?1) AS wanted
            CROSS JOIN engagements AS e ON e.row = wanted.value CROSS JOIN rfis AS r ON r.row = e.rfi
            """)
}

// How a customer's person is removed from everything that is stored. What is kept of whom, and what of it is searched,
// stands in docs/privacy.md; a test holds that against the columns of the schema.

import Referrals
import SQLite

extension StoreTransaction {
    /// Does nothing for an RFI without a person.
    func erasePerson(of rfi: RFI) throws(ReferralError) {
        guard let person = rfi.inquiry.customer.contact else { return }
        let traces = PersonTraces(person)
        let inquiry = rfi.inquiry.erasing(traces)
        try connection.change(ErasureSQL.inquiry, [Value(rfi.id)] + inquiry.values)
        let engagements = try connection.list(ErasureSQL.engagements, [Value(rfi.id)]) { row in
            try ErasedEngagement(row)
        }
        for engagement in engagements {
            try erase(traces, in: engagement)
            try eraseRegistration(traces, of: engagement, company: inquiry.customer.company)
        }
        try eraseReplies(traces, of: rfi.id)
        try eraseDeliveries(traces, of: rfi.id)
        try eraseFit(rfi, inquiry)
        try connection.change(ForgettingSQL.owe, [])
        touch(rfi.marketplaceID)
    }

    private func erase(_ traces: PersonTraces, in engagement: ErasedEngagement) throws(ReferralError) {
        try eraseContacts(traces, of: engagement)
        try eraseTerms(traces, of: engagement)
        try eraseNotes(traces, of: engagement)
        try eraseHistory(traces, of: engagement)
        try eraseEvents(traces, of: engagement)
        touch(engagement.partnerID)
    }

    /// Calls `body` for each row, which it may change: they are read in pages, so that their number needs no memory.
    /// `read` gives each row with the value of the column `?2` that the next page begins behind.
    func erasePages<Item>(
        _ sql: SQL, of owner: Value, from first: Value,
        read: (borrowing Row) throws -> (key: Value, item: Item),
        _ body: (Value, Item) throws(ReferralError) -> Void
    ) throws(ReferralError) {
        var last = first
        while true {
            let rows = try connection.list(sql, [owner, last, .integer(200)], read)
            for row in rows { try body(row.key, row.item) }
            guard rows.count == 200, let key = rows.last?.key else { return }
            last = key
        }
    }
}

/// What an engagement has of text, besides what stands in rows of its own.
struct ErasedEngagement {
    let row: Int64
    let id: ID<Engagement>
    let partnerID: ID<Partner>
    let name: String?
    let crmID: String?
    let note: String?

    fileprivate static let columns = ColumnList("engagements", "row id partner_id name crm_id reason_note")

    fileprivate init(_ columns: borrowing Row) throws(ReferralError) {
        var at = ColumnCursor(Self.columns)
        row = columns.int(at.next())
        id = try columns.id(&at)
        partnerID = try columns.id(&at)
        name = columns.optionalText(&at)
        crmID = columns.optionalText(&at)
        note = columns.optionalText(&at)
    }
}

private enum ErasureSQL {
    private static let assignments = Inquiry.columns.names.enumerated().map { "\($1) = ?\($0 + 2)" }
    static let inquiry = SQL(constant: "UPDATE rfis SET \(assignments.joined(separator: ", ")) WHERE id = ?1")
    static let engagements = SQL(
        constant: """
            SELECT \(ErasedEngagement.columns.selected) FROM engagements
            WHERE rfi = (SELECT row FROM rfis WHERE rfis.id = ?1)
            """)
}

// The directory and the sums anew from what they follow from: for databases from before there were any, and to prove
// that what was kept change by change is right.

import Referrals
import SQLite

/// The sums of all partners, counted from their engagements.
struct Recount {
    /// How often a partner answered deals with a trait.
    struct FitKey: Hashable {
        let partner: ID<Partner>
        let trait: Deal.Trait
    }

    private(set) var signals: [ID<Partner>: PartnerSignals] = [:]
    private(set) var fits: [FitKey: DealRecord] = [:]

    /// Counts what a look sees.
    init(_ look: Look) throws(ReferralError) {
        var last: Int64 = 0
        while true {
            let rows = try look.connection.list(RecountSQL.engagements, [.integer(last)]) { row in
                var at = ColumnCursor(RecountSQL.columns)
                return (engagement: try Engagement(row, &at), deal: try Deal(row, &at), row: row.int(at.next()))
            }
            for row in rows { add(row.engagement, row.deal) }
            guard let next = rows.last?.row else { return }
            last = next
        }
    }

    private mutating func add(_ engagement: Engagement, _ deal: Deal) {
        let (gives, record) = (PartnerSignals(engagement), DealRecord(engagement.answer))
        let partner = engagement.partnerID
        if gives != PartnerSignals() { signals[partner] = signals[partner, default: PartnerSignals()] + gives }
        guard record != DealRecord() else { return }
        for trait in deal.traits {
            let key = FitKey(partner: partner, trait: trait)
            fits[key] = fits[key, default: DealRecord()] + record
        }
    }
}

extension Look {
    /// Calls `body` with every profile.
    func eachProfile(_ body: (Profile) throws(ReferralError) -> Void) throws(ReferralError) {
        var last: ID<Profile>?
        repeat {
            let page = try profiles(ProfileQuery(), .operator, PageRequest(after: last, limit: 200))
            for profile in page.items { try body(profile) }
            last = page.next
        } while last != nil
    }
}

extension Connection {
    /// Fills the directory and the sums once, in one transaction. A new version of how they are made counts as never
    /// filled: then it starts from nothing.
    func fillDirectory() throws {
        try transaction { connection in
            let filled = try connection.one(RecountSQL.filled, []) { row in row.text(0) }
            guard filled != RecountSQL.version else { return }
            try connection.execute(RecountSQL.empty)
            let look = Look(connection: connection, now: .first, policy: Policy())
            try look.eachProfile { profile throws(ReferralError) in
                if let listing = try look.listing(of: profile) { try connection.replaceListing(listing) }
            }
            try withholdPersons()
            let recount = try Recount(look)
            for (partner, signals) in recount.signals { try connection.add(signals, of: partner) }
            for (key, record) in recount.fits { try connection.add(record, key.trait, of: key.partner) }
            try connection.change(RecountSQL.setFilled, [.text(RecountSQL.version)])
        }
    }
}

extension Connection {
    /// Full text of earlier versions had what the customer's words tell of the person, too.
    private func withholdPersons() throws {
        var last: Int64 = 0
        while true {
            let rows = try list(RecountSQL.inquiries, [.integer(last)]) { row in
                var at = ColumnCursor(RecountSQL.inquiryColumns)
                return (
                    row: row.int(at.next()), partner: try row.id(&at) as ID<Partner>, inquiry: try Inquiry(row, &at)
                )
            }
            for item in rows where item.inquiry.searchText != item.inquiry.writtenText {
                let document = Document(engagement: item.row, part: .request)
                try removeText(document)
                try addText(item.inquiry.searchText, document, owner: item.partner)
            }
            guard let next = rows.last?.row else { return }
            last = next
        }
    }
}

private enum RecountSQL {
    /// To be raised when what is kept, or how it is counted, changes.
    static let version = "1"

    static let filled: SQL = "SELECT CAST(value AS TEXT) FROM properties WHERE name = 'directory'"
    static let setFilled: SQL = """
        INSERT OR REPLACE INTO properties (name, value) VALUES ('directory', CAST(?1 AS BLOB))
        """
    static let empty = """
        DELETE FROM listing_places; DELETE FROM listing_tags; DELETE FROM listing_text; DELETE FROM listings;
        DELETE FROM partner_signals; DELETE FROM partner_fit;
        """
    static let columns = ColumnList(
        "engagements",
        (Engagement.columns.names + Deal.columns.names.map { "r.\($0)" } + ["e.row"]).joined(separator: " "))
    static let inquiryColumns = ColumnList(
        "engagements", (["e.row", "e.partner_id"] + Inquiry.columns.names.map { "r.\($0)" }).joined(separator: " "))
    static let inquiries = SQL(
        constant: """
            SELECT \(inquiryColumns.selected) FROM engagements AS e CROSS JOIN rfis AS r ON r.row = e.rfi
            WHERE e.row > ?1 ORDER BY e.row LIMIT 500
            """)
    static let engagements = SQL(
        constant: """
            SELECT \(columns.selected) FROM engagements AS e CROSS JOIN rfis AS r ON r.row = e.rfi
            WHERE e.row > ?1 ORDER BY e.row LIMIT 500
            """)
}

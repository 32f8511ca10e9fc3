// What the past tells of partners: sums, kept by adding the difference that a change of an engagement makes.

import Referrals
import SQLite

extension StoreTransaction {
    /// Adds to the sums of the partner what the change of an engagement gives.
    func credit(_ engagement: Engagement, from old: Engagement?) throws(ReferralError) {
        let signals = PartnerSignals(engagement) - (old.map { PartnerSignals($0) } ?? PartnerSignals())
        let record = DealRecord(engagement.answer) - DealRecord(old?.answer)
        if signals != PartnerSignals() {
            try connection.add(signals, of: engagement.partnerID)
            touchSignals()
        }
        if record != DealRecord(), let deal = try connection.deal(of: engagement.rfiID) {
            for trait in deal.traits { try connection.add(record, trait, of: engagement.partnerID) }
            touchSignals()
        }
    }
}

extension Connection {
    /// Adds to the sums of a partner.
    func add(_ signals: PartnerSignals, of partner: ID<Partner>) throws(ReferralError) {
        try add(
            SignalSQL.add, SignalSQL.insert,
            [
                Value(partner), Value(signals.answers), Value(signals.speed), Value(signals.accepted),
                Value(signals.reporting),
            ])
    }

    /// Adds to how often a partner accepted and declined deals with a trait.
    func add(_ record: DealRecord, _ trait: Deal.Trait, of partner: ID<Partner>) throws(ReferralError) {
        try add(
            SignalSQL.addFit, SignalSQL.insertFit,
            trait.values + [Value(partner), Value(record.accepted), Value(record.declined)])
    }

    /// The row may have to be made. (An upsert would judge a negative difference as if it were a sum.)
    private func add(_ update: SQL, _ insert: SQL, _ values: [Value]) throws(ReferralError) {
        if try change(update, values) == 0 { try change(insert, values) }
    }

    /// How often a partner accepted and declined deals with a trait.
    func record(of trait: Deal.Trait, _ partner: ID<Partner>) throws(ReferralError) -> DealRecord {
        let found = try one(SignalSQL.fit, trait.values + [Value(partner)]) { row in
            DealRecord(accepted: Int(row.int(0)), declined: Int(row.int(1)))
        }
        return found ?? DealRecord()
    }

    /// What an RFI is about.
    fileprivate func deal(of id: ID<RFI>) throws(ReferralError) -> Deal? {
        try one(SignalSQL.deal, [Value(id)]) { row in
            var at = ColumnCursor(Deal.columns)
            return try Deal(row, &at)
        }
    }
}

extension Deal {
    /// The columns of an RFI by which deals are alike.
    static let columns = ColumnList("rfis", "industries products services solutions size country")

    init(_ row: borrowing Row, _ at: inout ColumnCursor) throws(ReferralError) {
        self.init(
            industries: row.lines(&at, Tag.init(stored:)), products: row.lines(&at, Tag.init(stored:)),
            services: row.lines(&at, Tag.init(stored:)), solutions: row.lines(&at, Tag.init(stored:)),
            size: try row.word(&at), country: try row.country(&at))
    }
}

extension Deal.Trait {
    var values: [Value] { [Value(facet.rawValue), .text(value)] }
}

private enum SignalSQL {
    static let add: SQL = """
        UPDATE partner_signals SET answers = answers + ?2, speed = speed + ?3, accepted = accepted + ?4,
            reporting = reporting + ?5
        WHERE partner_id = ?1
        """
    static let insert: SQL = """
        INSERT INTO partner_signals (partner_id, answers, speed, accepted, reporting) VALUES (?1, ?2, ?3, ?4, ?5)
        """
    static let addFit: SQL = """
        UPDATE partner_fit SET accepted = accepted + ?4, declined = declined + ?5
        WHERE facet = ?1 AND value = ?2 AND partner_id = ?3
        """
    static let insertFit: SQL = """
        INSERT INTO partner_fit (facet, value, partner_id, accepted, declined) VALUES (?1, ?2, ?3, ?4, ?5)
        """
    static let fit: SQL =
        "SELECT accepted, declined FROM partner_fit WHERE facet = ?1 AND value = ?2 AND partner_id = ?3"
    static let deal = SQL(constant: "SELECT \(Deal.columns.selected) FROM rfis WHERE id = ?1")
}

// What a customer asks, as it stands in `rfis`: read for RFIs and for engagements.

import Referrals
import SQLite

extension Inquiry {
    static let columns = ColumnList(
        "rfis",
        """
        source company size address_line1 address_line2 city state postal_code country contact_name contact_email
        contact_phone contact_title summary details industries products services solutions budget budget_currency
        timeframe direct_contact consent_share
        """)

    init(_ row: borrowing Row, _ at: inout ColumnCursor) throws(ReferralError) {
        let source: Source = try row.word(&at)
        self.init(
            customer: try Customer(row, &at), need: Need(row, &at), budget: try row.optionalMoney(&at),
            timeframe: try row.optionalWord(&at), source: source, directContact: row.bool(&at),
            consent: Consent(share: row.bool(&at)))
    }

    var values: [Value] {
        [.text(source.rawValue)] + customer.values + need.values + .money(budget) + [
            Value(timeframe?.rawValue), Value(directContact), Value(consent.share),
        ]
    }
}

extension Customer {
    fileprivate init(_ row: borrowing Row, _ at: inout ColumnCursor) throws(ReferralError) {
        self.init(
            company: row.text(&at), size: try row.word(&at), address: try row.address(&at),
            contact: Person(customer: row, &at))
    }

    fileprivate var values: [Value] {
        [.text(company), .text(size.rawValue)] + .address(address) + [
            .text(contact?.name ?? ""), .text(contact?.email.text ?? ""), Value(contact?.phone?.text),
            Value(contact?.title),
        ]
    }
}

extension Person {
    /// The person of a customer; nil once erased, which leaves the columns empty.
    fileprivate init?(customer row: borrowing Row, _ at: inout ColumnCursor) {
        let (name, email) = (row.text(&at), row.text(&at))
        let (phone, title) = (row.optionalText(&at), row.optionalText(&at))
        guard !email.isEmpty else { return nil }
        self.init(
            name: name, email: EmailAddress(stored: email), phone: phone.map(PhoneNumber.init(stored:)),
            title: title)
    }
}

extension Need {
    fileprivate init(_ row: borrowing Row, _ at: inout ColumnCursor) {
        self.init(
            summary: row.text(&at), details: row.optionalText(&at), industries: row.lines(&at, Tag.init(stored:)),
            products: row.lines(&at, Tag.init(stored:)), services: row.lines(&at, Tag.init(stored:)),
            solutions: row.lines(&at, Tag.init(stored:)))
    }

    fileprivate var values: [Value] {
        [
            .text(summary), Value(details), Value(lines: industries), Value(lines: products), Value(lines: services),
            Value(lines: solutions),
        ]
    }
}

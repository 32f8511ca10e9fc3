import Referrals

/// Engagements as CSV (RFC 4180): a header row, CRLF, quotes where needed.
enum EngagementCSV {
    static let header =
        "id,rfiId,status,outcome,name,customerCompany,customerCountry,contactName,contactEmail,contactPhone,"
        + "needSummary,estimatedValue,currency,estimatedPurchaseDate,crmId,createdAt,respondedAt,closedAt,updatedAt\r\n"

    static func append(_ view: EngagementView, to bytes: inout [UInt8]) {
        let engagement = view.engagement
        let customer = view.inquiry.customer
        let cells: [String?] = [
            engagement.id.description, engagement.rfiID.description, engagement.state.status.rawValue,
            engagement.state.outcome?.rawValue, engagement.terms.name.map(harmless),
            harmless(customer.company),
            customer.address.country.code, (customer.contact?.name).map(harmless),
            (customer.contact?.email.text).map(harmless), customer.contact?.phone?.text,
            harmless(view.inquiry.need.summary),
            engagement.terms.estimatedValue?.amount, engagement.terms.estimatedValue?.currency.code,
            engagement.terms.estimatedPurchaseDate?.description, engagement.terms.crmID.map(harmless),
            engagement.clocks.createdAt.description, engagement.respondedAt?.description,
            engagement.closedAt?.description, engagement.updatedAt.description,
        ]
        for (index, cell) in cells.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            if let cell { append(cell, to: &bytes) }
        }
        bytes.append(contentsOf: "\r\n".utf8)
    }

    /// Text that a spreadsheet would run as a formula gets an apostrophe in front.
    private static func harmless(_ text: String) -> String {
        switch text.utf8.first {
        case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), UInt8(ascii: "\t"),
            UInt8(ascii: "\r"):
            "'" + text
        default: text
        }
    }

    private static func append(_ cell: String, to bytes: inout [UInt8]) {
        let quote = UInt8(ascii: "\"")
        let needsQuotes = cell.utf8.contains { byte in
            byte == quote || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n")
                || byte == UInt8(ascii: "\r")
        }
        guard needsQuotes else { return bytes.append(contentsOf: cell.utf8) }
        bytes.append(quote)
        for byte in cell.utf8 {
            if byte == quote { bytes.append(quote) }
            bytes.append(byte)
        }
        bytes.append(quote)
    }
}

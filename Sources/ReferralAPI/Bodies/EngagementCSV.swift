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
            engagement.state.outcome?.rawValue, engagement.terms.name.map(CSV.harmless),
            CSV.harmless(customer.company),
            customer.address.country.code, (customer.contact?.name).map(CSV.harmless),
            (customer.contact?.email.text).map(CSV.harmless), customer.contact?.phone?.text,
            CSV.harmless(view.inquiry.need.summary),
            engagement.terms.estimatedValue?.amount, engagement.terms.estimatedValue?.currency.code,
            engagement.terms.estimatedPurchaseDate?.description, engagement.terms.crmID.map(CSV.harmless),
            engagement.clocks.createdAt.description, engagement.respondedAt?.description,
            engagement.closedAt?.description, engagement.updatedAt.description,
        ]
        CSV.append(cells, to: &bytes)
    }
}

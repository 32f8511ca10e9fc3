import HTTP
import JSON
import Referrals

/// `/v1/rfis`.
enum RFIHandlers {
    static let routes: [Route] = [
        .get(
            "/v1/rfis", .marketplaces,
            parameters: ["limit", "cursor", "sort", "status", "createdAfter", "createdBefore"], list),
        .post("/v1/rfis", .marketplaces, submit),
        .get("/v1/rfis/{id}", .marketplaces) { exchange in
            let (id, scope): (ID<RFI>, Scope) = (try exchange.id(), try exchange.scope())
            return try exchange.item(
                { reader throws(ReferralError) in try reader.rfi(id, scope) }, tag: RFIBody.tag,
                render: { RFIBody.bytes($0).bytes })
        },
    ]

    private static func list(_ exchange: Exchange) async throws -> Reply {
        let parameters = exchange.query
        var query = RFIQuery()
        query.statuses = try parameters.cases("status", RFI.Status.self)
        query.created = try parameters.range(after: "createdAfter", before: "createdBefore")
        let sort = try parameters.value("sort", "Must be createdAt or -createdAt.") { text in
            ["createdAt": false, "-createdAt": true][text]
        }
        query.descending = sort ?? true
        let scope = try exchange.scope()
        return try await exchange.list(
            Listing(scope: scope) { [query] reader, page throws(ReferralError) in
                try reader.rfis(query, scope, page)
            } write: { rfi, _, json in
                RFIBody.write(rfi, to: &json)
            })
    }

    private static func submit(_ exchange: Exchange) async throws -> Reply {
        let own = try exchange.authenticated().role.marketplaceID
        let cause = try exchange.cause()
        return try await exchange.change { fields in
            newRFI(&fields, own)
        } apply: { store, new throws(ReferralError) in
            let view = try RFIService(store, cause: cause)
                .submit(new.inquiry, to: new.recipients, marketplace: new.marketplace)
            let (bytes, person) = RFIBody.bytes(view)
            var reply = Reply.resource(
                .created, bytes, tag: RFIBody.tag(view), location: "/v1/rfis/\(view.rfi.id)")
            reply.kept = KeptBody(bytes, withoutPersonAt: person, of: view.rfi.id)
            return reply
        }
    }

    /// An operator names the marketplace; a marketplace is its own, and naming another is a fault.
    private static func newRFI(
        _ fields: inout Fields, _ own: MarketplaceID?
    ) -> (marketplace: MarketplaceID, inquiry: Inquiry, recipients: [RecipientChoice])? {
        let named =
            own == nil
            ? fields.required("marketplaceId", Convert.marketplace)
            : fields.optional("marketplaceId", Convert.marketplace)
        if let own, let named, named != own {
            fields.fault("marketplaceId", .invalidValue, "Must be your own, or left out.")
        }
        guard let rfi = fields.rfi(), let marketplace = own ?? named else { return nil }
        return (marketplace, rfi.inquiry, rfi.recipients)
    }
}

extension KeptBody {
    /// A body without the customer's person, who stands at `range` in it.
    init(_ bytes: [UInt8], withoutPersonAt range: Range<Int>, of rfi: ID<RFI>) {
        var kept = bytes
        kept.removeSubrange(range)
        self.init(bytes: kept, personGap: StoredReply.PersonGap(rfiID: rfi, offset: range.lowerBound))
    }
}

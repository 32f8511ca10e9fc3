import HTTP
import JSON
import Referrals

/// `/v1/partners`.
enum PartnerHandlers {
    static let routes: [Route] = [
        .get("/v1/partners", .operators, parameters: ["limit", "cursor", "status"], list),
        .post("/v1/partners", .operators, create),
        .get("/v1/partners/{id}", .operators) { exchange in
            let id: ID<Partner> = try exchange.id()
            return try exchange.item(
                { reader throws(ReferralError) in try reader.partner(id) }, tag: \.tag,
                render: PartnerBody.bytes)
        },
        .patch("/v1/partners/{id}", .operators, update),
    ]

    private static func list(_ exchange: Exchange) async throws -> Reply {
        let statuses = try exchange.query.cases("status", Partner.Status.self)
        return try await exchange.list(
            Listing(scope: .operator) { reader, page throws(ReferralError) in
                try reader.partners(statuses: statuses, page)
            } write: { partner, _, json in
                PartnerBody.write(partner, to: &json)
            })
    }

    private static func create(_ exchange: Exchange) async throws -> Reply {
        try await exchange.change { fields in
            fields.newPartner()
        } apply: { store, new throws(ReferralError) in
            let partner = try AccessService(store).createPartner(
                name: new.name, email: new.email, website: new.website)
            return .resource(
                .created, PartnerBody.bytes(partner), tag: partner.tag, location: "/v1/partners/\(partner.id)"
            )
        }
    }

    private static func update(_ exchange: Exchange) async throws -> Reply {
        let id: ID<Partner> = try exchange.id()
        let condition = exchange.condition
        return try await exchange.change { reader throws(ReferralError) in
            guard let partner = try reader.partner(id) else { throw .notFound }
            return partner.tag
        } body: { fields in
            fields.partnerPatch()
        } apply: { store, patch throws(ReferralError) in
            let partner = try AccessService(store).updatePartner(id, if: condition, patch)
            return .resource(.ok, PartnerBody.bytes(partner), tag: partner.tag)
        }
    }
}

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
            let found = try await exchange.session.readLong { reader throws(ReferralError) in
                try reader.rfiView(id, scope)
            }
            guard let view = found else { throw Problem.notFound }
            return exchange.shown(view, tag: RFIBody.tag, render: { RFIBody.bytes($0).bytes })
        },
        .post("/v1/rfis/{id}/recipients", .marketplaces) { exchange in
            try await act(exchange) {
                $0.recipients()
            } apply: { service, id, condition, new throws(ReferralError) in
                try service.extend(id, if: condition, with: new.choices, allowsDuplicate: new.allowsDuplicate)
            }
        },
        .post("/v1/rfis/{id}/withdraw", .marketplaces, emptyIsObject: true) { exchange in
            try await act(exchange) { _ in
                Nothing()
            } apply: { service, id, condition, _ throws(ReferralError) in
                try service.withdraw(id, if: condition)
            }
        },
        .post("/v1/rfis/{id}/erase", .marketplaces, emptyIsObject: true) { exchange in
            let reply = try await act(exchange) { _ in
                Nothing()
            } apply: { service, id, condition, _ throws(ReferralError) in
                try service.erase(id, if: condition)
            }
            await exchange.session.forgetOverwritten()
            return reply
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
            Listing(scope: scope, watches: [.own, .providers], isLong: true) {
                [query] reader, page throws(ReferralError) in
                try reader.rfis(query, scope, page)
            } write: { rfi, _, json in
                RFIBody.write(rfi, to: &json)
            })
    }

    private static func submit(_ exchange: Exchange) async throws -> Reply {
        let own = try exchange.authenticated().role.marketplaceID
        let (scope, cause) = (try exchange.scope(), try exchange.cause())
        return try await exchange.change { fields in
            newRFI(&fields, own)
        } apply: { store, new throws(ReferralError) in
            let view = try RFIService(store, scope: scope, cause: cause)
                .submit(new.draft, marketplace: new.marketplace)
            return reply(.created, view, location: "/v1/rfis/\(view.rfi.id)")
        }
    }

    private static func act<Input: Sendable>(
        _ exchange: Exchange, body: (inout Fields) -> Input?,
        apply:
            @escaping @Sendable (RFIService, ID<RFI>, VersionCondition, Input) throws(ReferralError) -> RFIView
    ) async throws -> Reply {
        let (id, scope): (ID<RFI>, Scope) = (try exchange.id(), try exchange.scope())
        let (condition, cause) = (exchange.condition, try exchange.cause())
        return try await exchange.change { reader throws(ReferralError) in
            try existing(id, scope, condition, reader)
        } body: { fields in
            body(&fields)
        } apply: { store, input throws(ReferralError) in
            reply(.ok, try apply(RFIService(store, scope: scope, cause: cause), id, condition, input))
        }
    }

    /// Finds the RFI. `If-Match` looks at the version alone: what is shown of others is worked out only to tell the
    /// caller the present tag.
    private static func existing(
        _ id: ID<RFI>, _ scope: Scope, _ condition: VersionCondition, _ reader: any ReferralReader
    ) throws(ReferralError) -> EntityTag {
        guard let rfi = try reader.rfi(id, scope) else { throw .notFound }
        let tag = EntityTag(version: rfi.version)
        do throws(ReferralError) {
            try condition.check(tag)
            return tag
        } catch {
            guard let view = try reader.rfiView(id, scope) else { throw .notFound }
            return RFIBody.tag(view)
        }
    }

    private static func reply(_ status: Status, _ view: RFIView, location: String? = nil) -> Reply {
        let (bytes, person) = RFIBody.bytes(view)
        var reply = Reply.resource(status, bytes, tag: RFIBody.tag(view), location: location)
        reply.kept = KeptBody(bytes, withoutPersonAt: person, of: view.rfi.id)
        return reply
    }

    /// An operator names the marketplace; a marketplace is its own, and naming another is a fault.
    private static func newRFI(
        _ fields: inout Fields, _ own: MarketplaceID?
    ) -> (marketplace: MarketplaceID, draft: RFIDraft)? {
        let named =
            own == nil
            ? fields.required("marketplaceId", Convert.marketplace)
            : fields.optional("marketplaceId", Convert.marketplace)
        if let own, let named, named != own {
            fields.fault("marketplaceId", .invalidValue, "Must be your own, or left out.")
        }
        guard let draft = fields.rfi(), let marketplace = own ?? named else { return nil }
        return (marketplace, draft)
    }
}

extension KeptBody {
    /// A body without the customer's person, who stands at `range` in it; of an engagement as its partner sees it, or
    /// of the RFI.
    init(
        _ bytes: [UInt8], withoutPersonAt range: Range<Int>, of rfi: ID<RFI>, in engagement: ID<Engagement>? = nil
    ) {
        var kept = bytes
        kept.removeSubrange(range)
        self.init(
            kept, rfiID: rfi,
            personGap: PersonGap(offset: range.lowerBound, engagementID: engagement))
    }
}

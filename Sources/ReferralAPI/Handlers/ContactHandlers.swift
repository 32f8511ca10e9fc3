import HTTP
import JSON
import Referrals

/// `/v1/engagements/{id}/contacts`.
enum ContactHandlers {
    static let routes: [Route] = [
        .get("/v1/engagements/{id}/contacts", .partners, parameters: ["limit", "cursor"], list),
        .post("/v1/engagements/{id}/contacts", .partners, add),
        .get("/v1/engagements/{id}/contacts/{contactId}", .partners) { exchange in
            let (id, contact): (ID<Engagement>, ID<Contact>) = (try exchange.id(), try exchange.id(1))
            let scope = try exchange.scope()
            return try exchange.item(
                { reader throws(ReferralError) in try reader.contact(contact, of: id, scope) }, tag: \.tag,
                render: ContactBody.bytes)
        },
        .patch("/v1/engagements/{id}/contacts/{contactId}", .partners, update),
        .delete("/v1/engagements/{id}/contacts/{contactId}", .partners, remove),
    ]

    private static func list(_ exchange: Exchange) async throws -> Reply {
        let (id, scope): (ID<Engagement>, Scope) = (try exchange.id(), try exchange.scope())
        return try await exchange.list(
            Listing(scope: scope) { reader, page throws(ReferralError) in
                guard try reader.engagement(id, scope) != nil else { throw .notFound }
                return try reader.contacts(of: id, page)
            } write: { contact, _, json in
                ContactBody.write(contact, to: &json)
            })
    }

    private static func add(_ exchange: Exchange) async throws -> Reply {
        let (id, scope): (ID<Engagement>, Scope) = (try exchange.id(), try exchange.scope())
        let (condition, cause) = (exchange.condition, try exchange.cause())
        return try await exchange.change(
            existing: EngagementHandlers.existing(id, scope)
        ) { fields in
            fields.contact()
        } apply: { store, details throws(ReferralError) in
            let contact = try EngagementService(store, scope: scope, cause: cause)
                .addContact(to: id, if: condition, details)
            let bytes = ContactBody.bytes(contact)
            var reply = Reply.resource(
                .created, bytes, tag: contact.tag, location: "/v1/engagements/\(id)/contacts/\(contact.id)")
            reply.kept = KeptBody(bytes, rfiID: try store.engagement(id, scope)?.rfiID)
            return reply
        }
    }

    private static func update(_ exchange: Exchange) async throws -> Reply {
        let (id, contact): (ID<Engagement>, ID<Contact>) = (try exchange.id(), try exchange.id(1))
        let (scope, condition, cause) = (try exchange.scope(), exchange.condition, try exchange.cause())
        return try await exchange.change(existing: existing(contact, of: id, scope)) { fields in
            fields.contactPatch()
        } apply: { store, patch throws(ReferralError) in
            let changed = try EngagementService(store, scope: scope, cause: cause)
                .updateContact(contact, of: id, if: condition, patch)
            return .resource(.ok, ContactBody.bytes(changed), tag: changed.tag)
        }
    }

    private static func remove(_ exchange: Exchange) async throws -> Reply {
        let (id, contact): (ID<Engagement>, ID<Contact>) = (try exchange.id(), try exchange.id(1))
        let (scope, condition, cause) = (try exchange.scope(), exchange.condition, try exchange.cause())
        return try await exchange.remove(existing: existing(contact, of: id, scope)) {
            store throws(ReferralError) in
            try EngagementService(store, scope: scope, cause: cause).removeContact(
                contact, of: id, if: condition)
        }
    }

    private static func existing(
        _ contact: ID<Contact>, of id: ID<Engagement>, _ scope: Scope
    ) -> Exchange.Existing {
        { reader throws(ReferralError) in
            guard let found = try reader.contact(contact, of: id, scope) else { throw .notFound }
            return found.tag
        }
    }
}

extension ReferralReader {
    /// A contact of an engagement that the scope may see.
    fileprivate func contact(
        _ contact: ID<Contact>, of id: ID<Engagement>, _ scope: Scope
    ) throws(ReferralError) -> Contact? {
        try engagement(id, scope) == nil ? nil : try self.contact(contact, of: id)
    }
}

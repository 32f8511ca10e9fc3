import HTTP
import JSON
import Referrals

/// `/v1/engagements/{id}/notes` and `/v1/engagements/{id}/history`.
enum NoteHandlers {
    static let routes: [Route] = [
        .get("/v1/engagements/{id}/notes", .partners, parameters: ["limit", "cursor"], list),
        .post("/v1/engagements/{id}/notes", .partners, add),
        .get("/v1/engagements/{id}/notes/{noteId}", .partners) { exchange in
            let (id, note): (ID<Engagement>, ID<Note>) = (try exchange.id(), try exchange.id(1))
            let scope = try exchange.scope()
            return try exchange.item(
                { reader throws(ReferralError) in try reader.note(note, of: id, scope) }, tag: \.tag,
                render: NoteBody.bytes)
        },
        .patch("/v1/engagements/{id}/notes/{noteId}", .partners, update),
        .delete("/v1/engagements/{id}/notes/{noteId}", .partners, remove),
        .get("/v1/engagements/{id}/history", .partners, parameters: ["limit", "cursor"], history),
    ]

    private static func list(_ exchange: Exchange) async throws -> Reply {
        let (id, scope): (ID<Engagement>, Scope) = (try exchange.id(), try exchange.scope())
        return try await exchange.list(
            Listing(scope: scope) { reader, page throws(ReferralError) in
                guard try reader.engagement(id, scope) != nil else { throw .notFound }
                return try reader.notes(of: id, page)
            } write: { note, _, json in
                NoteBody.write(note, to: &json)
            })
    }

    private static func history(_ exchange: Exchange) async throws -> Reply {
        let (id, scope): (ID<Engagement>, Scope) = (try exchange.id(), try exchange.scope())
        return try await exchange.list(
            Listing(scope: scope) { reader, page throws(ReferralError) in
                guard try reader.engagement(id, scope) != nil else { throw .notFound }
                return try reader.history(of: id, page)
            } write: { entry, _, json in
                HistoryBody.write(entry, for: scope, to: &json)
            })
    }

    private static func add(_ exchange: Exchange) async throws -> Reply {
        let (id, scope): (ID<Engagement>, Scope) = (try exchange.id(), try exchange.scope())
        let (condition, cause) = (exchange.condition, try exchange.cause())
        return try await exchange.change(
            existing: EngagementHandlers.existing(id, scope)
        ) { fields in
            fields.note()
        } apply: { store, body throws(ReferralError) in
            let note = try EngagementService(store, scope: scope, cause: cause)
                .addNote(to: id, if: condition, body: body)
            let bytes = NoteBody.bytes(note)
            var reply = Reply.resource(
                .created, bytes, tag: note.tag, location: "/v1/engagements/\(id)/notes/\(note.id)")
            reply.kept = KeptBody(bytes, rfiID: try store.engagement(id, scope)?.rfiID)
            return reply
        }
    }

    private static func update(_ exchange: Exchange) async throws -> Reply {
        let (id, note): (ID<Engagement>, ID<Note>) = (try exchange.id(), try exchange.id(1))
        let (scope, condition, cause) = (try exchange.scope(), exchange.condition, try exchange.cause())
        return try await exchange.change(existing: existing(note, of: id, scope)) { fields in
            fields.notePatch()
        } apply: { store, patch throws(ReferralError) in
            let changed = try EngagementService(store, scope: scope, cause: cause)
                .updateNote(note, of: id, if: condition, patch)
            return .resource(.ok, NoteBody.bytes(changed), tag: changed.tag)
        }
    }

    private static func remove(_ exchange: Exchange) async throws -> Reply {
        let (id, note): (ID<Engagement>, ID<Note>) = (try exchange.id(), try exchange.id(1))
        let (scope, condition, cause) = (try exchange.scope(), exchange.condition, try exchange.cause())
        return try await exchange.remove(existing: existing(note, of: id, scope)) {
            store throws(ReferralError) in
            try EngagementService(store, scope: scope, cause: cause).removeNote(note, of: id, if: condition)
        }
    }

    private static func existing(_ note: ID<Note>, of id: ID<Engagement>, _ scope: Scope) -> Exchange.Existing {
        { reader throws(ReferralError) in
            guard let found = try reader.note(note, of: id, scope) else { throw .notFound }
            return found.tag
        }
    }
}

extension ReferralReader {
    /// A note of an engagement that the scope may see.
    fileprivate func note(
        _ note: ID<Note>, of id: ID<Engagement>, _ scope: Scope
    ) throws(ReferralError) -> Note? {
        try engagement(id, scope) == nil ? nil : try self.note(note, of: id)
    }
}

import JSON
import TestSupport
import Testing

// Contract sections 1, 3, 5, 6: every resource always has the same members; without a value null, without items [].

@Suite struct `The shape` {
    static let engagement = [
        "id", "rfiId", "partnerId", "profileId", "locationId", "source", "status", "outcome", "name", "customer",
        "need", "budget", "timeframe", "directContact", "respondBy", "expiresAt", "estimatedValue",
        "estimatedPurchaseDate", "purchaseTimeframe", "finalValue", "closedOn", "crmId", "contacts", "decline",
        "loss", "withdrawal", "registration", "allowedActions", "receivedAt", "respondedAt", "closedAt",
        "createdAt", "updatedAt", "version",
    ]
    static let inner = [
        "customer": ["company", "size", "address", "contact", "redacted"],
        "customer.address": ["addressLine1", "addressLine2", "city", "state", "postalCode", "country"],
        "customer.contact": ["name", "email", "phone", "title"],
        "need": ["summary", "details", "industries", "products", "services", "solutions"],
        "directContact": ["requested", "hot", "hotUntil", "message"],
        "registration": ["required", "status", "id"],
    ]

    private func expect(_ json: JSON?, _ names: [String], _ what: String) {
        #expect(Set(json?.names ?? []) == Set(names) && json?.names?.count == names.count, "\(what)")
    }

    @Test(arguments: StateName.allCases)
    func `of an engagement is the same in every state, alone and in a list`(state: StateName) async throws {
        let service = try Service()
        let referral = try await service.referral()
        try await service.bring(referral, to: state)
        let own = try await service.read(referral)
        expect(own.json, Self.engagement, "engagement")
        for (path, names) in Self.inner { expect(own[path], names, path) }
        let listed = try await service.get("/v1/engagements", referral.partner.key)
        #expect(listed.rows == [own.json])
        #expect(try await service.get(referral.path)["id"] == own["id"])
    }

    @Test func `of a new engagement has null and empty lists where nothing is yet`() async throws {
        let service = try Service()
        let referral = try await service.referral()
        let answer = try await service.read(referral)
        let empty = [
            "outcome", "name", "budget", "timeframe", "estimatedValue", "estimatedPurchaseDate",
            "purchaseTimeframe", "finalValue", "closedOn", "crmId", "decline", "loss", "withdrawal", "respondedAt",
            "closedAt",
            "customer.address.addressLine1", "customer.contact.title", "need.details", "directContact.hotUntil",
            "directContact.message", "registration.status", "registration.id",
        ]
        for path in empty { #expect(answer[path] == .null, "\(path)") }
        for path in ["contacts", "need.industries", "need.products", "need.services", "need.solutions"] {
            #expect(answer[path] == .array([]), "\(path)")
        }
        #expect(answer["customer.redacted"] == .bool(false))
        #expect(answer["registration.required"] == .bool(false))
        #expect(answer["directContact.requested"] == .bool(false))
        #expect(answer["source"] == .string("customerSearch"))
        #expect(answer["version"]?.integer == 1)
        #expect(answer["rfiId"] == .string(referral.rfi) && answer["profileId"] == .string(referral.profile))
        #expect(answer["partnerId"] == .string(referral.partner.id))
        #expect(answer["locationId"] == .string(try await service.location(of: referral.profile)))
    }

    @Test func `of contacts, notes and history is the same with and without optional members`() async throws {
        let service = try Service()
        let referral = try await service.referral()
        let (contact, note) = (try await service.contact(of: referral), try await service.note(of: referral))
        let key = referral.partner.key
        let added = try await service.get("\(referral.path)/contacts/\(contact)", key)
        expect(
            added.json, ["id", "name", "role", "phone", "emails", "version", "createdAt", "updatedAt"], "contact")
        #expect(added["role"] == .null && added["phone"] == .null)
        let written = try await service.get("\(referral.path)/notes/\(note)", key)
        expect(written.json, ["id", "body", "author", "createdAt", "editedAt", "version"], "note")
        #expect(written["editedAt"] == .null)
        for entry in try await service.get("\(referral.path)/history", key).rows {
            expect(entry, ["seq", "type", "occurredAt", "actor", "requestId", "changes"], "history")
            expect(entry.at("actor"), ["keyId", "role", "name"], "actor")
        }
    }

    @Test func `of a profile and a location is the same however little is given`() async throws {
        let service = try Service()
        let partner = try await service.partner()
        let bare = try await service.post("/v1/profiles", partner.key, #"{"country":"DE"}"#).expect(201)
        let names = [
            "id", "partnerId", "country", "status", "displayName", "description", "website", "languages",
            "industries", "products", "services", "solutions", "keywords", "customerSizes", "responseWindow",
            "locations", "version", "createdAt", "updatedAt", "activatedAt",
        ]
        expect(bare.json, names, "profile")
        for name in ["displayName", "description", "website", "responseWindow", "activatedAt"] {
            #expect(bare[name] == .null, "\(name)")
        }
        for name in ["languages", "industries", "products", "services", "solutions", "keywords", "customerSizes"] {
            #expect(bare[name] == .array([]), "\(name)")
        }
        #expect(bare["status"] == .string("draft") && bare["version"]?.integer == 1)
        let location = try await service.post(
            "/v1/profiles/\(try bare.string("id"))/locations", partner.key, Body.location()
        ).expect(201)
        expect(
            location.json, ["id", "name", "address", "latitude", "longitude", "contact", "mailOptOuts"], "location")
        expect(location["contact"], ["name", "email", "phone"], "contact")
        expect(location["address"], Self.inner["customer.address"] ?? [], "address")
        for path in ["latitude", "longitude", "contact.phone", "address.state"] {
            #expect(location[path] == .null, "\(path)")
        }
    }

    @Test func `of an RFI is the same however little is given`() async throws {
        let service = try Service()
        let referral = try await service.referral()
        let rfi = try await service.get("/v1/rfis/\(referral.rfi)", referral.marketplace).expect(200)
        let names = [
            "id", "marketplaceId", "status", "customer", "need", "budget", "timeframe", "source", "directContact",
            "consent", "closing", "topUp", "recipients", "alternatives", "erasedAt", "version", "createdAt",
            "updatedAt",
        ]
        expect(rfi.json, names, "rfi")
        expect(rfi["customer"], ["company", "size", "address", "contact"], "customer")
        expect(rfi["recipients.0"], ["profileId", "displayName", "status", "respondedAt"], "recipient")
        #expect(rfi["budget"] == .null && rfi["timeframe"] == .null && rfi["recipients.0.respondedAt"] == .null)
        #expect(rfi["consent.share"] == .bool(false) && rfi["consent.contact"] == .bool(true))
        let listed = try await service.get("/v1/rfis", referral.marketplace).expect(200)
        #expect(listed.rows == [rfi.json])
    }
}

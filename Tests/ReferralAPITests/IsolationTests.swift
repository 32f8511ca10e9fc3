import HTTP
import JSON
import Testing

// Contract section 1, statuses: 403 when the route is not for the role, whatever the id; 404 for what is unknown or not
// the caller's own, alike to the byte but for `requestId` and `instance`.

@Suite struct `What is not the caller's` {
    /// The body without what tells one refusal from another of the same kind.
    private func comparable(_ answer: Answer) -> String {
        guard let id = answer["requestId"]?.string, let instance = answer["instance"]?.string else {
            return answer.text
        }
        return answer.text.replacing(id, with: "ID").replacing("\"\(instance)\"", with: "PATH")
    }

    private func headers(_ answer: Answer) -> [String] {
        answer.headers.filter { $0.0 != "X-Request-Id" }.map { "\($0.0): \($0.1)" }
    }

    @Test func `is answered like what never was, on every route with an id`() async throws {
        let world = try await World()
        let before = try world.service.figures()
        var reference: Answer?
        for route in RouteName.all where route.hasID {
            let unknown = route.path([
                "{id}": World.unknown, "{locationId}": World.unknown, "{contactId}": World.unknown,
                "{noteId}": World.unknown, "{deliveryId}": World.unknown,
            ])
            let nonsense = route.path([
                "{id}": "nonsense", "{locationId}": "x", "{contactId}": "x", "{noteId}": "x", "{deliveryId}": "x",
            ])
            let key = world.outsider(route)
            for path in [unknown, nonsense] + (key == nil ? [] : [world.path(route)]) {
                let answer = try await world.service.send(
                    route.method, path, key ?? Service.operatorKey, world.body(route))
                answer.expect(404, "not_found")
                let first = reference ?? answer
                #expect(comparable(answer) == comparable(first), "\(route.testDescription)")
                #expect(headers(answer) == headers(first), "\(route.testDescription)")
                reference = first
            }
        }
        #expect(try world.service.figures() == before)
    }

    @Test func `is not found either where an item belongs to another parent`() async throws {
        let world = try await World()
        let profile = try await world.service.draftProfile(of: world.mine.partner, country: "FR")
        let other = try await world.service.referral(
            to: world.mine.profile, of: world.mine.partner, from: world.mine.marketplace, company: "Third")
        for path in [
            "/v1/profiles/\(profile)/locations/\(world.location)",
            "/v1/engagements/\(other.engagement)/contacts/\(world.contact)",
            "/v1/engagements/\(other.engagement)/notes/\(world.note)",
        ] {
            try await world.service.get(path, world.mine.partner.key).expect(404, "not_found")
            try await world.service.delete(path, world.mine.partner.key).expect(404, "not_found")
            try await world.service.patch(path, world.mine.partner.key, "{}").expect(404, "not_found")
        }
    }

    @Test func `is in no list and in no figure`() async throws {
        let world = try await World()
        for path in ["/v1/engagements", "/v1/profiles"] {
            #expect(try await world.service.get(path, world.mine.partner.key).rows.count == 1)
            #expect(try await world.service.get(path, world.stranger.key).expect(200).rows.isEmpty)
        }
        #expect(try await world.service.get("/v1/rfis", world.mine.marketplace).rows.count == 1)
        #expect(try await world.service.get("/v1/rfis", world.strangeMarketplace).expect(200).rows.isEmpty)
        let summary = try await world.service.get("/v1/engagements/summary", world.stranger.key).expect(200)
        #expect(try summary.integer("counts.active") == 0)
        let csv = try await world.service.get(
            "/v1/engagements", world.stranger.key, headers: [("Accept", "text/csv")])
        #expect(csv.text.split(separator: "\r\n").count == 1)
    }

    @Test func `is forbidden by role on every route, whatever the id`() async throws {
        let world = try await World()
        let before = try world.service.figures()
        for route in RouteName.all {
            guard let key = world.forbidden(route) else { continue }
            for path in [world.path(route), route.path(["{id}": World.unknown])] {
                try await world.service.send(route.method, path, key, world.body(route)).expect(
                    403, "forbidden")
            }
        }
        #expect(try world.service.figures() == before)
    }

    @Test func `is found by everyone who owns it, with any key of the same owner`() async throws {
        let world = try await World()
        let second = try await world.service.key("partner", #","partnerId":"\#(world.mine.partner.id)""#)
        let shop = try await world.service.marketplace("market")
        for route in RouteName.all where route.method == .get && !route.isOpen {
            try await world.service.get(world.path(route), world.owner(route)).expect(200)
            try await world.service.get(world.path(route)).expect(200)
        }
        try await world.service.get("/v1/engagements/\(world.mine.engagement)", second).expect(200)
        try await world.service.get("/v1/rfis/\(world.mine.rfi)", shop).expect(200)
    }

    @Test(arguments: [
        ("/v1/profiles", "partnerId"), ("/v1/rfis", "marketplaceId"),
    ])
    func `can't be made in another's name, and an operator must name the owner`(path: String, member: String)
        async throws
    {
        let world = try await World()
        let own = path == "/v1/rfis" ? world.strangeMarketplace : world.stranger.key
        let foreign = path == "/v1/rfis" ? "market" : world.mine.partner.id
        let body =
            path == "/v1/rfis"
            ? Body.rfi(to: [world.mine.profile], company: "New", more: #","marketplaceId":"\#(foreign)""#)
            : #"{"country":"IT","partnerId":"\#(foreign)"}"#
        let bare =
            path == "/v1/rfis" ? Body.rfi(to: [world.mine.profile], company: "New") : #"{"country":"IT"}"#
        try await world.service.post(path, own, body).expect(
            422, "validation_failed", ["/\(member) invalid_value"])
        try await world.service.post(path, Service.operatorKey, bare)
            .expect(422, "validation_failed", ["/\(member) required"])
        #expect(
            try await world.service.post(path, Service.operatorKey, body).expect(201)[member]
                == .string(foreign))
    }
}

import HTTP
import JSON
import Referrals
import TestSupport
import Testing

// Contract section 1, lists.

@Suite struct `A list` {
    /// Some partners, and lists of them.
    private func partners(_ count: Int) async throws -> Service {
        let service = try Service()
        for index in 0..<count {
            try await service.post("/v1/partners", Service.operatorKey, #"{"name":"Partner \#(index)"}"#).expect(201)
        }
        return service
    }

    /// The routes that give a list: all that take a cursor. The feed goes by numbers.
    static let lists = RouteName.all.filter { route in
        route.method == .get && !route.isOpen && !route.pattern.hasSuffix("}")
            && ![
                "/v1/me", "/v1/engagements/summary", "/v1/engagements/{id}/similar", "/v1/insights", "/v1/events",
            ].contains(route.pattern)
            && !["/registration", "/conflicts"].contains(where: route.pattern.hasSuffix)
    }

    @Test func `has data and nextCursor and nothing else, on every list route`() async throws {
        let world = try await World()
        for route in Self.lists {
            let answer = try await world.service.get(world.path(route), world.owner(route)).expect(200)
            #expect(answer.json.names == ["data", "nextCursor"], "\(route.testDescription)")
            #expect(answer["nextCursor"] == .null && answer.header("Link") == nil)
        }
    }

    @Test(arguments: [("1", 1), ("3", 3), ("0003", 3), ("200", 200), ("201", 200), ("99999999999999999999999", 200)])
    func `takes a limit, and lowers what is above 200`(limit: String, count: Int) async throws {
        let service = try await partners(210)
        #expect(try await service.get("/v1/partners?limit=\(limit)").expect(200).rows.count == count)
        #expect(try await service.get("/v1/partners").rows.count == 50)
    }

    @Test(arguments: ["0", "-1", "abc", "", "1.0", "+1", "1e2", "%201", "00", "0x1", "%D9%A3", "1,2"])
    func `refuses any other limit on every list route`(limit: String) async throws {
        let world = try await World()
        for route in Self.lists {
            try await world.service.get("\(world.path(route))?limit=\(limit)", world.owner(route))
                .expect(400, "invalid_parameter", ["limit invalid_value"])
        }
    }

    @Test func `is read page by page, each row once, with a Link to the next`() async throws {
        let service = try await partners(7)
        let all = try await service.get("/v1/partners").ids
        var (target, seen): (String?, [String]) = ("/v1/partners?limit=3", [])
        while let next = target {
            let page = try await service.get(next).expect(200)
            seen += page.ids
            let cursor = page["nextCursor"]?.string
            #expect((page.header("Link") == nil) == (cursor == nil))
            target = cursor.map { "/v1/partners?limit=3&cursor=\($0)" }
            if let target { #expect(page.header("Link") == "<\(target)>; rel=\"next\"") }
        }
        #expect(seen == all && seen.count == 7)
    }

    @Test func `keeps filters and sort in its Link, and puts the public URL in front`() async throws {
        let service = try Service(.init(publicURL: "https://referrals.example"))
        let partner = try await service.partner()
        let (profile, shop) = (try await service.profile(of: partner), try await service.marketplace())
        for index in 0..<3 {
            _ = try await service.referral(to: profile, of: partner, from: shop, company: "Acme & Söhne \(index)")
        }
        let path = "/v1/engagements?q=acme%20s%C3%B6hne&limit=1&sort=createdAt&status=new,active"
        let link = try await service.get(path, partner.key).expect(200).requiredHeader("Link")
        #expect(link.hasPrefix("<https://referrals.example/v1/engagements?") && link.hasSuffix(">; rel=\"next\""))
        let target = String(link.dropFirst("<https://referrals.example".count).prefix { $0 != ">" })
        let second = try await service.get(target, partner.key).expect(200)
        #expect(try second.string("data.0.customer.company") == "Acme & Söhne 1")
        let made = try await service.post("/v1/partners", Service.operatorKey, #"{"name":"P"}"#).expect(201)
        #expect(made.header("Location") == "https://referrals.example/v1/partners/\(try made.string("id"))")
    }

    @Test func `may change its limit between pages`() async throws {
        let service = try await partners(6)
        let all = try await service.get("/v1/partners").ids
        let cursor = try await service.get("/v1/partners?limit=2").string("nextCursor")
        #expect(try await service.get("/v1/partners?limit=3&cursor=\(cursor)").expect(200).ids == Array(all[2..<5]))
        #expect(try await service.get("/v1/partners?cursor=\(cursor)").expect(200).ids == Array(all[2...]))
    }

    @Test func `repeats and skips no row under inserts and deletions`() async throws {
        let world = try await World()
        let (service, key) = (world.service, world.mine.partner.key)
        let path = "/v1/engagements/\(world.mine.engagement)/notes"
        var expected: [String] = [world.note]
        for _ in 0..<9 { expected.append(try await service.note(of: world.mine)) }
        var (seen, cursor): ([String], String?) = ([], "")
        while let current = cursor {
            let page = try await service.get("\(path)?limit=2" + (current.isEmpty ? "" : "&cursor=\(current)"), key)
                .expect(200)
            seen += page.ids
            cursor = page["nextCursor"]?.string
            if let last = page.ids.last { try await service.delete("\(path)/\(last)", key).expect(204) }
            if seen.count < 8 { expected.append(try await service.note(of: world.mine)) }
        }
        #expect(seen == expected)
    }

    @Test func `of the newest first shows what comes meanwhile on no later page`() async throws {
        let service = try await partners(5)
        let all = try await service.get("/v1/partners").ids
        let first = try await service.get("/v1/partners?limit=2")
        service.clock.advance(by: .seconds(1))
        try await service.post("/v1/partners", Service.operatorKey, #"{"name":"Late"}"#).expect(201)
        let rest = try await service.get("/v1/partners?cursor=\(try first.string("nextCursor"))").expect(200)
        #expect(first.ids + rest.ids == all)
    }
}

@Suite struct `A cursor` {
    private static let wrong = ["cursor invalid_value"]

    /// Three engagements of a partner, the path of their list and the cursor after the first.
    private func listed() async throws -> (service: Service, partner: PartnerAccount, cursor: String) {
        let service = try Service()
        let partner = try await service.partner()
        let (profile, shop) = (try await service.profile(of: partner), try await service.marketplace())
        for index in 0..<3 {
            _ = try await service.referral(to: profile, of: partner, from: shop, company: "Customer \(index)")
        }
        let cursor = try await service.get("/v1/engagements?limit=1", partner.key).expect(200).string("nextCursor")
        return (service, partner, cursor)
    }

    @Test func `that is forged, cut or changed is refused`() async throws {
        let (service, partner, cursor) = try await listed()
        var forged = ["", "x", "null", "AAAA", String(repeating: "A", count: 64), "%22", "..%20", "a=b", "%C3%A4"]
        forged += (1..<cursor.count).map { String(cursor.prefix($0)) }
        forged += [cursor + "A", cursor + "=", cursor + cursor, "A" + cursor, String(cursor.reversed())]
        for index in cursor.indices {
            var changed = cursor
            changed.replaceSubrange(index...index, with: cursor[index] == "A" ? "E" : "A")
            forged.append(changed)
        }
        for text in forged where text != cursor {
            try await service.get("/v1/engagements?limit=1&cursor=\(text)", partner.key)
                .expect(400, "invalid_cursor", Self.wrong)
        }
        try await service.get("/v1/engagements?limit=1&cursor=\(cursor)", partner.key).expect(200)
    }

    @Test(arguments: [
        "status=new", "sort=createdAt", "sort=-updatedAt", "q=customer", "country=DE", "hot=false",
        "createdAfter=2020-01-01T00:00:00Z",
    ])
    func `is refused with other filters and another sort`(filter: String) async throws {
        let (service, partner, cursor) = try await listed()
        try await service.get("/v1/engagements?\(filter)&cursor=\(cursor)", partner.key)
            .expect(400, "invalid_cursor", Self.wrong)
        let own = try await service.get("/v1/engagements?\(filter)&limit=1", partner.key).expect(200).string(
            "nextCursor")
        try await service.get("/v1/engagements?limit=2&cursor=\(own)&\(filter)", partner.key).expect(200)
        try await service.get("/v1/engagements?cursor=\(own)", partner.key).expect(400, "invalid_cursor", Self.wrong)
    }

    @Test func `is refused from another caller and on another path, and taken from another key of the same owner`()
        async throws
    {
        let (service, partner, cursor) = try await listed()
        let stranger = try await service.partner("Stranger")
        for key in [stranger.key, Service.operatorKey] {
            try await service.get("/v1/engagements?cursor=\(cursor)", key).expect(400, "invalid_cursor", Self.wrong)
        }
        try await service.get("/v1/engagements?partnerId=\(partner.id)&cursor=\(cursor)")
            .expect(400, "invalid_cursor", Self.wrong)
        let engagement = try await service.get("/v1/engagements", partner.key).string("data.0.id")
        for path in ["/v1/profiles", "/v1/engagements/\(engagement)/notes", "/v1/engagements/\(engagement)/history"] {
            try await service.get("\(path)?cursor=\(cursor)", partner.key).expect(400, "invalid_cursor", Self.wrong)
        }
        let second = try await service.key("partner", #","partnerId":"\#(partner.id)""#)
        #expect(try await service.get("/v1/engagements?cursor=\(cursor)", second).expect(200).rows.count == 2)
    }

    @Test func `of one engagement's notes is not one of another's`() async throws {
        let world = try await World()
        let (service, key) = (world.service, world.mine.partner.key)
        let other = try await service.referral(
            to: world.mine.profile, of: world.mine.partner, from: world.mine.marketplace, company: "Other")
        for referral in [world.mine, other] {
            for _ in 0..<2 { _ = try await service.note(of: referral) }
        }
        let cursor = try await service.get("/v1/engagements/\(world.mine.engagement)/notes?limit=1", key).string(
            "nextCursor")
        try await service.get("/v1/engagements/\(other.engagement)/notes?cursor=\(cursor)", key)
            .expect(400, "invalid_cursor", Self.wrong)
    }

    @Test func `survives a restart, and is worth nothing to another database`() async throws {
        let directory = try TemporaryDirectory()
        let (path, key) = ("/v1/partners", Service.operatorKey)
        let cursor: String
        do {
            let service = try Service(directory: directory)
            for _ in 0..<3 { try await service.post(path, key, #"{"name":"P"}"#).expect(201) }
            cursor = try await service.get("\(path)?limit=1").string("nextCursor")
        }
        let again = try Service(.init(seed: 5), directory: directory)
        #expect(try await again.get("\(path)?cursor=\(cursor)").expect(200).rows.count == 2)
        let other = try Service(.init(seed: 7))
        try await other.get("\(path)?cursor=\(cursor)").expect(400, "invalid_cursor", Self.wrong)
    }
}

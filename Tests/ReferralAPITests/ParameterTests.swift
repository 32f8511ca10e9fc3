import HTTP
import JSON
import Referrals
import Testing

// Contract section 1, input: unknown or repeated query parameters and bad values are 400, on every method.

@Suite struct `A query parameter` {
    @Test func `that is unknown is refused on every route and method`() async throws {
        let world = try await World()
        let before = try world.service.figures()
        for route in RouteName.all {
            for query in ["unknown=1", "Limit=1", "limit%20=1", "=", "a", "unknown=1&unknown=2", "%F0%9F%92%A5=1"] {
                let answer = try await world.service.send(
                    route.method, "\(world.path(route))?\(query)", Service.operatorKey, world.body(route))
                answer.expect(400, "invalid_parameter")
                #expect(answer.faults.count == 1 && answer.faults[0].hasSuffix(" invalid_value"))
            }
            if route.method == .get {
                let head = try await world.service.send(.head, "\(world.path(route))?unknown=1")
                #expect(head.status == 400)
            }
        }
        for pattern in RouteName.patterns {
            try await world.service.send(.options, "\(pattern)?unknown=1", nil).expect(
                400, "invalid_parameter", ["unknown invalid_value"])
        }
        #expect(try world.service.figures() == before)
    }

    @Test func `that is repeated is refused, even with the same value`() async throws {
        let world = try await World()
        for route in `A list`.lists {
            for query in ["limit=1&limit=1", "limit=1&limit=2", "limit=1&%6Cimit=1"] {
                try await world.service.get("\(world.path(route))?\(query)", world.owner(route))
                    .expect(400, "invalid_parameter", ["limit invalid_value"])
            }
        }
        let filters = ["status=new&status=active", "q=a&q=b", "sort=name&sort=name", "hot=true&limit=1&hot=true"]
        for query in filters {
            try await world.service.get("/v1/engagements?\(query)").expect(400, "invalid_parameter")
        }
    }

    @Test(arguments: [
        ("/v1/engagements", "status", ["", "open", "NEW", "new,", ",new", "new,,active", "new;active", "new active"]),
        ("/v1/engagements", "outcome", ["", "win", "won,lost,"]),
        ("/v1/engagements", "source", ["email", "customersearch"]),
        ("/v1/engagements", "q", ["", "%20", "a%C2%85b"]),
        ("/v1/engagements", "crmId", ["", "%E2%80%A8"]),
        ("/v1/engagements", "hot", ["", "1", "yes", "TRUE", "true,false"]),
        ("/v1/engagements", "overdue", ["0", "null"]),
        ("/v1/engagements", "country", ["", "de", "ZZ", "DEU", "D", "UK"]),
        ("/v1/engagements", "rfiId", ["", "x", "01940000-0000-7000-8000-00000000000Z"]),
        (
            "/v1/engagements", "createdAfter",
            ["", "yesterday", "2026-13-01T00:00:00Z", "2026-11-23", "2026-11-23T02:00:00"]
        ),
        ("/v1/engagements", "createdBefore", ["2026-02-30T00:00:00Z", "2026-11-23T25:00:00Z", "1e9"]),
        ("/v1/engagements", "updatedAfter", ["2026-11-23T02:00:00+99:00"]),
        ("/v1/engagements", "updatedBefore", ["2026-11-23T02:00:00.Z"]),
        ("/v1/engagements", "expiresBefore", ["soon"]),
        ("/v1/engagements", "sort", ["", "-", "id", "--name", "name,-createdAt", "createdat", "%2Bname"]),
        ("/v1/engagements", "partnerId", ["", "x"]),
        ("/v1/engagements/summary", "partnerId", ["", "x"]),
        ("/v1/profiles", "status", ["on"]),
        ("/v1/profiles", "country", ["Germany"]),
        ("/v1/profiles", "partnerId", ["me"]),
        ("/v1/providers", "q", ["", "%20", "a%C2%85b"]),
        ("/v1/providers", "country", ["", "de", "ZZ", "DE,AT"]),
        ("/v1/providers", "industry", ["", ",", "a,", "a,,b", "%C2%85"]),
        ("/v1/providers", "product", [String(repeating: "x", count: 81)]),
        ("/v1/providers", "service", [String(repeating: "a,", count: 50) + "a"]),
        ("/v1/providers", "solution", ["%20"]),
        ("/v1/providers", "size", ["", "10", "1-9,10-50", "20001"]),
        ("/v1/providers", "language", ["", "d", "de,", "de_DE"]),
        ("/v1/providers", "explain", ["", "1"]),
        ("/v1/partners", "status", ["new"]),
        ("/v1/keys", "role", ["admin"]),
        ("/v1/keys", "partnerId", ["x"]),
        ("/v1/rfis", "status", ["closed"]),
        ("/v1/rfis", "sort", ["name", "updatedAt"]),
        ("/v1/rfis", "createdAfter", ["x"]),
    ])
    func `with a bad value is refused and named`(path: String, name: String, values: [String]) async throws {
        let service = try Service()
        for value in values {
            try await service.get("\(path)?\(name)=\(value.replacing(" ", with: "%20"))")
                .expect(400, "invalid_parameter", ["\(name) invalid_value"])
        }
    }

    @Test func `with several values takes them separated by commas`() async throws {
        let world = try await World()
        let key = world.mine.partner.key
        for query in [
            "status=new,active", "status=active,active", "outcome=won,lost,declined,expired,withdrawn",
            "source=customerSearch,marketing", "createdAfter=2020-01-01T00:00:00.123456789%2B02:00",
            "q=%22%28*", "sort=-estimatedValue", "limit=1", "crmId=a,b",
        ] {
            try await world.service.get("/v1/engagements?\(query)", key).expect(200)
        }
    }

    @Test func `that only operators may use is refused to others`() async throws {
        let world = try await World()
        let key = world.mine.partner.key
        for query in ["partnerId=\(world.mine.partner.id)", "partnerId=\(world.stranger.id)"] {
            for path in ["/v1/engagements", "/v1/engagements/summary", "/v1/profiles"] {
                try await world.service.get("\(path)?\(query)", key)
                    .expect(400, "invalid_parameter", ["partnerId invalid_value"])
            }
        }
        try await world.service.get("/v1/engagements?rfiId=\(world.mine.rfi)", key)
            .expect(400, "invalid_parameter", ["rfiId invalid_value"])
    }

    @Test func `partnerId narrows every list of the operator`() async throws {
        let world = try await World()
        for path in ["/v1/engagements", "/v1/profiles", "/v1/keys"] {
            #expect(
                try await world.service.get("\(path)?partnerId=\(world.mine.partner.id)").expect(200).rows.count == 1)
            #expect(try await world.service.get("\(path)?partnerId=\(World.unknown)").expect(200).rows.isEmpty)
        }
        let mine = try await world.service.get("/v1/engagements/summary?partnerId=\(world.mine.partner.id)")
        let foreign = try await world.service.get("/v1/engagements/summary?partnerId=\(world.stranger.id)")
        #expect(try mine.integer("counts.active") == 1 && foreign.integer("counts.active") == 0)
    }
}

import HTTP
import JSON
import Referrals
import TestSupport
import Testing

// Contract section 1, versions.

@Suite struct `If-Match` {
    /// What names version 3 of what is at version 3, however it is written.
    static let matching = [
        "\"3\"", "3", "W/\"3\"", "W/3", "*", " \"3\" ", "\"3-hot\"", "3-hot", "\"1\", \"3\"", "\"1\",\"3\"", "1,3",
        "\"1\" , W/\"3\"", "\"x\", 3",
    ]
    static let failing = [
        "\"2\"", "2", "W/\"2\"", "\"4\"", "\"33\"", "\"2-hot\"", "\"1\", \"2\"", "\"\"", "", ",", "garbage",
        "\"garbage\"",
        "\"-3\"", "-3", "+3", "3.0", "0x3", "\"٣\"", "99999999999999999999", "\"3", "3\"", "hot-3", "**",
    ]

    @Test func `takes the version in every spelling, and refuses every other with the current tag`() async throws {
        let service = try Service()
        let referral = try await service.referral()
        try await service.accept(referral)
        let (path, key) = ("/v1/engagements/\(referral.engagement)", referral.partner.key)
        try await service.patch(path, key, #"{"name":"Third"}"#).expect(200)
        for value in Self.failing {
            let answer = try await service.patch(path, key, #"{"name":"Lost"}"#, headers: [("If-Match", value)])
            answer.expect(412, "precondition_failed")
            #expect(answer.header("ETag") == "\"3\"", "\(value)")
            #expect(answer["currentETag"] == .string("\"3\""), "\(value)")
        }
        for value in Self.matching {
            let answer = try await service.patch(path, key, #"{"name":"Third"}"#, headers: [("If-Match", value)])
            #expect(answer.status == 200, "\(value): \(answer.text)")
        }
        let now = try await service.get(path, key)
        #expect(try now.integer("version") == 3 && now.string("name") == "Third")
    }

    /// The routes that change what has a version: PATCH, DELETE and actions.
    private static let versioned = RouteName.all.filter { route in
        route.method != .get && !["keys", "notifications"].contains(route.collection) && route.hasID
    }

    @Test func `is honoured on every route that changes what has a version`() async throws {
        for route in Self.versioned {
            let world = try await World()
            let answer = try await world.service.send(
                route.method, world.path(route), Service.operatorKey, world.body(route),
                headers: [("If-Match", "\"77\"")])
            answer.expect(412, "precondition_failed")
            #expect(answer["currentETag"]?.string == answer.header("ETag"), "\(route.testDescription)")
            let current = try answer.requiredHeader("ETag")
            let retry = try await world.service.send(
                route.method, world.path(route), Service.operatorKey, world.body(route),
                headers: [("If-Match", current)])
            #expect([200, 201, 202, 204, 409].contains(retry.status), "\(route.testDescription): \(retry.text)")
        }
    }

    @Test func `lets one of two writers win who read the same version`() async throws {
        let service = try Service()
        let referral = try await service.referral()
        try await service.accept(referral)
        let (path, key) = ("/v1/engagements/\(referral.engagement)", referral.partner.key)
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for index in 0..<20 {
                group.addTask {
                    try await service.patch(
                        path, key, #"{"name":"Writer \#(index)"}"#, headers: [("If-Match", "\"2\"")]
                    ).status
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses.count { $0 == 200 } == 1)
        #expect(statuses.count { $0 == 412 } == 19)
        #expect(try await service.get(path, key).integer("version") == 3)
    }

    @Test func `compares the version alone, so a hot window that ends refuses no edit`() async throws {
        let service = try Service()
        let referral = try await service.referral(directContact: true)
        let (path, key) = ("/v1/engagements/\(referral.engagement)", referral.partner.key)
        let hot = try await service.get(path, key)
        #expect(hot.header("ETag") == "\"1-hot\"")
        service.clock.advance(by: .hours(72))
        let cold = try await service.get(path, key, headers: [("If-None-Match", "\"1-hot\"")]).expect(200)
        #expect(cold.header("ETag") == "\"1\"")
        #expect(try hot.integer("version") == cold.integer("version"))
        #expect(cold["updatedAt"] == hot["updatedAt"])
        try await service.post("\(path)/accept", key, Body.acceptance, headers: [("If-Match", "\"1-hot\"")]).expect(200)
    }

    @Test func `is left aside by reads and by what makes something new`() async throws {
        let world = try await World()
        for route in RouteName.all where route.method == .get {
            try await world.service.get(world.path(route), headers: [("If-Match", "\"99\"")]).expect(200)
        }
        try await world.service.post(
            "/v1/partners", Service.operatorKey, #"{"name":"New"}"#, headers: [("If-Match", "\"99\"")]
        )
        .expect(201)
    }
}

@Suite struct `A change` {
    /// Where a patch goes, one that changes something, and what it says afterwards.
    static let patches: [(pattern: String, patch: String)] = [
        ("/v1/partners/{id}", #"{"name":"Renamed"}"#),
        ("/v1/profiles/{id}", #"{"displayName":"Renamed"}"#),
        ("/v1/profiles/{id}/locations/{locationId}", #"{"name":"Renamed"}"#),
        ("/v1/engagements/{id}", #"{"name":"Renamed"}"#),
        ("/v1/engagements/{id}/contacts/{contactId}", #"{"name":"Renamed"}"#),
        ("/v1/engagements/{id}/notes/{noteId}", #"{"body":"Renamed"}"#),
        ("/v1/webhooks/{id}", #"{"description":"Renamed"}"#),
    ]

    @Test(arguments: patches)
    func `gives a new tag, and none when it changes nothing`(pattern: String, patch: String) async throws {
        let world = try await World()
        let path = world.path(RouteName(method: .patch, pattern: pattern))
        world.service.clock.advance(by: .seconds(1))
        let first = try await world.service.get(path)
        let changed = try await world.service.patch(path, Service.operatorKey, patch).expect(200)
        #expect(changed.header("ETag") != first.header("ETag"))
        let shown = try await world.service.get(path)
        #expect(shown.header("ETag") == changed.header("ETag"))
        #expect(shown.body == changed.body)
        let figures = try world.service.figures()
        world.service.clock.advance(by: .seconds(1))
        for nothing in [patch, "{}", patch] {
            let same = try await world.service.patch(path, Service.operatorKey, nothing).expect(200)
            #expect(same.header("ETag") == changed.header("ETag"))
            #expect(same.body == changed.body)
        }
        #expect(try world.service.figures() == figures)
    }

    @Test func `of contacts is one of the engagement, and of notes is not`() async throws {
        let service = try Service()
        let referral = try await service.referral()
        let (path, key) = ("/v1/engagements/\(referral.engagement)", referral.partner.key)
        let contact = try await service.contact(of: referral)
        #expect(try await service.get(path, key).integer("version") == 2)
        try await service.patch("\(path)/contacts/\(contact)", key, #"{"role":"Buyer"}"#).expect(200)
        #expect(try await service.get(path, key).integer("version") == 3)
        try await service.delete("\(path)/contacts/\(contact)", key).expect(204)
        #expect(try await service.get(path, key).integer("version") == 4)
        _ = try await service.note(of: referral)
        #expect(try await service.get(path, key).integer("version") == 4)
    }

    @Test func `of a location is one of its profile`() async throws {
        let world = try await World()
        let (path, key) = ("/v1/profiles/\(world.mine.profile)", world.mine.partner.key)
        let before = try await world.service.get(path, key)
        let changed = try await world.service.patch("\(path)/locations/\(world.location)", key, #"{"name":"Branch"}"#)
            .expect(200)
        let after = try await world.service.get(path, key)
        #expect(try after.integer("version") == before.integer("version") + 1)
        #expect(changed.header("ETag") == after.header("ETag"))
        #expect(try after.string("locations.0.name") == "Branch")
    }
}

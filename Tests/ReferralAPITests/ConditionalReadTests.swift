import HTTP
import JSON
import Referrals
import TestSupport
import Testing

// Contract section 1, conditional reads: on every GET, lists and summaries included.

@Suite struct `If-None-Match` {
    /// Metrics are other ones with every look.
    private static let reads = RouteName.all.filter { $0.method == .get && $0.pattern != "/metrics" }

    @Test func `gives 304 with the tag and without a body on every route that reads`() async throws {
        let world = try await World()
        for route in Self.reads {
            let path = world.path(route)
            let tag = try await world.service.get(path).expect(200).requiredHeader("ETag")
            #expect(tag.hasPrefix("\"") && tag.hasSuffix("\"") && tag.count > 2, "strong: \(tag)")
            for value in [tag, "W/\(tag)", String(tag.dropFirst().dropLast()), "\"other\", \(tag)", "*"] {
                for method in [HTTP.Method.get, .head] {
                    let answer = try await world.service.send(method, path, headers: [("If-None-Match", value)])
                    #expect(answer.status == 304, "\(route.testDescription) \(value)")
                    #expect(answer.header("ETag") == tag && answer.body.isEmpty)
                    #expect(answer.header("Cache-Control") != nil && answer.header("Vary") != nil)
                }
            }
            for value in ["\"other\"", "\"\(tag)\"", "", "\"\""] {
                try await world.service.get(path, headers: [("If-None-Match", value)]).expect(200)
            }
        }
    }

    /// What a partner's dashboard polls.
    private static let polled = [
        "/v1/engagements", "/v1/engagements?hot=true&limit=1", "/v1/engagements/summary", "/v1/insights",
        "/v1/profiles",
    ]

    @Test func `gives 304 to every key of the same owner, and the tags of others are others`() async throws {
        let world = try await World()
        let second = try await world.service.key("partner", #","partnerId":"\#(world.mine.partner.id)""#)
        for path in Self.polled {
            let tag = try await world.service.get(path, world.mine.partner.key).requiredHeader("ETag")
            try await world.service.get(path, second, headers: [("If-None-Match", tag)]).expect(304)
            try await world.service.get(path, world.stranger.key, headers: [("If-None-Match", tag)]).expect(200)
        }
    }

    @Test func `tells lists apart by filter, limit, page and media type`() async throws {
        let world = try await World()
        let key = world.mine.partner.key
        let tag = try await world.service.get("/v1/engagements", key).requiredHeader("ETag")
        for path in ["/v1/engagements?limit=2", "/v1/engagements?status=active", "/v1/engagements/summary"] {
            try await world.service.get(path, key, headers: [("If-None-Match", tag)]).expect(200)
        }
        let csv = [("Accept", "text/csv"), ("If-None-Match", tag)]
        let answer = try await world.service.get("/v1/engagements", key, headers: csv).expect(200)
        let csvTag = try answer.requiredHeader("ETag")
        try await world.service.get(
            "/v1/engagements", key, headers: [("Accept", "text/csv"), ("If-None-Match", csvTag)]
        ).expect(304)
        try await world.service.get("/v1/engagements", key, headers: [("If-None-Match", csvTag)]).expect(200)
    }

    @Test func `sees every change in the caller's scope at once, and none of others'`() async throws {
        let world = try await World()
        let service = world.service
        let key = world.mine.partner.key
        let path = "/v1/engagements/\(world.mine.engagement)"
        let changes: [() async throws -> Void] = [
            { try await service.patch(path, key, #"{"name":"Other"}"#).expect(200) },
            { try await service.post("\(path)/contacts", key, Body.contact).expect(201) },
            { try await service.post("\(path)/win", key).expect(200) },
            {
                _ = try await service.referral(
                    to: world.mine.profile, of: world.mine.partner, from: world.mine.marketplace, company: "Next")
            },
        ]
        for change in changes {
            let list = try await service.get("/v1/engagements", key).requiredHeader("ETag")
            let summary = try await service.get("/v1/engagements/summary", key).requiredHeader("ETag")
            let foreign = try await service.get("/v1/engagements", world.stranger.key).requiredHeader("ETag")
            try await change()
            try await service.get("/v1/engagements", key, headers: [("If-None-Match", list)]).expect(200)
            try await service.get("/v1/engagements/summary", key, headers: [("If-None-Match", summary)]).expect(200)
            try await service.get("/v1/engagements", world.stranger.key, headers: [("If-None-Match", foreign)]).expect(
                304)
        }
    }

    @Test func `sees new notes, contacts and history in their lists`() async throws {
        let world = try await World()
        let (path, key) = ("/v1/engagements/\(world.mine.engagement)", world.mine.partner.key)
        var tags: [String: String] = [:]
        for list in ["notes", "contacts", "history"] {
            tags[list] = try await world.service.get("\(path)/\(list)", key).requiredHeader("ETag")
        }
        _ = try await (world.service.note(of: world.mine), world.service.contact(of: world.mine))
        for (list, tag) in tags {
            try await world.service.get("\(path)/\(list)", key, headers: [("If-None-Match", tag)]).expect(200)
        }
    }

    @Test func `sees keys and partners come and go`() async throws {
        let service = try Service()
        let (partner, key) = (try await service.partner(), "/v1/keys")
        var tag = try await service.get(key).requiredHeader("ETag")
        let made = try await service.post(key, Service.operatorKey, #"{"name":"K","role":"reviewer"}"#).string("id")
        tag = try await service.get(key, headers: [("If-None-Match", tag)]).expect(200).requiredHeader("ETag")
        try await service.delete("\(key)/\(made)").expect(204)
        try await service.get(key, headers: [("If-None-Match", tag)]).expect(200)
        let partners = try await service.get("/v1/partners").requiredHeader("ETag")
        try await service.patch("/v1/partners/\(partner.id)", Service.operatorKey, #"{"status":"suspended"}"#).expect(
            200)
        try await service.get("/v1/partners", headers: [("If-None-Match", partners)]).expect(200)
    }

    @Test func `sees what a partner does in the customer's RFI`() async throws {
        let service = try Service()
        let referral = try await service.referral()
        let item = try await service.get("/v1/rfis/\(referral.rfi)", referral.marketplace).requiredHeader("ETag")
        let list = try await service.get("/v1/rfis", referral.marketplace).requiredHeader("ETag")
        try await service.accept(referral)
        let shown = try await service.get(
            "/v1/rfis/\(referral.rfi)", referral.marketplace, headers: [("If-None-Match", item)]
        )
        .expect(200)
        #expect(try shown.string("recipients.0.status") == "accepted")
        try await service.get("/v1/rfis", referral.marketplace, headers: [("If-None-Match", list)]).expect(200)
    }

    /// From the creation: when the answer is late, when the hot window ends, two days before the expiry, the expiry.
    @Test(arguments: [TimeSpan.hours(24), .hours(72), .hours(288), .days(14)])
    func `sees what time alone changes in lists and figures`(instant: TimeSpan) async throws {
        let service = try Service()
        let referral = try await service.referral(directContact: true)
        let start = service.clock.now
        service.clock.set(start + instant - .milliseconds(1))
        var tags: [(path: String, tag: String, body: [UInt8])] = []
        for path in ["/v1/engagements", "/v1/engagements/summary", "/v1/engagements?overdue=true"] {
            let answer = try await service.get(path, referral.partner.key).expect(200)
            tags.append((path, try answer.requiredHeader("ETag"), answer.body))
            try await service.get(path, referral.partner.key, headers: [("If-None-Match", tags[tags.count - 1].tag)])
                .expect(304)
        }
        service.clock.set(start + instant)
        var changed = 0
        for (path, tag, body) in tags {
            let fresh = try await service.get(path, referral.partner.key).expect(200)
            if fresh.body != body {
                changed += 1
                try await service.get(path, referral.partner.key, headers: [("If-None-Match", tag)]).expect(200)
            }
        }
        #expect(changed > 0)
    }

    @Test func `shows the expiry of an engagement in its item at that very instant`() async throws {
        let service = try Service()
        let referral = try await service.referral()
        let path = "/v1/engagements/\(referral.engagement)"
        let tag = try await service.get(path, referral.partner.key).requiredHeader("ETag")
        let start = service.clock.now
        service.clock.set(start + .days(14) - .milliseconds(1))
        try await service.get(path, referral.partner.key, headers: [("If-None-Match", tag)]).expect(304)
        service.clock.set(start + .days(14))
        let expired = try await service.get(path, referral.partner.key, headers: [("If-None-Match", tag)]).expect(200)
        #expect(try expired.string("outcome") == "expired")
        #expect(try expired.string("closedAt") == "2026-12-07T02:00:00.000Z")
    }
}

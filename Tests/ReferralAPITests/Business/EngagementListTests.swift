import JSON
import Referrals
import TestSupport
import Testing

// Contract section 6: lists of engagements and their summary.

@Suite struct `Lists of engagements` {
    static let sorts = ["createdAt", "updatedAt", "expiresAt", "estimatedPurchaseDate", "estimatedValue", "name"]

    private func rows(of bazaar: Bazaar) async throws -> [Listed] {
        var rows: [Listed] = []
        for id in bazaar.ids { rows.append(Listed(json: try await bazaar.service.get("/v1/engagements/\(id)").json)) }
        return rows
    }

    private func ids(_ rows: [JSON]) -> [String] { rows.compactMap { $0.at("id")?.string } }

    @Test func `hold what each filter asks for, newest first`() async throws {
        var bazaar = try await Bazaar(seed: 11, engagements: 70)
        let (rows, now) = (try await rows(of: bazaar), bazaar.service.clock.now.description)
        #expect(Set(rows.compactMap { $0.text("outcome") ?? $0.text("status") }).count >= 6)
        for filter in ListFilter.all(rows, at: now, &bazaar.random) {
            let listed = try await bazaar.service.rows("/v1/engagements?\(filter.query)", limit: 30)
            #expect(ids(listed) == rows.list([filter], sort: "-createdAt"), "\(filter.query)")
            for row in listed { #expect(rows.contains { $0.json == row }, "\(filter.query)") }
        }
    }

    @Test(arguments: sorts, ["", "-"])
    func `come in every order, with several filters, page by page`(sort: String, sign: String) async throws {
        var bazaar = try await Bazaar(seed: 12, engagements: 45)
        let (rows, now) = (try await rows(of: bazaar), bazaar.service.clock.now.description)
        let order = sign + sort
        let all = try await bazaar.service.rows("/v1/engagements?sort=\(order)", limit: 7)
        #expect(ids(all) == rows.list([], sort: order))
        for partner in bazaar.partners {
            let own = ListFilter("") { $0.text("partnerId") == partner.id }
            let listed = try await bazaar.service.rows("/v1/engagements?sort=\(order)", partner.key, limit: 200)
            #expect(ids(listed) == rows.list([own], sort: order))
        }
        for _ in 0..<12 {
            let filters = ListFilter.all(rows, at: now, &bazaar.random)
            let (one, other) = (bazaar.random.pick(filters), bazaar.random.pick(filters))
            guard one.query.prefix(while: { $0 != "=" }) != other.query.prefix(while: { $0 != "=" }),
                !(one.query + other.query).contains("status=archived&")
            else { continue }
            let query = "\(one.query)&\(other.query)&sort=\(order)"
            let listed = try await bazaar.service.rows(
                "/v1/engagements?\(query)", limit: bazaar.random.pick([1, 4, 50]))
            #expect(ids(listed) == rows.list([one, other], sort: order), "\(query)")
        }
    }

    @Test(arguments: [3, 4, 5])
    func `are summed up as counting them gives`(seed: UInt64) async throws {
        let bazaar = try await Bazaar(seed: seed, engagements: 40)
        for hours in [0, 1, 11, 13, 30] {
            bazaar.service.clock.advance(by: .hours(Int64(hours)))
            let rows = try await rows(of: bazaar)
            try await expectSummary("", Service.operatorKey, bazaar, rows)
            for partner in bazaar.partners {
                let own = rows.filter { $0.text("partnerId") == partner.id }
                try await expectSummary("", partner.key, bazaar, own)
                try await expectSummary("?partnerId=\(partner.id)", Service.operatorKey, bazaar, own)
            }
        }
    }

    private func expectSummary(
        _ query: String, _ key: String, _ bazaar: Bazaar, _ rows: [Listed]
    ) async throws {
        let summary = try await bazaar.service.get("/v1/engagements/summary\(query)", key).expect(200)
        let now = bazaar.service.clock.now
        for state in StateName.allCases {
            let count = rows.count { ($0.text("outcome") ?? $0.text("status")) == state.rawValue }
            #expect(summary["counts.\(state.rawValue)"]?.integer == count, "\(state)")
        }
        #expect(summary["hot"]?.integer == rows.count { $0.isHot })
        #expect(summary["overdue"]?.integer == rows.count { $0.isOverdue(at: now.description) })
        let soon = (now + .hours(48)).description
        #expect(
            summary["expiringSoon"]?.integer
                == rows.count { $0.text("status") == "new" && $0.text("expiresAt") ?? "" <= soon })
        let open = rows.filter { $0.text("status") == "active" }
        let sums = ["EUR", "JPY", "USD"].compactMap { code -> JSON? in
            let amounts = open.filter { $0.text("estimatedValue.currency") == code }
                .compactMap { $0.text("estimatedValue.amount")?.split(separator: ".").first.flatMap { Int($0) } }
            let sum = amounts.reduce(0, +)
            return sum == 0 ? nil : .money("\(sum)\(code == "JPY" ? "" : ".00")", code)
        }
        #expect(summary["openValue"] == .array(sums))
    }

    @Test(arguments: [
        "status=open", "status=", "status=new,", "outcome=new", "source=fax", "hot=yes", "overdue=1", "country=de",
        "country=XX", "rfiId=x", "createdAfter=yesterday", "createdBefore=2026-11-23", "expiresBefore=",
        "sort=id", "sort=--name", "sort=", "partnerId=x",
    ])
    func `refuse values that mean nothing`(query: String) async throws {
        let service = try Service()
        let name = query.prefix { $0 != "=" }
        try await service.get("/v1/engagements?\(query)").expect(400, "invalid_parameter", ["\(name) invalid_value"])
    }

    @Test func `are narrowed to an RFI or a partner by operators alone`() async throws {
        let service = try Service()
        let referral = try await service.referral()
        for query in ["rfiId=\(referral.rfi)", "partnerId=\(referral.partner.id)"] {
            try await service.get("/v1/engagements?\(query)", referral.partner.key).expect(400, "invalid_parameter")
            #expect(try await service.get("/v1/engagements?\(query)").ids == [referral.engagement])
        }
        try await service.get("/v1/engagements/summary?partnerId=\(referral.partner.id)", referral.partner.key)
            .expect(400, "invalid_parameter")
        #expect(try await service.get("/v1/engagements?rfiId=\(World.unknown)").ids.isEmpty)
        #expect(try await service.get("/v1/engagements?partnerId=\(World.unknown)").ids.isEmpty)
    }

    @Test func `are hot, overdue and expiring up to their instants and not beyond`() async throws {
        let service = try Service(.init(policy: Bazaar.policy))
        let referral = try await service.referral(directContact: true)
        func expect(_ queries: [(String, Bool)]) async throws {
            for (query, isListed) in queries {
                let listed = try await service.get("/v1/engagements?\(query)", referral.partner.key).expect(200)
                #expect(listed.ids == (isListed ? [referral.engagement] : []), "\(query)")
            }
        }
        let start = service.clock.now
        service.clock.set(start + .hours(12) - .milliseconds(1))
        try await expect([("overdue=true", false), ("overdue=false", true), ("hot=true", true)])
        service.clock.set(start + .hours(12))
        try await expect([("overdue=true", true), ("overdue=false", false)])
        service.clock.set(start + .hours(24) - .milliseconds(1))
        try await expect([("hot=true", true), ("hot=false", false)])
        service.clock.set(start + .hours(24))
        try await expect([("hot=true", false), ("hot=false", true)])
        service.clock.set(start + .hours(48) - .milliseconds(1))
        try await expect([("overdue=true", true), ("status=new", true)])
        try await expect([("expiresBefore=2026-11-25T02:00:00.001Z", true)])
        try await expect([("expiresBefore=2026-11-25T02:00:00.000Z", false)])
        service.clock.set(start + .hours(48))
        try await expect([("overdue=true", false), ("status=new", false), ("outcome=expired", true)])
    }

    @Test func `take offsets and fractions in their instants`() async throws {
        let service = try Service()
        let referral = try await service.referral()
        for (query, count) in [
            ("createdAfter=2026-11-23T03:59:59.999%2B02:00", 1), ("createdAfter=2026-11-23T04:00:00%2B02:00", 0),
            ("createdBefore=2026-11-22T21:00:00.000999999-05:00", 0),
            ("createdBefore=2026-11-22T21:00:00.001-05:00", 1),
        ] {
            let listed = try await service.get("/v1/engagements?\(query)", referral.partner.key).expect(200)
            #expect(listed.rows.count == count, "\(query)")
        }
    }

    @Test func `find a CRM number as it is written, in any form of Unicode`() async throws {
        let service = try Service()
        let referral = try await service.referral()
        try await service.accept(referral)
        try await service.patch(referral.path, referral.partner.key, #"{"crmId":"Caf\u0065\u0301 1,2"}"#).expect(200)
        for (number, count) in [
            ("Caf\u{e9} 1,2", 1), ("Cafe\u{301} 1,2", 1), ("caf\u{e9} 1,2", 0), ("Caf\u{e9} 1", 0), ("%", 0),
        ] {
            let query = "crmId=\(number.percentEncoded)"
            let listed = try await service.get("/v1/engagements?\(query)", referral.partner.key).expect(200)
            #expect(listed.rows.count == count, "\(number)")
        }
    }
}

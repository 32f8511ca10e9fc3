import HTTP
import JSON
import ReferralStore
import Referrals
import TestSupport
import Testing

// Contract section 9: insights. The test's clock begins at 2026-11-23T02:00:00Z.

@Suite struct `Insights` {
    /// One of two requests is accepted after six hours and won a day later, the other declined after two days.
    private struct Past {
        let service: Service
        let partner: PartnerAccount
        let won: Referral

        init() async throws {
            service = try Service()
            won = try await service.referral()
            partner = won.partner
            let other = try await service.referral(
                to: won.profile, of: partner, from: won.marketplace, summary: "Another shop", company: "Adatum")
            service.clock.advance(by: .hours(6))
            try await service.post(won, "accept", Body.terms()).expect(200)
            service.clock.advance(by: .hours(24))
            let win = #"{"finalValue":{"amount":"7.50","currency":"EUR"},"closedOn":"2026-11-30"}"#
            try await service.post(won, "win", win).expect(200)
            service.clock.advance(by: .hours(18))
            try await service.post(other, "decline", #"{"reason":"requirementNotMet"}"#).expect(200)
        }
    }

    @Test func `tell what happened, by day and month`() async throws {
        let past = try await Past()
        let answer = try await past.service.get("/v1/insights", past.partner.key).expect(200)
        for member in [
            #""from":"2025-11-01""#, #""to":"2026-12-01""#, #""received":2"#, #""answered":2"#,
            #""answeredWithin24h":1"#, #""acceptanceRate":0.5"#, #""expiryRate":0.0"#, #""winRate":1.0"#,
            #""wonValue":[{"amount":"7.50","currency":"EUR"}]"#, #""openValue":[]"#, #""searchAppearances":0"#,
            #"{"month":"2025-11","received":0,"accepted":0,"declined":0,"expired":0,"won":0,"lost":0}"#,
            #"{"month":"2026-11","received":2,"accepted":1,"declined":1,"expired":0,"won":1,"lost":0}"#,
            #""requirementNotMet":1,"#,
        ] {
            #expect(answer.text.contains(member), "\(member) is not in \(answer.text)")
        }
        #expect(answer["byMonth"]?.items?.count == 13)
        let median = try answer.integer("responseTime.medianSeconds")
        #expect(abs(median - 6 * 3_600) * 64 <= 6 * 3_600)
        #expect(try abs(answer.integer("responseTime.p90Seconds") - 48 * 3_600) * 64 <= 48 * 3_600)
    }

    @Test func `take the days that are asked for`() async throws {
        let past = try await Past()
        for (query, received, answered, won) in [
            ("from=2026-11-23&to=2026-11-24", 2, 1, 0), ("from=2026-11-24&to=2026-11-26", 0, 1, 1),
            ("from=2026-11-24&to=2026-11-25", 0, 0, 1), ("to=2026-11-23", 0, 0, 0), ("from=2026-11-24", 0, 1, 1),
        ] {
            let answer = try await past.service.get("/v1/insights?\(query)", past.partner.key).expect(200)
            let last = answer["byMonth"]?.items?.last
            #expect(try answer.integer("received") == received && answer.integer("answered") == answered, "\(query)")
            #expect(last?.at("won")?.integer == won, "\(query)")
        }
        for (query, fault) in [
            ("from=2026-11-23&to=2026-11-23", "to"), ("from=2010-01-01", "from"), ("from=2026-02-30", "from"),
            ("to=yesterday", "to"), ("from=2027-01-01", "to"), ("partnerId=\(past.partner.id)", "partnerId"),
        ] {
            try await past.service.get("/v1/insights?\(query)", past.partner.key)
                .expect(400, "invalid_parameter", ["\(fault) invalid_value"])
        }
    }

    @Test func `are a partner's own; an operator sees all, or one`() async throws {
        let past = try await Past()
        let stranger = try await past.service.partner("Stranger")
        #expect(try await past.service.get("/v1/insights", stranger.key)["received"]?.integer == 0)
        #expect(try await past.service.get("/v1/insights")["received"]?.integer == 2)
        #expect(try await past.service.get("/v1/insights")["tips"]?.items == [])
        #expect(try await past.service.get("/v1/insights?partnerId=\(stranger.id)")["received"]?.integer == 0)
        let one = try await past.service.get("/v1/insights?partnerId=\(past.partner.id)")
        #expect(one["received"]?.integer == 2)
        try await past.service.get("/v1/insights", past.won.marketplace).expect(403)
        try await past.service.get("/v1/insights/groups", past.partner.key).expect(403)
    }

    @Test func `hold no query when nothing has changed, and know when the month ends`() async throws {
        let past = try await Past()
        let (service, key) = (past.service, past.partner.key)
        func tag(_ target: String) async throws -> String { try await service.get(target, key).requiredHeader("ETag") }
        func status(_ target: String, _ tag: String) async throws -> Int {
            try await service.get(target, key, headers: [("If-None-Match", tag)]).status
        }
        let (usual, fixed) = (try await tag("/v1/insights"), try await tag("/v1/insights?to=2026-12-01"))
        #expect(try await status("/v1/insights", usual) == 304)
        #expect(try await status("/v1/insights?to=2026-12-01", fixed) == 304)
        #expect(try await status("/v1/insights?to=2026-12-01", usual) == 200)
        service.clock.advance(by: .days(7))
        #expect(try await status("/v1/insights?to=2026-12-01", fixed) == 304)
        #expect(try await status("/v1/insights", usual) == 200, "December has begun")
        _ = try await service.referral(
            to: past.won.profile, of: past.partner, from: past.won.marketplace, summary: "A new office", company: "New")
        #expect(try await status("/v1/insights?to=2026-12-01", fixed) == 200)
    }

    @Test func `give tips, each with its number and a route that takes it`() async throws {
        let service = try Service()
        let first = try await service.referral()
        try await service.accept(first)
        let waiting = try await service.referral(
            to: first.profile, of: first.partner, from: first.marketplace, summary: "A wait", company: "Waiting")
        try await service.get("/v1/engagements/\(waiting.engagement)", first.partner.key).expect(200)
        service.clock.advance(by: .days(2))
        let tips = try await service.get("/v1/insights", first.partner.key).expect(200)["tips"]?.items ?? []
        let codes = tips.compactMap { $0.at("code")?.string }
        #expect(codes.contains("answerNow") && codes.contains("addContacts"), "\(codes)")
        for tip in tips {
            let (href, value) = (try #require(tip.at("href")?.string), try #require(tip.at("value")?.integer))
            #expect(try await service.get(href, first.partner.key).expect(200).rows.count == value)
        }
        let stranger = try await service.referral()
        let asked = try await service.get("/v1/insights?partnerId=\(first.partner.id)").expect(200)
        let theirs = asked["tips"]?.items ?? []
        #expect(theirs.count == tips.count && stranger.partner.id != first.partner.id)
        for tip in theirs {
            let (href, value) = (try #require(tip.at("href")?.string), try #require(tip.at("value")?.integer))
            #expect(href.hasSuffix("&partnerId=\(first.partner.id)"))
            #expect(try await service.get(href).expect(200).rows.count == value)
        }
    }

    @Test func `come as CSV, a row a month`() async throws {
        let past = try await Past()
        let answer = try await past.service.get(
            "/v1/insights?from=2026-11-01", past.partner.key, headers: [("Accept", "text/csv")]
        ).expect(200)
        #expect(answer.header("Content-Type")?.hasPrefix("text/csv") == true)
        let records = `Engagements as CSV`.records(answer.text)
        #expect(records.map(\.count) == [15, 15])
        #expect(records[0][0] == "month" && records[1][0] == "2026-11")
        #expect(records[1].dropFirst(6) == ["1", "1", "0", "1", "0", "0.5", "0.0", "1.0", "7.50 EUR"])
    }

    @Test func `stand in groups for operators`() async throws {
        let past = try await Past()
        let service = past.service
        for (by, name) in [("country", "DE"), ("month", "2026-11")] {
            let rows = try await service.rows("/v1/insights/groups?by=\(by)", limit: 1)
            let row = try #require(rows.last)
            #expect(row.at("group")?.string == name && row.at("received")?.integer == 2 && row.at("won")?.integer == 1)
            let csv = try await service.get("/v1/insights/groups?by=\(by)", headers: [("Accept", "text/csv")]).expect(
                200)
            #expect(`Engagements as CSV`.records(csv.text).count == rows.count + 1)
        }
        #expect(try await service.get("/v1/insights/groups?by=month&from=2026-09-01").rows.count == 3)
        try await service.get("/v1/insights/groups?by=week").expect(400, "invalid_parameter", ["by invalid_value"])
        try await service.get("/v1/insights/groups?from=2026-11-02")
            .expect(400, "invalid_parameter", ["from invalid_value"])
        try await service.get("/v1/insights/groups?limit=2", headers: [("Accept", "text/csv")])
            .expect(400, "invalid_parameter", ["limit invalid_value"])
    }

    @Test func `count appearances in the searches of marketplaces, once a page`() async throws {
        let service = try Service()
        let mine = try await service.partner()
        _ = try await service.profile(of: mine)
        let shop = try await service.marketplace()
        for key in [shop, shop, Service.operatorKey] {
            #expect(try await service.get("/v1/providers", key).rows.isEmpty == false)
        }
        let page = try await service.get("/v1/providers", shop)
        try await service.get("/v1/providers", shop, headers: [("If-None-Match", page.requiredHeader("ETag"))]).expect(
            304)
        try await service.send(.head, "/v1/providers", shop).expect(200)
        try await service.get("/v1/providers?limit=2", shop, headers: [("If-None-Match", "*")]).expect(304)
        let tag = try await service.get("/v1/insights", mine.key).requiredHeader("ETag")
        let others = try await service.get("/v1/engagements", mine.key).requiredHeader("ETag")
        try await service.store.writeAppearances()
        try await service.get("/v1/insights", mine.key, headers: [("If-None-Match", tag)]).expect(200)
        try await service.get("/v1/engagements", mine.key, headers: [("If-None-Match", others)]).expect(304)
        #expect(try await service.get("/v1/insights", mine.key)["searchAppearances"]?.integer == 3)
        #expect(try await service.get("/v1/insights")["searchAppearances"]?.integer == 3)
    }
}

@Suite struct `Deals of the past` {
    @Test func `are told with what they share`() async throws {
        let service = try Service()
        let past = try await service.referral()
        try await service.bring(past, to: .won)
        let asked = try await service.referral(
            to: past.profile, of: past.partner, from: past.marketplace, summary: "The next shop", company: "Next")
        let target = "/v1/engagements/\(asked.engagement)/similar"
        let answer = try await service.get(target, past.partner.key).expect(200)
        #expect(answer.ids == [past.engagement])
        #expect(try answer.string("data.0.outcome") == "won" && answer.integer("data.0.daysToClose") == 0)
        #expect(answer.text.contains(#""score":0.9"#), "\(answer.text)")
        let why = answer["data.0.why"]?.items?.compactMap { $0.at("kind")?.string } ?? []
        #expect(why == ["size", "country", "word"])
        let tag = try answer.requiredHeader("ETag")
        try await service.get(target, past.partner.key, headers: [("If-None-Match", tag)]).expect(304)
        let stranger = try await service.partner("Stranger")
        try await service.get(target, stranger.key).expect(404)
        try await service.get(target, past.marketplace).expect(403)
        #expect(try await service.get(target).ids == [past.engagement])
    }
}

@Suite struct `A missed outcome` {
    @Test func `is listed, and moves tags`() async throws {
        let service = try Service()
        let referral = try await service.referral()
        let terms = Body.terms().replacing(
            #""purchaseTimeframe":"later""#, with: #""estimatedPurchaseDate":"2026-12-01""#)
        try await service.post(referral, "accept", terms).expect(200)
        let (key, target) = (referral.partner.key, "/v1/engagements?overdueOutcome=true")
        let before = try await service.get(target, key).expect(200)
        #expect(before.ids == [])
        let tag = try before.requiredHeader("ETag")
        service.clock.set(Timestamp("2026-12-31T23:59:59.999Z") ?? .first)
        try await service.get(target, key, headers: [("If-None-Match", tag)]).expect(304)
        service.clock.advance(by: .milliseconds(1))
        let after = try await service.get(target, key, headers: [("If-None-Match", tag)]).expect(200)
        #expect(after.ids == [referral.engagement])
        #expect(try await service.get("/v1/engagements?overdueOutcome=false", key).ids == [])
        try await service.store.sweep()
        #expect(try await service.get("/v1/insights", key)["tips.0.code"]?.string == "reportOutcomes")
        try await service.patch(referral.path, key, #"{"estimatedPurchaseDate":"2027-02-01"}"#).expect(200)
        #expect(try await service.get(target, key).ids == [])
        try await service.get("/v1/engagements?missing=name", key).expect(
            400, "invalid_parameter", ["missing invalid_value"])
    }
}

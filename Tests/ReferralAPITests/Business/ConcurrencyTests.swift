import JSON
import Referrals
import TestSupport
import Testing

// Contract sections 1 and 6: many at once.

@Suite struct `At once` {
    private func answers(
        _ count: Int, _ ask: @escaping @Sendable (Int) async throws -> Answer
    ) async throws -> [Answer] {
        try await withThrowingTaskGroup(of: Answer.self) { group in
            for index in 0..<count { group.addTask { try await ask(index) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    @Test func `64 accept, and one does`() async throws {
        let service = try Service()
        let referral = try await service.referral()
        let all = try await answers(64) { index in
            try await service.post(
                referral, "accept",
                Body.terms("Taker \(index)")
            )
        }
        let (taken, refused) = (all.filter { $0.status == 200 }, all.filter { $0.status == 409 })
        #expect(taken.count == 1 && refused.count == 63)
        for answer in refused {
            answer.expect(409, "invalid_transition")
            #expect(answer["currentStatus"] == .string("active"))
        }
        let after = try await service.read(referral)
        #expect(after.body == taken.first?.body && after["version"]?.integer == 2)
        #expect(try await service.get("\(referral.path)/history", referral.partner.key).rows.count == 2)
    }

    @Test func `half of the writes fail, and the others stand`() async throws {
        let service = try Service()
        let referral = try await service.referral()
        let events = try service.texts("SELECT CAST(seq AS TEXT) FROM events").count
        let all = try await answers(100) { index in
            try await index.isMultiple(of: 2)
                ? service.post(referral, "notes", #"{"body":"Note \#(index)"}"#)
                : service.post(referral, "win")
        }
        #expect(all.count { $0.status == 201 } == 50 && all.count { $0.status == 409 } == 50)
        let notes = try await service.rows("\(referral.path)/notes", referral.partner.key)
        #expect(
            Set(notes.compactMap { $0.at("body")?.string }) == Set((0..<50).map { "Note \($0 * 2)" }))
        let seqs = try service.texts("SELECT CAST(seq AS TEXT) FROM events ORDER BY seq")
        #expect(seqs == (1...(events + 50)).map(String.init))
        let own = try service.texts(
            "SELECT CAST(partner_seq AS TEXT) FROM events WHERE partner_seq NOTNULL ORDER BY partner_seq")
        #expect(own == (1...own.count).map(String.init))
        let history = try await service.rows("\(referral.path)/history", referral.partner.key)
        #expect(history.map { $0.at("seq")?.integer } == Array(1...51))
    }

    @Test func `edits with If-Match lose no change`() async throws {
        let service = try Service()
        let referral = try await service.referral()
        try await service.accept(referral)
        let all = try await answers(20) { index in
            try await service.patch(
                referral.path, referral.partner.key, #"{"crmId":"\#(index)"}"#, headers: [("If-Match", "\"2\"")])
        }
        #expect(all.count { $0.status == 200 } == 1 && all.count { $0.status == 412 } == 19)
        #expect(try await service.read(referral)["version"]?.integer == 3)
    }

    @Test func `51 contacts are added, and 50 are`() async throws {
        let service = try Service()
        let referral = try await service.referral()
        let all = try await answers(60) { _ in try await service.post(referral, "contacts", Body.contact) }
        #expect(all.count { $0.status == 201 } == 50 && all.count { $0.code == "limit_reached" } == 10)
        #expect(try await service.read(referral)["version"]?.integer == 51)
    }

    @Test func `two reviewers decide a registration differently, and one does`() async throws {
        let service = try Service()
        try await service.solution("erp")
        let deal = try await service.won()
        let id = try await service.submit(deal)
        let reviewers = [try await service.key("reviewer"), try await service.key("reviewer")]
        let all = try await answers(20) { index in
            try await index.isMultiple(of: 2)
                ? service.post("/v1/registrations/\(id)/approve", reviewers[0])
                : service.post("/v1/registrations/\(id)/reject", reviewers[1], #"{"reason":"No."}"#)
        }
        let taken = all.filter { $0.status == 200 }
        #expect(taken.count == 1 && all.count { $0.code == "invalid_transition" } == 19)
        #expect(try await service.get("/v1/registrations/\(id)", reviewers[0]).body == taken.first?.body)
        let decisions = try service.texts(
            "SELECT type FROM events WHERE type IN ('registration.approved', 'registration.rejected')")
        #expect(decisions.count == 1)
    }

    @Test func `many profiles are made for one country, and one is`() async throws {
        let service = try Service()
        let partner = try await service.partner()
        let all = try await answers(20) { _ in
            try await service.post("/v1/profiles", partner.key, Body.profile())
        }
        #expect(all.count { $0.status == 201 } == 1 && all.count { $0.code == "profile_exists" } == 19)
        #expect(try await service.get("/v1/profiles", partner.key).rows.count == 1)
    }

    @Test func `a change is seen by every read that begins after its answer`() async throws {
        let service = try Service()
        let referral = try await service.referral()
        let key = referral.partner.key
        for index in 0..<30 {
            let tag = try await service.get("/v1/engagements", key).requiredHeader("ETag")
            _ = try await service.contact(of: referral)
            let all = try await answers(4) { _ in
                try await service.get("/v1/engagements", key, headers: [("If-None-Match", tag)])
            }
            for answer in all { #expect(answer.expect(200)["data.0.version"]?.integer == index + 2) }
        }
    }
}

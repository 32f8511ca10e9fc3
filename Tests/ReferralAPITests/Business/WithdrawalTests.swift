import JSON
import ReferralStore
import Referrals
import TestSupport
import Testing

// Contract section 5: an RFI that its customer takes back.

@Suite struct `An RFI that is withdrawn` {
    @Test func `archives what partners have not finished, and nothing else`() async throws {
        let fair = try await Fair(5)
        let rfi = try await fair.submit(0..<5)
        for provider in 1...3 { try await fair.accept(provider, rfi).expect(200) }
        try await fair.service.post(fair.path(2, rfi) + "/win", fair.partners[2].key).expect(200)
        try await fair.service.post(fair.path(3, rfi) + "/lose", fair.partners[3].key, Body.decline).expect(200)
        try await fair.decline(4, rfi).expect(200)
        fair.service.clock.advance(by: .hours(1))
        let answer = try await fair.withdraw(rfi).expect(200)
        #expect(answer["status"] == .string("withdrawn") && answer["version"]?.integer == 2)
        #expect(try await fair.words(rfi) == ["withdrawn", "withdrawn", "won", "lost", "declined"])
        for provider in 0...1 {
            let engagement = try await fair.read(provider, rfi)
            #expect(engagement["status"] == .string("archived") && engagement["outcome"] == .string("withdrawn"))
            #expect(engagement["withdrawal.reason"] == .string("requestWithdrawn"))
            #expect(engagement["closedAt"] == .string("2026-11-23T03:00:00.000Z"))
            #expect(engagement["expiresAt"] == .null)
        }
        #expect(try await fair.service.get("/v1/rfis?status=withdrawn", fair.shop).ids == [rfi])
    }

    @Test func `is told to each partner that it concerns, by name of who did it`() async throws {
        let fair = try await Fair(2)
        let rfi = try await fair.submit(0..<2)
        try await fair.decline(1, rfi).expect(200)
        try await fair.withdraw(rfi).expect(200)
        #expect(
            try fair.told() == ["rfi.submitted", "engagement.declined", "rfi.withdrawn", "engagement.withdrawn"])
        let history = try await fair.service.get(fair.path(0, rfi) + "/history", fair.partners[0].key).rows
        #expect(history.map { $0.at("type")?.string } == ["engagement.created", "engagement.withdrawn"])
        #expect(history.last?.at("actor.role") == .string("marketplace"))
        #expect(history.last?.at("changes.reason.to") == .string("requestWithdrawn"))
        let untouched = try await fair.service.get(fair.path(1, rfi) + "/history", fair.partners[1].key).rows
        #expect(untouched.count == 2)
    }

    @Test func `is so once, and takes nobody else`() async throws {
        let fair = try await Fair(2)
        let rfi = try await fair.submit(0..<1)
        try await fair.withdraw(rfi).expect(200)
        let figures = try fair.service.figures()
        try await fair.withdraw(rfi).expect(409, "invalid_transition")
        try await fair.extend(rfi, 1..<2).expect(409, "invalid_transition")
        #expect(try fair.service.figures() == figures)
    }

    @Test func `says so to a partner who accepts too late`() async throws {
        let fair = try await Fair(1)
        let rfi = try await fair.submit(0..<1)
        try await fair.withdraw(rfi).expect(200)
        let late = try await fair.accept(0, rfi).expect(409, "invalid_transition")
        #expect(late["currentOutcome"] == .string("withdrawn") && late["allowedActions"] == .array([]))
        #expect(late["detail"]?.string?.contains("customer has withdrawn") == true)
    }

    @Test func `leaves no deadline behind`() async throws {
        let fair = try await Fair(2)
        let rfi = try await fair.submit(0..<2, #","topUp":{"maximum":2}"#)
        try await fair.withdraw(rfi).expect(200)
        #expect(fair.service.store.nextDue == nil)
        fair.service.clock.advance(by: .days(15))
        #expect(try await fair.words(rfi) == ["withdrawn", "withdrawn"])
    }
}

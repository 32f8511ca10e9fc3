import JSON
import Referrals
import TestSupport
import Testing

// Contract section 6: expiry as a fact, the hot window, and clocks that are fixed when an engagement is made.

@Suite struct `Expiry` {
    /// A request that asks of an engagement, right at its expiry and before anything else was asked.
    enum Look: String, CaseIterable, Sendable {
        case read, list, newList, count, rfi, accept, decline, addContact, addNote, history, contacts
    }

    @Test(arguments: Look.allCases)
    func `is a fact for whoever asks first, from its instant on`(look: Look) async throws {
        let service = try Service()
        let referral = try await service.referral()
        service.clock.set(service.clock.now + .days(14) - .milliseconds(1))
        #expect(try await service.read(referral)["status"] == .string("new"))
        service.clock.set(service.clock.now + .days(3) + .milliseconds(1))
        try await ask(look, service, referral)
        let after = try await service.read(referral)
        #expect(after["status"] == .string("archived") && after["outcome"] == .string("expired"))
        #expect(after["closedAt"] == .string("2026-12-07T02:00:00.000Z"))
        #expect(after["updatedAt"] == after["closedAt"] && after["expiresAt"] == after["closedAt"])
        #expect(after["respondedAt"] == .null && after["version"]?.integer == 2)
    }

    private func ask(_ look: Look, _ service: Service, _ referral: Referral) async throws {
        let key = referral.partner.key
        switch look {
        case .read: try await service.get(referral.path, key).expect(200)
        case .list:
            #expect(try await service.get("/v1/engagements?outcome=expired", key).ids == [referral.engagement])
        case .newList: #expect(try await service.get("/v1/engagements?status=new", key).ids.isEmpty)
        case .count:
            let summary = try await service.get("/v1/engagements/summary", key)
            #expect(summary["counts.new"]?.integer == 0 && summary["counts.expired"]?.integer == 1)
        case .rfi:
            let rfi = try await service.get("/v1/rfis/\(referral.rfi)", referral.marketplace)
            #expect(rfi["recipients.0.status"] == .string("expired") && rfi["recipients.0.respondedAt"] == .null)
        case .accept, .decline, .addContact:
            let (action, body) =
                look == .accept
                ? ("accept", Body.acceptance)
                : look == .decline ? ("decline", Body.decline) : ("contacts", Body.contact)
            let refused = try await service.post(referral, action, body).expect(409, "invalid_transition")
            #expect(refused["currentOutcome"] == .string("expired"))
        case .addNote: try await service.post(referral, "notes", Body.note).expect(201)
        case .history:
            let last = try await service.get("\(referral.path)/history", key).rows.last
            #expect(last?.at("type") == .string("engagement.expired"))
            #expect(last?.at("occurredAt") == .string("2026-12-07T02:00:00.000Z"))
            #expect(last?.at("requestId") == .null && last?.at("actor.keyId") == .null)
        case .contacts: try await service.get("\(referral.path)/contacts", key).expect(200)
        }
    }

    @Test func `changes the tags of what shows it`() async throws {
        let service = try Service()
        let referral = try await service.referral()
        let key = referral.partner.key
        let targets = [referral.path, "/v1/engagements", "/v1/engagements?status=new", "/v1/engagements/summary"]
        var tags: [String] = []
        for target in targets { tags.append(try await service.get(target, key).requiredHeader("ETag")) }
        service.clock.set(service.clock.now + .days(14) - .milliseconds(1))
        for (target, tag) in zip(targets, tags) where target == referral.path {
            try await service.get(target, key, headers: [("If-None-Match", tag)]).expect(304)
        }
        service.clock.advance(by: .milliseconds(1))
        for (target, tag) in zip(targets, tags) {
            try await service.get(target, key, headers: [("If-None-Match", tag)]).expect(200)
        }
    }

    @Test func `and every other clock are fixed when the engagement is made`() async throws {
        var policy = ResponsePolicy.standard
        let first = try Service()
        let old = try await first.referral(directContact: true)
        first.clock.advance(by: .hours(1))
        policy.responseWindow = .hours(10)
        policy.hotWindow = .hours(2)
        let service = try Service(.init(policy: policy), directory: first.directory, clock: first.clock)
        let new = try await service.referral(
            to: old.profile, of: old.partner, from: old.marketplace, directContact: true)
        let (before, after) = (try await service.read(old), try await service.read(new))
        #expect(before["expiresAt"] == .string("2026-12-07T02:00:00.000Z"))
        #expect(before["respondBy"] == .string("2026-11-24T02:00:00.000Z"))
        #expect(before["directContact.hotUntil"] == .string("2026-11-26T02:00:00.000Z"))
        #expect(after["expiresAt"] == .string("2026-11-23T13:00:00.000Z"))
        #expect(after["respondBy"] == after["expiresAt"])
        #expect(after["directContact.hotUntil"] == .string("2026-11-23T05:00:00.000Z"))
        service.clock.advance(by: .hours(10))
        #expect(try await service.read(new)["outcome"] == .string("expired"))
        #expect(try await service.read(old)["directContact.hot"] == .bool(true))
    }
}

@Suite struct `The hot window` {
    static let now = "The customer asked to be contacted directly: get in touch now, early contact wins more often."
    static let later =
        "The customer asked to be contacted directly and may still be waiting: "
        + "get in touch if you want this engagement."

    @Test func `ends after 72 hours without a new version`() async throws {
        let service = try Service()
        let referral = try await service.referral(directContact: true)
        let key = referral.partner.key
        service.clock.set(service.clock.now + .hours(72) - .milliseconds(1))
        let hot = try await service.read(referral)
        #expect(hot["directContact.hot"] == .bool(true) && hot["directContact.message"] == .string(Self.now))
        service.clock.advance(by: .milliseconds(1))
        let tag = try hot.requiredHeader("ETag")
        let ended = try await service.get(referral.path, key, headers: [("If-None-Match", tag)]).expect(200)
        #expect(ended["directContact.hot"] == .bool(false) && ended["directContact.message"] == .string(Self.later))
        #expect(ended["directContact.hotUntil"] == hot["directContact.hotUntil"])
        #expect(ended["version"] == hot["version"] && ended["updatedAt"] == hot["updatedAt"])
        let last = try await service.get("\(referral.path)/history", key).rows.last
        #expect(last?.at("type") == .string("engagement.hotEnded"))
        #expect(last?.at("occurredAt") == .string("2026-11-26T02:00:00.000Z"))
        try await service.post(referral, "accept", Body.acceptance, headers: [("If-Match", tag)]).expect(200)
    }

    @Test(arguments: [StateName.active, .declined])
    func `is over with the answer, without an event`(state: StateName) async throws {
        let service = try Service()
        let referral = try await service.referral(directContact: true)
        try await service.bring(referral, to: state)
        let answered = try await service.read(referral)
        #expect(answered["directContact.requested"] == .bool(true))
        #expect(answered["directContact.hot"] == .bool(false) && answered["directContact.message"] == .null)
        service.clock.advance(by: .days(5))
        _ = try await service.read(referral)
        #expect(try service.texts("SELECT type FROM events WHERE type LIKE '%hotEnded'").isEmpty)
    }

    @Test func `is told once in the partner's feed, and not at all when nobody asked for it`() async throws {
        let service = try Service()
        let partner = try await service.partner()
        let (profile, shop) = (try await service.profile(of: partner), try await service.marketplace())
        let hot = try await service.referral(to: profile, of: partner, from: shop, directContact: true)
        let cold = try await service.referral(to: profile, of: partner, from: shop)
        service.clock.advance(by: .days(13))
        for referral in [hot, cold] { _ = try await service.read(referral) }
        service.clock.advance(by: .days(2))
        for referral in [hot, cold] { #expect(try await service.read(referral)["outcome"] == .string("expired")) }
        let told = try service.texts(
            "SELECT lower(hex(subject_id)) FROM events WHERE type = 'engagement.hotEnded' AND partner_id IS NOT NULL")
        #expect(told == [hot.engagement.replacing("-", with: "")])
    }
}

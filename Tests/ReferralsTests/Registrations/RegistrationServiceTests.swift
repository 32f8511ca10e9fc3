import Referrals
import TestSupport
import Testing

/// An active engagement with known solutions, and the services of both sides.
private struct Bench {
    let store = MemoryStore()
    let engagement: Engagement
    let partner: RegistrationService
    let reviewer: ReviewService

    init(need: [String] = [], profile solutions: [String] = [], eligible: [String] = ["erp", "crm"]) throws {
        engagement = try Sample.engagement(.active)
        partner = RegistrationService(store, scope: .partner(engagement.partnerID), cause: Sample.cause)
        reviewer = ReviewService(store, scope: .reviewer, cause: Sample.cause)
        var inquiry = try Sample.inquiry()
        inquiry.need.solutions = need.map(Referrals.Tag.init(stored:))
        let rfi = RFI(
            id: engagement.rfiID, marketplaceID: engagement.marketplaceID, inquiry: inquiry, createdAt: Sample.instant,
            updatedAt: Sample.instant)
        store.insert(rfi)
        store.insert(engagement, of: rfi, as: "Contoso")
        store.insert(Sample.partner(1))
        var profile = try Sample.profile(1, of: Sample.partner(1))
        profile.details.solutions = solutions.map(Referrals.Tag.init(stored:))
        store.insert(profile)
        for id in eligible + ["plain"] {
            let solution = try #require(SolutionID(id))
            store.put(
                Solution(
                    id: solution, name: id, isRegistrationEligible: id != "plain", createdAt: store.now,
                    updatedAt: store.now))
        }
        store.now = Sample.instant + .hours(5)
        store.forgetWrites()
    }

    var id: ID<Engagement> { engagement.id }
    var scope: Scope { .partner(engagement.partnerID) }
    var stored: Registration? { store.registration(of: id, .operator) }

    func win() throws {
        _ = try EngagementService(store, scope: scope, cause: Sample.cause).win(id, if: .any, Win())
    }

    static func complete(_ today: Day) throws -> RegistrationPatch {
        var patch = RegistrationPatch()
        patch.agreementType = .new
        patch.contractValue = try money("1000")
        patch.solutionValue = try money("800")
        (patch.deployment, patch.tenant) = (.azure, .customer)
        (patch.signedOn, patch.startsOn) = (today, today)
        patch.contact.name = "Nora"
        patch.contact.phone = PhoneNumber(stored: "+41445550130")
        patch.contact.email = EmailAddress(stored: "nora@fabrikam.example")
        return patch
    }

    static func money(_ amount: String, _ currency: String = "EUR") throws -> MoneyPatch {
        var patch = MoneyPatch()
        patch.amount = .text(amount)
        patch.currency = Currency(currency)
        return patch
    }

    func submitted() throws -> ID<Registration> {
        try win()
        _ = try partner.edit(of: id, if: .any, Self.complete(store.now.day))
        return try partner.submit(of: id, if: .any, message: nil).id
    }
}

struct RegistrationServiceTests {
    @Test(
        arguments: [
            (["erp"], [], ["erp"]), (["CRM", "other", "erp"], ["erp"], ["crm", "erp"]), ([], ["erp"], ["erp"]),
            (["our own"], ["crm", "plain"], ["crm"]), (["plain"], ["erp"], nil), (["our own"], [], nil),
            ([], ["our own"], nil), (["plain", "erp"], [], ["erp"]),
        ] as [([String], [String], [String]?)])
    func `what the customer asked for decides, and the profile where that is not known`(
        need: [String], profile: [String], eligible: [String]?
    ) throws {
        let bench = try Bench(need: need, profile: profile)
        try bench.win()
        #expect(bench.stored?.eligible.map(\.description) == eligible)
        #expect(bench.stored?.fields.solutionID?.description == eligible?.first)
        let standing = bench.store.engagements[bench.id]?.registration
        #expect(standing?.id == bench.stored?.id && standing?.state == bench.stored?.state)
    }

    @Test func `a win asks for it in the same version of the engagement, and tells so`() throws {
        let bench = try Bench(need: ["erp"])
        try bench.win()
        #expect(bench.store.engagements[bench.id]?.version == 2)
        #expect(bench.store.events.map(\.type) == [.engagementWon, .registrationRequired])
        let event = try #require(bench.store.events.last)
        let registration = try #require(bench.stored)
        #expect(event.subject == .registration(registration.id) && event.engagementID == bench.id)
        #expect(event.audience == Audience(partnerID: bench.engagement.partnerID))
        #expect(
            event.changes == [FieldChange(field: "registration.status", from: .none, to: .text("incomplete"))])
        #expect(bench.store.customers[registration.id]?.company == "fabrikam")
    }

    @Test func `a deleted profile has no solutions`() throws {
        let bench = try Bench(profile: ["erp"])
        bench.store.deleteProfile(bench.engagement.profileID)
        try bench.win()
        #expect(bench.stored == nil && bench.store.engagements[bench.id]?.registration == nil)
    }

    @Test func `an edit is a version of the registration alone, and none when nothing changes`() throws {
        let bench = try Bench(need: ["erp"])
        try bench.win()
        bench.store.forgetWrites()
        let patch = try Bench.complete(bench.store.now.day)
        let edited = try bench.partner.edit(of: bench.id, if: .oneOf([1]), patch)
        #expect(edited.version == 2 && bench.stored == edited && bench.store.writes == 1)
        #expect(try bench.partner.edit(of: bench.id, if: .any, patch) == edited)
        #expect(bench.store.writes == 1 && bench.store.events.isEmpty)
        #expect(bench.store.engagements[bench.id]?.version == 2)
        #expect(throws: ReferralError.stale(current: EntityTag(version: 2))) {
            try bench.partner.edit(of: bench.id, if: .oneOf([1]), patch)
        }
    }

    @Test func `each change of the status is one of the engagement, in history and events`() throws {
        let bench = try Bench(need: ["erp"])
        let id = try bench.submitted()
        bench.store.now = bench.store.now + .days(2)
        _ = try bench.reviewer.requestInfo(id, if: .any, message: "Which?")
        #expect(bench.store.engagements[bench.id]?.registration?.state == .actionRequired)
        #expect(
            bench.store.queue.map(\.kind).suffix(2) == [.registrationInfoRequested, .registrationInfoRequested])
        let again = try bench.partner.submit(of: bench.id, if: .any, message: "This one.")
        #expect(again.firstSubmittedAt == Sample.instant + .hours(5))
        #expect(again.submittedAt == bench.store.now && again.decidedAt == nil)
        let review = try bench.reviewer.approve(id, if: .any, note: "Fine.")
        #expect(bench.store.queue.map(\.kind).suffix(2) == [.registrationApproved, .registrationApproved])
        #expect(review.registration.messages.map(\.body) == ["Which?", "This one.", "Fine."])
        #expect(review.registration.messages.map(\.side) == [.reviewer, .partner, .reviewer])
        #expect(review.registration.decidedAt == bench.store.now)
        #expect(
            bench.store.events.map(\.type) == [
                .engagementWon, .registrationRequired, .registrationSubmitted, .registrationInfoRequested,
                .registrationSubmitted, .registrationApproved,
            ])
        let engagement = try #require(bench.store.engagements[bench.id])
        #expect(engagement.version == 6 && engagement.registration?.state == .approved)
        #expect(engagement.updatedAt == bench.store.now && engagement.closedAt == Sample.instant + .hours(5))
    }

    @Test func `every command that the table forbids is refused and writes nothing`() throws {
        for state in RegistrationState.allCases {
            let bench = try Bench(need: ["erp"])
            try bring(bench, to: state)
            let id = try #require(bench.stored?.id)
            bench.store.forgetWrites()
            let commands: [(RegistrationCommand, () throws -> Void)] = [
                (.edit, { _ = try bench.partner.edit(of: bench.id, if: .any, RegistrationPatch()) }),
                (.submit, { _ = try bench.partner.submit(of: bench.id, if: .any, message: nil) }),
                (.approve, { _ = try bench.reviewer.approve(id, if: .any, note: nil) }),
                (.reject, { _ = try bench.reviewer.reject(id, if: .any, reason: "No.") }),
                (.requestInfo, { _ = try bench.reviewer.requestInfo(id, if: .any, message: "Which?") }),
            ]
            for (command, act) in commands where state.after(command) == nil {
                do {
                    try act()
                    Issue.record("\(command) went through in \(state)")
                } catch {
                    let isReviewers = RegistrationAction.allCases.first { $0.command == command }?.side == .reviewer
                    let isHidden = state == .incomplete && isReviewers
                    #expect((error as? ReferralError)?.kind == (isHidden ? "notFound" : "invalidTransition"))
                }
            }
            #expect(bench.store.writes == 0)
        }
    }

    private func bring(_ bench: Bench, to state: RegistrationState) throws {
        guard state != .incomplete else { return try bench.win() }
        let id = try bench.submitted()
        switch state {
        case .incomplete, .inReview: break
        case .actionRequired: _ = try bench.reviewer.requestInfo(id, if: .any, message: "Which?")
        case .approved: _ = try bench.reviewer.approve(id, if: .any, note: nil)
        case .rejected: _ = try bench.reviewer.reject(id, if: .any, reason: "No.")
        }
        #expect(bench.stored?.state == state)
    }

    @Test func `there is room for 50 messages, and always for a decision`() throws {
        let bench = try Bench(need: ["erp"])
        let id = try bench.submitted()
        for _ in 0..<25 {
            _ = try bench.reviewer.requestInfo(id, if: .any, message: "Which?")
            _ = try bench.partner.submit(of: bench.id, if: .any, message: "This.")
        }
        #expect(throws: ReferralError.limitReached(detail: "A registration has at most 50 messages.")) {
            try bench.reviewer.requestInfo(id, if: .any, message: "One too many")
        }
        #expect(try bench.reviewer.reject(id, if: .any, reason: "No.").registration.messages.count == 51)
    }

    @Test func `strangers find none, and reviewers no incomplete one`() throws {
        let bench = try Bench(need: ["erp"])
        try bench.win()
        let stranger = RegistrationService(bench.store, scope: .partner(ID(high: 1, low: 99)), cause: Sample.cause)
        #expect(throws: ReferralError.notFound) { try stranger.submit(of: bench.id, if: .any, message: nil) }
        let id = try #require(bench.stored?.id)
        #expect(throws: ReferralError.notFound) { try bench.reviewer.approve(id, if: .any, note: nil) }
        #expect(throws: ReferralError.notFound) {
            try bench.store.checkRegistration(of: bench.id, .partner(ID(high: 1, low: 99)), RegistrationPatch())
        }
    }

    @Test func `what has no registration and will have none is not checked`() throws {
        let bench = try Bench(need: ["plain"])
        #expect(try !bench.store.checkRegistration(of: bench.id, bench.scope, RegistrationPatch()).isEmpty)
        try bench.win()
        #expect(throws: ReferralError.notFound) {
            try bench.store.checkRegistration(of: bench.id, bench.scope, RegistrationPatch())
        }
    }

    // MARK: - Seeded

    /// Members at random, near the limits of the rules.
    private static func patch(_ random: inout SplitMix64, _ today: Day) throws -> RegistrationPatch {
        var patch = RegistrationPatch()
        func day(_ random: inout SplitMix64, _ limit: Int) -> Day? {
            guard !random.oneIn(5) else { return nil }
            return today.adding(days: random.pick([1, 0, -1, 1 - limit, -limit, -1 - limit]))
        }
        if random.oneIn(4) { patch.solutionID = .some(random.pick([nil, SolutionID("crm"), SolutionID("plain")])) }
        patch.agreementType = .some(random.pick([nil, .new, .renewal, .new]))
        patch.contractValue = .some(random.oneIn(6) ? nil : try Bench.money("1000", random.pick(["EUR", "USD"])))
        patch.solutionValue = .some(
            random.oneIn(6) ? nil : try Bench.money(random.pick(["999", "1000", "1001"]), random.pick(["EUR", "USD"])))
        patch.deployment = .some(random.pick([nil, .azure, .other, .other]))
        patch.tenant = .some(random.pick([nil, .customer, .partner, .partner]))
        patch.signedOn = .some(day(&random, 60))
        patch.startsOn = .some(day(&random, 90))
        patch.endsOn = .some(day(&random, 90))
        patch.contact.name = .some(random.oneIn(4) ? nil : "Nora")
        patch.contact.phone = .some(random.oneIn(4) ? nil : PhoneNumber(stored: "+41445550130"))
        patch.contact.email = .some(random.oneIn(4) ? nil : EmailAddress(stored: "nora@fabrikam.example"))
        return patch
    }

    @Test func `a check before the win names exactly the rules that a submission breaks`() throws {
        var random = SplitMix64(seed: 7)
        var (taken, rules) = (0, Set<String>())
        for _ in 0..<600 {
            let bench = try Bench(need: ["erp", "plain", "crm"])
            let today = try #require(Day(year: 2027 + Int(random.next() % 3), month: 3, day: 1))
            bench.store.now = today.adding(days: Int(random.next() % 365)).start
            let patch = try Self.patch(&random, bench.store.now.day)
            let foreseen = try bench.store.checkRegistration(of: bench.id, bench.scope, patch)
                .filter { !$0.passed }.map(\.fault)
            try bench.win()
            _ = try bench.partner.edit(of: bench.id, if: .any, patch)
            let after = try bench.store.checkRegistration(of: bench.id, bench.scope, RegistrationPatch())
            #expect(after.filter { !$0.passed }.map(\.fault) == foreseen)
            do {
                _ = try bench.partner.submit(of: bench.id, if: .any, message: nil)
                #expect(foreseen == [])
                taken += 1
            } catch {
                #expect(error.faults == foreseen)
                rules.formUnion(foreseen.map(\.code))
            }
        }
        #expect(taken > 0)
        #expect(rules == Set(RegistrationRule.allCases.map(\.rawValue)), "some rule was never broken")
    }
}

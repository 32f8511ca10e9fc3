// Won engagements with registrations, for tests of the store.

import ReferralStore
import Referrals
import TestSupport
import Testing

/// A deal that was won with an eligible solution.
struct Registered: Sendable {
    let test: TestStore
    let engagement: ID<Engagement>
    let partner: ID<Partner>
    let rfi: RFIView

    /// Of a new partner, won now; incomplete.
    init(
        _ test: TestStore, partner name: String = "Fabrikam", company: String = "Contoso",
        email: String = "ada@contoso.example", solutions: [String] = ["erp"]
    ) async throws {
        for id in solutions { try await Self.know(id, test) }
        let partner = try await test.partner(name)
        var inquiry = Inquiry.make(company: company)
        inquiry.need.solutions = solutions.map(Referrals.Tag.init(stored:))
        inquiry.customer.contact = .make(email: email)
        let rfi = try await test.submit(inquiry, to: [try await test.profile(of: partner)])
        let engagement = try #require(try test.engagements(of: rfi).first).id
        try await test.engagements { service throws(ReferralError) in
            _ = try service.accept(engagement, if: .any, Acceptance(terms: .make()))
            _ = try service.win(engagement, if: .any, Win())
        }
        (self.test, self.engagement, self.partner, self.rfi) = (test, engagement, partner.id, rfi)
    }

    /// Makes a solution that is eligible.
    static func know(_ id: String, _ test: TestStore) async throws {
        let id = try #require(SolutionID(id))
        try await test.write { store throws(ReferralError) in
            _ = try SolutionService(store).put(id, if: .none, name: "Solution", isRegistrationEligible: true)
        }
    }

    /// The registration as it is stored.
    func stored() throws -> Registration {
        try #require(
            try test.read { reader throws(ReferralError) in try reader.registration(of: engagement, .operator) })
    }

    /// Fills it in and submits it.
    @discardableResult
    func submitted(_ solution: String? = nil, message: String? = nil) async throws -> ID<Registration> {
        let patch = Self.patch(solution, test.clock.now.day)
        return try await test.write { store throws(ReferralError) in
            let service = RegistrationService(store, scope: .operator, cause: TestStore.cause)
            _ = try service.edit(of: engagement, if: .any, patch)
            return try service.submit(of: engagement, if: .any, message: message).id
        }
    }

    static func patch(_ solution: String?, _ today: Day) -> RegistrationPatch {
        var patch = RegistrationPatch()
        if let solution { patch.solutionID = .some(SolutionID(solution)) }
        patch.agreementType = .renewal
        var money = MoneyPatch()
        (money.amount, money.currency) = (.text("1000"), Currency("JPY"))
        (patch.contractValue, patch.solutionValue) = (money, money)
        (patch.deployment, patch.tenant) = (.other, .partner)
        (patch.signedOn, patch.startsOn, patch.endsOn) = (today, today, today.adding(months: 12))
        patch.contact.name = "Nora"
        patch.contact.phone = PhoneNumber(stored: "+41445550130")
        patch.contact.email = EmailAddress(stored: "nora@fabrikam.example")
        return patch
    }

    /// Does something as a reviewer.
    func review(
        _ body: @escaping @Sendable (ReviewService, ID<Registration>) throws(ReferralError) -> RegistrationReview
    ) async throws {
        let id = try stored().id
        _ = try await test.write { store throws(ReferralError) in
            try body(ReviewService(store, scope: .reviewer, cause: TestStore.cause), id)
        }
    }

    /// Runs every statement about solutions and registrations once.
    static func touchEverything(_ test: TestStore) async throws {
        let one = try await Registered(test, partner: "One", company: "Registered")
        let two = try await Registered(test, partner: "Two", company: "Registered")
        let id = try await one.submitted(message: "Hello")
        try await two.submitted()
        for scope in [Scope.operator, .reviewer, .partner(one.partner)] {
            for (states, descending) in [(nil, false), ([.inReview], true)] as [([RegistrationState]?, Bool)] {
                var query = RegistrationQuery()
                (query.states, query.descending) = (states, descending)
                let asked = query
                try test.read { reader throws(ReferralError) in
                    let page = try reader.registrations(asked, scope, PageRequest(limit: 1))
                    _ = try reader.registrations(asked, scope, PageRequest(after: page.next, limit: 1))
                }
            }
        }
        try test.read { reader throws(ReferralError) in
            _ = try reader.conflicts(with: id, .reviewer)
            _ = try reader.review(id, .reviewer)
            _ = try reader.solutions(PageRequest())
        }
        let erp = try #require(SolutionID("erp"))
        try await test.write { store throws(ReferralError) in
            try SolutionService(store).delete(erp, if: .any)
            _ = try TestStore.requests(store).erase(one.rfi.rfi.id, if: .any)
        }
    }
}

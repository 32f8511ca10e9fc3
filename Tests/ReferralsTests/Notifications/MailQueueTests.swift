@testable import Referrals
import Testing

@Suite struct `Mail is queued` {
    private let store = MemoryStore()
    private let partner = Sample.partner(1)

    private var kinds: [Notification.Kind] { store.queue.map(\.kind) }

    /// A profile whose location's contact does without some mail, an RFI, and an engagement in a state.
    private func setUp(_ state: EngagementState = .new, without optOuts: [MailOptOut] = []) throws -> Engagement {
        store.insert(partner)
        var profile = try Sample.profile(1, of: partner)
        profile.locations[0].details.mailOptOuts = optOuts
        store.insert(profile)
        store.insert(try Sample.rfi())
        let engagement = try Sample.engagement(state)
        store.insert(engagement)
        store.forgetWrites()
        return engagement
    }

    private func answers(_ engagement: Engagement) -> EngagementService {
        EngagementService(store, scope: .partner(engagement.partnerID), cause: Sample.cause)
    }

    private func requests() -> RFIService { RFIService(store, scope: .operator, cause: Sample.cause) }

    @Test func `to the contact of each location that is asked`() throws {
        _ = try setUp()
        let draft = RFIDraft(
            inquiry: try Sample.inquiry(),
            recipients: [RecipientChoice(profileID: ID(high: 2, low: 1), locationID: nil)], allowsDuplicate: true)
        let view = try requests().submit(draft, marketplace: Sample.marketplace())
        let mail = try #require(store.queue.first)
        let engagement = try #require(store.engagements(of: view.rfi.id).first)
        #expect(store.queue.count == 1)
        #expect((mail.kind, mail.status, mail.attempts) == (.newRFI, .queued, 0))
        #expect(mail.addressee == .partner(Sample.person().email, name: "Lee"))
        #expect(mail.subject == Notification.Subject(engagementID: engagement.id, rfiID: view.rfi.id))
        #expect((mail.createdAt, mail.nextAttemptAt) == (store.now, store.now))
        #expect(!mail.isHeld)
    }

    @Test func `to the customer for each answer, without the address`() throws {
        let engagement = try setUp()
        _ = try answers(engagement).accept(engagement.id, if: .any, Acceptance(terms: Sample.terms()))
        #expect(kinds == [.customerAccepted])
        #expect(store.queue.map(\.addressee) == [.customer(engagement.rfiID)])
        store.insert(engagement)
        _ = try answers(engagement).decline(engagement.id, if: .any, Sample.refusal())
        #expect(kinds == [.customerAccepted, .customerDeclined])
    }

    @Test func `to the partner when a request is taken back`() throws {
        let engagement = try setUp()
        _ = try requests().withdraw(engagement.rfiID, if: .any)
        #expect(kinds == [.withdrawn])
        #expect(store.queue.map(\.subject.engagementID) == [engagement.id])
    }

    @Test func `to both sides when the time to answer runs out`() throws {
        let engagement = try setUp()
        try MailQueue(store).reached(engagement.reaching(engagement.clocks.expiresAt))
        #expect(kinds == [.expired, .customerExpired])
    }

    @Test func `as a reminder, unless it comes too late to help`() throws {
        let engagement = try setUp()
        let reached = try engagement.reaching(#require(engagement.clocks.remindAt))
        store.now = engagement.clocks.expiresAt - .milliseconds(1)
        try MailQueue(store).reached(reached)
        #expect(kinds == [.expiryReminder])
        store.forgetWrites()
        store.now = engagement.clocks.expiresAt
        try MailQueue(store).reached(reached)
        #expect(kinds.isEmpty)
    }

    @Test func `not at the end of the hot window`() throws {
        _ = try setUp()
        let hot = try Sample.engagement(directContact: true)
        try MailQueue(store).reached(hot.reaching(#require(hot.clocks.hotUntil)))
        #expect(kinds.isEmpty)
    }

    @Test(arguments: MailOptOut.allCases)
    func `but for what the contact does without`(optOut: MailOptOut) throws {
        let engagement = try setUp(without: [optOut])
        try MailQueue(store).reached(engagement.reaching(#require(engagement.clocks.remindAt)))
        try MailQueue(store).reached(engagement.reaching(engagement.clocks.expiresAt))
        try MailQueue(store).withdrawn(engagement)
        try MailQueue(store).missed(engagement)
        let all: [Notification.Kind] = [.expiryReminder, .expired, .customerExpired, .withdrawn, .outcomeReminder]
        let reminders: [Notification.Kind] = [.expiryReminder, .outcomeReminder]
        let without = optOut == .expiryReminder ? reminders : all.filter { $0.rawValue == optOut.rawValue }
        #expect(kinds == all.filter { !without.contains($0) })
    }

    /// The registration of an engagement, as it stands after somebody has brought it there.
    private func registration(_ state: RegistrationState, of engagement: Engagement, _ email: String?) -> Registration {
        var registration = Registration(
            id: ID(high: 8, low: 8), of: engagement.id, partnerID: engagement.partnerID, eligible: [],
            createdAt: Sample.instant)
        registration.state = state
        registration.fields.contact.email = email.map(EmailAddress.init(stored:))
        return registration
    }

    @Test(
        arguments: [
            (.incomplete, nil), (.inReview, nil), (.actionRequired, .registrationInfoRequested),
            (.approved, .registrationApproved), (.rejected, .registrationRejected),
        ] as [(RegistrationState, Notification.Kind?)])
    func `of what a reviewer decides, to the location's contact and to the registration's, who is not written down`(
        state: RegistrationState, kind: Notification.Kind?
    ) throws {
        let engagement = try setUp(.archived(.won))
        let moved = registration(state, of: engagement, "nora@fabrikam.example")
        try MailQueue(store).moved(moved, of: engagement)
        #expect(kinds == kind.map { [$0, $0] } ?? [])
        guard kind != nil else { return }
        let first = Notification.Addressee.partner(Sample.person().email, name: "Lee")
        #expect(store.queue.map(\.addressee) == [first, .registrationContact(engagement.id)])
    }

    @Test(arguments: [nil, "LEE@contoso.example"] as [String?])
    func `of a decision once, where the registration's contact is the location's or nobody`(email: String?) throws {
        for optOuts in [[], [.registrationDecided]] as [[MailOptOut]] {
            let engagement = try setUp(.archived(.won), without: optOuts)
            store.queue = []
            try MailQueue(store).moved(registration(.approved, of: engagement, email), of: engagement)
            #expect(kinds == (optOuts.isEmpty ? [.registrationApproved] : []))
        }
    }

    @Test func `of a decision to the registration's contact though the location's does without`() throws {
        let engagement = try setUp(.archived(.won), without: [.registrationDecided])
        try MailQueue(store).moved(registration(.rejected, of: engagement, "nora@fabrikam.example"), of: engagement)
        #expect(store.queue.map(\.addressee) == [.registrationContact(engagement.id)])
    }

    @Test func `to the partner itself where the location is gone, if it has an address`() throws {
        let engagement = try setUp()
        store.deleteProfile(engagement.profileID)
        try MailQueue(store).withdrawn(engagement)
        #expect(kinds.isEmpty)
        var known = partner
        known.email = EmailAddress(stored: "office@contoso.example")
        store.insert(known)
        try MailQueue(store).withdrawn(engagement)
        #expect(
            store.queue.map(\.addressee) == [.partner(EmailAddress(stored: "office@contoso.example"), name: known.name)]
        )
    }

    @Test func `to a partner whose webhook was turned off`() throws {
        var known = partner
        known.email = EmailAddress(stored: "office@contoso.example")
        store.insert(known)
        let id = ID<Webhook>(high: 9, low: 9)
        try MailQueue(store).disabled(id, of: partner.id)
        #expect(kinds == [.webhookDisabled])
        #expect(store.queue.map(\.subject) == [Notification.Subject(webhookID: id)])
    }

    @Test func `never where nobody is to be told`() throws {
        let engagement = try setUp()
        store.policy.notifies = false
        try MailQueue(store).reached(engagement.reaching(engagement.clocks.expiresAt))
        #expect(kinds.isEmpty)
    }

    @Test func `never to a customer who was erased`() throws {
        let engagement = try setUp()
        var inquiry = try Sample.inquiry()
        inquiry.customer.contact = nil
        let rfi = RFI(
            id: engagement.rfiID, marketplaceID: engagement.marketplaceID, inquiry: inquiry,
            createdAt: Sample.instant, updatedAt: Sample.instant)
        store.insert(rfi)
        try MailQueue(store).reached(engagement.reaching(engagement.clocks.expiresAt))
        #expect(kinds == [.expired])
    }
}

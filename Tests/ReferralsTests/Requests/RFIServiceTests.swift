@testable import Referrals
import Testing

struct RFIServiceTests {
    private let store = MemoryStore()
    private let service: RFIService

    init() throws {
        service = RFIService(store, scope: .operator, cause: Sample.cause)
        for id in 1...4 as ClosedRange<UInt64> { store.insert(Sample.partner(id)) }
        for id in 1...4 as ClosedRange<UInt64> {
            store.insert(try Sample.profile(id, of: Sample.partner(id)))
        }
        store.forgetWrites()
    }

    private func choice(_ profile: UInt64, location: UInt64? = nil) -> RecipientChoice {
        RecipientChoice(
            profileID: ID(high: 2, low: profile), locationID: location.map { ID(high: 3, low: $0) })
    }

    private func submit(_ choices: [RecipientChoice], _ inquiry: Inquiry? = nil) throws -> RFIView {
        try service.submit(
            RFIDraft(inquiry: inquiry ?? Sample.inquiry(), recipients: choices), marketplace: Sample.marketplace())
    }

    private func insert(_ id: UInt64, _ change: (inout Profile) throws -> Void) throws {
        var profile = try Sample.profile(id, of: Sample.partner(id))
        try change(&profile)
        store.insert(profile)
        store.forgetWrites()
    }

    @Test func `makes an RFI and an engagement for each recipient`() throws {
        let inquiry = try Sample.inquiry(directContact: true)
        let view = try submit([choice(2), choice(1, location: 100)], inquiry)
        let rfi = view.rfi
        #expect((rfi.status, rfi.version, rfi.inquiry) == (.open, 1, inquiry))
        #expect((rfi.createdAt, rfi.updatedAt) == (store.now, store.now))
        #expect(store.rfis == [rfi.id: rfi])
        let engagements = store.engagements.values.sorted { $0.id < $1.id }
        #expect(engagements.map(\.profileID) == [ID(high: 2, low: 2), ID(high: 2, low: 1)])
        #expect(engagements.map(\.partnerID) == [ID(high: 1, low: 2), ID(high: 1, low: 1)])
        #expect(engagements.map(\.locationID) == [ID(high: 3, low: 200), ID(high: 3, low: 100)])
        let clocks = EngagementClocks(createdAt: store.now, policy: Sample.policy, directContact: true)
        for engagement in engagements {
            #expect((engagement.state, engagement.version, engagement.clocks) == (.new, 1, clocks))
            #expect((engagement.rfiID, engagement.marketplaceID) == (rfi.id, rfi.marketplaceID))
        }
    }

    @Test func `the customer sees each recipient pending under its name`() throws {
        let view = try submit([choice(2), choice(1)])
        #expect(view.recipients.map(\.displayName) == ["Profile 2", "Profile 1"])
        #expect(view.recipients.allSatisfy { $0.status == .pending && $0.respondedAt == nil })
    }

    @Test func `tells the marketplace of the RFI and each partner of its engagement`() throws {
        let view = try submit([choice(2), choice(1)])
        let marketplace = view.rfi.marketplaceID
        #expect(store.events.map(\.type) == [.rfiSubmitted, .engagementCreated, .engagementCreated])
        #expect(
            store.events.map(\.audience) == [
                Audience(marketplaceID: marketplace), Audience(partnerID: ID(high: 1, low: 2)),
                Audience(partnerID: ID(high: 1, low: 1)),
            ])
        #expect(store.events.first?.subject == .rfi(view.rfi.id))
        #expect(store.events.dropFirst().allSatisfy { $0.subject == $0.engagementID.map(Subject.engagement) })
        #expect(store.events.allSatisfy { $0.changes.isEmpty && $0.occurredAt == store.now })
    }

    @Test func `names every recipient that is unknown, foreign or there twice, and makes nothing`() throws {
        let error = #expect(throws: ReferralError.self) {
            try submit([choice(9), choice(1), choice(2, location: 100), choice(1), choice(3, location: 999)])
        }
        #expect(error?.kind == "invalid")
        #expect(
            error?.faults.map(\.pointer) == [
                "/recipients/0", "/recipients/2", "/recipients/3", "/recipients/4",
            ])
        #expect(error?.faults.allSatisfy { $0.code == "invalid_value" } == true)
        #expect(store.writes == 0)
    }

    @Test func `names every recipient that can't take it, and makes nothing`() throws {
        try insert(1) { $0.status = .inactive }
        store.insert(Sample.partner(2, status: .suspended))
        try insert(3) { $0.details.customerSizes = [.upTo9] }
        let error = #expect(throws: ReferralError.self) {
            try submit([choice(1), choice(2), choice(4), choice(3)])
        }
        #expect(error?.kind == "recipientsUnavailable")
        #expect(error?.faults.map(\.pointer) == ["/recipients/0", "/recipients/1", "/recipients/3"])
        #expect(store.writes == 0)
    }

    @Test func `what is invalid comes before what is unavailable`() throws {
        try insert(1) { $0.status = .inactive }
        let error = #expect(throws: ReferralError.self) { try submit([choice(1), choice(9)]) }
        #expect((error?.kind, error?.faults.map(\.pointer)) == ("invalid", ["/recipients/1"]))
    }

    @Test(arguments: [Profile.Status.draft, .inactive])
    func `one without any location that is not active is known, and unavailable`(status: Profile.Status)
        throws
    {
        try insert(1) {
            $0.status = status
            $0.locations = []
        }
        let error = #expect(throws: ReferralError.self) { try submit([choice(1)]) }
        #expect((error?.kind, error?.faults.map(\.pointer)) == ("recipientsUnavailable", ["/recipients/0"]))
    }

    @Test func `a provider that names its sizes takes requests of those`() throws {
        try insert(1) { $0.details.customerSizes = [.upTo50] }
        #expect(try submit([choice(1)], Sample.inquiry(size: .upTo50)).recipients.count == 1)
    }
}

// A store full of random engagements in every state, made by the services over some weeks of a test's clock.

import Referrals
import TestSupport

/// What happens in a store, from a seed.
struct RandomWork {
    let test: TestStore
    let profiles: [Profile]
    private(set) var rfis: [RFIView] = []
    private(set) var ids: [ID<Engagement>] = []
    var random: SplitMix64

    /// Two partners with three profiles each, and nothing else.
    init(seed: UInt64) async throws {
        test = try TestStore(seed: seed, policy: .short)
        random = SplitMix64(seed: seed)
        var profiles: [Profile] = []
        for name in ["Fabrikam", "Litware"] {
            let partner = try await test.partner(name)
            for country in ["DE", "FR", "JP"] {
                profiles.append(
                    try await test.profile(of: partner, country: country, name: "\(name) \(country)"))
            }
        }
        self.profiles = profiles
    }

    var partners: [ID<Partner>] { [profiles[0].partnerID, profiles[3].partnerID] }

    /// Makes requests and works on them until there are so many engagements.
    mutating func run(engagements count: Int) async throws {
        while ids.count < count {
            try await submit()
            for _ in 0..<2 { try await act(on: random.pick(ids)) }
            if random.oneIn(2) { test.clock.advance(by: randomSpan()) }
        }
    }

    /// Whole hours, so that instants meet, or any span.
    private mutating func randomSpan() -> TimeSpan {
        let hours = Int64.random(in: 0...9, using: &random)
        let span = TimeSpan.milliseconds(Int64.random(in: 0...32_400_000, using: &random))
        return random.oneIn(2) ? .hours(hours) : span
    }

    mutating func submit() async throws {
        let inquiry = Inquiry.make(
            company: random.pick(["Contoso", "Adatum", "東京電力", "Größe AG"]),
            country: random.pick(["DE", "FR", "JP", "US"]),
            summary: random.pick(["A shop", "Ein Büro", "サーバー移行"]),
            source: random.pick(Source.allCases), directContact: random.oneIn(2))
        let view = try await test.submit(
            inquiry, to: Array(profiles.shuffled(using: &random).prefix(3)))
        rfis.append(view)
        ids += try test.engagements(of: view).map(\.id)
    }

    /// Does what the state allows, chosen at random.
    mutating func act(on id: ID<Engagement>) async throws {
        try await test.session.settle()
        let engagement = try test.read { reader throws(ReferralError) in try reader.engagement(id, .operator)
        }
        guard let action = engagement?.state.allowedActions.randomElement(using: &random) else { return }
        let terms = randomTerms()
        let refusal = Refusal(reason: .choseAnotherVendor, note: nil)
        _ = try await test.engagements { service throws(ReferralError) in
            switch action {
            case .accept: _ = try service.accept(id, if: .any, Acceptance(terms: terms))
            case .decline: if let refusal { _ = try service.decline(id, if: .any, refusal) }
            case .win: _ = try service.win(id, if: .any, Win(finalValue: terms.estimatedValue))
            case .lose: if let refusal { _ = try service.lose(id, if: .any, refusal) }
            case .addNote: _ = try service.addNote(to: id, if: .any, body: "called about the cluster")
            case .addContact: _ = try service.addContact(to: id, if: .any, .make())
            case .edit:
                var edit = EngagementEdit()
                edit.name = terms.name
                edit.estimatedValue = terms.estimatedValue.map(MoneyPatch.init)
                _ = try service.edit(id, if: .any, edit)
            }
        }
    }

    private mutating func randomTerms() -> EngagementTerms {
        var terms = EngagementTerms.make(
            name: random.pick([
                "alpha", "Alpha", "ALPHA 2", "Ärger", "ärger", "東京", "zeta", "Straße", "STRASSE",
            ]),
            value: .make(
                Int64.random(in: 0...5, using: &random) * 100_00, random.pick(["EUR", "JPY", "USD"])))
        if random.oneIn(2) {
            terms.estimatedPurchaseDate = Day(number: 20_800 + Int.random(in: 0...9, using: &random))
        }
        if random.oneIn(3) { terms.crmID = random.pick(["CRM-1", "CRM-2"]) }
        return terms
    }
}

extension ResponsePolicy {
    /// So short that within a test's time some expire.
    static let short = ResponsePolicy(
        responseWindow: .hours(48), respondBy: .hours(12), hotWindow: .hours(24), expiryReminder: .hours(12))
}

extension MoneyPatch {
    /// The whole of an amount.
    init(_ money: Money) {
        self.init()
        amount = .text(money.amount)
        currency = money.currency
    }
}

extension ContactDetails {
    static func make(name: String = "Bo Example") -> ContactDetails {
        ContactDetails(
            name: name, role: "buyer", phone: nil, emails: [EmailAddress(stored: "bo@example.com")])
    }
}

import Referrals
import TestSupport
import Testing

/// Random changes of partners, profiles and engagements, from a seed.
struct DirectoryWork {
    let test: TestStore
    private var random: SplitMix64
    private var partners: [Partner] = []
    private var profiles: [Profile] = []
    private var ids: [ID<Engagement>] = []

    init(seed: UInt64) async throws {
        test = try TestStore(seed: seed, policy: .short)
        random = SplitMix64(seed: seed)
        for name in ["Alpha", "Beta", "Gamma"] { partners.append(try await test.partner(name)) }
        for partner in partners.prefix(2) {
            profiles.append(try await test.provider(sketch("DE"), of: partner))
        }
    }

    /// What a search for everything gives.
    func rows() throws -> [Provider] { try test.search().items }

    private mutating func sketch(_ country: String) -> ProviderSketch {
        .make(random.pick(["Alpha", "Größe", "東京"])) {
            $0.country = country
            $0.spots = (0...Int.random(in: 0...2, using: &random)).map { _ in
                .init(city: random.pick(["Bonn", "Aachen"]), position: random.oneIn(2) ? (50, 7) : nil)
            }
            $0.services = [random.pick(["Migration", "MIGRATION", "Training"]), "ERP"]
            $0.keywords = random.oneIn(2) ? ["cloud", "Cloud"] : []
            $0.languages = [random.pick(["de", "de-AT", "zh-Hant-TW"])]
            $0.sizes = random.oneIn(2) ? [.upTo9, .above20000] : []
        }
    }

    /// Does one thing.
    mutating func step() async throws {
        switch Int.random(in: 0..<10, using: &random) {
        case 0: try await changeProfile()
        case 1: try await changePartner()
        case 2, 3, 4: try await submit()
        default: try await act()
        }
        if random.oneIn(3) { test.clock.advance(by: .hours(Int64.random(in: 0...6, using: &random))) }
    }

    private mutating func changeProfile() async throws {
        if random.oneIn(3), profiles.count < 6 {
            let country = random.pick(["AT", "CH", "FR", "US", "JP", "GB", "IT", "ES"])
            let (sketch, partner) = (sketch(country), random.pick(partners))
            do {
                profiles.append(try await test.provider(sketch, of: partner))
            } catch ReferralError.profileExists {}
            return
        }
        let index = Int.random(in: profiles.indices, using: &random)
        let (id, details, kind) = (
            profiles[index].id, sketch("DE").details, Int.random(in: 0..<6, using: &random)
        )
        do {
            try await test.profiles { service throws(ReferralError) in
                var patch = ProfilePatch()
                patch.displayName = details.displayName
                patch.services = details.services
                patch.customerSizes = details.customerSizes
                switch kind {
                case 0: _ = try service.deactivate(id, if: .any)
                case 1, 2: _ = try service.activate(id, if: .any)
                case 3: try service.delete(id, if: .any)
                default: _ = try service.update(id, if: .any, patch)
                }
            }
            if kind == 3 { profiles.remove(at: index) }
        } catch ReferralError.invalidTransition {}
        if profiles.isEmpty { profiles.append(try await test.provider(sketch("NL"), of: partners[0])) }
    }

    private mutating func changePartner() async throws {
        try await test.suspend(random.pick(partners).id, random.oneIn(3) ? .suspended : .active)
    }

    private mutating func submit() async throws {
        let inquiry = Inquiry.deal(
            services: random.pick([["Migration"], ["Training", "training", "ERP"], []]),
            country: random.pick(["DE", "FR"]), size: random.pick([.upTo9, .upTo50]))
        do {
            let view = try await test.submit(inquiry, to: Array(profiles.shuffled(using: &random).prefix(2)))
            ids += try test.engagements(of: view).map(\.id)
        } catch ReferralError.recipientsUnavailable {}
    }

    /// Whatever the state allows, or withdraws the request.
    private mutating func act() async throws {
        guard !ids.isEmpty else { return }
        let id = random.pick(ids.suffix(12))
        try await test.session.settle()
        let engagement = try #require(
            try test.read { reader throws(ReferralError) in try reader.engagement(id, .operator) })
        if random.oneIn(12) { return try await withdraw(engagement.rfiID) }
        switch engagement.state {
        case .new: try await test.react(random.pick([.accept, .acceptWithoutValue, .decline]), to: id)
        case .active where random.oneIn(2): try await test.react(random.pick([.win, .lose]), to: id)
        case .active:
            let value = random.oneIn(2) ? Money.make(7_00) : nil
            _ = try await test.engagements { service throws(ReferralError) in
                var edit = EngagementEdit()
                edit.name = "Edited"
                edit.estimatedValue = value.map(MoneyPatch.init)
                return try service.edit(id, if: .any, edit)
            }
        case .archived: break
        }
    }

    private func withdraw(_ id: ID<RFI>) async throws {
        do {
            _ = try await test.write { store throws(ReferralError) in
                try TestStore.requests(store).withdraw(id, if: .any)
            }
        } catch ReferralError.invalidTransition {}
    }
}

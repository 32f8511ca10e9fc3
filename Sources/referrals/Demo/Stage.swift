// Where the plot meets the store: acts become calls of the services, each at its instant. What an act finds gone by
// then, since an RFI was closed or taken back, it leaves.

import Referrals
import Synchronization

/// Plays acts in a database, and knows who is who there.
final class Stage: Sendable {
    private struct Cast {
        /// By the position of the profile in the market.
        var profiles: [ID<Profile>] = []
        var demands: [Int: (rfi: ID<RFI>, engagements: [ID<Engagement>])] = [:]
    }

    private let market: Market
    private let cast = Mutex(Cast())

    init(_ market: Market) { self.market = market }

    /// Makes a partner and its profiles.
    func enter(_ member: Member, _ store: any ReferralTransaction) throws(ReferralError) {
        let partner = try AccessService(store).createPartner(
            name: member.name, email: EmailAddress(stored: "partners@\(member.host)"),
            website: WebURL("https://\(member.host)/"))
        let service = ProfileService(store, scope: .partner(partner.id), cause: member.cause)
        for outlet in member.outlets {
            let profile = try service.create(for: partner.id, country: outlet.country.code, outlet.details)
            for location in outlet.locations {
                _ = try service.addLocation(to: profile.id, if: .any, location)
            }
            _ = try service.activate(profile.id, if: .any)
            cast.withLock { $0.profiles.append(profile.id) }
        }
    }

    /// Lets an act happen.
    func play(_ act: Act, _ store: any ReferralTransaction) throws(ReferralError) {
        switch act {
        case .submit(let number, let demand): try submit(number, demand, store)
        case .accept(let part, let acceptance):
            try perform(part, .accept, store) { service, id throws(ReferralError) in
                _ = try service.accept(id, if: .any, acceptance)
            }
        case .decline(let part, let refusal):
            try perform(part, .decline, store) { service, id throws(ReferralError) in
                _ = try service.decline(id, if: .any, refusal)
            }
        case .note(let part, let body):
            try perform(part, .changeNotes, store) { service, id throws(ReferralError) in
                _ = try service.addNote(to: id, if: .any, body: body)
            }
        case .contact(let part, let details):
            try perform(part, .changeContacts, store) { service, id throws(ReferralError) in
                _ = try service.addContact(to: id, if: .any, details)
            }
        case .edit(let part, let edit):
            try perform(part, .edit, store) { service, id throws(ReferralError) in
                _ = try service.edit(id, if: .any, edit)
            }
        case .win(let part, let win):
            try perform(part, .win, store) { service, id throws(ReferralError) in
                _ = try service.win(id, if: .any, win)
            }
        case .lose(let part, let refusal):
            try perform(part, .lose, store) { service, id throws(ReferralError) in
                _ = try service.lose(id, if: .any, refusal)
            }
        case .withdraw(let number): try withdraw(number, store)
        case .answerOthers(let number, let acceptance): try answerOthers(number, acceptance, store)
        }
    }

    private func submit(
        _ number: Int, _ demand: Demand, _ store: any ReferralTransaction
    ) throws(ReferralError) {
        let profiles = cast.withLock { cast in demand.recipients.map { cast.profiles[$0] } }
        let draft = RFIDraft(
            inquiry: demand.inquiry,
            recipients: profiles.map { RecipientChoice(profileID: $0, locationID: nil) }, closing: demand.closing,
            topUp: demand.topUp, allowsDuplicate: true)
        let marketplace = Demand.marketplaces[demand.marketplace]
        let service = RFIService(store, scope: .marketplace(marketplace), cause: .marketplace(marketplace))
        let rfi = try service.submit(draft, marketplace: marketplace).rfi
        let engagements = try store.engagements(of: rfi.id).map(\.id)
        cast.withLock { $0.demands[number] = (rfi: rfi.id, engagements: engagements) }
    }

    /// Does something with an engagement, unless its state has come to forbid it.
    private func perform(
        _ part: Part, _ command: EngagementCommand, _ store: any ReferralTransaction,
        _ body: (EngagementService, ID<Engagement>) throws(ReferralError) -> Void
    ) throws(ReferralError) {
        guard let id = cast.withLock({ $0.demands[part.demand]?.engagements[part.recipient] }),
            let engagement = try store.engagement(id, .operator), engagement.state.after(command) != nil
        else { return }
        try body(try service(for: engagement, store), id)
    }

    private func service(
        for engagement: Engagement, _ store: any ReferralTransaction
    ) throws(ReferralError) -> EngagementService {
        let stall = cast.withLock { $0.profiles.firstIndex(of: engagement.profileID) }
        let cause = stall.map { market.members[market.stalls[$0].member].cause } ?? .clock
        return EngagementService(store, scope: .partner(engagement.partnerID), cause: cause)
    }

    private func withdraw(_ number: Int, _ store: any ReferralTransaction) throws(ReferralError) {
        guard let id = cast.withLock({ $0.demands[number]?.rfi }), let rfi = try store.rfi(id, .operator) else {
            return
        }
        let cause = Cause.marketplace(rfi.marketplaceID)
        _ = try RFIService(store, scope: .marketplace(rfi.marketplaceID), cause: cause).withdraw(id, if: .any)
    }

    private func answerOthers(
        _ number: Int, _ acceptance: Acceptance?, _ store: any ReferralTransaction
    ) throws(ReferralError) {
        guard let demand = cast.withLock({ $0.demands[number] }) else { return }
        let others = try store.engagements(of: demand.rfi).map(\.id).filter { !demand.engagements.contains($0) }
        for id in others {
            // Read one at a time: with one answer, the others may be withdrawn.
            guard let engagement = try store.engagement(id, .operator), engagement.state == .new else { continue }
            let service = try service(for: engagement, store)
            if let acceptance {
                _ = try service.accept(id, if: .any, acceptance)
            } else if let refusal = Refusal(reason: .requirementNotMet, note: nil) {
                _ = try service.decline(id, if: .any, refusal)
            }
        }
    }
}

extension Member {
    /// The partner's own system at work.
    fileprivate var cause: Cause {
        Cause(actor: Actor(keyID: nil, role: Role.Kind.partner.rawValue, name: "\(name) CRM"), requestID: nil)
    }
}

extension Cause {
    fileprivate static func marketplace(_ id: MarketplaceID) -> Cause {
        Cause(actor: Actor(keyID: nil, role: Role.Kind.marketplace.rawValue, name: "\(id)"), requestID: nil)
    }
}

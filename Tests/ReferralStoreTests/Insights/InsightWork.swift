import ReferralStore
import Referrals
import Synchronization
import TestSupport

/// Random operations on engagements over some months, from a seed: many in one commit, each at an instant of its own.
final class InsightWork: Sendable {
    /// The people and words of requests. The customer's name stands in a tag and in words, which are to tell of nobody.
    private static let industries = ["Retail", "RETAIL", "Banking", "Größe", "東京", "Friends of Ada Example"]

    private struct State {
        var random: SplitMix64
        var rfis: [ID<RFI>] = []
        var ids: [ID<Engagement>] = []
    }

    let test: TestStore
    let profiles: [Profile]
    private let state: Mutex<State>

    init(seed: UInt64) async throws {
        test = try TestStore(
            seed: seed,
            policy: ResponsePolicy(
                responseWindow: .days(4), respondBy: .hours(12), hotWindow: .hours(24), expiryReminder: .hours(12)))
        state = Mutex(State(random: SplitMix64(seed: seed)))
        var profiles: [Profile] = []
        for name in ["Alpha", "Beta", "Gamma"] {
            let partner = try await test.partner(name)
            for country in ["DE", "FR"] {
                profiles.append(try await test.profile(of: partner, country: country, name: name))
            }
        }
        self.profiles = profiles
    }

    var partners: [ID<Partner>] { Array(Set(profiles.map(\.partnerID))).sorted() }

    /// All engagements, the newest first.
    func views() throws -> [EngagementView] {
        var all: [EngagementView] = []
        var next: EngagementKey?
        repeat {
            let page = try test.list(after: next, limit: 200)
            all += page.items
            next = page.next
        } while next != nil
        return all
    }

    /// Lets so many operations happen in one commit, and leaves the clock at the last of them.
    func run(_ count: Int) async throws {
        var instant = test.clock.now
        let steps = (0..<count).map { _ in
            instant = instant + .minutes(random { Int64.random(in: 0...30, using: &$0) })
            return ReplayStep(at: instant) { store throws(ReferralError) in try self.operate(store) }
        }
        _ = try await test.store.replay(steps)
        test.clock.set(instant)
    }

    private func random<R>(_ body: (inout SplitMix64) -> R) -> R { state.withLock { body(&$0.random) } }

    private func pick<T>(_ items: [T]) -> T { random { $0.pick(items) } }

    private func chance(_ count: Int) -> Bool { random { $0.oneIn(count) } }

    /// One thing; what a state forbids is refused, and changes nothing.
    private func operate(_ store: any ReferralTransaction) throws(ReferralError) {
        if chance(3) { return try submit(store) }
        let recent = state.withLock { Array($0.ids.suffix(60)) }
        guard !recent.isEmpty else { return }
        do {
            if chance(40) { return try end(store) }
            try act(store, on: pick(recent))
        } catch {
            if case .storageUnavailable = error { throw error }
            if case .internalFault = error { throw error }
        }
    }

    private func submit(_ store: any ReferralTransaction) throws(ReferralError) {
        var inquiry = Inquiry.make(
            country: pick(["DE", "FR", "JP"]),
            summary: pick(["A shop for Ada Example", "Ein neues Büro", "サーバー移行", "migration of payroll"]),
            tags: pick([[], ["ERP"], ["erp", "CRM"]]), size: pick([.upTo9, .upTo250]))
        inquiry.need.industries = pick([[], [pick(Self.industries)], [pick(Self.industries), pick(Self.industries)]])
            .map(Tag.init(stored:))
        let recipients = random { random in
            Array(profiles.shuffled(using: &random).prefix(Int.random(in: 1...3, using: &random)))
        }
        let view = try TestStore.requests(store).submit(.make(inquiry, to: recipients), marketplace: .make())
        let made = try store.engagements(of: view.rfi.id).map(\.id)
        state.withLock { state in
            state.rfis.append(view.rfi.id)
            state.ids += made
        }
    }

    private func end(_ store: any ReferralTransaction) throws(ReferralError) {
        let id = pick(state.withLock { Array($0.rfis.suffix(40)) })
        if chance(2) {
            _ = try TestStore.requests(store).erase(id, if: .any)
        } else {
            _ = try TestStore.requests(store).withdraw(id, if: .any)
        }
    }

    private func act(_ store: any ReferralTransaction, on id: ID<Engagement>) throws(ReferralError) {
        let service = EngagementService(store, scope: .operator, cause: TestStore.cause)
        let money = Money.make(random { Int64.random(in: 0...900_000, using: &$0) }, pick(["EUR", "JPY", "CLF"]))
        let date = store.now.day.adding(days: random { Int.random(in: -45...10, using: &$0) })
        let reason = pick(Refusal.Reason.allCases)
        guard let refusal = Refusal(reason: reason, note: "because"),
            let action = try store.engagement(id, .operator)?.state.allowedActions
        else { return }
        switch pick(action) {
        case .accept:
            var terms = EngagementTerms.make(value: chance(4) ? nil : money)
            terms.estimatedPurchaseDate = chance(4) ? nil : date
            let contacts = chance(2) ? [ContactDetails.make(name: "ada example")] : []
            _ = try service.accept(id, if: .any, Acceptance(terms: terms, contacts: contacts))
        case .decline: _ = try service.decline(id, if: .any, refusal)
        case .win: _ = try service.win(id, if: .any, Win(finalValue: chance(3) ? nil : money))
        case .lose: _ = try service.lose(id, if: .any, refusal)
        case .addNote: _ = try service.addNote(to: id, if: .any, body: "called")
        case .addContact:
            let name = pick(["Bo Example", "Ada Example"])
            _ = try service.addContact(to: id, if: .any, .make(name: name))
        case .edit:
            var edit = EngagementEdit()
            edit.estimatedPurchaseDate = .some(chance(3) ? nil : date)
            _ = try service.edit(id, if: .any, edit)
        }
    }
}

// Who does what and when, made up from the seed alone: nothing here knows the store. The same seed and end give the
// same plot.

import Referrals

/// The past of the demo, act by act in the order of time.
struct Plot: Sendable {
    /// How far back it begins.
    static let length = TimeSpan.days(730)

    private let market: Market
    private let engagements: Int
    private let start: Timestamp
    private let end: Timestamp
    private var random: SeededGenerator
    private var agenda = Agenda<Act>()
    private var demands = 0
    private var asked = 0

    /// A plot that makes about so many engagements between two instants.
    init(_ market: Market, seed: UInt64, engagements: Int, from start: Timestamp, to end: Timestamp) {
        self.market = market
        self.engagements = engagements
        self.start = start
        self.end = end
        random = SeededGenerator(seed: seed)
    }

    /// The next act; nil when the present is reached.
    mutating func next() -> (instant: Timestamp, act: Act)? {
        while asked < engagements, case let time = nextDemand, agenda.next.map({ time <= $0 }) ?? true {
            addDemand(at: time)
        }
        guard let next = agenda.removeFirst() else { return nil }
        if case .submit(let number, let demand) = next.act { answer(demand, number, at: next.instant) }
        return next
    }

    /// When the next customer has something to ask: ever more do. All requests from here on come later.
    private var nextDemand: Timestamp {
        let done = Double(asked) / Double(engagements)
        let share = 0.5 * done + 0.5 * done.squareRoot()
        return start + .milliseconds(Int64(share * Double((end - start).milliseconds)))
    }

    private mutating func addDemand(at instant: Timestamp) {
        let demand = Demand(demands, to: market, most: engagements - asked, &random)
        // Nobody takes a customer of this size: then another customer asks.
        guard !demand.recipients.isEmpty else { return }
        demands += 1
        asked += demand.recipients.count
        let time = random.chance(0.85) ? instant.atWork(demand.country.offset, &random) : instant
        add(.submit(demands, demand), at: time < end ? time : instant)
    }

    /// What is still to come in the present is left to whoever tries the demo out.
    private mutating func add(_ act: Act, at instant: Timestamp) {
        if instant < end { agenda.add(act, at: instant) }
    }
}

// MARK: - What follows from a request

extension Plot {
    private mutating func answer(_ demand: Demand, _ number: Int, at instant: Timestamp) {
        for (index, stall) in demand.recipients.enumerated() {
            answer(demand, Part(demand: number, recipient: index), market.stalls[stall], at: instant)
        }
        if random.chance(0.03) {
            add(.withdraw(number), at: instant.after(hours: Double(random.number(20...400)), &random))
        }
        guard demand.topUp != nil else { return }
        for round in 1...4 {
            let accepts = random.chance(0.6)
            let acceptance = accepts ? self.acceptance(of: demand, at: instant, usesCRM: false, writes: 0.1) : nil
            add(.answerOthers(number, acceptance), at: instant.after(hours: Double(round) * 90, &random))
        }
    }

    private mutating func answer(_ demand: Demand, _ part: Part, _ stall: Market.Stall, at instant: Timestamp) {
        let member = market.members[stall.member]
        guard random.chance(member.habits.answers) else { return }
        let later = instant.after(hours: member.habits.hours * random.spread(), &random)
        let time = later.atWork(stall.outlet.country.offset, &random)
        let size = CustomerSize.allCases.firstIndex(of: demand.inquiry.customer.size) ?? 0
        let isTooSmall = size < member.habits.smallest
        let suits = member.trades.contains(demand.trade)
        let likes = member.habits.accepts * (suits ? 1 : 0.25) * (isTooSmall ? 0.15 : 1)
        guard random.chance(likes) else {
            return add(.decline(part, refusal(isTooSmall: isTooSmall, suits: suits)), at: time)
        }
        let habits = member.habits
        let accepted = acceptance(of: demand, at: time, usesCRM: habits.usesCRM, writes: habits.writes)
        add(.accept(part, accepted), at: time)
        work(demand, part, habits, worth: accepted.terms.estimatedValue, at: time)
    }

    private mutating func refusal(isTooSmall: Bool, suits: Bool) -> Refusal {
        if random.chance(0.08) { return Refusal.Reason.other.said(random.pick(Phrases.refusals)) }
        let usual: [Refusal.Reason] = [.budgetInadequate, .timelineTooShort, .notACustomer, .spam, .requirementNotMet]
        let reason = isTooSmall ? .budgetInadequate : suits ? random.pick(usual) : .requirementNotMet
        return reason.said(random.chance(0.2) ? random.pick(Phrases.refusals) : nil)
    }

    private mutating func acceptance(
        of demand: Demand, at instant: Timestamp, usesCRM: Bool, writes: Double
    ) -> Acceptance {
        let customer = demand.inquiry.customer
        var terms = EngagementTerms()
        terms.name = "\(customer.company): \(demand.inquiry.need.summary)"
        terms.estimatedValue =
            demand.inquiry.budget ?? demand.country.money(Trade.all[demand.trade].worth, customer.size, &random)
        terms.estimatedPurchaseDate = instant.day.adding(days: random.number(14...240))
        if usesCRM { terms.crmID = "OPP-\(random.number(10_000...99_999))" }
        let note = random.chance(writes) ? random.pick(Phrases.notes) : nil
        let contacts = random.chance(writes / 2) ? [contact(demand)] : []
        return Acceptance(terms: terms, note: note, contacts: contacts)
    }

    private mutating func contact(_ demand: Demand) -> ContactDetails {
        let host = Names.host(demand.inquiry.customer.company)
        let person = Names.person(at: host, in: demand.country, &random)
        return ContactDetails(
            name: person.name, role: random.pick(Phrases.roles), phone: person.phone, emails: [person.email])
    }

    /// What a partner does with a deal that it has accepted.
    private mutating func work(
        _ demand: Demand, _ part: Part, _ habits: Habits, worth: Money?, at accepted: Timestamp
    ) {
        let offset = demand.country.offset
        var time = accepted
        var worth = worth
        for _ in 0..<random.number(0...2) where random.chance(habits.writes) {
            time = time.after(hours: Double(random.number(20...300)), &random).atWork(offset, &random)
            add(
                random.chance(0.75) ? .note(part, random.pick(Phrases.notes)) : .contact(part, contact(demand)),
                at: time)
        }
        guard random.chance(habits.reports) else { return }
        if random.chance(0.4) {
            time = time.after(hours: Double(random.number(48...500)), &random).atWork(offset, &random)
            let (edit, value) = edit(worth)
            worth = value
            add(.edit(part, edit), at: time)
        }
        time = time.after(hours: Double(random.number(150...2_400)), &random).atWork(offset, &random)
        add(ending(part, habits, worth, at: time), at: time)
    }

    private mutating func edit(_ worth: Money?) -> (EngagementEdit, Money?) {
        var edit = EngagementEdit()
        guard let worth else { return (edit, nil) }
        let value = Money(minorUnits: worth.minorUnits / 10 * Int64(random.number(6...13)), currency: worth.currency)
        var patch = MoneyPatch()
        patch.amount = .text(value.amount)
        patch.currency = value.currency
        edit.estimatedValue = patch
        return (edit, value)
    }

    private mutating func ending(_ part: Part, _ habits: Habits, _ worth: Money?, at instant: Timestamp) -> Act {
        if random.chance(habits.wins) {
            let value = worth.map {
                Money(minorUnits: $0.minorUnits / 20 * Int64(random.number(15...22)), currency: $0.currency)
            }
            let note = random.chance(habits.writes / 2) ? random.pick(Phrases.wins) : nil
            return .win(part, Win(finalValue: value, closedOn: instant.day, note: note))
        }
        let reasons: [Refusal.Reason] = [
            .choseAnotherVendor, .choseAnotherVendor, .customerUnresponsive, .budgetInadequate, .requirementNotMet,
        ]
        return .lose(part, random.pick(reasons).said(nil))
    }
}

extension Refusal.Reason {
    /// The reason as a refusal; `other` with a note.
    fileprivate func said(_ note: String?) -> Refusal {
        guard let refusal = Refusal(reason: self, note: note) else { preconditionFailure("other needs a note") }
        return refusal
    }
}

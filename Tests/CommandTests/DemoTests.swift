import Referrals
import Testing

@testable import referrals

/// What `referrals demo` makes up.
@Suite struct `The demo` {
    private static let end = Timestamp(milliseconds: 1_795_399_200_000)
    private static let market = Market((0..<60).map { Member($0, seed: 7) })

    private static func plot(seed: UInt64 = 7, engagements: Int = 600) -> [(instant: Timestamp, act: Act)] {
        var plot = Plot(market, seed: seed, engagements: engagements, from: end - Plot.length, to: end)
        var acts: [(instant: Timestamp, act: Act)] = []
        while let act = plot.next() { acts.append(act) }
        return acts
    }

    private static func demands(_ acts: [(instant: Timestamp, act: Act)]) -> [Demand] {
        acts.compactMap { if case .submit(_, let demand) = $0.act { demand } else { nil } }
    }

    @Test func `is the same for the same seed, and another for another`() {
        let text = { (seed: UInt64) in Self.plot(seed: seed).map { "\($0.instant) \($0.act)" } }
        let first = text(7)
        #expect(first == text(7))
        #expect(first != text(8))
        #expect("\(Member(3, seed: 7))" == "\(Member(3, seed: 7))")
        #expect("\(Member(3, seed: 7))" != "\(Member(3, seed: 8))")
    }

    @Test func `goes forward in time, up to its end`() {
        let instants = Self.plot().map(\.instant)
        #expect(instants == instants.sorted())
        #expect(instants.allSatisfy { $0 < Self.end })
        #expect(instants.last.map { Self.end - $0 < .days(3) } ?? false)
    }

    @Test(arguments: [0, 1, 7, 600]) func `asks as often as it is told to`(_ engagements: Int) {
        let asked = Self.demands(Self.plot(engagements: engagements)).reduce(0) { $0 + $1.recipients.count }
        #expect(asked == engagements)
    }

    @Test func `asks only whom a request may go to`() {
        for demand in Self.demands(Self.plot()) {
            let stalls = demand.recipients.map { Self.market.stalls[$0] }
            #expect((1...5).contains(stalls.count))
            #expect(Set(stalls.map(\.member)).count == stalls.count)
            for stall in stalls {
                let sizes = stall.outlet.details.customerSizes
                #expect(sizes.isEmpty || sizes.contains(demand.inquiry.customer.size))
            }
        }
    }

    @Test func `has five locations a partner, each in a city of its country`() {
        let outlets = Self.market.members.flatMap(\.outlets)
        #expect(outlets.reduce(0) { $0 + $1.locations.count } == 300)
        for outlet in outlets {
            #expect((1...Profile.maximumLocations).contains(outlet.locations.count))
            for location in outlet.locations {
                #expect(location.address.country == outlet.country.code)
                #expect(outlet.country.cities.contains { $0.name == location.address.city })
            }
        }
        #expect(Country.all.count == 12)
    }

    @Test func `takes the texts of its tags as a client could send them`() throws {
        for trade in Trade.all {
            let lists = [trade.industries, trade.products, trade.services, trade.solutions, trade.keywords]
            for text in lists.joined() { #expect(try Tag(text).text == text) }
            for list in lists { #expect(Set(list).count == list.count && list.count >= 2) }
        }
        for outlet in Self.market.members.flatMap(\.outlets) {
            let details = outlet.details
            #expect(try Text.line(details.displayName ?? "", maximum: 200) == details.displayName)
            #expect(details.website != nil && !details.languages.isEmpty)
            #expect(details.industries.count >= 2 && Set(details.industries).count == details.industries.count)
        }
    }

    @Test func `names nobody who could exist`() {
        let partners = Self.market.members.flatMap(\.outlets).flatMap(\.locations).map(\.contact)
        let customers = Self.demands(Self.plot()).map(\.inquiry.customer)
        for person in partners + customers.compactMap(\.contact) {
            #expect(EmailAddress(person.email.text) == person.email)
            #expect(person.email.text.hasSuffix(".example"))
            #expect(person.phone.map { Self.isNobodys($0.text) } ?? true)
        }
        for company in customers.map(\.company) + Self.market.members.map(\.name) {
            #expect(company.hasSuffix(" (demo)"))
        }
    }

    /// Numbers that regulators keep free for fiction: NANP 555-01xx, Ofcom, Bundesnetzagentur, ARCEP, ACMA, PTS,
    /// ComReg.
    private static func isNobodys(_ number: String) -> Bool {
        let ranges: [(String, Int)] = [
            ("+1", 11), ("+441632960", 12), ("+442079460", 12), ("+493023125", 12), ("+496990009", 12),
            ("+494066969", 12), ("+498999998", 12), ("+3319900", 11), ("+3326191", 11), ("+3346571", 11),
            ("+6125550", 11), ("+6135550", 11), ("+468465004", 11), ("+463139006", 11), ("+3532091", 12),
        ]
        guard ranges.contains(where: { number.hasPrefix($0.0) && number.utf8.count - 1 == $0.1 }) else { return false }
        return !number.hasPrefix("+1") || number.dropFirst(5).hasPrefix("55501")
    }

    @Test func `agenda gives back in order what was added in any`() {
        var random = SeededGenerator(seed: 1)
        var agenda = Agenda<Int>()
        var expected: [(Int64, Int)] = []
        var taken: [Int] = []
        for number in 0..<500 {
            let time = Int64(random.number(number...(number + 90)))
            agenda.add(number, at: Timestamp(milliseconds: time))
            expected.append((time, number))
            if number >= 100, let next = agenda.removeFirst() { taken.append(next.act) }
        }
        while let next = agenda.removeFirst() { taken.append(next.act) }
        #expect(taken.count == 500 && Set(taken).count == 500)
        #expect(agenda.next == nil)

        for (time, number) in expected { agenda.add(number, at: Timestamp(milliseconds: time)) }
        var all: [Int] = []
        while let next = agenda.removeFirst() { all.append(next.act) }
        #expect(all == expected.sorted { $0 < $1 }.map(\.1))
    }

    @Test(arguments: [
        ("2026-11-20T12:00:00Z", 0, "2026-11-20"), ("2026-11-20T19:00:00Z", 0, "2026-11-23"),
        ("2026-11-21T09:00:00Z", 0, "2026-11-23"), ("2026-11-22T23:30:00Z", 0, "2026-11-23"),
        ("2026-11-24T02:00:00Z", 0, "2026-11-24"), ("2026-11-24T18:00:00Z", 9, "2026-11-25"),
    ])
    func `works on weekdays, from about 8 to 18 o'clock`(_ text: String, _ offset: Int, _ day: String) throws {
        let instant = try #require(Timestamp(text))
        for seed in 0..<50 as Range<UInt64> {
            var random = SeededGenerator(seed: seed)
            let local = instant.atWork(offset, &random) + .hours(Int64(offset))
            #expect(local >= instant)
            #expect((local - local.day.start) >= .minutes(450) && (local - local.day.start) <= .hours(18))
            #expect("\(local.day)" == day)
        }
    }
}

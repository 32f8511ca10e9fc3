import Referrals

/// All profiles of the demo, as somebody who looks for one sees them.
struct Market: Sendable {
    /// A profile.
    struct Stall: Sendable {
        /// The position of its partner.
        let member: Int
        let outlet: Member.Outlet
    }

    let members: [Member]
    /// All profiles, in the order in which they are made.
    let stalls: [Stall]
    /// For each country that has any, and each trade, the positions of the profiles.
    private let places: [(country: Country, byTrade: [[Int]])]

    init(_ members: [Member]) {
        let stalls = members.enumerated().flatMap { index, member in
            member.outlets.map { Stall(member: index, outlet: $0) }
        }
        self.members = members
        self.stalls = stalls
        places = Country.all.compactMap { country in
            let here = stalls.indices.filter { stalls[$0].outlet.country.code == country.code }
            guard !here.isEmpty else { return nil }
            let byTrade = Trade.all.indices.map { trade in
                here.filter { members[stalls[$0].member].trades.contains(trade) }
            }
            return (country: country, byTrade: byTrade)
        }
    }

    /// A country in which there are profiles.
    func country(_ random: inout SeededGenerator) -> Country {
        places[random.index(weighted: places.map { $0.country.weight })].country
    }

    /// A trade that somebody in the country has.
    func trade(in country: Country, _ random: inout SeededGenerator) -> Int {
        let here = places.first { $0.country.code == country.code }?.byTrade.map(\.count) ?? []
        return random.index(weighted: here)
    }

    /// The positions of up to so many profiles that take customers of this size, of different partners: those of the
    /// trade in the country first, then those of the trade elsewhere, then others in the country.
    func recipients(
        _ count: Int, _ trade: Int, _ country: Country, _ size: CustomerSize, _ random: inout SeededGenerator
    ) -> [Int] {
        let here = places.first { $0.country.code == country.code }?.byTrade ?? []
        let tiers = [
            here.indices.contains(trade) ? here[trade] : [],
            random.chance(0.2) ? places.flatMap { $0.byTrade[trade] } : [],
            random.chance(0.15) ? here.flatMap(\.self) : [],
        ]
        var chosen: [Int] = []
        for stall in tiers.flatMap({ $0.shuffled(using: &random) }) where chosen.count < count {
            let isNew = !chosen.contains { stalls[$0].member == stalls[stall].member }
            if isNew, takes(size, stall) { chosen.append(stall) }
        }
        return chosen
    }

    private func takes(_ size: CustomerSize, _ stall: Int) -> Bool {
        let sizes = stalls[stall].outlet.details.customerSizes
        return sizes.isEmpty || sizes.contains(size)
    }
}

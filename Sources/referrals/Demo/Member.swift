import Referrals

/// A partner of the demo, before it is anywhere.
struct Member: Sendable {
    /// A profile with its places.
    struct Outlet: Sendable {
        let country: Country
        let details: ProfileDetails
        let locations: [LocationDetails]
    }

    let name: String
    let host: String
    /// Positions in `Trade.all`, the first the main one.
    let trades: [Int]
    let habits: Habits
    let outlets: [Outlet]

    /// How many places partners have; five on average.
    private static let places = [5, 3, 5, 2, 5, 7, 4, 8, 6, 5]

    /// The partner with this number.
    init(_ number: Int, seed: UInt64) {
        var random = SeededGenerator(seed: seed, stream: UInt64(number) + 1)
        // One after the other, so that even a few partners cover many trades.
        var trades = [number % Trade.all.count]
        if random.chance(0.35) { trades.append(random.number(0...(Trade.all.count - 1))) }
        if trades.count == 2, trades[0] == trades[1] { trades.removeLast() }
        name = Names.partner(number, Trade.all[trades[0]], &random)
        host = Names.host(name)
        habits = Habits(&random)
        self.trades = trades
        outlets = Self.outlets(Self.places[number % Self.places.count], name, trades, habits, &random)
    }

    /// So many places in one country or more, five at most in each.
    private static func outlets(
        _ count: Int, _ name: String, _ trades: [Int], _ habits: Habits, _ random: inout SeededGenerator
    ) -> [Outlet] {
        var left = count
        var countries: [Country] = []
        var outlets: [Outlet] = []
        while left > 0 {
            let country = Country.any(&random)
            guard !countries.contains(where: { $0.code == country.code }) else { continue }
            countries.append(country)
            let isSplit = left > 5 || (left > 3 && random.chance(0.25))
            let here = isSplit ? (left + 1) / 2 : left
            outlets.append(outlet(here, in: country, name, trades, habits, &random))
            left -= here
        }
        return outlets
    }

    private static func outlet(
        _ count: Int, in country: Country, _ name: String, _ trades: [Int], _ habits: Habits,
        _ random: inout SeededGenerator
    ) -> Outlet {
        let host = Names.host(name)
        let cities = Array(country.cities.shuffled(using: &random).prefix(count))
        let locations = cities.map { city in
            LocationDetails(
                name: city.name, address: country.address(in: city, &random),
                position: random.chance(0.95) ? city.position(&random) : nil,
                contact: Names.person(at: host, in: country, &random))
        }
        return Outlet(
            country: country, details: details(name, trades, country, habits, &random), locations: locations)
    }

    private static func details(
        _ name: String, _ trades: [Int], _ country: Country, _ habits: Habits, _ random: inout SeededGenerator
    ) -> ProfileDetails {
        let main = Trade.all[trades[0]]
        var details = ProfileDetails()
        details.displayName = name
        details.description = "\(name) \(main.phrase). All of this is made up."
        details.website = WebURL("https://\(Names.host(name))/")
        details.languages = random.some(1...3, of: country.languages)
        for trade in trades.map({ Trade.all[$0] }) {
            details.industries += Trade.tags(random.some(2...4, of: trade.industries))
            details.products += Trade.tags(random.some(1...3, of: trade.products))
            details.services += Trade.tags(random.some(2...4, of: trade.services))
            details.solutions += Trade.tags(random.some(1...3, of: trade.solutions))
            details.keywords += Trade.tags(random.some(2...4, of: trade.keywords))
        }
        details.removeRepeatedTags()
        if random.chance(0.3) {
            details.customerSizes = Array(CustomerSize.allCases.dropFirst(habits.smallest).prefix(5))
        }
        details.responseWindow = habits.window
        return details
    }
}

extension ProfileDetails {
    /// Two trades may share a tag.
    fileprivate mutating func removeRepeatedTags() {
        for list in [\Self.industries, \.products, \.services, \.solutions, \.keywords] {
            var seen: Set<Tag> = []
            self[keyPath: list] = self[keyPath: list].filter { seen.insert($0).inserted }
        }
    }
}

extension City {
    /// Somewhere in the city, to about three kilometres.
    fileprivate func position(_ random: inout SeededGenerator) -> Position? {
        Position(
            latitude: latitude * 1_000 + random.number(-25_000...25_000),
            longitude: longitude * 1_000 + random.number(-25_000...25_000))
    }
}

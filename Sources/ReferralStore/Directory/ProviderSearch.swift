// Searches for providers: what matches is found by index, ranked by a few columns, and only the page is read whole.

import Referrals
import SQLite

extension TableReader {
    func providers(
        _ query: ProviderQuery, _ page: PageRequest<ProviderKey>
    ) throws(ReferralError) -> Page<Provider, ProviderKey> {
        let matches = try matches(query)
        let formula = RankingFormula(policy.ranking, asking: query.asked)
        var fits = DealFits(query.deal)
        var best = Best<RankedPlace>(limit: page.limit + 1)
        try eachPlace(of: matches.rows, serving: query.size) { profile, place throws(ReferralError) in
            var values = RankingValues(profile.signals)
            values.textMatch = matches.textMatch(profile.row)
            values.dealFit = try fits.fit(of: profile.partnerID, connection)
            let distance = query.position.flatMap { place.position?.distanceKm(to: $0) }
            if query.position != nil { values.distance = RankingValues.distance(km: distance) }
            let key = ProviderKey(
                score: formula.score(values), name: profile.nameKey, city: place.cityKey, location: place.id)
            if let after = page.after, !(after < key) { return }
            best.offer(RankedPlace(key: key, profileID: profile.profileID, distanceKm: distance, values: values))
        }
        let found = Page(rows: best.items, limit: page.limit, key: \.key)
        return Page(items: try read(found.items, formula), next: found.next)
    }

    private func read(_ places: [RankedPlace], _ formula: RankingFormula) throws(ReferralError) -> [Provider] {
        var profiles: [ID<Profile>: Profile] = [:]
        var providers: [Provider] = []
        providers.reserveCapacity(places.count)
        for place in places {
            let profile = if let known = profiles[place.profileID] { known } else { try listed(place.profileID) }
            profiles[place.profileID] = profile
            guard let location = profile.locations.first(where: { $0.id == place.key.location }) else {
                throw .internalFault("the directory holds the location \(place.key.location), which does not exist")
            }
            providers.append(
                Provider(
                    profile, at: location, distanceKm: place.distanceKm, ranking: formula.ranking(place.values)))
        }
        return providers
    }

    /// A profile that the directory holds.
    func listed(_ id: ID<Profile>) throws(ReferralError) -> Profile {
        guard let profile = try profile(id, .operator) else {
            throw .internalFault("the directory holds the profile \(id), which does not exist")
        }
        return profile
    }
}

/// A place as a search ranks it.
private struct RankedPlace: Comparable {
    let key: ProviderKey
    let profileID: ID<Profile>
    let distanceKm: Double?
    let values: RankingValues

    static func == (left: RankedPlace, right: RankedPlace) -> Bool { left.key == right.key }

    static func < (left: RankedPlace, right: RankedPlace) -> Bool { left.key < right.key }
}

extension ProviderQuery {
    /// The parts that the query asks about.
    fileprivate var asked: Set<RankingPart> {
        var asked: Set<RankingPart> = [.responseSpeed, .outcomeReporting]
        if search?.words.isEmpty == false { asked.insert(.textMatch) }
        if position != nil { asked.insert(.distance) }
        if !deal.traits.isEmpty { asked.insert(.dealFit) }
        return asked
    }
}

/// How well partners fit a deal; each is looked up once.
struct DealFits {
    private let deal: Deal
    private var known: [ID<Partner>: Double] = [:]

    init(_ deal: Deal) { self.deal = deal }

    /// 0 to 1; nil for a deal without traits.
    mutating func fit(of partner: ID<Partner>, _ connection: Connection) throws(ReferralError) -> Double? {
        if let fit = known[partner] { return fit }
        let fit = try deal.fit { _, trait throws(ReferralError) in try connection.record(of: trait, partner).rate }
        known[partner] = fit
        return fit
    }
}

/// The first few of many, in order.
struct Best<Item: Comparable> {
    private(set) var items: [Item] = []
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    /// Takes the item unless as many come before it as are wanted.
    mutating func offer(_ item: Item) {
        if items.count == limit {
            guard let last = items.last, item < last else { return }
            items.removeLast()
        }
        var (low, high) = (0, items.count)
        while low < high {
            let middle = (low + high) / 2
            if item < items[middle] { high = middle } else { low = middle + 1 }
        }
        items.insert(item, at: low)
    }
}

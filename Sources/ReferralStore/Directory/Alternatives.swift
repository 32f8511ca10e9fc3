// Other providers for an RFI that somebody declined or let expire.

import Referrals
import SQLite

extension TableReader {
    func alternatives(
        for inquiry: Inquiry, besides asked: AskedProviders, limit: Int
    ) throws(ReferralError) -> [Provider] {
        let deal = Deal(inquiry.need, of: inquiry.customer)
        let shared = try sharedTags(deal)
        var rows = try listings(near: inquiry.customer, asked.profiles)
        if let shared { rows = rows.filter { shared[$0] != nil } }
        let formula = RankingFormula(policy.ranking, asking: deal.asked)
        var fits = DealFits(deal)
        var ranked: [RankedProfile] = []
        try eachPlace(of: rows, serving: inquiry.customer.size) { profile, _ throws(ReferralError) in
            guard ranked.last?.id != profile.profileID, !asked.profiles.contains(profile.profileID),
                !asked.partners.contains(profile.partnerID)
            else { return }
            var values = RankingValues(profile.signals)
            values.textMatch = shared.map { Double($0[profile.row] ?? 0) / Double(deal.tags.count) }
            values.dealFit = try fits.fit(of: profile.partnerID, connection)
            ranked.append(
                RankedProfile(
                    id: profile.profileID, score: formula.score(values), name: profile.nameKey, values: values))
        }
        return try read(RankedProfile.first(limit, of: ranked), formula, inquiry.customer.address, limit)
    }

    /// How many of the need's tags each listing has, of those that have any; nil when the need has none.
    private func sharedTags(_ deal: Deal) throws(ReferralError) -> [Int64: Int]? {
        guard !deal.tags.isEmpty else { return nil }
        var shared: [Int64: Int] = [:]
        for tag in deal.tags.compactMap(ListingTag.init) {
            for row in try listings(with: tag) { shared[row, default: 0] += 1 }
        }
        return shared
    }

    /// The listings for the customer's country and for those of the profiles already asked, in order.
    private func listings(near customer: Customer, _ asked: Set<ID<Profile>>) throws(ReferralError) -> [Int64] {
        var countries: Set<CountryCode> = [customer.address.country]
        for id in asked {
            if let country = try connection.one(AlternativeSQL.country, [Value(id)], { row in row.text(0) }) {
                CountryCode(country).map { _ = countries.insert($0) }
            }
        }
        var rows: [Int64] = []
        for country in countries { rows += try listings(with: ListingTag(country)) }
        return rows.sorted()
    }

    private func read(
        _ ranked: [RankedProfile], _ formula: RankingFormula, _ address: Address, _ limit: Int
    ) throws(ReferralError) -> [Provider] {
        var best = Best<KeyedProvider>(limit: limit)
        for item in ranked {
            let profile = try listed(item.id)
            guard let location = profile.nearest(to: address) else { continue }
            let key = ProviderKey(
                score: item.score, name: item.name, city: Listing.key(location.details.address.city),
                location: location.id)
            let provider = Provider(profile, at: location, distanceKm: nil, ranking: formula.ranking(item.values))
            best.offer(KeyedProvider(key: key, provider: provider))
        }
        return best.items.map(\.provider)
    }
}

/// A profile as it is ranked, before it is known which of its locations is shown.
private struct RankedProfile {
    let id: ID<Profile>
    let score: Double
    let name: String
    let values: RankingValues

    /// The key of a location of which nothing is known.
    private var key: ProviderKey { ProviderKey(score: score, name: name, city: "", location: .least) }

    /// The first so many, with all that tie with the last of them: their locations decide.
    static func first(_ limit: Int, of profiles: [RankedProfile]) -> [RankedProfile] {
        let sorted = profiles.sorted { $0.key < $1.key }
        guard limit > 0, limit < sorted.count else { return limit > 0 ? sorted : [] }
        let last = sorted[limit - 1].key
        return Array(sorted.prefix { !(last < $0.key) })
    }
}

private struct KeyedProvider: Comparable {
    let key: ProviderKey
    let provider: Provider

    static func == (left: KeyedProvider, right: KeyedProvider) -> Bool { left.key == right.key }

    static func < (left: KeyedProvider, right: KeyedProvider) -> Bool { left.key < right.key }
}

extension Deal {
    /// The parts that a need asks about.
    fileprivate var asked: Set<RankingPart> {
        let asked: Set<RankingPart> = [.responseSpeed, .outcomeReporting, .dealFit]
        return tags.isEmpty ? asked : asked.union([.textMatch])
    }
}

private enum AlternativeSQL {
    static let country: SQL = "SELECT country FROM profiles WHERE id = ?1"
}

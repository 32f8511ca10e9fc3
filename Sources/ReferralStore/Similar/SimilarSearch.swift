// Deals of the past like an engagement: found by what they have in common, the newest of each key, then compared in
// numbers, and only those that are shown are read whole. docs/insights.md tells people how far it looks.

import Referrals
import SQLite

extension TableReader {
    func similar(to id: ID<Engagement>, _ scope: Scope) throws(ReferralError) -> [SimilarDeal] {
        guard let found = try source(SimilarSQL.byID, Value(id)), scope.includes(found.engagement.partnerID) else {
            throw .notFound
        }
        let deal = ComparableDeal(found.inquiry)
        let numbers = PastDeal(deal, of: found.engagement.partnerID)
        var best = Best<RankedDeal>(limit: SimilarSQL.shown)
        var (traits, words) = (SharedNumbers(with: numbers.traits), SharedNumbers(with: numbers.words))
        for row in try candidates(numbers.keys, of: found.engagement.partnerID) where row != found.row {
            guard let past = try connection.pastDeal(row) else { continue }
            traits.compare(past.traits)
            words.compare(past.words)
            let score = deal.likeness(hasTrait: { traits.has($0) }, hasWord: { words.has($0) })
            best.offer(RankedDeal(score: score, row: row))
        }
        return try best.items.map { item throws(ReferralError) in
            guard let past = try source(SimilarSQL.byRow, .integer(item.row)) else {
                throw .internalFault("a deal of the past is that of the engagement in row \(item.row), which is gone")
            }
            return SimilarDeal(past.engagement, ComparableDeal(past.inquiry), to: deal)
        }
    }

    /// The deals that are looked at, each once.
    private func candidates(_ keys: [Int64], of partner: ID<Partner>) throws(ReferralError) -> [Int64] {
        var rows: [Int64] = []
        var seen: Set<Int64> = []
        for key in keys where rows.count < SimilarSQL.considered {
            let found = try connection.pastDeals(withKey: key, of: partner, limit: SimilarSQL.perKey)
            rows += found.filter { seen.insert($0).inserted }
        }
        return rows
    }

    private func source(
        _ sql: SQL, _ key: Value
    ) throws(ReferralError) -> (engagement: Engagement, inquiry: Inquiry, row: Int64)? {
        try connection.one(sql, [key]) { row in
            var at = ColumnCursor(EngagementView.columns)
            return (try Engagement(row, &at), try Inquiry(row, &at), row.int(at.next()))
        }
    }
}

/// A deal of the past with its rank: the most alike first, of equals the newest.
private struct RankedDeal: Comparable {
    let score: Double
    let row: Int64

    static func < (left: RankedDeal, right: RankedDeal) -> Bool {
        left.score == right.score ? left.row > right.row : left.score > right.score
    }
}

/// Which of the numbers of one deal another has: a look at each of the other's, however many there are.
private struct SharedNumbers {
    /// The place in `isShared` of each number.
    private let places: [UInt32: Int]
    /// The same in the deal's order, in which a number may stand twice.
    private let ordered: [Int]
    private var isShared: [Bool]

    init(with numbers: [UInt32]) {
        var places: [UInt32: Int] = [:]
        ordered = numbers.map { number in
            let place = places[number] ?? places.count
            places[number] = place
            return place
        }
        self.places = places
        isShared = []
    }

    /// Asks of another deal.
    mutating func compare(_ numbers: [UInt32]) {
        isShared = [Bool](repeating: false, count: places.count)
        for number in numbers { if let place = places[number] { isShared[place] = true } }
    }

    /// Whether it has the number at this index.
    func has(_ index: Int) -> Bool { isShared[ordered[index]] }
}

private enum SimilarSQL {
    /// How many are shown.
    static let shown = 10
    /// How many of each key are looked at; the newest.
    static let perKey = 100
    /// With how many the next key is not asked for any more.
    static let considered = 500

    static let source = "FROM engagements AS e JOIN rfis AS r ON r.row = e.rfi"
    static let byID = SQL(constant: "SELECT \(EngagementView.columns.selected) \(source) WHERE e.id = ?1")
    static let byRow = SQL(constant: "SELECT \(EngagementView.columns.selected) \(source) WHERE e.row = ?1")
}

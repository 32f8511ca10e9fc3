// The score of a provider as a pure function: values of parts, weighed and added in a fixed order, so that the same
// numbers always give the same bits. docs/ranking.md explains it to people.

/// The value of each part, 0 to 1; nil for a part that was not asked about.
public struct RankingValues: Hashable, Sendable {
    /// How well the words, or the tags of a need, are met.
    public var textMatch: Double?
    /// How near the location is.
    public var distance: Double?
    /// How fast the partner answers.
    public var responseSpeed: Double
    /// How much the partner reports.
    public var outcomeReporting: Double
    /// How often the partner accepts such deals.
    public var dealFit: Double?

    /// What the past tells of every provider; nothing else was asked about.
    public init(_ signals: PartnerSignals) {
        responseSpeed = signals.responseSpeed
        outcomeReporting = signals.outcomeReporting
    }

    /// The value of a part; 0 where nothing was asked.
    subscript(_ part: RankingPart) -> Double {
        switch part {
        case .textMatch: textMatch ?? 0
        case .distance: distance ?? 0
        case .responseSpeed: responseSpeed
        case .outcomeReporting: outcomeReporting
        case .dealFit: dealFit ?? 0
        }
    }

    /// The value of a distance: 1 at the place, a half at 100 km; 0 when it is not known.
    public static func distance(km: Double?) -> Double { km.map { 1 / (1 + $0 / 100) } ?? 0 }
}

/// The formula for one search: the parts that it asks about, with their weights scaled to a sum of 1.
public struct RankingFormula: Sendable {
    private let parts: [(part: RankingPart, weight: Double)]

    /// Leaves out parts that are not asked about and those that count nothing. What is left may be nothing: then every
    /// score is 0.
    public init(_ weights: RankingWeights, asking asked: Set<RankingPart>) {
        let counted = RankingPart.allCases.filter { asked.contains($0) && weights[$0] > 0 }
        let total = Double(counted.reduce(0) { $0 + weights[$1] })
        parts = counted.map { ($0, Double(weights[$0]) / total) }
    }

    /// The score, 0 to 1, in full precision: what the order goes by.
    public func score(_ values: RankingValues) -> Double {
        var sum = 0.0
        for (part, weight) in parts { sum += values[part] * weight }
        return min(sum, 1)
    }

    /// The score as it is shown, and how it came about.
    public func ranking(_ values: RankingValues) -> Ranking {
        let contributions = parts.map { part, weight in values[part] * weight }
        let score = Int((score(values) * 100).rounded())
        let shownWeights = Hundredths.shares(parts.map(\.weight), of: parts.isEmpty ? 0 : 100)
        let shown = Hundredths.shares(contributions, of: score)
        return Ranking(
            score: score,
            parts: parts.indices.map { index in
                let part = parts[index].part
                return Ranking.Part(
                    part: part, value: Int((values[part] * 100).rounded()), weight: shownWeights[index],
                    contribution: shown[index])
            })
    }
}

/// A score and its parts as they are shown, in hundredths: so coarse that nobody computes back what others did.
public struct Ranking: Hashable, Sendable {
    /// One part of the score.
    public struct Part: Hashable, Sendable {
        /// Which.
        public let part: RankingPart
        /// 0 to 100.
        public let value: Int
        /// 0 to 100; those of all parts add up to 100.
        public let weight: Int
        /// 0 to 100; those of all parts add up to the score.
        public let contribution: Int

        /// Makes a part.
        public init(part: RankingPart, value: Int, weight: Int, contribution: Int) {
            self.part = part
            self.value = value
            self.weight = weight
            self.contribution = contribution
        }
    }

    /// 0 to 100.
    public let score: Int
    /// In their fixed order, without those that were not asked about and those that count nothing.
    public let parts: [Part]

    /// Makes a ranking.
    public init(score: Int, parts: [Part]) {
        self.score = score
        self.parts = parts
    }
}

/// Rounding that keeps a sum.
enum Hundredths {
    /// The numbers in whole hundredths that add up to `total`: each is cut, and what is missing goes to those that
    /// lost most, the first of equals (the largest-remainder method). `total` is their sum in hundredths, rounded.
    static func shares(_ numbers: [Double], of total: Int) -> [Int] {
        var shares = numbers.map { Int(($0 * 100).rounded(.down)) }
        let missing = total - shares.reduce(0, +)
        guard missing > 0 else { return shares }
        let byLoss = numbers.indices.sorted { left, right in
            let (first, second) = (
                numbers[left] * 100 - Double(shares[left]), numbers[right] * 100 - Double(shares[right])
            )
            return first == second ? left < right : first > second
        }
        for index in byLoss.prefix(missing) { shares[index] += 1 }
        return shares
    }
}

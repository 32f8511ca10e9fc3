/// What a provider is ranked by, in the order in which the parts are added and shown.
public enum RankingPart: String, CaseIterable, Sendable {
    /// How well the words that were asked for, or the tags of a need, are met.
    case textMatch
    /// How near the location is.
    case distance
    /// How fast the partner answers, and whether it does.
    case responseSpeed
    /// How much the partner reports of what it accepted.
    case outcomeReporting
    /// How often the partner accepts deals like this one.
    case dealFit
}

/// How much each part counts, in whole numbers from 0 to 100 of which one at least is above 0. Only their proportions
/// matter: `docs/ranking.md` has the formula.
public struct RankingWeights: Sendable, Hashable {
    private var numbers: [Int]

    /// The weights of a service that was told nothing else.
    public static let standard = RankingWeights(numbers: [35, 20, 20, 10, 15])

    private init(numbers: [Int]) { self.numbers = numbers }

    /// How much a part counts.
    public subscript(_ part: RankingPart) -> Int { numbers[part.index] }

    /// Weights such as `textMatch=35,distance=20`; a part that is not named keeps its standard weight. Nil for unknown
    /// and repeated names, for what is no whole number from 0 to 100, and when nothing would count.
    public init?(_ text: some StringProtocol) {
        var named: [RankingPart: Int] = [:]
        for entry in text.split(separator: ",", omittingEmptySubsequences: false) {
            let sides = entry.split(separator: "=", omittingEmptySubsequences: false)
            guard sides.count == 2, let part = RankingPart(rawValue: String(sides[0])), named[part] == nil,
                let number = Self.number(sides[1])
            else { return nil }
            named[part] = number
        }
        numbers = RankingPart.allCases.map { named[$0] ?? Self.standard[$0] }
        guard numbers.contains(where: { $0 > 0 }) else { return nil }
    }

    private static func number(_ text: some StringProtocol) -> Int? {
        guard (1...3).contains(text.utf8.count), text.utf8.allSatisfy(ASCII.isDigit) else { return nil }
        return Int(text).flatMap { $0 <= 100 ? $0 : nil }
    }
}

extension RankingWeights: CustomStringConvertible {
    /// Every part with its weight, as it is written in a setting.
    public var description: String {
        RankingPart.allCases.map { "\($0.rawValue)=\(self[$0])" }.joined(separator: ",")
    }
}

extension RankingPart {
    /// The place of the part in every list of parts.
    var index: Int {
        switch self {
        case .textMatch: 0
        case .distance: 1
        case .responseSpeed: 2
        case .outcomeReporting: 3
        case .dealFit: 4
        }
    }
}

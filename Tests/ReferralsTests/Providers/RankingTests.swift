import Referrals
import TestSupport
import Testing

@Suite struct `A ranking` {
    private static let always: Set<RankingPart> = [.responseSpeed, .outcomeReporting]

    @Test func `is that of the example in docs/ranking.md`() throws {
        // Answers after 6, 12 and 24 hours; a win with everything and a deal under way.
        let signals = PartnerSignals(answers: 3, speed: 800_000 + 666_666 + 500_000, accepted: 2, reporting: 8 + 4)
        var values = RankingValues(signals)
        values.textMatch = 0.6
        values.distance = RankingValues.distance(km: 0.7)
        let formula = RankingFormula(.standard, asking: Self.always.union([.textMatch, .distance]))
        #expect(abs(formula.score(values) - 0.67932) < 0.00001)
        let expected = Ranking(
            score: 68,
            parts: [
                .init(part: .textMatch, value: 60, weight: 41, contribution: 25),
                .init(part: .distance, value: 99, weight: 24, contribution: 23),
                .init(part: .responseSpeed, value: 56, weight: 23, contribution: 13),
                .init(part: .outcomeReporting, value: 57, weight: 12, contribution: 7),
            ])
        #expect(formula.ranking(values) == expected)
    }

    @Test func `has contributions that add up to the score, and weights to 1`() throws {
        var random = SplitMix64(seed: 3)
        for _ in 0..<20_000 {
            var asked = Self.always
            for part in RankingPart.allCases where random.oneIn(2) { asked.insert(part) }
            let weights = try #require(
                RankingWeights(
                    RankingPart.allCases.map { "\($0.rawValue)=\(Int.random(in: 0...100, using: &random))" }
                        .joined(separator: ",")))
            let count = Int.random(in: 0...40, using: &random)
            var values = RankingValues(
                PartnerSignals(
                    answers: count, speed: count * Int.random(in: 0...1_000_000, using: &random), accepted: count,
                    reporting: count * Int.random(in: 0...8, using: &random)))
            values.textMatch = Double.random(in: 0...1, using: &random)
            values.distance = random.oneIn(4) ? 0 : Double.random(in: 0...1, using: &random)
            values.dealFit = random.oneIn(4) ? 1 : Double.random(in: 0...1, using: &random)
            let ranking = RankingFormula(weights, asking: asked).ranking(values)
            #expect(ranking.parts.map(\.part) == RankingPart.allCases.filter { asked.contains($0) && weights[$0] > 0 })
            #expect(ranking.parts.reduce(0) { $0 + $1.contribution } == ranking.score)
            #expect((0...100).contains(ranking.score))
            let sum = ranking.parts.reduce(0) { $0 + $1.weight }
            #expect(sum == (ranking.parts.isEmpty ? 0 : 100))
            for part in ranking.parts {
                #expect((0...100).contains(part.contribution) && (0...100).contains(part.value))
                #expect(abs(part.contribution * 100 - part.value * part.weight) < 300, "off by more than rounding")
            }
        }
    }

    @Test func `is 0 when nothing counts`() throws {
        let weights = try #require(
            RankingWeights("textMatch=1,distance=0,responseSpeed=0,outcomeReporting=0,dealFit=0"))
        let formula = RankingFormula(weights, asking: Self.always)
        #expect(formula.score(RankingValues(PartnerSignals())) == 0)
        #expect(formula.ranking(RankingValues(PartnerSignals())) == Ranking(score: 0, parts: []))
    }

    @Test func `starts at a half, and follows the past slowly`() {
        #expect(PartnerSignals().responseSpeed == 0.5)
        #expect(PartnerSignals().outcomeReporting == 0.5)
        #expect(DealRecord().rate == 0.5)
        let nothing = Deal(industries: [], products: [], services: [], solutions: [], size: nil, country: nil)
        #expect(nothing.fit { _, _ in 1 } == nil)
        let records = [DealRecord(), DealRecord(accepted: 5)]
        let deal = Deal(
            industries: [], products: [], services: [], solutions: [], size: .upTo9, country: .make("DE"))
        #expect(deal.fit { index, _ in records[index].rate } == 0.625)
        #expect(PartnerSignals(answers: 1, speed: 1_000_000).responseSpeed == 3.5 / 6)
        #expect(PartnerSignals(answers: 5, speed: 0).responseSpeed == 0.25)
        #expect(PartnerSignals(accepted: 45, reporting: 360).outcomeReporting == 0.95)
        #expect(DealRecord(accepted: 1, declined: 4).rate == 0.35)
    }

    @Test func `knows the value of a distance`() {
        #expect(RankingValues.distance(km: 0) == 1)
        #expect(RankingValues.distance(km: 100) == 0.5)
        #expect(RankingValues.distance(km: nil) == 0)
    }
}

@Suite struct `Weights` {
    @Test func `are read from text, and those not named keep their default`() throws {
        let all = "textMatch=35,distance=20,responseSpeed=20,outcomeReporting=10,dealFit=15"
        #expect(RankingWeights.standard.description == all)
        #expect(RankingWeights(all) == .standard)
        let some = try #require(RankingWeights("dealFit=0,textMatch=100"))
        #expect(some.description == "textMatch=100,distance=20,responseSpeed=20,outcomeReporting=10,dealFit=0")
        let none = "textMatch=0,distance=0,responseSpeed=0,outcomeReporting=0,dealFit=0"
        for bad in [
            "", ",", "textMatch", "textMatch=", "textMatch=-1", "textMatch=+1", "textMatch=101", "textMatch=1.5",
            "textmatch=1", "speed=1", "textMatch=1,textMatch=1", "textMatch=1,", "textMatch=1, distance=1",
            "textMatch=0001", none,
        ] {
            #expect(RankingWeights(bad) == nil, "\(bad)")
        }
    }
}

@Suite struct `A distance` {
    private static func km(_ one: (Double, Double), _ other: (Double, Double)) throws -> Double {
        func position(_ degrees: (Double, Double)) throws -> Position {
            try #require(Position(latitude: Int(degrees.0 * 1_000_000), longitude: Int(degrees.1 * 1_000_000)))
        }
        return try position(one).distanceKm(to: position(other))
    }

    @Test func `is that of the great circle`() throws {
        #expect(try Self.km((52.52, 13.405), (52.52, 13.405)) == 0)
        // Berlin to Munich, London to New York.
        #expect(abs(try Self.km((52.52, 13.405), (48.137, 11.576)) - 504.4) < 0.5)
        #expect(abs(try Self.km((51.5074, -0.1278), (40.7128, -74.006)) - 5570.2) < 1)
        // Across the date line; from pole to pole; to the other side; at a pole every meridian is the same.
        #expect(abs(try Self.km((0, 179.5), (0, -179.5)) - 111.195) < 0.01)
        #expect(abs(try Self.km((90, 0), (-90, 0)) - 20015.1) < 0.1)
        #expect(abs(try Self.km((12, 20), (-12, -160)) - 20015.1) < 0.1)
        #expect(try Self.km((90, 0), (90, 120)) < 0.000001)
    }

    @Test func `is the same both ways`() throws {
        var random = SplitMix64(seed: 6)
        for _ in 0..<1_000 {
            let points = (0..<2).map { _ in
                (Double.random(in: -90...90, using: &random), Double.random(in: -180...180, using: &random))
            }
            let there = try Self.km(points[0], points[1])
            #expect(abs(there - (try Self.km(points[1], points[0]))) < 0.000001)
            #expect(there <= 20_016)
        }
    }
}

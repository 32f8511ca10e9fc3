// A whole marketplace with two years behind it, in a new database.

import ReferralStore
import Referrals

/// Fills a database.
struct Demo: Sendable {
    /// How many acts share a commit.
    private static let actsAtOnce = 400

    let store: Store
    private let stage: Stage
    private let market: Market
    private let seed: UInt64
    private let engagements: Int
    private let end: Timestamp

    /// Prepares a demo in a store whose clock nobody else moves. It ends at `end`.
    init(in store: Store, partners: Int, engagements: Int, seed: UInt64, until end: Timestamp) {
        self.store = store
        self.seed = seed
        self.engagements = engagements
        self.end = end
        market = Market((0..<partners).map { Member($0, seed: seed) })
        stage = Stage(market)
    }

    /// A clock that stands until the demo moves it on, and random numbers from the seed.
    static func environment(seed: UInt64, until end: Timestamp) -> Environment {
        let ids = SeededIDs(seed: seed)
        return Environment(clock: { end - Plot.length - .days(20) }, entropy: ids.next)
    }

    /// Makes everything.
    func run() async throws(ReferralError) {
        try await enter()
        var plot = Plot(market, seed: seed, engagements: engagements, from: end - Plot.length, to: end)
        var steps: [ReplayStep<Void>] = []
        while let (instant, act) = plot.next() {
            steps.append(ReplayStep(at: instant) { [stage] store throws(ReferralError) in try stage.play(act, store) })
            guard steps.count == Self.actsAtOnce else { continue }
            _ = try await store.replay(steps)
            steps = []
        }
        // What came due after the last act.
        steps.append(ReplayStep(at: end) { _ throws(ReferralError) in })
        _ = try await store.replay(steps)
    }

    /// The partners come one after another, in the weeks before the first request.
    private func enter() async throws(ReferralError) {
        let first = end - Plot.length - .days(20)
        let pause = TimeSpan.days(18).milliseconds / Int64(market.members.count)
        let steps = market.members.enumerated().map { index, member in
            ReplayStep(at: first + .milliseconds(Int64(index + 1) * pause)) { [stage] store throws(ReferralError) in
                try stage.enter(member, store)
            }
        }
        for start in stride(from: 0, to: steps.count, by: Self.actsAtOnce) {
            _ = try await store.replay(Array(steps[start..<min(start + Self.actsAtOnce, steps.count)]))
        }
    }
}

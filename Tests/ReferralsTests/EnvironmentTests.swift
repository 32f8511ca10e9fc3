import Referrals
import Synchronization
import Testing

private enum Thing {}

/// A clock that a test sets, and counted or fixed random words.
private final class Source: Sendable {
    let time = Mutex(Sample.instant)
    let draws = Atomic<UInt64>(0)

    func environment(random: (@Sendable (UInt64) -> (UInt64, UInt64))? = nil) -> Referrals.Environment {
        Environment(
            clock: { self.time.withLock { $0 } },
            entropy: {
                let draw = self.draws.add(1, ordering: .relaxed).newValue
                return random?(draw) ?? Self.scatter(draw)
            })
    }

    /// The finaliser of SplitMix64, twice: words that look random and are the same in every run.
    static func scatter(_ draw: UInt64) -> (UInt64, UInt64) { (mix(2 &* draw), mix(2 &* draw &+ 1)) }

    private static func mix(_ word: UInt64) -> UInt64 {
        var word = word &* 0x9E37_79B9_7F4A_7C15
        word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }
}

struct EnvironmentTimeTests {
    @Test func `now follows the clock, and never falls below what was committed`() {
        let source = Source()
        let environment = source.environment()
        #expect(environment.now == Sample.instant)
        environment.advance(to: Sample.instant + .hours(1))
        #expect(environment.now == Sample.instant + .hours(1))
        source.time.withLock { $0 = Sample.instant - .days(400) }
        #expect(environment.now == Sample.instant + .hours(1))
        source.time.withLock { $0 = Sample.instant + .hours(2) }
        #expect(environment.now == Sample.instant + .hours(2))
    }

    @Test func `a lower floor changes nothing`() {
        let environment = Source().environment()
        environment.advance(to: Sample.instant + .hours(2))
        environment.advance(to: Sample.instant + .hours(1))
        #expect(environment.now == Sample.instant + .hours(2))
    }

    @Test func `random bits are those of the source`() {
        #expect(Source().environment { _ in (1, 2) }.random() == (1, 2))
    }
}

struct EnvironmentIDTests {
    private func isWellFormed(_ id: ID<Thing>) -> Bool { id.high >> 12 & 0xF == 7 && id.low >> 62 == 0b10 }

    private func ids(
        _ count: Int, _ environment: Referrals.Environment, at instant: Timestamp
    ) -> [ID<Thing>] {
        (0..<count).map { _ in environment.newID(at: instant) }
    }

    @Test(
        arguments: [
            Source.scatter, { _ in (0, 0) }, { _ in (.max, .max) }, { ($0 % 2 == 0 ? 0 : .max, 0 &- $0) },
        ] as [@Sendable (UInt64) -> (UInt64, UInt64)])
    func `increase within one millisecond whatever the random bits, and stay UUIDs of version 7`(
        random: @escaping @Sendable (UInt64) -> (UInt64, UInt64)
    ) {
        let ids = ids(100_000, Source().environment(random: random), at: Sample.instant)
        #expect(zip(ids, ids.dropFirst()).allSatisfy { $0 < $1 })
        #expect(ids.allSatisfy(isWellFormed))
    }

    @Test func `carry the instant they were made at`() {
        let milliseconds = UInt64(Sample.instant.milliseconds)
        let ids = ids(100_000, Source().environment(), at: Sample.instant)
        #expect(ids.allSatisfy { $0.high >> 16 == milliseconds })
    }

    @Test func `run over into the next millisecond when the random bits are used up`() {
        let ids = ids(2, Source().environment { _ in (.max, .max) }, at: Sample.instant)
        #expect(ids.map { $0.high >> 16 } == [0, 1].map { UInt64(Sample.instant.milliseconds) + $0 })
        #expect(ids.map { $0.high & 0xFFFF } == [0x7FFF, 0x7000])
    }

    @Test func `increase after the clock stepped back`() {
        let environment = Source().environment()
        let instants = [0, -1, -86_400_000, 3, -5, 3, 4].map { Sample.instant + .milliseconds($0) }
        let ids: [ID<Thing>] = instants.map { environment.newID(at: $0) }
        #expect(zip(ids, ids.dropFirst()).allSatisfy { $0 < $1 })
        #expect(ids.allSatisfy(isWellFormed))
        #expect(ids.last.map { $0.high >> 16 } == UInt64(Sample.instant.milliseconds) + 4)
    }

    @Test func `are unique across threads, and increase in each`() async {
        let environment = Source().environment()
        let lists = await withTaskGroup(of: [ID<Thing>].self) { group in
            for _ in 0..<8 {
                group.addTask { (0..<12_500).map { _ in environment.newID(at: Sample.instant) } }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(lists.joined()).count == 100_000)
        #expect(lists.allSatisfy { ids in zip(ids, ids.dropFirst()).allSatisfy { $0 < $1 } })
    }
}

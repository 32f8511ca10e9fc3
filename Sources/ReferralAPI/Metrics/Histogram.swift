import Synchronization

/// How many values lay in which range. Whoever adds one takes no lock and waits for nobody.
public final class Histogram: Sendable {
    /// So many bounds it may have.
    private static var capacity: Int { 19 }

    /// The greatest value of each range but the last, ascending.
    private let bounds: [Int]
    private let counts = InlineArray<20, Atomic<Int>> { _ in Atomic(0) }
    private let sum = Atomic(0)

    /// Makes one without values.
    ///
    /// - Parameter bounds: The greatest value of each range, ascending, at most 19; beyond the last there is one more.
    public init(bounds: [Int]) {
        precondition(bounds.count <= Self.capacity, "a histogram has at most \(Self.capacity) bounds")
        self.bounds = bounds
    }

    /// Counts a value.
    public func add(_ value: Int) {
        var range = 0
        while range < bounds.count, value > bounds[range] { range += 1 }
        counts[range].wrappingAdd(1, ordering: .relaxed)
        sum.wrappingAdd(value, ordering: .relaxed)
    }

    /// What was counted by now, in a unit that is so many times that of the values, such as 10^9 for seconds out of
    /// nanoseconds.
    public func spread(in unit: Double = 1) -> Spread {
        Spread(
            bounds: bounds.map { Double($0) / unit },
            counts: (0...bounds.count).map { counts[$0].load(ordering: .relaxed) },
            sum: Double(sum.load(ordering: .relaxed)) / unit)
    }
}

extension Histogram {
    /// From 50 microseconds to 10 seconds, in nanoseconds.
    public static var ofDurations: Histogram {
        let steps = [50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000]
        return Histogram(bounds: (steps + [1_000_000, 2_500_000, 5_000_000, 10_000_000]).map { $0 * 1_000 })
    }

    /// How many there were of something at one time, from 1 to 256.
    public static var ofCounts: Histogram { Histogram(bounds: (0...8).map { 1 << $0 }) }
}

/// What a histogram has counted.
public struct Spread: Equatable, Sendable {
    /// The greatest value of each range but the last, ascending.
    public let bounds: [Double]
    /// How many values lay in each range.
    public private(set) var counts: [Int]
    /// What they add up to.
    public private(set) var sum: Double

    /// Adds what another histogram with the same bounds has counted.
    static func += (spread: inout Spread, other: Spread) {
        for range in spread.counts.indices { spread.counts[range] += other.counts[range] }
        spread.sum += other.sum
    }
}

/// Random numbers that are the same for the same seed (SplitMix64, https://prng.di.unimi.it/splitmix64.c).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    /// Numbers of their own for each stream of the same seed.
    init(seed: UInt64, stream: UInt64 = 0) {
        state = seed
        if stream > 0 { state = next() ^ (stream &* 0xD6E8_FEB8_6659_FD93) }
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    /// True with this probability.
    mutating func chance(_ probability: Double) -> Bool { Double.random(in: 0..<1, using: &self) < probability }

    /// A whole number of the range.
    mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

    /// One of the items, of which there is at least one.
    mutating func pick<Item>(_ items: [Item]) -> Item { items[number(0...(items.count - 1))] }

    /// The index of one of the weights, each as likely as it is great.
    mutating func index(weighted weights: [Int]) -> Int {
        var rest = number(1...weights.reduce(0, +))
        for (index, weight) in weights.enumerated() {
            rest -= weight
            if rest <= 0 { return index }
        }
        return weights.count - 1
    }

    /// Some of the items, in their order; all when there are fewer.
    mutating func some<Item>(_ range: ClosedRange<Int>, of items: [Item]) -> [Item] {
        let count = number(range)
        let chosen = Set(items.indices.shuffled(using: &self).prefix(count))
        return items.indices.filter(chosen.contains).map { items[$0] }
    }

    /// Around 1, seldom below a fifth or above five: what people take longer or shorter than usual.
    mutating func spread() -> Double {
        pick([0.3, 0.5, 0.6, 0.8, 0.9, 1, 1, 1.1, 1.3, 1.6, 2.2, 4]) * Double.random(in: 0.8...1.25, using: &self)
    }
}

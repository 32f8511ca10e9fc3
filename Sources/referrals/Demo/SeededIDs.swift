import Synchronization

/// The random numbers of an environment, the same for the same seed.
final class SeededIDs: Sendable {
    private let generator: Mutex<SeededGenerator>

    init(seed: UInt64) {
        // Others than the plot's.
        generator = Mutex(SeededGenerator(seed: seed, stream: .max))
    }

    func next() -> (UInt64, UInt64) {
        generator.withLock { generator in (generator.next(), generator.next()) }
    }
}

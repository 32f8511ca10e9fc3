import Synchronization

/// A table in parts with a lock each, so that event loops which look up different callers don't wait for each other.
struct Shards<State: Sendable>: Sendable {
    private final class Shard: Sendable {
        let state: Mutex<State>

        init(_ state: State) { self.state = Mutex(state) }
    }

    /// How many parts there are.
    static var count: Int { 16 }

    private let shards: [Shard]

    /// Every part begins with `state`.
    init(_ state: State) {
        shards = (0..<Self.count).map { _ in Shard(state) }
    }

    /// Works on the part that `key` belongs to.
    func withLock<Result: Sendable>(
        for key: some Hashable, _ body: (inout sending State) -> sending Result
    ) -> Result {
        shards[Int(UInt(bitPattern: key.hashValue) % UInt(Self.count))].state.withLock(body)
    }
}

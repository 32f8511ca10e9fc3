import Synchronization

/// Where time and randomness come from: nothing else in the service reads a clock or a random source.
///
/// `now` never goes below the greatest instant that was already committed, whatever the machine's clock does:
/// the store raises the floor with `advance(to:)` after each commit and once at start.
public final class Environment: Sendable {
    private let clock: @Sendable () -> Timestamp
    private let entropy: @Sendable () -> (UInt64, UInt64)
    private let floor = Atomic<Int64>(0)
    private let lastID = Mutex<(high: UInt64, low: UInt64)>((0, 0))

    /// Makes an environment from a clock and a source of 128 random bits, both called from any thread.
    public init(
        clock: @escaping @Sendable () -> Timestamp, entropy: @escaping @Sendable () -> (UInt64, UInt64)
    ) {
        self.clock = clock
        self.entropy = entropy
    }

    /// The present instant: the clock's, or the greatest committed one when the clock stands behind it.
    public var now: Timestamp {
        max(clock(), Timestamp(milliseconds: floor.load(ordering: .acquiring)))
    }

    /// Raises the floor of `now`. A lower instant changes nothing.
    public func advance(to instant: Timestamp) {
        floor.max(instant.milliseconds, ordering: .releasing)
    }

    /// 128 bits from the random source.
    public func random() -> (UInt64, UInt64) { entropy() }

    /// A new UUIDv7 that is greater than every one this environment made before, so that the order of ids is the
    /// order of creation also within a millisecond (RFC 9562, section 6.2, monotonic random).
    public func newID<Entity>(at instant: Timestamp) -> ID<Entity> {
        let fresh = ID<Entity>.make(at: instant, random: entropy())
        return lastID.withLock { last in
            var next = (high: fresh.high, low: fresh.low)
            if next <= last { next = Self.successor(of: last, step: fresh.low & 0xFFFF_FFFF | 1) }
            last = next
            return ID(high: next.high, low: next.low)
        }
    }

    /// The next id above `last`: the 62 random bits grow by `step`; when they run over, the 12 bits and the
    /// milliseconds above them grow by one. Version and variant stay in place.
    private static func successor(of last: (high: UInt64, low: UInt64), step: UInt64) -> (
        high: UInt64, low: UInt64
    ) {
        let variant: UInt64 = 0x8000_0000_0000_0000
        let sum = (last.low & ~(0b11 << 62)) + step
        guard sum >> 62 != 0 else { return (last.high, variant | sum) }
        let subMillisecond = (last.high & 0xFFF) + 1
        let carried = subMillisecond >> 12
        let high = ((last.high >> 16) + carried) << 16 | 0x7000 | (subMillisecond & 0xFFF)
        return (high, variant | (sum & ~(0b11 << 62)))
    }
}

internal import Synchronization

/// Counts the connections of all loops against the limits.
final class Admission: Sendable {
    private let limit: Int
    private let limitPerAddress: Int?
    private let count = Atomic(0)
    private let addresses = Mutex<[String: Int]>([:])

    init(_ configuration: ServerConfiguration) {
        limit = configuration.maxConnections
        limitPerAddress = configuration.maxConnectionsPerAddress
    }

    /// Whether one more connection from that address is taken; if so, it is counted until `leave`.
    func enter(_ address: String) -> Bool {
        guard count.add(1, ordering: .relaxed).newValue <= limit else {
            count.subtract(1, ordering: .relaxed)
            return false
        }
        guard let limitPerAddress, !enter(address, limit: limitPerAddress) else { return true }
        count.subtract(1, ordering: .relaxed)
        return false
    }

    /// Counts a connection that had entered as gone.
    func leave(_ address: String) {
        count.subtract(1, ordering: .relaxed)
        guard limitPerAddress != nil else { return }
        addresses.withLock { addresses in
            let left = addresses[address, default: 1] - 1
            addresses[address] = left > 0 ? left : nil
        }
    }

    private func enter(_ address: String, limit: Int) -> Bool {
        addresses.withLock { addresses in
            let current = addresses[address, default: 0]
            guard current < limit else { return false }
            addresses[address] = current + 1
            return true
        }
    }
}

// RFC 9110, section 15.6.4: what is one connection too many is answered with 503.

internal import Synchronization

/// Counts the connections of all loops against the limits.
final class Admission: Sendable {
    private let limit: Int
    private let limitPerAddress: Int?
    private let count = Atomic(0)
    private let networks = Mutex<[String: Int]>([:])

    init(_ configuration: ServerConfiguration) {
        limit = configuration.maxConnections
        limitPerAddress = configuration.maxConnectionsPerAddress
    }

    /// Connections that are taken and have not left.
    var open: Int { count.load(ordering: .relaxed) }

    /// Whether one more connection of that peer is taken; if so, it is counted until `leave`.
    func enter(_ peer: Peer) -> Bool {
        guard count.add(1, ordering: .relaxed).newValue <= limit else {
            count.subtract(1, ordering: .relaxed)
            return false
        }
        guard let limitPerAddress, let network = peer.network, !enter(network, limit: limitPerAddress) else {
            return true
        }
        count.subtract(1, ordering: .relaxed)
        return false
    }

    /// Counts a connection that had entered as gone.
    func leave(_ peer: Peer) {
        count.subtract(1, ordering: .relaxed)
        guard limitPerAddress != nil, let network = peer.network else { return }
        networks.withLock { networks in
            let left = networks[network, default: 1] - 1
            networks[network] = left > 0 ? left : nil
        }
    }

    private func enter(_ network: String, limit: Int) -> Bool {
        networks.withLock { networks in
            let current = networks[network, default: 0]
            guard current < limit else { return false }
            networks[network] = current + 1
            return true
        }
    }
}

// RFC 9110, section 15.6.4: what is one message too many is answered with 503.

internal import Synchronization

/// The memory that the connections of all loops may hold for messages on their way, in and out.
///
/// Limits of a message bound what one peer can make the server hold, this bounds what all of them can: twenty thousand
/// connections with a megabyte each would be twenty gigabytes.
final class BufferBudget: Sendable {
    private let limit: Int
    /// What the connections have of it.
    let taken = Atomic(0)

    /// What is not counted of each connection, so that a flood of large messages does not shut small ones out.
    private static let uncounted = 4_096

    init(_ limit: Int) {
        self.limit = limit
    }

    /// What is counted of a connection that holds so many bytes.
    static func share(of held: Int) -> Int { max(held - uncounted, 0) }

    /// Takes one share in place of another; false when there is too little left, and then nothing changes. A smaller
    /// share is always had.
    func replace(_ old: Int, by new: Int) -> Bool {
        guard new != old else { return true }
        let total = taken.add(new - old, ordering: .relaxed).newValue
        guard new > old, total > limit else { return true }
        taken.subtract(new - old, ordering: .relaxed)
        return false
    }
}

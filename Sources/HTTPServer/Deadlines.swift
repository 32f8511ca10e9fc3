// RFC 9112, section 9.5; RFC 9110, section 15.5.9.

// Deadlines of one kind are all equally long, so the order in which they are set is the order in which they
// fall due: each kind is a queue, linked through the connections' slots. Setting, moving and clearing one
// costs a few stores, which a heap could not offer to twenty thousand connections with a deadline a request.

/// The clock of all deadlines: it never goes back, whatever happens to the time of day.
typealias Instant = ContinuousClock.Instant

/// When a connection's patience ends, and with what.
struct Deadline: Equatable, Sendable {
    enum Kind: Int, CaseIterable, Sendable {
        /// The next request of a kept connection.
        case idle
        /// The head of a request, from its first byte; on a new connection from its acceptance.
        case head
        /// The next look at how fast a body comes.
        case body
        /// The next look at how fast an answer is taken.
        case write
        /// The peer's end of the connection after our last byte.
        case linger
        /// The first byte on a new connection while the server stops.
        case grace
    }

    var kind: Kind
    var at: Instant
}

/// The deadlines of a loop's connections, found by slot.
struct Deadlines {
    private struct Node {
        var deadline: Deadline?
        var previous = -1
        var next = -1
    }

    private var nodes: [Node] = []
    private var first = [Int](repeating: -1, count: Deadline.Kind.allCases.count)
    private var last = [Int](repeating: -1, count: Deadline.Kind.allCases.count)

    /// The earliest deadline of all.
    var nearest: Instant? {
        var nearest: Instant?
        for slot in first where slot >= 0 {
            guard let at = nodes[slot].deadline?.at else { continue }
            nearest = min(nearest ?? at, at)
        }
        return nearest
    }

    /// Replaces the deadline of a slot; nil clears it.
    mutating func set(_ deadline: Deadline?, for slot: Int) {
        while nodes.count <= slot { nodes.append(Node()) }
        guard nodes[slot].deadline != deadline else { return }
        unlink(slot)
        if let deadline { append(slot, deadline) }
    }

    /// Clears one deadline that has been reached and returns its slot; nil when there is none.
    mutating func takeExpired(at now: Instant) -> Int? {
        for slot in first where slot >= 0 {
            guard let at = nodes[slot].deadline?.at, at <= now else { continue }
            unlink(slot)
            return slot
        }
        return nil
    }

    private mutating func append(_ slot: Int, _ deadline: Deadline) {
        let kind = deadline.kind.rawValue
        nodes[slot] = Node(deadline: deadline, previous: last[kind], next: -1)
        if last[kind] >= 0 { nodes[last[kind]].next = slot } else { first[kind] = slot }
        last[kind] = slot
    }

    private mutating func unlink(_ slot: Int) {
        let node = nodes[slot]
        guard let kind = node.deadline?.kind.rawValue else { return }
        if node.previous >= 0 { nodes[node.previous].next = node.next } else { first[kind] = node.next }
        if node.next >= 0 { nodes[node.next].previous = node.previous } else { last[kind] = node.previous }
        nodes[slot] = Node()
    }
}

// RFC 9112, section 9; epoll(7).

/// The connections of a loop, found by slot or by token.
///
/// A token is a slot and the number of its use, so that a report or an answer for a connection that is gone
/// never meets the one that has its slot now.
struct ConnectionTable {
    private struct Slot {
        var connection: Connection?
        var use: UInt32 = 0
    }

    private var slots: [Slot] = []
    private var free: [Int] = []
    private(set) var count = 0

    /// The connection of that token, nil when it is gone.
    subscript(token: UInt64) -> Connection? {
        let slot = ConnectionTable.slot(of: token)
        guard slot < slots.count, slots[slot].use == token >> 32 else { return nil }
        return slots[slot].connection
    }

    static func slot(of token: UInt64) -> Int { Int(UInt32(truncatingIfNeeded: token)) }

    /// The connection in a slot, nil when it is free.
    func inSlot(_ slot: Int) -> Connection? { slots[slot].connection }

    /// All connections, as they are now.
    var all: [Connection] { slots.compactMap(\.connection) }

    /// A token for a connection that is to be inserted next.
    mutating func reserve() -> UInt64 {
        if free.isEmpty {
            free.append(slots.count)
            slots.append(Slot())
        }
        let slot = free.removeLast()
        return UInt64(slots[slot].use) << 32 | UInt64(slot)
    }

    /// Adds a connection under its reserved token.
    mutating func insert(_ connection: Connection) {
        slots[ConnectionTable.slot(of: connection.token)].connection = connection
        count += 1
    }

    /// Takes a connection out, which is there.
    mutating func remove(_ token: UInt64) {
        precondition(self[token] != nil, "a connection leaves once")
        let slot = ConnectionTable.slot(of: token)
        slots[slot].connection = nil
        // The greatest numbers are the poller's own tokens.
        slots[slot].use = (slots[slot].use + 1) % (UInt32.max - 1)
        free.append(slot)
        count -= 1
    }
}

// RFC 9112, section 2.2.

// Bytes that came and belong to no message yet. It remembers where the search for a line end stopped, so that
// a peer that sends byte by byte costs one look at each byte.

struct ReceiveBuffer: Sendable {
    private(set) var bytes: [UInt8] = []
    /// Where the unconsumed bytes begin in `bytes`. Offsets are relative to it: it moves when bytes are
    /// dropped.
    private(set) var start = 0
    private var searched = 0

    /// An idle connection keeps no more memory than this.
    private static let keptCapacity = 2_048

    var count: Int { bytes.count - start }

    /// How much memory is held.
    var capacity: Int { bytes.capacity }

    /// The byte that comes next.
    var first: UInt8? { start < bytes.count ? bytes[start] : nil }

    /// Whether there is no more than the beginning of an empty line.
    var isAtMostHalfALineEnd: Bool { count == 0 || (count == 1 && first == ASCII.carriageReturn) }

    mutating func append(_ new: Span<UInt8>) {
        // Else `Array` writes to the storage that all empty arrays of the process share.
        guard !new.isEmpty else { return }
        dropConsumed()
        bytes.append(addingCapacity: new.count) { output in
            for index in new.indices {
                output.append(new[index])
            }
        }
    }

    /// The range in `bytes` of the line that begins at `offset`, without its CR LF; nil when its end has not
    /// come.
    /// - Throws: `excess` when the line with its end is longer than `limit`; `bareLineFeed`.
    mutating func line(
        at offset: Int, atMost limit: Int, orThrow excess: ProtocolError.Kind
    ) throws(ProtocolError) -> Range<Int>? {
        let first = start + offset
        let unsearched = (start + max(offset, searched))..<bytes.count
        let found = ASCII.firstIndex(of: ASCII.lineFeed, in: bytes.span, unsearched)
        let end = found ?? bytes.count
        guard end - first < limit else { throw ProtocolError(excess) }
        guard found != nil else {
            searched = count
            return nil
        }
        guard end > first, bytes[end - 1] == ASCII.carriageReturn else { throw ProtocolError(.bareLineFeed) }
        searched = end + 1 - start
        return first..<(end - 1)
    }

    /// Consumes CR LF; false when it has not come whole.
    /// - Throws: `fault` when something else comes.
    mutating func consumeLineEnd(orThrow fault: ProtocolError.Kind) throws(ProtocolError) -> Bool {
        guard let first else { return false }
        guard first == ASCII.carriageReturn else { throw ProtocolError(fault) }
        guard count > 1 else { return false }
        guard bytes[start + 1] == ASCII.lineFeed else { throw ProtocolError(fault) }
        consume(2)
        return true
    }

    /// Moves up to `limit` bytes to the end of `other`, and says how many.
    mutating func move(atMost limit: Int, to other: inout [UInt8]) -> Int {
        let moved = min(limit, count)
        other.append(contentsOf: bytes[start..<(start + moved)])
        consume(moved)
        return moved
    }

    mutating func consume(_ consumed: Int) {
        precondition(consumed <= count, "nothing is consumed before it came")
        start += consumed
        searched = 0
        guard start == bytes.count else { return }
        bytes.removeAll(keepingCapacity: bytes.capacity <= Self.keptCapacity)
        start = 0
    }

    mutating func removeAll() {
        self = ReceiveBuffer()
    }

    /// Only once half is consumed: a byte moves at most once for every byte that comes.
    private mutating func dropConsumed() {
        guard start > 0, start >= bytes.count / 2 else { return }
        bytes.removeSubrange(..<start)
        start = 0
    }
}

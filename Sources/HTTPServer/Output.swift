// RFC 9112, section 9; send(2).

internal import Glibc

/// The bytes that wait until a socket takes them; holds no memory while there are none.
struct Output {
    private var bytes: [UInt8] = []
    private var sent = 0

    var isEmpty: Bool { bytes.isEmpty }

    /// How much waits.
    var count: Int { bytes.count - sent }

    /// How much memory is held for it.
    var capacity: Int { bytes.capacity }

    /// What became of an attempt to send.
    enum Outcome {
        case sent(Int)
        case broken
    }

    /// Sends `new` after what waits; what the socket does not take waits from now on. `new` is left empty,
    /// with its memory where possible.
    mutating func send(_ new: inout [UInt8], to socket: Int32) -> Outcome {
        guard isEmpty else {
            dropSent()
            bytes.append(contentsOf: new)
            new.removeAll(keepingCapacity: true)
            return .sent(0)
        }
        let outcome = Output.send(new, from: 0, to: socket)
        if case .sent(let count) = outcome, count < new.count {
            keep(&new, from: count)
        } else {
            new.removeAll(keepingCapacity: new.capacity <= Output.keptCapacity)
        }
        return outcome
    }

    /// Keeps what the socket did not take, and the memory that it is in unless most of that would hold nothing.
    private mutating func keep(_ new: inout [UInt8], from count: Int) {
        if new.capacity / 2 > new.count - count {
            // An array made of the whole of another would share its memory.
            bytes.reserveCapacity(new.count - count)
            bytes.append(contentsOf: new[count...])
            new.removeAll(keepingCapacity: new.capacity <= Output.keptCapacity)
        } else {
            swap(&bytes, &new)
            sent = count
        }
    }

    /// A larger buffer is given back after use instead of kept for the next answer.
    private static let keptCapacity = 262_144

    /// Sends what waits.
    mutating func flush(to socket: Int32) -> Outcome {
        let outcome = Output.send(bytes, from: sent, to: socket)
        if case .sent(let count) = outcome {
            sent += count
            if sent == bytes.count { self = Output() }
        }
        return outcome
    }

    /// A stream to a slow reader is never sent to its end, so what has left must go before more comes. Only once it is
    /// half of all: a byte moves at most once for every byte that comes.
    private mutating func dropSent() {
        guard sent > 0, sent >= bytes.count / 2 else { return }
        bytes.removeSubrange(..<sent)
        sent = 0
    }

    private static func send(_ bytes: [UInt8], from start: Int, to socket: Int32) -> Outcome {
        while true {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[start...])
                return unsafe Glibc.send(socket, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
            }
            if count >= 0 { return .sent(count) }
            if errno == EAGAIN { return .sent(0) }
            if errno != EINTR { return .broken }
        }
    }
}

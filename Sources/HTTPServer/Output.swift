internal import Glibc

/// The bytes that wait until a socket takes them; holds no memory while there are none.
struct Output {
    private var bytes: [UInt8] = []
    private var sent = 0

    var isEmpty: Bool { bytes.isEmpty }

    /// How much waits.
    var count: Int { bytes.count - sent }

    /// What became of an attempt to send.
    enum Outcome {
        case sent(Int)
        case broken
    }

    /// Sends `new` after what waits; what the socket does not take waits from now on. `new` is left empty,
    /// with its memory where possible.
    mutating func send(_ new: inout [UInt8], to socket: Int32) -> Outcome {
        guard isEmpty else {
            bytes.append(contentsOf: new)
            new.removeAll(keepingCapacity: true)
            return .sent(0)
        }
        let outcome = Output.send(new, from: 0, to: socket)
        if case .sent(let count) = outcome, count < new.count {
            swap(&bytes, &new)
            sent = count
        } else {
            new.removeAll(keepingCapacity: new.capacity <= Output.keptCapacity)
        }
        return outcome
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

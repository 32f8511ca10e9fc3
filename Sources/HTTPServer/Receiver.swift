// recv(2).

internal import Glibc

/// Receives for all connections of a loop, into one buffer: what is kept is copied out of it, so that an idle
/// connection holds no memory for bytes that may come.
struct Receiver {
    /// How much is received at once.
    static let size = 65_536

    /// What came of an attempt to receive.
    enum Outcome {
        case bytes(Int), end, nothing, broken
    }

    private var buffer = [UInt8](repeating: 0, count: size)

    /// Receives once and hands what came to `take`.
    mutating func receive(from socket: Int32, _ take: (Span<UInt8>) -> Void) -> Outcome {
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { buffer in
                unsafe recv(socket, buffer.baseAddress, buffer.count, 0)
            }
            if count > 0 {
                take(buffer.span.extracting(0..<count))
                return .bytes(count)
            }
            if count == 0 { return .end }
            if errno == EAGAIN { return .nothing }
            if errno != EINTR { return .broken }
        }
    }
}

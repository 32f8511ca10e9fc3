// RFC 9112, sections 6.3 and 7.1.

internal import HTTP

/// The body of one streamed answer, as its handler sees it. Bytes are taken on the connection's loop,
/// wherever they come from.
struct StreamWriter: BodyWriter {
    let loop: EventLoop
    let token: UInt64

    func write(_ bytes: [UInt8]) async throws {
        try await withTaskExecutorPreference(loop) {
            try await loop.write(bytes, to: token)
        }
    }
}

extension EventLoop {
    /// `@concurrent` makes it hop to the executor that its task prefers here: this loop.
    @concurrent
    fileprivate func write(_ bytes: [UInt8], to token: UInt64) async throws {
        precondition(isCurrent, "a body is written on its loop")
        try Task.checkCancellation()
        guard let connection = connections[token] else { throw ConnectionClosed() }
        connection.write(bytes)
        try await withCheckedThrowingContinuation { connection.waitForRoom($0) }
    }
}

// RFC 9112, sections 9.3, 9.6 and 7.1; send(2).

internal import CSystem
internal import HTTP
internal import Synchronization

extension Connection {
    /// What the encoder has to know of the request that is being answered.
    struct Answering {
        var method = Method.get
        var version = Version.http11
        /// How the pieces of a streamed body are written, once its head is.
        var framing: StreamFraming?
    }

    /// Unsent bytes of a streamed body above which a writer has to wait.
    private static let room = 65_536

    // MARK: Whole answers

    /// Sends a handler's answer, of a streamed one the head; returns the function that writes its body.
    func answer(_ response: Response) -> (@Sendable (any BodyWriter) async throws -> Void)? {
        let framing = encode(response)
        if let framing, case .stream(let body) = response.body {
            answering.framing = framing
            sendEncoded()
            advance()
            return body
        }
        task = nil
        sendEncoded()
        advance()
        return nil
    }

    /// Answers a fault of the peer; nothing follows.
    func refuse(_ error: ProtocolError) {
        answering = Answering(method: machine.refusedMethod)
        let response = loop.handler.refusal(of: error, from: peer)
        if case .stream = response.body { preconditionFailure("a refusal is no stream") }
        _ = encode(response)
        sendEncoded()
    }

    /// Answers with "too many" and nothing else.
    func turnAway() {
        machine.turnAway()
        refuse(ProtocolError(.overloaded))
        advance()
    }

    /// Asks for the body (RFC 9110, 10.1.1).
    func sendContinue() {
        loop.encoded.append(contentsOf: ResponseEncoder.continueResponse)
        sendEncoded()
    }

    /// Encodes an answer, and notes what comes after it unless it is a stream.
    private func encode(_ response: Response) -> StreamFraming? {
        loop.date.refresh()
        let outcome = ResponseEncoder.encode(
            response, to: answering.method, version: answering.version, keepAlive: machine.keepsAlive,
            date: loop.date.bytes, into: &loop.encoded)
        keepsAlive = outcome.keepsAlive
        if outcome.stream == nil { machine.answered(keepsAlive: outcome.keepsAlive) }
        return outcome.stream
    }

    // MARK: Streams

    /// Queues a piece of a streamed body.
    func write(_ bytes: [UInt8]) {
        guard let framing = answering.framing, !bytes.isEmpty else { return }
        framing.append(bytes, to: &loop.encoded)
        sendEncoded()
        advance()
    }

    /// Resumes a writer as soon as little enough waits to be sent.
    func waitForRoom(_ writer: CheckedContinuation<Void, any Error>) {
        if !isOpen {
            writer.resume(throwing: ConnectionClosed())
        } else if output.count < Connection.room {
            writer.resume()
        } else {
            writers.append(writer)
        }
    }

    /// Ends a streamed body.
    func endStream() {
        guard let framing = answering.framing.take() else { return }
        task = nil
        framing.finish(to: &loop.encoded)
        // The server may have begun to stop since the head went out, which promised more.
        machine.answered(keepsAlive: keepsAlive && machine.keepsAlive)
        sendEncoded()
        advance()
    }

    // MARK: Sending

    /// Sends what waits, as the socket has room again.
    func flush() {
        note(output.flush(to: descriptor.number))
        guard output.count < Connection.room else { return }
        let resumed = writers
        writers = []
        for writer in resumed { writer.resume() }
    }

    private func sendEncoded() {
        note(output.send(&loop.encoded, to: descriptor.number))
    }

    private func note(_ outcome: Output.Outcome) {
        switch outcome {
        case .sent(let count):
            loop.counts.sent.wrappingAdd(count, ordering: .relaxed)
            machine.sent(count, everything: output.isEmpty, at: loop.now)
            if !isWithinBudget() { close(reset: true) }
        case .broken: close()
        }
    }
}

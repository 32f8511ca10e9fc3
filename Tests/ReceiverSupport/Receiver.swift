// An endpoint for tests of what is sent.

package import HTTP
package import HTTPServer
package import Referrals
import Synchronization

/// What an endpoint was sent.
package struct Received: Sendable {
    package let path: String
    package let fields: [String: String]
    package let body: [UInt8]
    package let peer: Peer

    package var text: String { String(decoding: body, as: UTF8.self) }

    init(_ request: Request, _ peer: Peer) {
        path = request.target.path
        var fields: [String: String] = [:]
        request.fields.forEach { fields[$0.lowercased()] = $1 }
        self.fields = fields
        body = request.body
        self.peer = peer
    }
}

/// An endpoint on this machine, which keeps what it is sent and answers as it is told.
package struct Receiver: Sendable {
    package typealias Answer = @Sendable (Received) async -> Response

    private final class Handler: RequestHandler {
        let log = Mutex<[Received]>([])
        let answer: Answer

        init(_ answer: @escaping Answer) { self.answer = answer }

        func respond(to request: Request, from peer: Peer) async -> Response {
            let received = Received(request, peer)
            log.withLock { $0.append(received) }
            return await answer(received)
        }

        func refusal(of error: ProtocolError, from peer: Peer) -> Response { Response(error.status) }
    }

    private let handler: Handler
    private let server: Server

    package init(host: String = "127.0.0.1", port: Int = 0, answer: @escaping Answer) throws {
        let handler = Handler(answer)
        self.handler = handler
        server = try Server(ServerConfiguration(host: host, port: port, loops: 1)) { _ in handler }
        server.start()
    }

    package var port: Int { server.port }

    /// Everything that it was sent, in order.
    package var received: [Received] { handler.log.withLock { $0 } }

    package func url(_ path: String = "/hook", host: String = "127.0.0.1") throws -> WebURL {
        guard let url = WebURL("http://\(host):\(port)\(path)") else { throw NoURL() }
        return url
    }

    package func stop(within limit: Duration = .seconds(5)) async { await server.stop(within: limit) }
}

private struct NoURL: Error {}

/// Runs a receiver while `body` runs.
package func withReceiver<R>(
    host: String = "127.0.0.1", answer: @escaping Receiver.Answer, _ body: (Receiver) async throws -> R
) async throws -> R {
    let receiver = try Receiver(host: host, answer: answer)
    do {
        let result = try await body(receiver)
        await receiver.stop(within: .milliseconds(100))
        return result
    } catch {
        await receiver.stop(within: .milliseconds(100))
        throw error
    }
}

extension Response {
    package static func make(_ status: Int, _ text: String = "", retryAfter: String? = nil) -> Response {
        var response = Response(Status(status), body: text.isEmpty ? .empty : .bytes(Array(text.utf8)))
        if let retryAfter { response.fields.append("Retry-After", retryAfter) }
        return response
    }
}

/// Something that happens once, and that others wait for.
package final class Signal: Sendable {
    private let state = Mutex<(happened: Bool, waiting: [CheckedContinuation<Void, Never>])>((false, []))

    package init() {}

    package func happen() {
        let waiting = state.withLock { state in
            defer { state = (true, []) }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    package func wait() async {
        await withCheckedContinuation { continuation in
            let happened = state.withLock { state in
                if !state.happened { state.waiting.append(continuation) }
                return state.happened
            }
            if happened { continuation.resume() }
        }
    }
}

import HTTP
import HTTPServer
import Referrals
import Synchronization
import Testing

/// What an endpoint was sent.
struct Received: Sendable {
    let path: String
    let fields: [String: String]
    let body: [UInt8]
    let peer: Peer

    var text: String { String(decoding: body, as: UTF8.self) }

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
struct Receiver: Sendable {
    typealias Answer = @Sendable (Received) async -> Response

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

    init(host: String = "127.0.0.1", port: Int = 0, answer: @escaping Answer) throws {
        let handler = Handler(answer)
        self.handler = handler
        server = try Server(ServerConfiguration(host: host, port: port, loops: 1)) { _ in handler }
        server.start()
    }

    var port: Int { server.port }

    /// Everything that it was sent, in order.
    var received: [Received] { handler.log.withLock { $0 } }

    func url(_ path: String = "/hook", host: String = "127.0.0.1") throws -> WebURL {
        try #require(WebURL("http://\(host):\(port)\(path)"))
    }

    func stop(within limit: Duration = .seconds(5)) async { await server.stop(within: limit) }
}

/// Runs a receiver while `body` runs.
func withReceiver<R>(
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
    static func make(_ status: Int, _ text: String = "", retryAfter: String? = nil) -> Response {
        var response = Response(Status(status), body: text.isEmpty ? .empty : .bytes(Array(text.utf8)))
        if let retryAfter { response.fields.append("Retry-After", retryAfter) }
        return response
    }
}

/// Something that happens once, and that others wait for.
final class Signal: Sendable {
    private let state = Mutex<(happened: Bool, waiting: [CheckedContinuation<Void, Never>])>((false, []))

    func happen() {
        let waiting = state.withLock { state in
            defer { state = (true, []) }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    func wait() async {
        await withCheckedContinuation { continuation in
            let happened = state.withLock { state in
                if !state.happened { state.waiting.append(continuation) }
                return state.happened
            }
            if happened { continuation.resume() }
        }
    }
}

import Glibc
import HTTP

@testable import HTTPServer

/// Answers with a closure.
struct TestHandler: RequestHandler {
    var answer: @Sendable (Request, Peer) async -> Response

    func respond(to request: Request, from peer: Peer) async -> Response {
        await answer(request, peer)
    }

    func refusal(of error: ProtocolError, from peer: Peer) -> Response {
        var response = Response(error.status, body: .bytes(Array(error.detail.utf8)))
        if error.kind == .overloaded { response.fields.append("Retry-After", "1") }
        return response
    }

    /// Answers with the path.
    static let echo: @Sendable (Request, Peer) async -> Response = { request, _ in
        Response(.ok, body: .bytes(Array(request.target.path.utf8)))
    }
}

/// Threads for the blocking calls of a test, which must not hold those of the pool.
private final class TestThreads: TaskExecutor {
    static let shared = TestThreads()

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        do {
            try startThread(named: "test") { unsafe job.runSynchronously(on: self.asUnownedTaskExecutor()) }
        } catch {
            fatalError("no thread for a test: \(error)")
        }
    }
}

/// Runs a server while `body` runs, then stops it.
@discardableResult
func withServer<Result: Sendable>(
    host: String = "127.0.0.1", loops: Int = 1, starts: Bool = true,
    _ configure: (inout ServerConfiguration) -> Void = { _ in },
    answer: @escaping @Sendable (Request, Peer) async -> Response = TestHandler.echo,
    _ body: @escaping @Sendable (Server) async throws -> Result
) async throws -> Result {
    var configuration = ServerConfiguration(host: host, loops: loops)
    configure(&configuration)
    let server = try Server(configuration) { _ in TestHandler(answer: answer) }
    if starts { server.start() }
    let result = await Task(executorPreference: TestThreads.shared) { try await body(server) }.result
    await server.stop(within: .seconds(10))
    return try result.get()
}

extension Server {
    /// Waits until the first loop is in a state, which is looked at in every turn of the loop.
    func wait(until condition: @escaping @Sendable (EventLoop) -> Bool) async {
        let loop = loops[0]
        await Task(executorPreference: loop) {
            while !condition(loop) { await Task.yield() }
        }.value
    }

    /// Serves one end of a socket pair and returns the other, which does something first.
    func connectPair(_ first: (TestClient) throws -> Void = { _ in }) throws -> TestClient {
        var pair: [Int32] = [-1, -1]
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard unsafe socketpair(AF_UNIX, type, 0, &pair) == 0 else { throw TestClient.Failure("socketpair") }
        let (mine, theirs) = (pair[0], pair[1])
        _ = fcntl(theirs, F_SETFL, O_NONBLOCK)
        let client = TestClient(owning: mine)
        try first(client)
        let loop = loops[0]
        Task(executorPreference: loop) {
            loop.add(FileDescriptor(owning: theirs), Peer(address: "unix", port: 0))
        }
        return client
    }
}

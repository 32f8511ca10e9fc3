import Glibc
import HTTP
import Testing

@testable import HTTPServer

/// The way to a listening socket.
struct `A listener` {
    @Test(arguments: [(1, 1), (1, 2), (2, 1), (2, 2)])
    func `refuses a port that is in use`(first: Int, second: Int) async throws {
        try await withServer(loops: first) { server in
            var configuration = ServerConfiguration(port: server.port, loops: second)
            #expect(throws: SocketError.addressInUse) {
                try Server(configuration) { _ in TestHandler(answer: TestHandler.echo) }
            }
            configuration.port = 0
            let other = try Server(configuration) { _ in TestHandler(answer: TestHandler.echo) }
            #expect(other.port != server.port)
            await other.stop(within: .zero)
        }
    }

    @Test func `takes a port again as soon as it is free`() async throws {
        let port = try await withServer(loops: 2) { server in
            let client = try TestClient(port: server.port)
            try client.send("GET / HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n")
            #expect(try client.receiveAll().hasPrefix("HTTP/1.1 200"))
            return server.port
        }
        try await withServer(loops: 2) {
            $0.port = port
        } _: { server in
            #expect(server.port == port)
        }
    }

    @Test func `tells an unknown host and a foreign address`() {
        #expect(throws: SocketError.unknownHost("no such host")) {
            try SocketAddress.resolve(host: "no such host", port: 0)
        }
        #expect(throws: SocketError.addressNotAvailable) {
            try Listener.open(SocketAddress.resolve(host: "192.0.2.1", port: 0), count: 1)
        }
    }

    @Test func `goes on after the descriptors ran out`() async {
        await #expect(processExitsWith: .success) {
            try await withServer(starts: false) { server in
                let clients = try (0..<6).map { _ in try TestClient(port: server.port) }
                for client in clients { try client.send("GET /a HTTP/1.1\r\nHost: test\r\n\r\n") }
                // Room for two more.
                let next = dup(0)
                close(next)
                let limit = rlimit(rlim_cur: rlim_t(next + 2), rlim_max: 4_096)
                try setDescriptorLimit(limit)
                server.start()
                for client in clients[..<2] { #expect(try client.response().status == 200) }
                // It pauses: the queue goes on reporting what can't be taken from it.
                await server.wait { $0.acceptsAgainAt != nil }
                try setDescriptorLimit(rlimit(rlim_cur: 4_096, rlim_max: 4_096))
                for client in clients[2...] { #expect(try client.response().status == 200) }
            }
        }
    }
}

private func setDescriptorLimit(_ limit: rlimit) throws {
    var limit = limit
    let result = unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    guard result == 0 else { throw TestClient.Failure("setrlimit") }
}

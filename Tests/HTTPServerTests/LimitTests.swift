import HTTP
import Testing

@testable import HTTPServer

private let request = "GET /a HTTP/1.1\r\nHost: test\r\n\r\n"

/// What ends a connection before its peer wants it.
struct `A server's limits` {
    @Test(arguments: [
        "POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 1001\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n30000\r\n",
    ])
    func `refuse a body that is too large, readable while the peer still sends`(head: String) async throws {
        try await withServer {
            $0.limits.body = 1_000
        } _: { server in
            let client = try TestClient(port: server.port)
            try client.send(head)
            try client.send([UInt8](repeating: 120, count: 196_608))
            let response = try client.response()
            #expect(response.status == 413)
            #expect(response.has("Connection: close"))
            #expect(try client.receiveAll().isEmpty)
        }
    }

    @Test func `answer nothing behind what was refused`() async throws {
        try await withServer { server in
            let client = try TestClient(port: server.port)
            try client.send("GET /a HTTP/1.1\r\nHost : test\r\n\r\n" + request)
            #expect(try client.response().status == 400)
            #expect(try client.receiveAll().isEmpty)
        }
    }

    @Test(arguments: [
        "GET /a HTTP/1.1\r\nHo", "POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 9\r\n\r\nhalf",
    ])
    func `give up a request that does not arrive in time`(part: String) async throws {
        let configure: (inout ServerConfiguration) -> Void = {
            ($0.timeouts.head, $0.timeouts.body) = (.milliseconds(60), .milliseconds(60))
        }
        try await withServer(starts: false, configure) { server in
            let client = try TestClient(port: server.port)
            try client.send(part)
            // Not before: of a connection that has sent nothing in time nobody hears a word.
            server.start()
            #expect(try client.response().status == 408)
            #expect(try client.receiveAll().isEmpty)
        }
    }

    @Test func `close a connection that is idle`() async throws {
        try await withServer {
            $0.timeouts.idle = .milliseconds(60)
        } _: { server in
            let client = try TestClient(port: server.port)
            try client.send(request)
            #expect(try client.response().status == 200)
            #expect(try client.receiveAll().isEmpty)
        }
    }

    @Test func `close a new connection that says nothing`() async throws {
        try await withServer {
            $0.timeouts.head = .milliseconds(60)
        } _: { server in
            let client = try TestClient(port: server.port)
            #expect(try client.receiveAll().isEmpty)
        }
    }

    @Test func `turn away what is one connection too many, and take the next when there is room`()
        async throws
    {
        try await withServer {
            $0.maxConnections = 1
        } _: { server in
            try expectRoomForOne(server)
        }
    }

    @Test func `count the connections of an address`() async throws {
        try await withServer {
            $0.maxConnectionsPerAddress = 1
        } _: { server in
            try expectRoomForOne(server)
        }
    }

    private func expectRoomForOne(_ server: Server) throws {
        let first = try TestClient(port: server.port)
        try first.send(request)
        #expect(try first.response().status == 200)

        let second = try TestClient(port: server.port)
        let refusal = try second.response()
        #expect(refusal.status == 503)
        #expect(refusal.has("Retry-After: 1"))
        #expect(try second.receiveAll().isEmpty)

        first.close()
        // The server learns of the close in its own time.
        while true {
            let next = try TestClient(port: server.port)
            try next.send(request)
            if try next.response().status == 200 { break }
        }
    }

    @Test func `reset a peer that does not read its answer`() async throws {
        let body = [UInt8](repeating: 65, count: 32_000_000)
        try await withServer {
            $0.timeouts.write = .milliseconds(60)
        } answer: { _, _ in
            Response(.ok, body: .bytes(body))
        } _: { server in
            let client = try TestClient(port: server.port, receiveBuffer: 4_096)
            try client.send(request)
            await server.wait { $0.connections.count == 1 }
            await server.wait { $0.connections.count == 0 }
            #expect(throws: TestClient.Failure.self) { try client.receiveAll() }
        }
    }
}

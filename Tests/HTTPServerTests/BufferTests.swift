import HTTP
import Synchronization
import Testing

@testable import HTTPServer

private func post(_ length: Int) -> String {
    "POST /a HTTP/1.1\r\nHost: test\r\nContent-Length: \(length)\r\n\r\n"
}

/// How much memory the connections of a server hold together.
struct `The memory of a server's connections` {
    @Test func `is bounded for bodies that come: beyond is 503, and small ones still pass`() async throws {
        try await withServer {
            $0.maxBuffered = 400_000
        } _: { server in
            let first = try TestClient(port: server.port)
            try first.send(post(250_000))
            try first.send([UInt8](repeating: 120, count: 200_000))
            await server.wait { $0.connections.all.contains { $0.machine.heldBytes >= 200_000 } }

            let second = try TestClient(port: server.port)
            try second.send(post(250_000))
            try second.send([UInt8](repeating: 120, count: 200_000))
            let refusal = try second.response()
            #expect(refusal.status == 503)
            #expect(refusal.has("Connection: close") && refusal.has("Retry-After: 1"))
            #expect(try second.receiveAll().isEmpty)

            let small = try TestClient(port: server.port)
            try small.send(post(1_000))
            try small.send([UInt8](repeating: 120, count: 1_000))
            #expect(try small.response().status == 200)

            try first.send([UInt8](repeating: 120, count: 50_000))
            #expect(try first.response().status == 200)
            let third = try TestClient(port: server.port)
            try third.send(post(250_000))
            try third.send([UInt8](repeating: 120, count: 250_000))
            #expect(try third.response().status == 200)
        }
    }

    @Test func `is bounded for bodies whose answers are due`() async throws {
        let (started, released) = (Latch(count: 1), Latch(count: 1))
        let answer: @Sendable (Request, Peer) async -> Response = { request, peer in
            if request.body.count == 200_000 {
                started.open()
                await released.wait()
            }
            return await TestHandler.echo(request, peer)
        }
        try await withServer(
            { $0.maxBuffered = 300_000 }, answer: answer
        ) { server in
            let first = try TestClient(port: server.port)
            try first.send(post(200_000))
            try first.send([UInt8](repeating: 120, count: 200_000))
            await started.wait()
            let second = try TestClient(port: server.port)
            try second.send(post(190_000))
            try second.send([UInt8](repeating: 120, count: 190_000))
            #expect(try second.response().status == 503)
            released.open()
            #expect(try first.response().status == 200)
            let third = try TestClient(port: server.port)
            try third.send(post(190_000))
            try third.send([UInt8](repeating: 120, count: 190_000))
            #expect(try third.response().status == 200)
        }
    }

    @Test func `is bounded for answers that nobody reads: beyond is a reset`() async throws {
        let body = [UInt8](repeating: 65, count: 32_000_000)
        try await withServer {
            $0.maxBuffered = 40_000_000
        } answer: { request, _ in
            Response(.ok, body: request.target.path == "/large" ? .bytes(body) : .empty)
        } _: { server in
            let large = "GET /large HTTP/1.1\r\nHost: test\r\n\r\n"
            let first = try TestClient(port: server.port, receiveBuffer: 4_096)
            try first.send(large)
            await server.wait { $0.connections.all.contains { $0.output.capacity > 10_000_000 } }
            let second = try TestClient(port: server.port, receiveBuffer: 4_096)
            try second.send(large)
            #expect(throws: TestClient.Failure.self) { try second.receiveAll() }
            let small = try TestClient(port: server.port)
            try small.send("GET /small HTTP/1.1\r\nHost: test\r\n\r\n")
            #expect(try small.response().status == 200)
            #expect(try first.response().body.count == body.count)
        }
    }

    @Test func `is given back when a connection becomes idle`() async throws {
        try await withServer(answer: { request, _ in Response(.ok, body: .bytes(request.body)) }) { server in
            let client = try TestClient(port: server.port)
            let head = "POST / HTTP/1.1\r\nHost: t\r\nX: \(String(repeating: "x", count: 30_000))\r\n"
            try client.send(head + "Content-Length: 1000000\r\n\r\n")
            try client.send([UInt8](repeating: 120, count: 1_000_000))
            #expect(try client.response().body.count == 1_000_000)
            await server.wait { loop in
                loop.connections.all.allSatisfy { $0.machine.heldBytes + $0.output.capacity <= 4_096 }
                    && loop.budget.taken.load(ordering: .relaxed) == 0
            }
        }
    }

    @Test func `is given back by connections that break`() async throws {
        try await withServer { server in
            let client = try TestClient(port: server.port)
            try client.send(post(250_000))
            try client.send([UInt8](repeating: 120, count: 200_000))
            await server.wait { $0.budget.taken.load(ordering: .relaxed) > 0 }
            client.reset()
            await server.wait { $0.connections.count == 0 && $0.budget.taken.load(ordering: .relaxed) == 0 }
        }
    }

    /// What 2 GB at 50 MB/s with pauses come to: what is held is bounded by the room, whatever has been written, and
    /// others are answered meanwhile.
    @Test func `is constant for a stream to a reader that pauses`() async throws {
        let piece = [UInt8](repeating: 65, count: 65_536)
        let count = 2_000
        let largest = Mutex(0)
        try await withServer { _ in
        } answer: { request, peer in
            guard request.target.path == "/stream" else { return await TestHandler.echo(request, peer) }
            return Response(
                .ok,
                body: .stream { body in
                    for _ in 0..<count { try await body.write(piece) }
                })
        } _: { server in
            let (reader, other) = (
                try TestClient(port: server.port, receiveBuffer: 65_536), try TestClient(port: server.port)
            )
            try reader.send("GET /stream HTTP/1.0\r\n\r\n")
            _ = try reader.response()
            var received = 0
            for pause in 1...20 {
                // The writer waits: it has filled the socket and the room, and nobody reads.
                await server.wait { loop in
                    largest.withLock { $0 = max($0, loop.connections.all.map(\.output.capacity).max() ?? 0) }
                    return loop.connections.all.contains { !$0.writers.isEmpty }
                }
                try other.send("GET /a HTTP/1.1\r\nHost: test\r\n\r\n")
                #expect(try other.response().text == "/a")
                while received < pause * count * piece.count / 25 { received += try reader.receive().count }
            }
            while case let bytes = try reader.receive(), !bytes.isEmpty { received += bytes.count }
            #expect(received == count * piece.count)
        }
        #expect(largest.withLock { $0 } < 1_048_576)
    }

    @Test func `is not asked for by a storm of connections all at once`() async throws {
        try await withServer(starts: false) { server in
            let clients = try (0..<100).map { _ in try TestClient(port: server.port) }
            let accepted = await Task(executorPreference: server.loops[0]) {
                server.loops[0].accept()
                return server.loops[0].connections.count
            }.value
            #expect(accepted == 64)
            server.start()
            for client in clients {
                try client.send("GET /a HTTP/1.1\r\nHost: test\r\n\r\n")
                #expect(try client.response().status == 200)
            }
        }
    }
}

import HTTP
import Synchronization
import Testing

@testable import HTTPServer

private let request = "GET /a HTTP/1.1\r\nHost: test\r\n\r\n"

/// How a server ends, and what becomes of those who are connected.
struct `A server's stop` {
    @Test func `finishes what is in flight and ends idle connections at once`() async throws {
        let (started, released) = (Latch(count: 1), Latch(count: 1))
        let answer: @Sendable (Request, Peer) async -> Response = { request, peer in
            if request.target.path == "/slow" {
                started.open()
                await released.wait()
            }
            return await TestHandler.echo(request, peer)
        }
        // Longer than any machine is busy: what ends the idle connection is to be the stop.
        let patient: (inout ServerConfiguration) -> Void = { $0.timeouts.idle = .seconds(3_600) }
        try await withServer(patient, answer: answer) { server in
            let idle = try TestClient(port: server.port)
            try idle.send(request)
            _ = try idle.response()
            let busy = try TestClient(port: server.port)
            try busy.send(request.replacing("/a", with: "/slow"))
            await started.wait()

            let stop = Task { await server.stop(within: .seconds(60)) }
            #expect(try idle.receiveAll().isEmpty)
            released.open()
            let response = try busy.response()
            #expect(response.text == "/slow")
            #expect(response.has("Connection: close"))
            busy.close()
            await stop.value
            #expect(throws: TestClient.Failure.self) { try TestClient(port: server.port) }
        }
    }

    @Test func `finishes a stream that is longer than the socket holds, on a connection that was kept`() async throws {
        let piece = [UInt8](repeating: 65, count: 65_536)
        // However long it takes until the stop begins, the reader that waits for it is not too slow.
        let patient: (inout ServerConfiguration) -> Void = { $0.timeouts.write = .seconds(3_600) }
        try await withServer(
            patient,
            answer: { _, _ in
                Response(
                    .ok,
                    body: .stream { body in
                        for _ in 0..<200 { try await body.write(piece) }
                    })
            }
        ) { server in
            let client = try TestClient(port: server.port, receiveBuffer: 65_536)
            try client.send(request)
            #expect(try !client.response().has("Connection: close"))
            await server.wait { $0.connections.all.contains { !$0.writers.isEmpty } }
            let stop = Task { await server.stop(within: .seconds(3_600)) }
            await server.wait { $0.listener == nil }
            let body = try client.receiveAll()
            #expect(body.hasSuffix("0\r\n\r\n"))
            #expect(body.utf8.count(where: { $0 == 65 }) == 200 * piece.count)
            client.close()
            await stop.value
        }
    }

    @Test func `answers what waits in the queues`() async throws {
        try await withServer(loops: 2, starts: false) { server in
            let clients = try (0..<8).map { _ in try TestClient(port: server.port) }
            for client in clients { try client.send(request) }
            let stop = Task { await server.stop(within: .seconds(60)) }
            for client in clients {
                #expect(try client.response().has("Connection: close"))
                client.close()
            }
            await stop.value
        }
    }

    @Test func `lets a request arrive that has begun`() async throws {
        try await withServer { server in
            let client = try server.connectPair()
            try client.send(String(request.prefix(9)))
            await server.wait { $0.connections.all.contains { !$0.machine.isFresh } }
            let stop = Task { await server.stop(within: .seconds(60)) }
            try client.send(String(request.dropFirst(9)))
            #expect(try client.response().text == "/a")
            client.close()
            await stop.value
        }
    }

    @Test func `keeps its deadline, and cancels what has not ended by then`() async throws {
        let (started, cancelled) = (Latch(count: 1), Latch(count: 1))
        let answer: @Sendable (Request, Peer) async -> Response = { _, _ in
            await withTaskCancellationHandler {
                started.open()
                await cancelled.wait()
            } onCancel: {
                cancelled.open()
            }
            return Response(.ok)
        }
        try await withServer(answer: answer) { server in
            let client = try TestClient(port: server.port)
            try client.send(request)
            await started.wait()
            await server.stop(within: .milliseconds(50))
            await cancelled.wait()
            #expect(try client.receiveAll().isEmpty)
        }
    }

    @Test func `keeps its deadline when a handler blocks its loop`() async throws {
        let started = Latch(count: 1)
        let released = Atomic(false)
        let answer: @Sendable (Request, Peer) async -> Response = { _, _ in
            started.open()
            while !released.load(ordering: .relaxed) {}
            return Response(.ok)
        }
        try await withServer(answer: answer) { server in
            let client = try TestClient(port: server.port)
            try client.send(request)
            await started.wait()
            await server.stop(within: .zero)
            released.store(true, ordering: .relaxed)
        }
    }

    @Test func `cancels the task of a peer that is gone`() async throws {
        let (started, cancelled) = (Latch(count: 1), Latch(count: 1))
        let answer: @Sendable (Request, Peer) async -> Response = { _, _ in
            await withTaskCancellationHandler {
                started.open()
                await cancelled.wait()
            } onCancel: {
                cancelled.open()
            }
            return Response(.ok)
        }
        try await withServer(answer: answer) { server in
            let client = try TestClient(port: server.port)
            try client.send(request)
            await started.wait()
            client.reset()
            await cancelled.wait()
            await server.wait { $0.connections.count == 0 }
        }
    }
}

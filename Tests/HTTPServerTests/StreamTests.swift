import HTTP
import Synchronization
import Testing

@testable import HTTPServer

private let request = "GET /a HTTP/1.1\r\nHost: test\r\n\r\n"

/// Bodies that are written piece by piece.
struct `A streamed body` {
    @Test func `is sent in chunks and leaves the connection open`() async throws {
        try await withServer(answer: { _, _ in
            Response(
                .ok,
                body: .stream { body in
                    for piece in ["one", "", "two"] { try await body.write(Array(piece.utf8)) }
                })
        }) { server in
            let client = try TestClient(port: server.port)
            for _ in 0..<2 {
                try client.send(request)
                #expect(try client.response().has("Transfer-Encoding: chunked"))
                let body = try client.receive(through: Array("0\r\n\r\n".utf8))
                #expect(body == "3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n")
            }
        }
    }

    @Test func `ends with the connection in HTTP 1.0`() async throws {
        try await withServer(answer: { _, _ in
            Response(.ok, body: .stream { body in try await body.write(Array("text".utf8)) })
        }) { server in
            let client = try TestClient(port: server.port)
            try client.send("GET /a HTTP/1.0\r\n\r\n")
            #expect(try client.response().has("Connection: close"))
            #expect(try client.receiveAll() == "text")
        }
    }

    @Test func `is not asked for by HEAD`() async throws {
        let isAsked = Atomic(false)
        try await withServer(answer: { _, _ in
            Response(.ok, body: .stream { _ in isAsked.store(true, ordering: .relaxed) })
        }) { server in
            let client = try TestClient(port: server.port)
            for _ in 0..<2 {
                try client.send("HEAD /a HTTP/1.1\r\nHost: test\r\n\r\n")
                #expect(try client.response(toHead: true).status == 200)
            }
        }
        let wasAsked = isAsked.load(ordering: .relaxed)
        #expect(!wasAsked)
    }

    @Test func `waits for a slow reader`() async throws {
        let written = Atomic(0)
        let (piece, count) = ([UInt8](repeating: 65, count: 65_536), 1_000)
        try await withServer(answer: { _, _ in
            Response(
                .ok,
                body: .stream { body in
                    for _ in 0..<count {
                        try await body.write(piece)
                        written.add(piece.count, ordering: .relaxed)
                    }
                })
        }) { server in
            let client = try TestClient(port: server.port, receiveBuffer: 65_536)
            try client.send("GET /a HTTP/1.0\r\n\r\n")
            _ = try client.response()
            var (received, ahead) = (0, 0)
            while case let bytes = try client.receive(), !bytes.isEmpty {
                received += bytes.count
                ahead = max(ahead, written.load(ordering: .relaxed) - received)
            }
            #expect(received == piece.count * count)
            // The kernel's buffers and ours; without back-pressure nearly all of it would wait here.
            #expect(ahead < received / 4)
        }
    }

    @Test func `is cut off when its source fails, never ended`() async throws {
        struct Broken: Error {}
        let received = Latch(count: 1)
        try await withServer(answer: { _, _ in
            Response(
                .ok,
                body: .stream { body in
                    try await body.write(Array("part".utf8))
                    await received.wait()
                    throw Broken()
                })
        }) { server in
            let client = try TestClient(port: server.port)
            try client.send(request)
            _ = try client.response()
            #expect(try client.receive(through: Array("part\r\n".utf8)) == "4\r\npart\r\n")
            received.open()
            #expect(throws: TestClient.Failure.self) { try client.receiveAll() }
        }
    }

    @Test func `throws to its writer when the peer is gone`() async throws {
        let failed = Latch(count: 1)
        try await withServer(answer: { _, _ in
            Response(
                .ok,
                body: .stream { body in
                    do {
                        while true { try await body.write([UInt8](repeating: 65, count: 10_000)) }
                    } catch {
                        failed.open()
                        throw error
                    }
                })
        }) { server in
            let client = try server.connectPair()
            try client.send(request)
            _ = try client.response()
            client.close()
            await failed.wait()
        }
    }

    @Test func `takes pieces from any thread`() async throws {
        try await withServer(answer: { _, _ in
            Response(
                .ok,
                body: .stream { body in
                    for number in 0..<10 {
                        try await Task { @Sendable in
                            try await body.write([UInt8(ascii: "0") + UInt8(number)])
                        }.value
                    }
                })
        }) { server in
            let client = try TestClient(port: server.port)
            try client.send("GET /a HTTP/1.0\r\n\r\n")
            _ = try client.response()
            #expect(try client.receiveAll() == "0123456789")
        }
    }
}

import Glibc
import HTTP
import Synchronization
import Testing

@testable import HTTPServer

private func get(_ path: String, _ fields: String = "") -> String {
    "GET \(path) HTTP/1.1\r\nHost: test\r\n\(fields)\r\n"
}

/// Answers over real sockets.
struct `A server` {
    @Test func `answers request after request on one connection`() async throws {
        try await withServer { server in
            let client = try TestClient(port: server.port)
            for path in ["/a", "/b", "/c"] {
                try client.send(get(path))
                let response = try client.response()
                #expect(response.status == 200)
                #expect(response.text == path)
                #expect(!response.head.contains("Connection"))
            }
        }
    }

    @Test func `answers pipelined requests in order, one at a time`() async throws {
        let (started, released) = (Latch(count: 1), Latch(count: 1))
        let paths = Mutex<[String]>([])
        let answer: @Sendable (Request, Peer) async -> Response = { request, peer in
            paths.withLock { $0.append(request.target.path) }
            if request.target.path == "/slow" {
                started.arrive()
                await released.wait()
            }
            return await TestHandler.echo(request, peer)
        }
        try await withServer(answer: answer) { server in
            let client = try TestClient(port: server.port)
            try client.send(get("/slow") + get("/b") + get("/c"))
            await started.wait()
            #expect(paths.withLock { $0 } == ["/slow"])
            released.open()
            for path in ["/slow", "/b", "/c"] { #expect(try client.response().text == path) }
        }
    }

    @Test func `takes a request that arrives byte by byte`() async throws {
        try await withServer(answer: { request, _ in Response(.ok, body: .bytes(request.body)) }) { server in
            let client = try TestClient(port: server.port)
            for byte in "POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 4\r\n\r\nbody".utf8 {
                try client.send([byte])
            }
            #expect(try client.response().text == "body")
        }
    }

    @Test(arguments: ["GET /a HTTP/1.0\r\n\r\n", get("/a", "Connection: close\r\n")])
    func `leaves a last answer whole, whatever the peer has sent behind its request`(last: String) async throws {
        // More than the client's kernel takes: the rest is in the server's when the empty line comes.
        let body = [UInt8](repeating: 65, count: 400_000)
        try await withServer(answer: { _, _ in Response(.ok, body: .bytes(body)) }) { server in
            let client = try TestClient(port: server.port, receiveBuffer: 8_192)
            try client.send(last)
            await server.wait { $0.connections.all.contains { !$0.machine.isFresh && $0.task == nil } }
            try client.send("\r\n")
            #expect(try client.response().body == body)
            #expect(try client.receiveAll().isEmpty)
        }
    }

    @Test func `takes what a peer sent before it closed altogether`() async throws {
        let taken = Latch(count: 1)
        try await withServer(answer: { _, _ in
            taken.open()
            return Response(.ok)
        }) { server in
            _ = try server.connectPair { client in
                try client.send(get("/a"))
                client.close()
            }
            await taken.wait()
            await server.wait { $0.connections.count == 0 }
        }
    }

    @Test(arguments: ["Host : test\r\n", "Host: test\r\nContent-Length: 9999999\r\n"])
    func `refuses HEAD with the head alone`(fields: String) async throws {
        try await withServer { server in
            let client = try TestClient(port: server.port)
            try client.send("HEAD /a HTTP/1.1\r\n\(fields)\r\n")
            let refusal = try client.response(toHead: true)
            #expect(refusal.status >= 400)
            #expect(!refusal.has("Content-Length: 0"))
            #expect(try client.receiveAll().isEmpty)
        }
    }

    @Test func `sends HEAD the head alone`() async throws {
        try await withServer { server in
            let client = try TestClient(port: server.port)
            try client.send("HEAD /four HTTP/1.1\r\nHost: test\r\n\r\n" + get("/next"))
            let head = try client.response(toHead: true)
            #expect(head.has("Content-Length: 5"))
            #expect(try client.response().text == "/next")
        }
    }

    @Test func `asks for a body that waits for 100-continue`() async throws {
        try await withServer(answer: { request, _ in Response(.ok, body: .bytes(request.body)) }) { server in
            let client = try TestClient(port: server.port)
            try client.send("POST / HTTP/1.1\r\nHost: t\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n")
            #expect(try client.response().status == 100)
            try client.send("body")
            #expect(try client.response().text == "body")
        }
    }

    @Test func `closes behind the answer to a peer that asks for it`() async throws {
        try await withServer { server in
            let client = try TestClient(port: server.port)
            try client.send(get("/a", "Connection: close\r\n"))
            let response = try client.response()
            #expect(response.has("Connection: close"))
            #expect(try client.receiveAll().isEmpty)
        }
    }

    @Test func `answers a peer that has ended its side`() async throws {
        let ended = Latch(count: 1)
        let answer: @Sendable (Request, Peer) async -> Response = { request, peer in
            await ended.wait()
            return await TestHandler.echo(request, peer)
        }
        try await withServer(answer: answer) { server in
            let client = try TestClient(port: server.port)
            try client.send(get("/a") + get("/b"))
            client.endOutput()
            ended.open()
            #expect(try client.response().text == "/a")
            #expect(try client.response().text == "/b")
            #expect(try client.receiveAll().isEmpty)
        }
    }

    @Test func `sends a large answer to a peer that reads late`() async throws {
        let body = (0..<8_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        try await withServer(answer: { _, _ in Response(.ok, body: .bytes(body)) }) { server in
            let client = try TestClient(port: server.port, receiveBuffer: 4_096)
            try client.send(get("/a") + get("/b"))
            for _ in 0..<2 { #expect(try client.response().body == body) }
        }
    }

    @Test func `goes on after a peer that resets in the middle of an answer`() async throws {
        let body = [UInt8](repeating: 65, count: 8_000_000)
        try await withServer(answer: { _, _ in Response(.ok, body: .bytes(body)) }) { server in
            let other = try TestClient(port: server.port)
            for _ in 0..<5 {
                let client = try TestClient(port: server.port, receiveBuffer: 4_096)
                try client.send(get("/a") + get("/b"))
                _ = try client.receive()
                client.reset()
                try other.send(get("/c"))
                #expect(try other.response().body.count == body.count)
            }
            await server.wait { $0.connections.count == 1 && $0.budget.taken.load(ordering: .relaxed) == 0 }
        }
    }

    @Test func `keeps a handler on its loop's thread across suspensions`() async throws {
        let threads = Mutex<Set<pthread_t>>([])
        let note: @Sendable () -> Void = { threads.withLock { _ = $0.insert(pthread_self()) } }
        let answer: @Sendable (Request, Peer) async -> Response = { _, _ in
            note()
            let latch = Latch(count: 1)
            Task { latch.open() }
            await latch.wait()
            note()
            return Response(.ok)
        }
        try await withServer(answer: answer) { server in
            let client = try TestClient(port: server.port)
            for _ in 0..<20 {
                try client.send(get("/"))
                #expect(try client.response().status == 200)
            }
        }
        #expect(threads.withLock { $0.count } == 1)
    }

    @Test func `takes the answer of an actor, and a body that one writes`() async throws {
        actor Clerk {
            func answer() -> Response {
                Response(.ok, body: .stream { body in try await self.write(body) })
            }

            func write(_ body: any BodyWriter) async throws {
                for piece in ["one", "two"] { try await body.write(Array(piece.utf8)) }
            }
        }
        let clerk = Clerk()
        try await withServer(answer: { _, _ in await clerk.answer() }) { server in
            let client = try TestClient(port: server.port)
            for _ in 0..<3 {
                try client.send(get("/"))
                _ = try client.response()
                #expect(try client.receive(through: Array("0\r\n\r\n".utf8)).hasPrefix("3\r\none\r\n"))
            }
        }
    }

    @Test(arguments: [("127.0.0.1", "127.0.0.1"), ("[::1]", "::1"), ("::1", "::1")])
    func `listens on an address of either family and knows its peers`(host: String, address: String)
        async throws
    {
        let answer: @Sendable (Request, Peer) async -> Response = { _, peer in
            Response(.ok, body: .bytes(Array("\(peer.address) \(peer.port > 0)".utf8)))
        }
        try await withServer(host: host, answer: answer) { server in
            let client = try TestClient(port: server.port, host: address)
            try client.send(get("/"))
            #expect(try client.response().text == "\(address) true")
        }
    }

    @Test func `serves five hundred connections at a time`() async throws {
        var limit = rlimit()
        _ = unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        limit.rlim_cur = limit.rlim_max
        _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        try await withServer(loops: 2) { server in
            let clients = try (0..<500).map { _ in try TestClient(port: server.port) }
            for (number, client) in clients.enumerated() { try client.send(get("/\(number)")) }
            for (number, client) in clients.enumerated() {
                #expect(try client.response().text == "/\(number)")
            }
        }
    }

    @Test func `dates its answers`() async throws {
        try await withServer { server in
            let client = try TestClient(port: server.port)
            try client.send(get("/"))
            let pattern = /\r\nDate: [A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT\r\n/
            #expect(try client.response().head.contains(pattern))
        }
    }
}

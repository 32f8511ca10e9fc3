import Glibc
import HTTP
import Testing

@testable import HTTPServer

private let request = "GET /a HTTP/1.1\r\nHost: test\r\n\r\n"

/// A path that nothing is at, in a folder that goes away.
private final class TemporaryPath {
    private let folder: String
    var path: String { folder + "/s" }

    init() throws {
        var template = Array("/tmp/referrals-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else { throw TestClient.Failure("mkdtemp") }
        folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        _ = unsafe unlink(path)
        _ = unsafe rmdir(folder)
    }

    var exists: Bool { unsafe access(path, F_OK) == 0 }

    /// A socket file on which nobody listens.
    func leaveSocket() throws {
        let socket = try FileDescriptor(
            Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0), from: "socket")
        try SocketAddress(path: path).bind(socket)
    }
}

/// Unix-domain sockets.
struct `A socket file` {
    @Test func `is served by all loops, to its owner and group, and removed at the end`() async throws {
        let place = try TemporaryPath()
        let path = place.path
        let answer: @Sendable (Request, Peer) async -> Response = { _, peer in
            Response(.ok, body: .bytes(Array("\(peer.address) \(peer.port)".utf8)))
        }
        try await withServer(host: "unix:\(path)", loops: 2, answer: answer) { server in
            #expect(server.port == 0)
            var status = stat()
            try #require(unsafe lstat(path, &status) == 0)
            #expect(status.st_mode & 0o777 == 0o660)
            let clients = try (0..<20).map { _ in try TestClient(path: path) }
            for client in clients { try client.send(request) }
            for client in clients { #expect(try client.response().text == "unix 0") }
        }
        #expect(!place.exists)
    }

    @Test func `is taken over when nobody listens on it any more`() async throws {
        let place = try TemporaryPath()
        try place.leaveSocket()
        let path = place.path
        try await withServer(host: "unix:\(path)") { _ in
            let client = try TestClient(path: path)
            try client.send(request)
            #expect(try client.response().text == "/a")
        }
    }

    @Test func `is left alone when somebody listens on it`() async throws {
        let place = try TemporaryPath()
        let path = place.path
        try await withServer(host: "unix:\(path)") { _ in
            #expect(throws: SocketError.addressInUse) { try Self.listen(path) }
            let client = try TestClient(path: path)
            try client.send(request)
            #expect(try client.response().status == 200)
        }
    }

    @Test func `is not made where something else is`() throws {
        let place = try TemporaryPath()
        close(unsafe open(place.path, O_CREAT | O_WRONLY, 0o600))
        #expect(throws: SocketError.addressInUse) { try Self.listen(place.path) }
        #expect(place.exists)
        #expect(throws: SocketError.failed(call: "bind", code: ENOENT)) { try Self.listen(place.path + "x/y") }
        #expect(throws: SocketError.badPath) { try Self.listen("") }
        #expect(throws: SocketError.badPath) { try Self.listen("/" + String(repeating: "x", count: 107)) }
    }

    @Test func `of somebody else stays when a server ends`() async throws {
        let place = try TemporaryPath()
        let path = place.path
        try await withServer(host: "unix:\(path)") { _ in
            _ = unsafe unlink(path)
            close(unsafe open(path, O_CREAT | O_WRONLY, 0o600))
        }
        #expect(place.exists)
    }

    @Test func `ends its connections like any other when the server stops`() async throws {
        let place = try TemporaryPath()
        let path = place.path
        try await withServer(host: "unix:\(path)", loops: 2) { server in
            let idle = try TestClient(path: path)
            try idle.send(request)
            _ = try idle.response()
            let stop = Task { await server.stop(within: .seconds(60)) }
            #expect(try idle.receiveAll().isEmpty)
            await stop.value
            #expect(throws: TestClient.Failure.self) { try TestClient(path: path) }
        }
    }

    private static func listen(_ path: String) throws {
        _ = try Listener.open(SocketAddress.resolve(host: "unix:\(path)", port: 0), count: 1)
    }
}

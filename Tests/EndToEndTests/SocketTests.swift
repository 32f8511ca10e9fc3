import Glibc
import TestSupport
import Testing

@Suite(.blocking) struct `On a Unix-domain socket, the service` {
    private static func start(in directory: TemporaryDirectory, _ path: String) throws -> Child {
        let child = try Service.start(
            ["serve"], in: directory,
            [
                "HOST": "unix:\(path)", "OPERATOR_KEY": Service.operatorKey, "TRUSTED_PROXIES": "unix",
                "RATE_LIMIT": "1/1h",
            ])
        let line = try child.line()
        guard line == "Serving on unix:\(path)" else { throw Failure("not serving: \(line) \(child.standardError)") }
        return child
    }

    private static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

    @Test func `says where it listens, believes its proxy, and leaves nothing behind`() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("http.sock")
        let child = try Self.start(in: directory, path)
        let client = try Client(path: path, of: child, key: nil)
        #expect(try client.get("/livez").status == 200)
        #expect(try client.get("/v1/me", "X-Forwarded-For: 192.0.2.1").status == 401)
        #expect(try client.get("/v1/me", "X-Forwarded-For: 198.51.100.7, 192.0.2.1:80").status == 429)
        #expect(try client.get("/v1/me", "X-Forwarded-For: 192.0.2.2").status == 401)
        child.send(SIGTERM)
        #expect(try child.wait() == .code(0))
        #expect(!Self.exists(path))
    }

    @Test func `takes the place of one that was killed, and of no other`() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("http.sock")
        let killed = try Self.start(in: directory, path)
        killed.send(SIGKILL)
        _ = try killed.wait()
        #expect(Self.exists(path))
        let child = try Self.start(in: directory, path)
        let (exit, output, errors) = try Service.run(
            ["serve"], in: TemporaryDirectory(), ["HOST": "unix:\(path)", "OPERATOR_KEY": Service.operatorKey])
        #expect(exit == .code(1) && output.isEmpty)
        #expect(errors.contains("Can't listen on unix:\(path): the address is in use"))
        #expect(try Client(path: path, of: child, key: nil).get("/livez").status == 200)
    }
}

import Glibc
import JSON
import TestSupport
import Testing

@Suite struct `The log of a service` {
    /// The lines that tell of requests, as JSON objects.
    private func requests(in service: Service) throws -> [JSON] {
        try service.child.standardError.split(separator: "\n").map { try JSON.parse(Array($0.utf8)) }
            .filter { $0["message"]?.text == "request" }
    }

    @Test func `has a line for each request once it has stopped, and for a stream with all its bytes`() throws {
        let service = try Service(["LOG_FORMAT": "json"])
        let client = try service.client()
        for _ in 0..<50 { _ = try client.get("/v1/me?").expecting(200) }
        _ = try client.get("/livez").expecting(200)
        let csv = try client.get("/v1/engagements", "Accept: text/csv").expecting(200)
        try service.stop()
        let lines = try requests(in: service)
        #expect(lines.count == 51)
        #expect(Set(lines.compactMap { $0["requestId"]?.text }).count == 51)
        #expect(lines.allSatisfy { $0["peer"]?.text == "127.0.0.1" && $0["role"]?.text == "operator" })
        #expect(lines.first?["path"]?.text == "/v1/me")
        #expect(lines.last?["bytes"]?.integer == Int64(csv.body.count))
        #expect(!service.child.standardError.contains(Service.operatorKey))
    }

    @Test(arguments: [("notice", 0), ("info", 1), ("debug", 2)])
    func `has what its level shows`(level: String, count: Int) throws {
        let service = try Service(["LOG_FORMAT": "json", "LOG_LEVEL": level])
        let client = try service.client()
        for path in ["/v1/me", "/readyz"] { _ = try client.get(path).expecting(200) }
        try service.stop()
        #expect(try requests(in: service).count == count)
    }

    @Test func `says before the end what stands in the way of a start`() throws {
        let directory = try TemporaryDirectory()
        let settings = ["RESPONSE_WINDOWS": "3d", "HOST": "192.0.2.1"]
        let (exit, _, errors) = try Service.run(["serve"], in: directory, settings)
        #expect(exit == .code(1))
        let warning = try #require(errors.firstRange(of: "RESPONSE_WINDOWS is no setting"))
        let fault = try #require(errors.firstRange(of: "Can't listen on"))
        #expect(warning.lowerBound < fault.lowerBound)
    }
}

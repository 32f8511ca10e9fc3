import HTTP
import Referrals
import Synchronization
import Testing

@testable import ReferralAPI

/// Keeps what a service tells of requests.
private final class Told: Sendable {
    private let kept = Mutex<[AnsweredRequest]>([])
    var requests: [AnsweredRequest] { kept.withLock { $0 } }

    func log(tellsRequests: Bool = true, tellsProbes: Bool = true) -> RequestLog {
        RequestLog(tellsRequests: tellsRequests, tellsProbes: tellsProbes) { request in
            self.kept.withLock { $0.append(request) }
        }
    }
}

@Suite struct `The log of requests` {
    @Test func `tells who asked for what, and what became of it`() async throws {
        let told = Told()
        let service = try Service(.init(requestLog: told.log()))
        let partner = try await service.partner()
        let path = "/v1/engagements/01940000-0000-7000-8000-000000000000"
        let answer = try await service.send(
            .get, "\(path)?limit=1", partner.key, headers: [("X-Request-Id", "trace-1")], from: "2001:db8::7")
        try await service.get("/v1/me", nil).expect(401)
        try await service.get("/v1/nothing", partner.key).expect(404)
        let last = Array(told.requests.suffix(3))
        try #require(last.count == 3)
        let (request, anonymous, nowhere) = (last[0], last[1], last[2])
        #expect(request.id == "trace-1" && request.role == .partner && request.keyID != nil)
        #expect(request.method == "GET" && request.route == "/v1/engagements/{id}" && request.path == path)
        #expect(request.status == answer.status && request.bytes == answer.body.count)
        #expect(request.address == "2001:db8::7" && !request.isProbe)
        #expect(anonymous.role == nil && anonymous.route == "/v1/me" && anonymous.status == 401)
        #expect(nowhere.route == nil && nowhere.path == "/v1/nothing")
    }

    @Test func `counts no bytes that are not sent`() async throws {
        let told = Told()
        let service = try Service(.init(requestLog: told.log()))
        let tag = try await service.get("/v1/me").requiredHeader("ETag")
        try await service.send(.head, "/v1/me")
        try await service.get("/v1/me", headers: [("If-None-Match", tag)]).expect(304)
        #expect(told.requests.map { $0.bytes > 0 } == [true, false, false])
    }

    @Test func `tells a stream at its end, with all its bytes`() async throws {
        let told = Told()
        let service = try Service(.init(requestLog: told.log()))
        let request = try Request(
            .get, "/v1/engagements",
            headers: [("Accept", "text/csv"), ("Authorization", "Bearer \(Service.operatorKey)")])
        let response = await service.api.respond(to: request, from: "192.0.2.1")
        #expect(told.requests.isEmpty)
        let answer = try await Answer(response, to: .get)
        #expect(told.requests.map(\.bytes) == [answer.body.count])
    }

    @Test(arguments: [(true, true), (true, false), (false, false)])
    func `tells what its level has`(tellsRequests: Bool, tellsProbes: Bool) async throws {
        let told = Told()
        let log = told.log(tellsRequests: tellsRequests, tellsProbes: tellsProbes)
        let service = try Service(.init(requestLog: log))
        for path in ["/livez", "/readyz", "/metrics", "/v1/me", "/openapi.json"] { try await service.get(path) }
        #expect(told.requests.count == (tellsRequests ? 2 : 0) + (tellsProbes ? 3 : 0))
        #expect(told.requests.filter(\.isProbe).count == (tellsProbes ? 3 : 0))
    }
}

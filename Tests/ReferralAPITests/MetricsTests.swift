import HTTP
import Referrals
import TestSupport
import Testing

@testable import ReferralAPI

@Suite struct `Metrics` {
    private static let metricsKey = "metrics-key-of-the-environment-1"

    private func service(_ change: (inout Service.Settings) -> Void = { _ in }) throws -> Service {
        var settings = Service.Settings()
        settings.metricsAreOpen = true
        change(&settings)
        return try Service(settings)
    }

    /// The value of a series as it stands in the text; nil when it is not there.
    private func value(_ series: String, in answer: Answer) -> String? {
        answer.text.split(separator: "\n").first { $0.hasPrefix(series + " ") }
            .map { String($0.dropFirst(series.count + 1)) }
    }

    private func requests(_ method: String, _ route: String, _ status: Int, in answer: Answer) -> Int {
        let labels = #"method="\#(method)",route="\#(route)",status="\#(status)""#
        return value("referrals_http_requests_total{\(labels)}", in: answer).flatMap { Int($0) } ?? 0
    }

    @Test func `are open on this machine, and else for their key and operators alone`() async throws {
        let open = try service()
        let answer = try await open.get("/metrics", nil).expect(200)
        #expect(answer.header("Content-Type") == "text/plain; version=0.0.4; charset=utf-8")
        for setting in [false, true] {
            let closed = try service {
                $0.metricsAreOpen = setting
                $0.metricsKey = setting ? Self.metricsKey : nil
            }
            let partner = try await closed.partner()
            for key in [nil, partner.key, "rk_wrong", Self.metricsKey + "2"] {
                let refused = try await closed.get("/metrics", key).expect(401, "unauthenticated")
                #expect(refused.header("WWW-Authenticate") != nil)
            }
            for key in [Service.operatorKey, try await closed.key("operator")] {
                try await closed.get("/metrics", key).expect(200)
            }
            try await closed.get("/metrics", Self.metricsKey).expect(setting ? 200 : 401)
        }
    }

    @Test func `key opens nothing else`() async throws {
        let service = try service { $0.metricsKey = Self.metricsKey }
        try await service.get("/v1/me", Self.metricsKey).expect(401)
        #expect(try await service.get("/readyz", Self.metricsKey).expect(200).json.names == ["status"])
    }

    @Test func `are given to whoever takes the text of Prometheus`() async throws {
        let service = try service()
        let accept = """
            application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,\
            text/plain;version=1.0.0;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1
            """
        try await service.get("/metrics", nil, headers: [("Accept", accept)]).expect(200)
        try await service.get("/metrics", nil, headers: [("Accept", "application/json")]).expect(406)
        try await service.get("/metrics?format=json", nil).expect(400)
        try await service.send(.post, "/metrics", nil).expect(405)
    }

    @Test func `count requests by the pattern of their route and by status`() async throws {
        let service = try service()
        let referral = try await service.referral()
        let path = "/v1/engagements/\(referral.engagement)"
        for _ in 0..<3 { try await service.get(path, referral.partner.key).expect(200) }
        try await service.send(.head, path, referral.partner.key).expect(200)
        try await service.get("\(path)0", referral.partner.key).expect(404)
        try await service.get(path, nil).expect(401)
        try await service.patch(path, referral.partner.key, #"{"name":"x"}"#).expect(409)
        for path in ["/v1/nothing", "/wp-login.php", "/v1/\(referral.engagement)"] { try await service.get(path) }
        try await service.send(.options, "/v1/me").expect(204)
        _ = service.api.refusal(of: ProtocolError(.overloaded))
        let answer = try await service.get("/metrics", nil).expect(200)
        let route = "/v1/engagements/{id}"
        #expect(requests("GET", route, 200, in: answer) == 4)
        #expect(requests("GET", route, 404, in: answer) == 1)
        #expect(requests("GET", route, 401, in: answer) == 1)
        #expect(requests("PATCH", route, 409, in: answer) == 1)
        #expect(requests("*", "unknown", 404, in: answer) == 3)
        #expect(requests("OPTIONS", "*", 204, in: answer) == 1)
        #expect(requests("*", "refused", 503, in: answer) == 1)
        #expect(!answer.text.contains(referral.engagement) && !answer.text.contains("wp-login"))
    }

    @Test func `count a stream when it ends, and what is refused for its rate`() async throws {
        let service = try service { $0.rateLimit = RateLimit(requests: 4, window: .seconds(60)) }
        let csv = [("Accept", "text/csv")]
        let request = try Request(
            .get, "/v1/engagements", headers: csv + [("Authorization", "Bearer \(Service.operatorKey)")])
        let response = await service.api.respond(to: request, from: "192.0.2.1")
        let before = try await service.get("/metrics").expect(200)
        #expect(requests("GET", "/v1/engagements", 200, in: before) == 0)
        _ = try await Answer(response, to: .get)
        let after = try await service.get("/metrics").expect(200)
        #expect(requests("GET", "/v1/engagements", 200, in: after) == 1)
        try await service.get("/v1/me").expect(200)
        try await service.get("/v1/me").expect(429)
        let limited = try await service.get("/metrics", nil).expect(200)
        #expect(value("referrals_http_rate_limited_requests_total", in: limited) == "1")
        #expect(requests("GET", "/v1/me", 429, in: limited) == 1)
    }

    @Test func `tell how long answers took, by what they are for`() async throws {
        let service = try service()
        try await service.get("/v1/me")
        try await service.post("/v1/partners", Service.operatorKey, #"{"name":"P"}"#).expect(201)
        let answer = try await service.get("/metrics", nil).expect(200)
        for kind in ["read", "write"] {
            let series = "referrals_http_request_duration_seconds"
            #expect(value(#"\#(series)_count{kind="\#(kind)"}"#, in: answer) == "1")
            #expect(value(#"\#(series)_bucket{kind="\#(kind)",le="+Inf"}"#, in: answer) == "1")
            #expect(value(#"\#(series)_bucket{kind="\#(kind)",le="5e-05"}"#, in: answer) != nil)
        }
    }

    @Test func `count every status that a problem can have`() {
        #expect(Set(ProblemCode.allCases.map(\.status)).isSubset(of: RequestTally.statuses))
    }
}

@Suite struct `A histogram` {
    @Test func `counts each value in the first range that holds it`() {
        let histogram = Histogram(bounds: [1, 10, 100])
        for value in [0, 1, 2, 10, 11, 100, 101, 5_000] { histogram.add(value) }
        let spread = histogram.spread()
        #expect(spread.counts == [2, 2, 2, 2] && spread.sum == 5_225)
        #expect(histogram.spread(in: 10).bounds == [0.1, 1, 10])
    }

    @Test func `loses no value that several add at once`() async {
        let histogram = Histogram.ofCounts
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 { group.addTask { for value in 0..<1_000 { histogram.add(value) } } }
        }
        let spread = histogram.spread()
        #expect(spread.counts.reduce(0, +) == 4_000 && spread.sum == 4 * 499_500)
    }
}

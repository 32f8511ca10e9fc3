import HTTP
import ReferralAPI
import Referrals
import Testing

// Contract section 1, methods: HEAD wherever GET; OPTIONS 204 + `Allow`; 405 + `Allow` for what is not served,
// and 501 + `Allow` for what nobody knows (RFC 9110 section 9.1).

@Suite struct `A method` {
    private static let known: [HTTP.Method] = [
        .get, .head, .post, .put, .patch, .delete, .trace, .other("PROPFIND"), .other("get"), .query,
    ]

    /// What a path serves, as `Allow` must name it.
    private static func allowed(_ pattern: String) -> Set<String> {
        let own = Set(RouteName.all.filter { $0.pattern == pattern }.map(\.method.name))
        return own.union(own.contains("GET") ? ["HEAD", "OPTIONS"] : ["OPTIONS"])
    }

    private static func names(_ allow: String?) -> Set<String> {
        Set((allow ?? "").split(separator: ",").map { $0.trimmingPrefix(" ") }.map(String.init))
    }

    @Test func `that a path does not serve is 405 with Allow, an unknown one 501, and neither changes anything`()
        async throws
    {
        let world = try await World()
        let before = try world.service.figures()
        for pattern in RouteName.patterns {
            let allowed = Self.allowed(pattern)
            for method in Self.known where !allowed.contains(method.name) {
                let path = world.path(RouteName(method: method, pattern: pattern))
                let answer = try await world.service.send(method, path, Service.operatorKey, "{}")
                let isKnown = if case .other = method { false } else { true }
                #expect(answer.status == (isKnown ? 405 : 501), "\(method.name) \(pattern)")
                #expect(method == .head || answer.code == (isKnown ? "method_not_allowed" : "not_implemented"))
                #expect(Self.names(answer.header("Allow")) == allowed, "\(method.name) \(pattern)")
            }
        }
        #expect(try world.service.figures() == before)
    }

    @Test func `that is served nowhere is refused before key and path are looked at`() async throws {
        let service = try Service()
        for (method, status) in [(HTTP.Method.trace, 405), (.other("FOO"), 501)] {
            let paths = [("/v1/me", "GET, HEAD, OPTIONS"), ("/v1/no", Self.everything), ("/", Self.everything)]
            for (path, allow) in paths {
                for key in [nil, "no key", Service.operatorKey] {
                    let answer = try await service.send(method, path, key)
                    #expect(answer.status == status && answer.header("Allow") == allow, "\(method.name) \(path)")
                }
            }
        }
    }

    private static let everything = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"

    @Test func `OPTIONS is 204 with Allow on every path, without a key and without cost`() async throws {
        let world = try await World(.init(rateLimit: .init(requests: 100, window: .hours(1))))
        for pattern in RouteName.patterns {
            let path = world.path(RouteName(method: .options, pattern: pattern))
            for key in [nil, "no key", Service.operatorKey] {
                let answer = try await world.service.send(.options, path, key).expect(204)
                #expect(Self.names(answer.header("Allow")) == Self.allowed(pattern), "\(pattern)")
                #expect(
                    answer.body.isEmpty && answer.header("RateLimit") == nil && answer.header("Content-Type") == nil)
            }
        }
        try await world.service.send(.options, "/v1/nothing", nil).expect(404, "not_found")
        let server = try await world.service.send(.options, "*", nil).expect(204)
        #expect(Self.names(server.header("Allow")).isSuperset(of: ["GET", "POST", "PATCH", "DELETE"]))
    }

    @Test func `HEAD is answered like GET without the body, errors too`() async throws {
        let world = try await World()
        for route in RouteName.all where route.method == .get {
            var paths = [world.path(route), "\(world.path(route))?unknown=1"]
            if route.hasID { paths.append(route.path(["{id}": World.unknown])) }
            for (path, key) in paths.flatMap({ path in [(path, Service.operatorKey), (path, nil)] }) {
                let get = try await world.service.get(path, key)
                let head = try await world.service.send(.head, path, key)
                #expect(head.status == get.status && head.body.isEmpty, "\(path)")
                let changing = ["X-Request-Id"]
                let fields = { (answer: Answer) in
                    answer.headers.filter { !changing.contains($0.0) }.map { "\($0.0): \($0.1)" }
                }
                #expect(fields(head) == fields(get), "\(path)")
            }
        }
        let csv = try await world.service.send(.head, "/v1/engagements", headers: [("Accept", "text/csv")]).expect(200)
        #expect(csv.header("Content-Type")?.hasPrefix("text/csv") == true)
    }

    @Test(arguments: [
        "/", "/v1", "/v1/", "/V1/me", "/v1/me/", "/v1//me", "/v1/ME", "/v2/me", "/v1/engagement", "/v1/keys/a/b",
        "/v1/engagements/summary/", "/problems", "/problems/", "/problems/not_found/x",
        "/livez/", "/livez/x", "/openapi", "/openapi.yml", "/favicon.ico", "/metric",
    ])
    func `of any kind finds nothing where no route is`(path: String) async throws {
        let service = try Service()
        for method in [HTTP.Method.get, .head, .post, .patch, .delete, .put] {
            let answer = try await service.send(method, path)
            #expect(answer.status == 404, "\(method.name) \(answer.text)")
            if path.hasPrefix("/v1") { #expect(try await service.send(method, path, nil).status == 401) }
        }
    }
}

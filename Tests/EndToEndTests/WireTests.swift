import JSON
import Testing

/// A message that breaks the rules of HTTP, and the status of the refusal.
private struct Malformed: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    let status: Int
    var testDescription: String { name }

    init(_ name: String, _ text: String, _ status: Int = 400) {
        (self.name, self.text, self.status) = (name, text, status)
    }
}

private let malformed = [
    Malformed("no request line", "nonsense\r\n\r\n"),
    Malformed("no Host", "GET /livez HTTP/1.1\r\n\r\n"),
    Malformed("two Hosts", "GET /livez HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
    Malformed("a space before the colon", "GET /livez HTTP/1.1\r\nHost : a\r\n\r\n"),
    Malformed("a folded line", "GET /livez HTTP/1.1\r\nHost: a\r\nX-A: 1\r\n 2\r\n\r\n"),
    Malformed("a bare LF", "GET /livez HTTP/1.1\nHost: a\n\n"),
    Malformed("NUL in a value", "GET /livez HTTP/1.1\r\nHost: a\r\nX-A: \0\r\n\r\n"),
    Malformed("a bad escape", "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n"),
    Malformed("a dot segment", "GET /v1/../livez HTTP/1.1\r\nHost: a\r\n\r\n"),
    Malformed("a signed length", "POST /v1/rfis HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\n"),
    Malformed(
        "a length and a coding",
        "POST /v1/rfis HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"),
    Malformed(
        "a bad chunk size", "POST /v1/rfis HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n"),
    Malformed("an unknown expectation", "GET /livez HTTP/1.1\r\nHost: a\r\nExpect: gold\r\n\r\n", 417),
    Malformed("another version", "GET /livez HTTP/2.0\r\nHost: a\r\n\r\n", 505),
    Malformed("an unknown coding", "POST /v1/rfis HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
    Malformed("a long target", "GET /\(String(repeating: "a", count: 8_192)) HTTP/1.1\r\nHost: a\r\n\r\n", 414),
    Malformed(
        "a long head", "GET / HTTP/1.1\r\nHost: a\r\nX-A: \(String(repeating: "a", count: 32_768))\r\n\r\n", 431),
    Malformed(
        "a chunked body that is too large",
        "POST /v1/rfis HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n100001\r\n", 413),
]

@Suite(.blocking) struct `On the wire` {
    @Test(arguments: malformed) fileprivate func `a message is refused for`(_ message: Malformed) throws {
        let client = try Service().client(nil)
        try client.send(text: message.text)
        let answer = try client.answer()
        #expect(answer.status == message.status)
        #expect(answer["Content-Type"]?.hasPrefix("application/problem+json") == true)
        #expect(answer["Connection"] == "close")
        #expect(answer.json["status"]?.integer == Int64(message.status))
        #expect(answer.text("requestId") == answer["X-Request-Id"])
        #expect(try client.isAtEnd())
    }

    @Test func `pipelined requests are answered in order`() throws {
        let service = try Service()
        let client = try service.client()
        let names = (1...40).map { "request-\($0)" }
        let requests = names.enumerated().map { index, name in
            let field = "X-Request-Id: \(name)"
            return switch index % 4 {
            case 0: client.request("POST", "/v1/partners", #"{"name":"\#(name)"}"#, [field])
            case 1: client.request("GET", "/v1/partners", nil, [field])
            case 2: client.request("GET", "/v1/nothing", nil, [field])
            default: client.request("OPTIONS", "/v1/partners", nil, [field])
            }
        }
        try client.send(text: requests.joined())
        for (index, name) in names.enumerated() {
            let answer = try client.answer()
            #expect(answer["X-Request-Id"] == name)
            #expect(answer.status == [201, 200, 404, 204][index % 4])
            if index % 4 == 1 { #expect(answer.json["data"]?.elements.count == index / 4 + 1) }
        }
    }

    @Test func `a body over 1 MiB is refused and the connection closes`() throws {
        let service = try Service()
        let limit = 1_048_576
        let largest = try service.client()
        let name = String(repeating: "x", count: limit - #"{"name":""}"#.utf8.count)
        #expect(try largest.post("/v1/partners", #"{"name":"\#(name)"}"#).status == 422)
        #expect(try largest.get("/v1/me").status == 200)
        let client = try service.client()
        let refused = try client.post("/v1/partners", #"{"name":"x\#(name)"}"#)
        #expect(refused.status == 413)
        #expect(refused.text("code") == "body_too_large")
        #expect(try client.isAtEnd())
    }

    @Test func `100 Continue comes before the body, and only when it is wanted`() throws {
        let service = try Service()
        let client = try service.client()
        let body = #"{"name":"Litware"}"#
        let request = client.request("POST", "/v1/partners", body, ["Expect: 100-continue"])
        try client.send(text: String(request.dropLast(body.count)))
        #expect(try client.head().status == 100)
        try client.send(text: body)
        #expect(try client.answer().status == 201)
        try client.send(text: client.request("POST", "/v1/partners", body, ["Expect: 100-continue"]))
        #expect(try client.answer().status == 201, "the body was there already")
        let huge = "POST /v1/partners HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1048577\r\n\r\n"
        try client.send(text: huge)
        #expect(try client.answer().status == 413, "a body that is refused is not asked for")
    }

    @Test func `HEAD says what GET would`() throws {
        let service = try Service()
        let partner = try service.provider("Litware")
        let rfi = try service.marketplace().post("/v1/rfis", RFIText.make(to: [partner.profileID])).expecting(201).id()
        let id = try partner.newest()
        let note = try partner.client.post("/v1/engagements/\(id)/notes", #"{"body":"x"}"#).expecting(201)
        let contact = try partner.client.post(
            "/v1/engagements/\(id)/contacts", #"{"name":"Ann","emails":["ann@contoso.com"]}"#
        ).expecting(201)
        let profile = try partner.client.get("/v1/profiles/\(partner.profileID)").expecting(200)
        let location = try #require(profile.json["locations"]?[0]?["id"]?.text)
        let client = try service.client()
        let paths = [
            "/livez", "/readyz", "/openapi.yaml", "/openapi.json", "/problems/not_found", "/v1/me", "/v1/keys",
            "/v1/partners", "/v1/partners/\(partner.partnerID)", "/v1/profiles", "/v1/profiles/\(partner.profileID)",
            "/v1/profiles/\(partner.profileID)/locations/\(location)", "/v1/rfis", "/v1/rfis/\(rfi)",
            "/v1/engagements", "/v1/engagements/summary", "/v1/engagements/\(id)", "/v1/engagements/\(id)/contacts",
            "/v1/engagements/\(id)/notes", "/v1/engagements/\(id)/history", try #require(note["Location"]),
            try #require(contact["Location"]), "/v1/nothing", "/v1/partners/0",
        ]
        for path in paths {
            let get = try client.get(path)
            let head = try client.call("HEAD", path)
            #expect(head.status == get.status, "\(path)")
            for field in ["Content-Type", "Cache-Control", "Vary"] {
                #expect(head[field] == get[field], "\(field) of \(path)")
            }
            // The parts of readiness change by themselves.
            guard path != "/readyz" else { continue }
            #expect(head["ETag"] == get["ETag"], "\(path)")
            #expect(head["Content-Length"] == "\(get.body.count)", "\(path)")
        }
    }
}

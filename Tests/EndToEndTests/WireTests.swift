import JSON
import MalformedMessages
import Testing

@Suite(.blocking) struct `On the wire` {
    /// One service for all, so that what one message breaks would show in the next.
    @Test func `every malformed message is refused, and nothing behind it is read`() throws {
        let service = try Service()
        for message in Malformed.all {
            let client = try service.client(nil)
            try client.send(bytes: message.bytes + Array(client.request("GET", "/livez").utf8))
            let answer = try client.answer()
            #expect(answer.status == message.status, "\(message)")
            #expect(answer["Content-Type"]?.hasPrefix("application/problem+json") == true, "\(message)")
            #expect(answer["Connection"] == "close", "\(message)")
            #expect(answer.json["status"]?.integer == Int64(message.status), "\(message)")
            #expect(answer.text("requestId") == answer["X-Request-Id"], "\(message)")
            #expect(answer.status != 501 || answer["Allow"] != nil, "\(message)")
            #expect(try client.isAtEnd(), "\(message)")
        }
        #expect(try service.client(nil).get("/livez").status == 200)
    }

    @Test func `methods that are not served are 405 and 501 with Allow, and what follows is answered`() throws {
        let client = try Service().client()
        let body = #"{"name":"x"}"#
        let allMethods = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"
        for (method, path, status, allow) in [
            ("TRACE", "/livez", 405, "GET, HEAD, OPTIONS"), ("PUT", "/v1/partners", 405, "GET, HEAD, POST, OPTIONS"),
            ("FOO", "/livez", 501, "GET, HEAD, OPTIONS"), ("get", "/v1/me", 501, "GET, HEAD, OPTIONS"),
            ("FOO", "/v1/nothing", 501, allMethods),
            ("TRACE", "/nothing", 405, allMethods),
            ("PUT", "/v1/nothing", 404, nil),
        ] as [(String, String, Int, String?)] {
            for content in [nil, body] {
                try client.send(
                    text: client.request(method, path, content) + client.request("OPTIONS", "/v1/partners"))
                let answer = try client.answer()
                #expect(answer.status == status && answer["Allow"] == allow, "\(method) \(path)")
                #expect(answer["Connection"] == nil)
                #expect(try client.answer().status == 204)
            }
        }
        try client.send(text: "CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n" + client.request("GET", "/livez"))
        let answer = try client.answer()
        #expect(answer.status == 501 && answer["Allow"]?.contains("GET") == true && answer["Connection"] == "close")
        #expect(try client.isAtEnd(), "what follows may be for a tunnel")
    }

    @Test func `a POST without a length has an empty body`() throws {
        let client = try Service().client()
        try client.send(text: client.request("POST", "/v1/partners") + client.request("GET", "/livez"))
        #expect(try client.answer().text("code") == "malformed_body")
        #expect(try client.answer().status == 200)
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

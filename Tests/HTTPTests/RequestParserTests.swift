import Fuzzing
import HTTP
import Testing

struct `A request` {
    @Test func `is the same however its bytes are cut`() throws {
        let text =
            "POST /v1/keys?limit=5&q=a+b HTTP/1.1\r\nHost: example.com:8080\r\nContent-Length: 5\r\n"
            + "X-Empty:\r\nX-Blank: \t a\tb \r\n\r\nhello"
        let outcome = try #require(check(Array(text.utf8)))
        #expect(
            outcome.requests == [
                """
                POST /v1/keys?limit=5&q=a+b http11
                ["v1", "keys"] ["limit=5", "q=a b"]
                Host: example.com:8080
                Content-Length: 5
                X-Empty: \n\
                X-Blank: a\tb
                hello
                """
            ])
    }

    @Test(arguments: [
        ("GET / HTTP/1.0\r\n\r\n", "no Host in 1.0"),
        ("GET / HTTP/1.1\r\nHost: h\r\n\r\n", "the least of 1.1"),
        ("GET / HTTP/1.9\r\nHost: h\r\n\r\n", "a later minor version"),
        ("\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n", "an empty line before"),
        ("\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n", "two empty lines before"),
        ("BREW /coffee HTTP/1.1\r\nHost: h\r\n\r\n", "an unknown method"),
        ("get / HTTP/1.1\r\nHost: h\r\n\r\n", "another method that looks like one"),
        ("OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", "an asterisk"),
        ("GET http://example.com/a?b=c HTTP/1.1\r\nHost: h\r\n\r\n", "absolute-form"),
        ("GET /a[]{}|^`\"<>\\ HTTP/1.1\r\nHost: h\r\n\r\n", "what browsers leave unescaped"),
        (
            "GET / HTTP/1.1\r\nHost: h\r\nA: \"\\\t\u{E9}\r\n\r\n",
            "quotes, tabs, and bytes above ASCII in a value"
        ),
        (
            "GET / HTTP/1.1\r\nHost: h\r\n!#$%&'*+-.^_`|~0aZ: b\r\n\r\n",
            "every character of a token in a name"
        ),
        ("GET / HTTP/1.1\r\nHost:h\r\n\r\n", "no space behind the colon"),
        ("GET / HTTP/1.1\r\nHost: \t h \t \r\n\r\n", "white space around a value"),
        ("POST / HTTP/1.1\r\nHost: h\r\n\r\n", "a POST without a length has no body"),
        ("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n", "a length of zero"),
        (
            "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0000000000000000000000000002\r\n\r\nhi",
            "leading zeros"
        ),
        (
            "GET / HTTP/1.1\r\nHost: h\r\ncOnTeNt-LeNgTh: 2\r\n\r\nhi",
            "a name in mixed case, and GET with a body"
        ),
        ("POST / HTTP/1.0\r\nContent-Length: 2\r\n\r\nhi", "a length in 1.0"),
        (
            "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "an empty chunked body"
        ),
        (
            "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: ChunkeD\r\n\r\n000\r\n\r\n",
            "chunked in mixed case"
        ),
        ("GET / HTTP/1.1\r\nHost: h\r\nExpect: 100-Continue\r\n\r\n", "an expectation without a body"),
        ("GET / HTTP/1.1\r\nHost: h\r\nExpect:\r\n\r\n", "no expectation at all"),
        ("GET / HTTP/1.1\r\nHost: h\r\nExpect: , 100-continue,\r\n\r\n", "empty members of a list"),
    ])
    func `is taken`(_ text: String, _ remark: String) throws {
        let outcome = try #require(check(Array(text.utf8)), "the cut changes the outcome")
        #expect(outcome.refusal == nil && outcome.requests.count == 1, "\(remark)")
    }

    @Test(arguments: [
        "h", "example.com", "h:", "h:80", "127.0.0.1:8080", "[::1]", "[::ffff:1.2.3.4]:80", "a_b~!$&'()*+,;=",
        "%41b",
    ])
    func `may name this host`(_ host: String) throws {
        let request = try #require(try parse("GET / HTTP/1.1\r\nHost: \(host)\r\n\r\n"))
        #expect(request.fields["host"] == host)
    }

    @Test(arguments: [
        "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY", "PROPFIND", "Get",
    ])
    func `has the method it was sent with`(_ name: String) throws {
        let request = try #require(try parse("\(name) / HTTP/1.1\r\nHost: h\r\n\r\n"))
        #expect(request.method.name == name)
        #expect(request.method == Method(name))
    }

    @Test func `of absolute-form has the authority for its Host`() throws {
        let request = try #require(
            try parse("\r\nGET HTTP://example.com:81/a?b HTTP/1.1\r\nA: b\r\nHost: h\r\nC: d\r\n\r\n"))
        #expect(request.target.path == "/a")
        #expect(request.fields["host"] == "example.com:81")
        #expect(request.fields["a"] == "b")
        #expect(request.fields["c"] == "d")
    }

    @Test(arguments: [
        (head(), true), (head("Connection: close"), false), (head("Connection: keep-alive"), true),
        (head("Connection: x, CLOSE ,y"), false), (head("Connection: x", "Connection: close"), false),
        (head("Connection: closed"), true), (head("Connection: keep-alive, close"), false),
        ("GET / HTTP/1.0\r\n\r\n", false), ("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", true),
        ("GET / HTTP/1.0\r\nConnection: close, keep-alive\r\n\r\n", false),
    ])
    func `says whether the connection goes on`(_ text: String, _ goesOn: Bool) throws {
        #expect(try #require(try parse(text)).wantsKeepAlive == goesOn)
    }
}

struct `A chunked body` {
    @Test(arguments: [
        ("5\r\nhello\r\n0\r\n\r\n", "one chunk"),
        ("2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n", "two chunks"),
        ("1\r\nh\r\n1\r\ne\r\n1\r\nl\r\n1\r\nl\r\n1\r\no\r\n00\r\n\r\n", "a chunk a byte"),
        ("0005\r\nhello\r\n0\r\n\r\n", "leading zeros"),
        ("0000000000000000000000005\r\nhello\r\n0\r\n\r\n", "many leading zeros"),
        ("5;a\r\nhello\r\n0;b=c;d=\"e;f\"\r\n\r\n", "extensions"),
        ("5 ; a = b\r\nhello\r\n0\t;\r\n\r\n", "white space before an extension"),
        ("5\r\nhello\r\n0\r\nA: b\r\nContent-Length: 9\r\n\r\n", "trailer fields, which are dropped"),
    ])
    func `loses its coding`(_ body: String, _ remark: String) throws {
        let text = chunkedHead + body
        let outcome = try #require(check(Array(text.utf8)), "the cut changes the outcome")
        #expect(
            outcome.requests == [
                "POST / http11\n[\"\"] []\nHost: h\nTransfer-Encoding: chunked\nhello"
            ], "\(remark)")
    }

    @Test func `may hold line ends and zeros`() throws {
        let text = chunkedHead + "A\r\n\r\n0\r\n\r\n\0\u{1}x\r\n0\r\n\r\n"
        let request = try #require(try parse(text))
        #expect(request.body == Array("\r\n0\r\n\r\n\0\u{1}x".utf8))
    }

    @Test func `takes hexadecimal digits of both cases`() throws {
        let data = String(repeating: "x", count: 0xAB)
        for size in ["ab", "AB", "aB"] {
            let text = chunkedHead + "\(size)\r\n\(data)\r\n0\r\n\r\n"
            #expect(try #require(try parse(text)).body.count == 0xAB)
        }
    }
}

struct `A pipeline` {
    @Test func `gives its requests in order, whatever body lies between them`() throws {
        let text =
            "POST /1 HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nGET \r\n"
            + "GET /2 HTTP/1.1\r\nHost: h\r\n\r\n"
            + chunkedHead + "1\r\nx\r\n0\r\n\r\n"
            + "GET /4 HTTP/1.1\r\nHost: h\r\n\r\n"
        let outcome = try #require(check(Array(text.utf8)))
        #expect(outcome.requests.map { $0.prefix(6) } == ["POST /", "GET /2", "POST /", "GET /4"])
    }

    @Test func `gives what came before a refused message, and then the same error again and again`() throws {
        var parser = RequestParser()
        parser.append(Array("GET /1 HTTP/1.1\r\nHost: h\r\n\r\nGET /2 HTTP/1.1\r\n\r\n".utf8).span)
        #expect(try parser.next()?.target.path == "/1")
        for _ in 0..<2 {
            #expect(throws: ProtocolError(.missingHost)) { try parser.next() }
            #expect(parser.bufferedCount == 0)
            parser.append(Array("GET /3 HTTP/1.1\r\nHost: h\r\n\r\n".utf8).span)
        }
    }

    @Test func `may have empty lines before each of its requests`() throws {
        let request = "\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n"
        let outcome = try #require(check(Array(String(repeating: request, count: 3).utf8)))
        #expect(outcome.requests.count == 3 && outcome.refusal == nil)
    }

    @Test func `of a thousand requests gives them all`() throws {
        let request = "GET /v1/me HTTP/1.1\r\nHost: h\r\n\r\n"
        let outcome = outcome(of: Array(String(repeating: request, count: 1_000).utf8))
        #expect(outcome.requests.count == 1_000 && outcome.refusal == nil)
    }
}

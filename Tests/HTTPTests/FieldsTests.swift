import HTTP
import Testing

struct `The fields of a request` {
    @Test(arguments: [("a, b", "a, b"), ("a\u{301}b", "a??b"), ("", ""), ("\u{301}", "??")])
    func `are told in ASCII where their grammar has nothing else`(value: String, told: String) {
        #expect(RequestFields([("Accept", value)]).ascii("accept") == told)
    }

    @Test func `are found by their names without case`() throws {
        let fields = try #require(try parse(head("ACCEPT: a", "If-None-Match: \"b\""))).fields
        #expect(fields.count == 3)
        #expect(fields["accept"] == "a")
        #expect(fields["if-none-match"] == "\"b\"")
        #expect(fields.contains("host"))
        #expect(fields["hos"] == nil && fields["hosts"] == nil && !fields.contains("accept-language"))
    }

    @Test func `do not match names that differ by the bit of the case alone`() throws {
        let fields = try #require(try parse(head("A^: b"))).fields
        #expect(fields["a^"] == "b")
        #expect(fields["a~"] == nil)
    }

    @Test func `are given as bytes when there is one of the name`() throws {
        let fields = try #require(try parse(head("A: b c ", "X: y", "x: z"))).fields
        #expect(fields.single("a").map(Array.init) == Array("b c".utf8))
        #expect(fields.single("x") == nil && fields.single("y") == nil)
    }

    @Test func `of one name are joined in order`() throws {
        let fields = try #require(try parse(head("A: b", "X: y", "a: c, d", "A:"))).fields
        #expect(fields["a"] == "b, c, d, ")
    }

    @Test func `list their members without case and white space`() throws {
        let fields = try #require(try parse(head("A: b ,C;q=1,,\td e", "a: F"))).fields
        #expect(fields.lists("b", in: "a") && fields.lists("d e", in: "a") && fields.lists("f", in: "a"))
        #expect(!fields.lists("c", in: "a") && !fields.lists("d", in: "a") && !fields.lists("b", in: "x"))
    }

    @Test func `keep bytes above ASCII, and repair what is no UTF-8`() throws {
        var parser = RequestParser()
        parser.append(Array("GET / HTTP/1.0\r\nA: ä\r\nB: ".utf8).span)
        parser.append([0xE4, 0x0D, 0x0A, 0x0D, 0x0A].span)
        let fields = try #require(try parser.next()).fields
        #expect(fields["a"] == "ä")
        #expect(fields["b"] == "\u{FFFD}")
    }

    @Test func `outlive the parser's next request`() throws {
        var parser = RequestParser()
        parser.append(Array((head("A: first") + head("A: second")).utf8).span)
        let first = try #require(try parser.next())
        let second = try #require(try parser.next())
        #expect(first.fields["a"] == "first" && second.fields["a"] == "second")
    }

    @Test func `can be written by a test`() throws {
        let request = try Request(.put, "/a?b=c", headers: [("Accept", "d"), ("accept", "e")], body: [1])
        #expect(request.fields["accept"] == "d, e")
        #expect(request.target.segments == ["a"] && request.body == [1] && request.version == .http11)
        #expect(request.wantsKeepAlive)
    }
}

struct `The fields of a response` {
    private func lines(_ fields: ResponseFields) -> [String] {
        var lines: [String] = []
        fields.forEach { lines.append("\($0)=\($1)") }
        return lines
    }

    @Test func `stand in the order they were added`() {
        var group = ResponseFields()
        group.append("Vary", "Authorization, Accept")
        group.append("X-Content-Type-Options", "nosniff")
        var fields = ResponseFields()
        fields.append("ETag", "\"a:b\"")
        fields.append(contentsOf: group)
        fields.append("Retry-After", integer: 120)
        fields.append("X-Empty", "")
        #expect(
            lines(fields) == [
                "ETag=\"a:b\"", "Vary=Authorization, Accept", "X-Content-Type-Options=nosniff",
                "Retry-After=120",
                "X-Empty=",
            ])
    }

    @Test func `are found by their names without case`() {
        var fields = ResponseFields()
        fields.append("Content-Type", "text/csv")
        fields.append("content-type", "second")
        #expect(fields["content-type"] == "text/csv")
        #expect(fields.contains("CONTENT-TYPE"))
        #expect(!fields.contains("content") && fields["vary"] == nil)
    }

    @Test(arguments: [
        ("a\r\nSet-Cookie: b", "a  Set-Cookie: b"), ("a\nb", "a b"), ("a\rb", "a b"), ("a\0b", "a b"),
        ("a\u{7F}\u{1B}b", "a  b"), ("a\tb", "a\tb"), ("ä€", "ä€"),
    ])
    func `cannot end their line`(_ value: String, _ written: String) {
        var fields = ResponseFields()
        fields.append("A", value)
        #expect(lines(fields) == ["A=\(written)"])
    }
}

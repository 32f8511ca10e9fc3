import HTTP
import Testing

struct `A parser` {
    private static func parser(after text: String) throws -> RequestParser {
        var parser = RequestParser()
        parser.append(Array(text.utf8).span)
        #expect(try parser.next() == nil)
        return parser
    }

    private static let post = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n"
    private static let expecting = post + "Expect: 100-continue\r\n\r\n"

    @Test(arguments: [
        ("", RequestParser.Phase.idle), ("\r\n", .idle), ("\r", .idle), ("\r\n\r", .idle), ("G", .head),
        ("GET / HTTP/1.1\r\n", .head),
        (post, .head), (post + "\r", .head), (post + "\r\n", .body), (post + "\r\nhell", .body),
        (expecting, .body),
    ])
    func `knows what it waits for`(_ text: String, _ phase: RequestParser.Phase) throws {
        #expect(try Self.parser(after: text).phase == phase)
    }

    @Test func `is idle again behind a request`() throws {
        var parser = RequestParser()
        parser.append(Array((Self.post + "\r\nhello").utf8).span)
        #expect(try parser.next()?.body == Array("hello".utf8))
        #expect(parser.phase == .idle)
        #expect(parser.bufferedCount == 0)
    }

    @Test func `counts what it holds`() throws {
        var parser = RequestParser()
        parser.append(Array((Self.post + "\r\nhelloGET").utf8).span)
        #expect(parser.bufferedCount == Self.post.utf8.count + 10)
        _ = try parser.next()
        #expect(parser.bufferedCount == 3)
        #expect(parser.phase == .head)
    }

    @Test func `says that the peer waits for 100 Continue, until the body begins`() throws {
        var parser = try Self.parser(after: Self.expecting)
        #expect(parser.expectsContinue)
        #expect(try parser.next() == nil)
        #expect(parser.expectsContinue)
        parser.append(Array("h".utf8).span)
        #expect(!parser.expectsContinue)
        parser.append(Array("ello".utf8).span)
        #expect(try parser.next()?.body == Array("hello".utf8))
        #expect(!parser.expectsContinue)
    }

    @Test(arguments: [
        (post + "\r\n", "not asked"),
        (expecting + "h", "the body has begun (RFC 9110 10.1.1)"),
        (
            "POST / HTTP/1.0\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n",
            "1.0 knows no interim answers"
        ),
        (String(expecting.dropLast(2)), "the head is not complete"),
    ])
    func `does not ask for 100 Continue`(_ text: String, _ remark: String) throws {
        #expect(try !Self.parser(after: text).expectsContinue, "\(remark)")
    }

    @Test func `asks for 100 Continue before a chunked body too`() throws {
        let text = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n"
        #expect(try Self.parser(after: text).expectsContinue)
    }

    @Test func `refuses a body that is too large before the peer sends it`() {
        let text = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9999999\r\nExpect: 100-continue\r\n\r\n"
        #expect(throws: ProtocolError(.bodyTooLarge)) { try parse(text) }
    }
}

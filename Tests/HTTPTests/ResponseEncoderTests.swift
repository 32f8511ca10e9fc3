import Fuzzing
import HTTP
import Testing

struct `An encoded response` {
    private let date = Array("Mon, 23 Nov 2026 02:00:00 GMT".utf8)

    private func encode(
        _ response: Response, to method: Method = .get, version: Version = .http11, keepAlive: Bool = true
    ) -> (text: String, outcome: ResponseEncoder.Outcome) {
        var output = Array("before ".utf8)
        let outcome = ResponseEncoder.encode(
            response, to: method, version: version, keepAlive: keepAlive, date: date, into: &output)
        return (String(decoding: output, as: UTF8.self), outcome)
    }

    private func head(_ status: String, _ lines: String...) -> String {
        (["before HTTP/1.1 \(status)", "Date: Mon, 23 Nov 2026 02:00:00 GMT"] + lines + ["", ""])
            .joined(separator: "\r\n")
    }

    private func hello(_ status: Status = .ok) -> Response {
        var fields = ResponseFields()
        fields.append("Content-Type", "text/plain")
        return Response(status, fields: fields, body: .bytes(Array("hello".utf8)))
    }

    private func stream() -> Response {
        Response(.ok, body: .stream { writer in try await writer.write(Array("hello".utf8)) })
    }

    @Test func `has a status line, a date, its fields, a length and its body`() {
        let (text, outcome) = encode(hello())
        #expect(text == head("200 OK", "Content-Type: text/plain", "Content-Length: 5") + "hello")
        #expect(outcome.stream == nil && outcome.keepsAlive)
    }

    @Test func `without a body says so`() {
        #expect(encode(Response(.created)).text == head("201 Created", "Content-Length: 0"))
    }

    @Test func `to HEAD has the length that GET would get, and no body`() {
        let (text, outcome) = encode(hello(), to: .head)
        #expect(text == head("200 OK", "Content-Type: text/plain", "Content-Length: 5"))
        #expect(outcome.keepsAlive)
    }

    @Test(arguments: [(Status.noContent, "204 No Content"), (.notModified, "304 Not Modified")])
    func `that has no content has neither length nor body`(_ status: Status, _ line: String) {
        #expect(encode(hello(status)).text == head(line, "Content-Type: text/plain"))
        #expect(encode(Response(status)).text == head(line))
        var streamed = stream()
        streamed.status = status
        #expect(encode(streamed).text == head(line))
        #expect(encode(streamed).outcome == encode(Response(status)).outcome)
    }

    @Test(
        arguments: [
            (Version.http11, true, false, nil, true), (.http11, false, false, "close", false),
            (.http11, true, true, "close", false), (.http10, true, false, "keep-alive", true),
            (.http10, false, false, "close", false), (.http10, true, true, "close", false),
        ] as [(Version, Bool, Bool, String?, Bool)])
    func `says whether the connection goes on`(
        _ version: Version, _ keepAlive: Bool, _ closes: Bool, _ option: String?, _ goesOn: Bool
    ) {
        var response = Response(.ok)
        response.closesConnection = closes
        let (text, outcome) = encode(response, version: version, keepAlive: keepAlive)
        let connection = option.map { ["Connection: \($0)"] } ?? []
        #expect(
            text.split(separator: "\r\n").filter { $0.hasPrefix("Connection") }.map(String.init) == connection
        )
        #expect(outcome.keepsAlive == goesOn)
    }

    @Test func `that streams to 1.1 goes on in chunks`() {
        let (text, outcome) = encode(stream())
        #expect(text == head("200 OK", "Transfer-Encoding: chunked"))
        #expect(outcome.stream == .chunked && outcome.keepsAlive)
    }

    @Test func `that streams to 1.0 ends with the connection`() {
        let (text, outcome) = encode(stream(), version: .http10)
        #expect(text == head("200 OK", "Connection: close"))
        #expect(outcome.stream == .untilClose && !outcome.keepsAlive)
    }

    @Test func `that would stream has no stream for HEAD`() {
        let (text, outcome) = encode(stream(), to: .head)
        #expect(text == head("200 OK", "Transfer-Encoding: chunked"))
        #expect(outcome.stream == nil && outcome.keepsAlive)
        let (old, oldOutcome) = encode(stream(), to: .head, version: .http10)
        #expect(old == head("200 OK", "Connection: keep-alive"))
        #expect(oldOutcome.stream == nil && oldOutcome.keepsAlive)
    }

    @Test func `cannot be split by a value`() {
        var response = Response(.ok)
        response.fields.append("Location", "/a\r\n\r\nHTTP/1.1 200 OK")
        #expect(encode(response).text.components(of: "\r\n\r\n") == 2)
    }

    @Test func `has a reason phrase for every refusal`() {
        for kind in ProtocolError.Kind.allCases {
            let error = ProtocolError(kind)
            #expect(!error.status.reason.isEmpty && error.status.code >= 400)
            #expect(error.detail.hasSuffix("."))
        }
    }
}

struct `A streamed body` {
    private func framed(_ framing: StreamFraming, _ pieces: [[UInt8]]) -> String {
        var output: [UInt8] = []
        for piece in pieces { framing.append(piece, to: &output) }
        framing.finish(to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    private let pieces = [Array("hello".utf8), [], [UInt8](repeating: 0x78, count: 26)]

    @Test func `in chunks has sizes and an end, and no empty chunk before it`() {
        let x = String(repeating: "x", count: 26)
        #expect(framed(.chunked, pieces) == "5\r\nhello\r\n1a\r\n\(x)\r\n0\r\n\r\n")
    }

    @Test func `until the connection closes is as it is`() {
        #expect(framed(.untilClose, pieces) == "hello" + String(repeating: "x", count: 26))
    }

    @Test func `in chunks is read back by the parser`() throws {
        let request = try #require(try parse(chunkedHead + framed(.chunked, pieces)))
        #expect(request.body == pieces.flatMap { $0 })
    }
}

extension String {
    /// How many parts `separator` makes of the text.
    fileprivate func components(of separator: String) -> Int {
        var count = 1
        var rest = self[...]
        while let range = rest.firstRange(of: separator) {
            count += 1
            rest = rest[range.upperBound...]
        }
        return count
    }
}

import Fuzzing
import HTTP
import Testing

/// A message that a limit decides about, made of a size on one side or the other of the bound.
private struct Bound: Sendable, CustomTestStringConvertible {
    let name: String
    let limit: Int
    let excess: ProtocolError.Kind
    let limits: Limits
    let message: @Sendable (_ size: Int) -> String

    init(
        _ name: String, _ limit: Int, _ excess: ProtocolError.Kind, _ set: (inout Limits) -> Void = { _ in },
        message: @escaping @Sendable (_ size: Int) -> String
    ) {
        self.name = name
        self.limit = limit
        self.excess = excess
        self.message = message
        var limits = Limits()
        set(&limits)
        self.limits = limits
    }

    var testDescription: String { "\(name): \(limit)" }
}

private func x(_ count: Int) -> String {
    String(repeating: "x", count: count)
}

private func chunked(_ body: String) -> String {
    chunkedHead + body
}

private let bounds = [
    Bound("target", 8_192, .targetTooLong) { "GET /\(x($0 - 1)) HTTP/1.1\r\nHost: h\r\n\r\n" },
    Bound("target, long method", 8_192, .targetTooLong) {
        "\(x(32)) /\(x($0 - 1)) HTTP/1.1\r\nHost: h\r\n\r\n"
    },
    Bound("target, set", 10, .targetTooLong, { $0.target = 10 }) {
        "GET /\(x($0 - 1)) HTTP/1.1\r\nHost: h\r\n\r\n"
    },
    Bound("method", 32, .methodTooLong) { "\(x($0)) / HTTP/1.1\r\nHost: h\r\n\r\n" },
    Bound("empty lines", 2, .badRequestLine) { String(repeating: "\r\n", count: $0) + head() },
    Bound("header section", 32_768, .fieldsTooLarge) { head("A: " + x($0 - 16)) },
    Bound("header section of many lines", 1_000, .fieldsTooLarge, { $0.headerSection = 1_000 }) {
        "GET / HTTP/1.1\r\nHost: h\r\n" + String(repeating: "A: bcd\r\n", count: 98) + "A:" + x($0 - 799)
            + "\r\n\r\n"
    },
    Bound("header count", 100, .tooManyFields) {
        "GET / HTTP/1.1\r\nHost: h\r\n" + String(repeating: "A: b\r\n", count: $0 - 1) + "\r\n"
    },
    Bound("body", 1_048_576, .bodyTooLarge) {
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: \($0)\r\n\r\n" + x($0)
    },
    Bound("chunked body", 1_000, .bodyTooLarge, { $0.body = 1_000 }) {
        chunked("1F4\r\n\(x(500))\r\n\(String($0 - 500, radix: 16))\r\n\(x($0 - 500))\r\n0\r\n\r\n")
    },
    Bound("chunk line", 256, .chunkLineTooLong) { chunked("1;\(x($0 - 4))\r\na\r\n0\r\n\r\n") },
    Bound("chunk extensions", 300, .chunkLineTooLong, { $0.chunkExtensions = 300 }) {
        chunked("1;\(x(199))\r\na\r\n0;\(x($0 - 201))\r\n\r\n")
    },
    Bound("trailer section", 8_192, .fieldsTooLarge) { chunked("0\r\nA: \(x($0 - 7))\r\n\r\n") },
    Bound("trailer count", 100, .tooManyFields) {
        chunked("0\r\n" + String(repeating: "A: b\r\n", count: $0) + "\r\n")
    },
]

struct `A limit` {
    @Test(arguments: bounds) private func `takes what reaches it`(_ bound: Bound) {
        let bytes = Array(bound.message(bound.limit).utf8)
        let whole = outcome(of: bytes, limits: bound.limits)
        #expect(whole.refusal == nil && whole.requests.count == 1)
        #expect(outcome(of: bytes, cutAt: cuts(bytes), limits: bound.limits) == whole)
    }

    @Test(arguments: bounds) private func `refuses one more`(_ bound: Bound) {
        let bytes = Array(bound.message(bound.limit + 1).utf8)
        let expected = Outcome(refusal: bound.excess)
        #expect(outcome(of: bytes, limits: bound.limits) == expected)
        #expect(outcome(of: bytes, cutAt: cuts(bytes), limits: bound.limits) == expected)
    }

    /// Byte by byte, but in larger steps through a megabyte.
    private func cuts(_ bytes: [UInt8]) -> [Int] {
        Array(stride(from: 0, to: bytes.count, by: bytes.count > 100_000 ? 997 : 1))
    }

    @Test(arguments: [
        ("GET /" + x(9_000), ProtocolError.Kind.targetTooLong), (x(9_000), .targetTooLong),
        ("GET / HTTP/1.1\r\nA: " + x(33_000), .fieldsTooLarge),
        ("GET / HTTP/1.1\r\n" + x(33_000), .fieldsTooLarge),
        (chunked("1;" + x(300)), .chunkLineTooLong), (chunked("0\r\nA: " + x(9_000)), .fieldsTooLarge),
    ])
    func `does not wait for the end of a line`(_ text: String, _ excess: ProtocolError.Kind) {
        #expect(outcome(of: Array(text.utf8)) == Outcome(refusal: excess))
        #expect(outcome(of: Array(text.utf8), cutAt: Array(0..<text.utf8.count)) == Outcome(refusal: excess))
    }

    @Test func `has the value of the contract`() {
        let limits = Limits()
        #expect(limits.body == 1_048_576 && limits.headerSection == 32_768)
        #expect(limits.target == 8_192 && limits.headerCount == 100)
    }
}

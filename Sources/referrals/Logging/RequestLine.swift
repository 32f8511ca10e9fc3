import ReferralAPI
import Referrals

/// The line that tells of a request. One is written for each, so it is made of bytes at once, without the dictionary
/// that other lines are made from.
struct RequestLine {
    private var bytes: [UInt8] = []
    private let format: LogFormat

    /// The bytes of the line, with its line feed.
    static func bytes(of request: AnsweredRequest, at time: Timestamp, in format: LogFormat) -> [UInt8] {
        var line = RequestLine(format)
        line.begin(at: time, request.isProbe ? "debug" : "info")
        line.member(.requestID, request.id)
        if let id = request.keyID { line.member(.keyID) { id.append(to: &$0) } }
        if let role = request.role { line.member(.role, word: role.rawValue) }
        line.member(.method, request.method)
        if let route = request.route { line.member(.route, word: route) }
        line.member(.path, request.path)
        line.member(.status, request.status)
        line.member(.ms, thousandths: request.nanoseconds / 1_000)
        line.member(.bytes, request.bytes)
        line.member(.peer, word: request.address)
        return line.ended()
    }

    private init(_ format: LogFormat) {
        self.format = format
        bytes.reserveCapacity(480)
    }

    private mutating func begin(at time: Timestamp, _ level: String) {
        switch format {
        case .text:
            time.append(to: &bytes)
            append(" \(level) request")
        case .json:
            append(#"{"time":""#)
            time.append(to: &bytes)
            append(#"","level":"\#(level)","message":"request""#)
        }
    }

    private mutating func member(_ name: Name, _ text: String) {
        append(name)
        switch format {
        case .text: LogText.appendWord(Redacted(text), to: &bytes)
        case .json: LogText.appendQuoted(Redacted(text), to: &bytes)
        }
    }

    /// A word of the program's own, or an address: nothing that must be looked at first.
    private mutating func member(_ name: Name, word: String) {
        member(name) { $0.append(contentsOf: word.utf8) }
    }

    /// What needs no quotes in text.
    private mutating func member(_ name: Name, _ write: (inout [UInt8]) -> Void) {
        append(name)
        if format == .json { bytes.append(UInt8(ascii: "\"")) }
        write(&bytes)
        if format == .json { bytes.append(UInt8(ascii: "\"")) }
    }

    private mutating func member(_ name: Name, _ number: Int) {
        append(name)
        append(decimal: Int64(number))
    }

    private mutating func member(_ name: Name, thousandths: Int64) {
        append(name)
        append(decimal: thousandths / 1_000)
        bytes.append(UInt8(ascii: "."))
        for unit: Int64 in [100, 10, 1] { bytes.append(Self.digit(thousandths / unit)) }
    }

    /// Not negative.
    private mutating func append(decimal number: Int64) {
        if number >= 10 { append(decimal: number / 10) }
        bytes.append(Self.digit(number))
    }

    /// The last digit of a number.
    private static func digit(_ number: Int64) -> UInt8 { UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number % 10) }

    private mutating func append(_ name: Name) {
        bytes.append(contentsOf: format == .text ? name.text : name.json)
    }

    private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

    private mutating func ended() -> [UInt8] {
        append(format == .text ? "\n" : "}\n")
        return bytes
    }
}

/// What stands in front of a member's value, made once.
private struct Name {
    let text: [UInt8]
    let json: [UInt8]

    private init(_ name: String) {
        text = Array(" \(name)=".utf8)
        json = Array(",\"\(name)\":".utf8)
    }

    static let requestID = Name("requestId")
    static let keyID = Name("keyId")
    static let role = Name("role")
    static let method = Name("method")
    static let route = Name("route")
    static let path = Name("path")
    static let status = Name("status")
    static let ms = Name("ms")
    static let bytes = Name("bytes")
    static let peer = Name("peer")
}

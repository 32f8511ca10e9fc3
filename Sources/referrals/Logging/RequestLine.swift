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
        line.member("requestId", request.id)
        if let id = request.keyID { line.member("keyId") { id.append(to: &$0) } }
        if let role = request.role { line.member("role", role.rawValue) }
        line.member("method", request.method)
        if let route = request.route { line.member("route", route) }
        line.member("path", request.path)
        line.member("status", request.status)
        line.member("ms", thousandths: request.nanoseconds / 1_000)
        line.member("bytes", request.bytes)
        line.member("peer", request.address)
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

    private mutating func member(_ name: String, _ text: String) {
        append(name: name)
        switch format {
        case .text: LogText.appendWord(Redacted(text), to: &bytes)
        case .json: LogText.appendQuoted(Redacted(text), to: &bytes)
        }
    }

    /// An id, which needs no quotes in text.
    private mutating func member(_ name: String, _ write: (inout [UInt8]) -> Void) {
        append(name: name)
        if format == .json { append("\"") }
        write(&bytes)
        if format == .json { append("\"") }
    }

    private mutating func member(_ name: String, _ number: Int) {
        append(name: name)
        append(String(number))
    }

    private mutating func member(_ name: String, thousandths: Int64) {
        append(name: name)
        append(String(thousandths / 1_000))
        let rest = thousandths % 1_000
        append(rest < 10 ? ".00" : rest < 100 ? ".0" : ".")
        append(String(rest))
    }

    private mutating func append(name: String) {
        append(format == .text ? " " : ",\"")
        append(name)
        append(format == .text ? "=" : "\":")
    }

    private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

    private mutating func ended() -> [UInt8] {
        append(format == .text ? "\n" : "}\n")
        return bytes
    }
}

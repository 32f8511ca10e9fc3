public import HTTP

/// A message that is refused: how, by which section, and what is wrong with it.
public struct Malformed: Sendable, CustomStringConvertible {
    /// The status of the refusal.
    public let status: Int
    /// Why the parser refuses it.
    public let kind: ProtocolError.Kind
    /// The RFC and the section that it breaks.
    public let section: String
    /// What is wrong with it.
    public let remark: String
    /// The message.
    public let bytes: [UInt8]

    /// `text` gives a byte a character, up to `\u{FF}`.
    init(_ status: Int, _ kind: ProtocolError.Kind, _ section: String, _ remark: String, _ text: String) {
        self.status = status
        self.kind = kind
        self.section = section
        self.remark = remark
        bytes = text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
    }

    /// A message with that request line and nothing else wrong with it.
    static func line(
        _ status: Int, _ kind: ProtocolError.Kind, _ section: String, _ remark: String, _ line: String
    ) -> Malformed {
        Malformed(status, kind, section, remark, line + "\r\nHost: h\r\n\r\n")
    }

    /// A GET with that target and nothing else wrong with it.
    static func target(_ section: String, _ remark: String, _ target: String) -> Malformed {
        .line(400, .badTarget, section, remark, "GET " + target + " HTTP/1.1")
    }

    /// A POST with those lines behind its `Host` and nothing else wrong with it.
    static func fields(
        _ status: Int, _ kind: ProtocolError.Kind, _ section: String, _ remark: String, _ lines: String
    ) -> Malformed {
        Malformed(status, kind, section, remark, "POST / HTTP/1.1\r\nHost: h\r\n" + lines + "\r\n\r\n")
    }

    /// A POST with that chunked body and nothing else wrong with it.
    static func chunks(
        _ status: Int, _ kind: ProtocolError.Kind, _ section: String, _ remark: String, _ body: String
    ) -> Malformed {
        Malformed(
            status, kind, section, remark,
            "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + body)
    }

    /// What a failing test shows.
    public var description: String { "\(remark) (RFC \(section))" }

    /// All of them.
    public static let all =
        requestLines + versions + lineEnds + targetForms + targetContents + fieldLines + hosts + expectations + lengths
        + codings + chunks + excesses
}

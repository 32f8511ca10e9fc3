// RFC 9112, sections 6.3 and 7.1.

/// How the pieces of a streamed body are written.
public enum StreamFraming: Equatable, Sendable {
    /// Each with its size before it (RFC 9112 section 7.1).
    case chunked
    /// As they are; the end of the connection ends the body.
    case untilClose

    /// Appends one piece. An empty one appends nothing: as a chunk it would end the body.
    public func append(_ piece: [UInt8], to output: inout [UInt8]) {
        guard !piece.isEmpty else { return }
        switch self {
        case .untilClose:
            output.append(contentsOf: piece)
        case .chunked:
            output.append(contentsOf: String(piece.count, radix: 16).utf8)
            output.append(contentsOf: "\r\n".utf8)
            output.append(contentsOf: piece)
            output.append(contentsOf: "\r\n".utf8)
        }
    }

    /// Appends the end of a body that is complete.
    public func finish(to output: inout [UInt8]) {
        if self == .chunked { output.append(contentsOf: "0\r\n\r\n".utf8) }
    }
}

extension [UInt8] {
    /// Appends the decimal digits of a number.
    /// Appends the number's decimal digits.
    public mutating func append(decimal number: Int) {
        append(contentsOf: String(number).utf8)
    }
}

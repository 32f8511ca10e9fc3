// How text and numbers become bytes: most text needs no escape, so it is copied in one go before that is looked at.

extension JSONWriter {
    /// The text in quotes, behind a comma where one is due.
    mutating func appendQuoted(_ text: String) {
        bytes.append(contentsOf: needsComma ? Self.commaQuote : Self.quote)
        needsComma = false
        let start = bytes.count
        bytes.append(contentsOf: text.utf8)
        if mustEscape(from: start) {
            bytes.removeSubrange(start...)
            appendEscaped(text)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static let quote = Array("\"".utf8)
    private static let commaQuote = Array(",\"".utf8)

    /// Without branches the compiler looks at many bytes at a time.
    private func mustEscape(from start: Int) -> Bool {
        var found: UInt8 = 0
        let span = bytes.span.extracting(start...)
        for index in span.indices {
            let byte = span[index]
            found |= (byte < 0x20 ? 1 : 0) | (byte == UInt8(ascii: "\"") ? 1 : 0) | (byte == UInt8(ascii: "\\") ? 1 : 0)
        }
        return found != 0
    }

    /// RFC 8259 section 7: the quotation mark, the backslash and U+0000 to U+001F.
    private static func mustEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private mutating func appendEscaped(_ text: String) {
        for byte in text.utf8 {
            if Self.mustEscape(byte) { appendEscape(of: byte) } else { bytes.append(byte) }
        }
    }

    private mutating func appendEscape(of byte: UInt8) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case 0x08: bytes.append(UInt8(ascii: "b"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0C: bytes.append(UInt8(ascii: "f"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        case ..<0x20:
            bytes.append(contentsOf: [UInt8(ascii: "u"), 0x30, 0x30, 0x30 + byte >> 4])
            bytes.append(byte & 0xF < 10 ? 0x30 + byte & 0xF : UInt8(ascii: "a") - 10 + byte & 0xF)
        default: bytes.append(byte)
        }
    }

    /// The digits, written from the last to the first and then turned round.
    mutating func appendDecimal(_ value: Int64) {
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        let start = bytes.count
        var rest = value.magnitude
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }
}

// How text and numbers become bytes: one look for what needs an escape, one append.

extension JSONWriter {
    /// The text in quotes.
    mutating func appendQuoted(_ text: String) {
        let span = text.utf8.span
        guard !needsEscape(span) else { return appendEscaped(text) }
        bytes.append(addingCapacity: span.count + 2) { output in
            output.append(UInt8(ascii: "\""))
            for index in span.indices { output.append(span[index]) }
            output.append(UInt8(ascii: "\""))
        }
    }

    /// Without an early exit the compiler looks at many bytes at a time.
    private func needsEscape(_ span: Span<UInt8>) -> Bool {
        var found = false
        for index in span.indices { found = found || mustEscape(span[index]) }
        return found
    }

    /// RFC 8259 section 7: the quotation mark, the backslash and U+0000 to U+001F.
    private func mustEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private mutating func appendEscaped(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            if mustEscape(byte) { appendEscape(of: byte) } else { bytes.append(byte) }
        }
        bytes.append(UInt8(ascii: "\""))
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

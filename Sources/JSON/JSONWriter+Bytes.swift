// How text and numbers become bytes: most text needs no escape, so it is copied in one go while that is found out.

extension JSONWriter {
    /// The text in quotes, behind a comma where one is due, and before a colon if it is a name.
    mutating func appendQuoted(_ text: String, isName: Bool) {
        let start = bytes.count
        guard appendVerbatim(text, isName) else {
            bytes.removeSubrange(start...)
            separate()
            appendEscaped(text)
            if isName { bytes.append(UInt8(ascii: ":")) }
            return
        }
        needsComma = false
    }

    /// Appends the text as if it needed no escape; false when it does.
    private mutating func appendVerbatim(_ text: String, _ isName: Bool) -> Bool {
        let span = text.utf8.span
        let comma = needsComma
        var isVerbatim = true
        bytes.append(addingCapacity: span.count + 4) { output in
            if comma { output.append(UInt8(ascii: ",")) }
            output.append(UInt8(ascii: "\""))
            for index in span.indices {
                let byte = span[index]
                if Self.mustEscape(byte) { isVerbatim = false }
                output.append(byte)
            }
            output.append(UInt8(ascii: "\""))
            if isName { output.append(UInt8(ascii: ":")) }
        }
        return isVerbatim
    }

    /// RFC 8259 section 7: the quotation mark, the backslash and U+0000 to U+001F.
    private static func mustEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private mutating func appendEscaped(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            if Self.mustEscape(byte) { appendEscape(of: byte) } else { bytes.append(byte) }
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

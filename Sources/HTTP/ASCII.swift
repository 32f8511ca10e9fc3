// RFC 9110, sections 5.5 and 5.6; RFC 3986, section 2.

// The byte classes of the grammars (RFC 9110 section 5.6, RFC 3986 section 2). Sets of characters are two
// 64-bit masks: a look-up is a shift, without a table in memory.

enum ASCII {
    static let tab: UInt8 = 0x09
    static let lineFeed: UInt8 = 0x0A
    static let carriageReturn: UInt8 = 0x0D
    static let space: UInt8 = 0x20
    static let hash: UInt8 = 0x23
    static let percent: UInt8 = 0x25
    static let ampersand: UInt8 = 0x26
    static let asterisk: UInt8 = 0x2A
    static let plus: UInt8 = 0x2B
    static let comma: UInt8 = 0x2C
    static let dot: UInt8 = 0x2E
    static let slash: UInt8 = 0x2F
    static let zero: UInt8 = 0x30
    static let colon: UInt8 = 0x3A
    static let semicolon: UInt8 = 0x3B
    static let equals: UInt8 = 0x3D
    static let question: UInt8 = 0x3F
    static let leftBracket: UInt8 = 0x5B
    static let rightBracket: UInt8 = 0x5D
    static let delete: UInt8 = 0x7F

    /// tchar of RFC 9110 section 5.6.2.
    static func isToken(_ byte: UInt8) -> Bool {
        isMember(byte, 0x03FF_6CFA_0000_0000, 0x57FF_FFFF_C7FF_FFFE)
    }

    /// unreserved and sub-delims of RFC 3986 section 2, the characters of a registered name.
    static func isHostName(_ byte: UInt8) -> Bool {
        isMember(byte, 0x2BFF_7FD2_0000_0000, 0x47FF_FFFE_87FF_FFFE)
    }

    /// What may stand in a field value: visible characters, space, tab, and bytes above ASCII (RFC 9110
    /// section 5.5).
    static func isFieldValue(_ byte: UInt8) -> Bool {
        byte >= space ? byte != delete : byte == tab
    }

    static func isVisible(_ byte: UInt8) -> Bool {
        byte > space && byte < delete
    }

    static func isBlank(_ byte: UInt8) -> Bool {
        byte == space || byte == tab
    }

    /// Letters, digits, `-`, `.`, `_` and `~` (RFC 3986, section 2.3).
    static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }

    /// The value of a decimal digit.
    static func decimal(_ byte: UInt8) -> Int? {
        let value = byte &- zero
        return value < 10 ? Int(value) : nil
    }

    /// The value of a hexadecimal digit of either case.
    static func hexadecimal(_ byte: UInt8) -> Int? {
        if let value = decimal(byte) { return value }
        let letter = (byte | 0x20) &- 0x61
        return letter < 6 ? Int(letter) + 10 : nil
    }

    static func lowercased(_ byte: UInt8) -> UInt8 {
        byte &- 0x41 < 26 ? byte | 0x20 : byte
    }

    /// Whether the bytes of `range` are `text`, which is in lower case.
    static func equal(_ bytes: Span<UInt8>, _ range: Range<Int>, lowercased text: Span<UInt8>) -> Bool {
        guard range.count == text.count else { return false }
        for offset in text.indices where lowercased(bytes[range.lowerBound + offset]) != text[offset] {
            return false
        }
        return true
    }

    /// Whether the bytes of `range` are exactly `text`.
    static func matches(_ bytes: Span<UInt8>, _ range: Range<Int>, _ text: Span<UInt8>) -> Bool {
        guard range.count == text.count else { return false }
        for offset in text.indices where bytes[range.lowerBound + offset] != text[offset] {
            return false
        }
        return true
    }

    static func firstIndex(of byte: UInt8, in bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
        for index in range where bytes[index] == byte {
            return index
        }
        return nil
    }

    /// `range` without spaces and tabs at its ends (OWS of RFC 9110 section 5.6.3).
    static func trimmed(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Range<Int> {
        var start = range.lowerBound
        var end = range.upperBound
        while start < end, isBlank(bytes[start]) { start += 1 }
        while start < end, isBlank(bytes[end - 1]) { end -= 1 }
        return start..<end
    }

    private static func isMember(_ byte: UInt8, _ low: UInt64, _ high: UInt64) -> Bool {
        let mask = byte < 64 ? low : high
        return byte < 128 && mask & (1 &<< UInt64(byte & 63)) != 0
    }
}

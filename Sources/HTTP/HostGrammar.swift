// RFC 9110, sections 4.2.1 and 7.2; RFC 3986, section 3.2.2.

/// `uri-host [":" port]` of RFC 9110 section 7.2, without user information, and with a host (section 4.2.1).
enum HostGrammar {
    static func isValid(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        guard let first = range.first else { return false }
        let isLiteral = bytes[first] == ASCII.leftBracket
        let end = isLiteral ? literalEnd(bytes, range) : nameEnd(bytes, range)
        guard let end, end > first else { return false }
        return end == range.upperBound
            || bytes[end] == ASCII.colon
                && (end + 1..<range.upperBound).allSatisfy { ASCII.decimal(bytes[$0]) != nil }
    }

    /// The offset behind `[address]`; the address is made of the characters of an IPv6 address.
    private static func literalEnd(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
        guard let close = ASCII.firstIndex(of: ASCII.rightBracket, in: bytes, range) else { return nil }
        let address = range.lowerBound + 1..<close
        let isAddress = address.allSatisfy { index in
            let byte = bytes[index]
            return ASCII.hexadecimal(byte) != nil || byte == ASCII.colon || byte == ASCII.dot
        }
        return isAddress && !address.isEmpty ? close + 1 : nil
    }

    /// The offset behind a registered name or an IPv4 address: that of the port's colon, or the end.
    private static func nameEnd(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
        let end = ASCII.firstIndex(of: ASCII.colon, in: bytes, range) ?? range.upperBound
        var index = range.lowerBound
        while index < end {
            if bytes[index] == ASCII.percent {
                guard index + 2 < end, ASCII.hexadecimal(bytes[index + 1]) != nil,
                    ASCII.hexadecimal(bytes[index + 2]) != nil
                else { return nil }
                index += 3
            } else {
                guard ASCII.isHostName(bytes[index]) else { return nil }
                index += 1
            }
        }
        return end
    }
}

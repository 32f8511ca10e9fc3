// RFC 3986, section 2.1; RFC 3629, section 3.

/// Escapes of RFC 3986 section 2.1.
public enum PercentEncoding {
    /// The text with everything but unreserved characters (section 2.3) escaped, as a component of a query.
    public static func encode(_ text: String) -> String {
        var bytes: [UInt8] = []
        let digits = Array("0123456789ABCDEF".utf8)
        for byte in text.utf8 {
            if ASCII.isUnreserved(byte) {
                bytes.append(byte)
            } else {
                bytes += [ASCII.percent, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The text that stands in `range` without its escapes. `refused` may not occur, escaped or not.
    /// - Throws: `badTarget` for a malformed escape, control characters, and bytes that are not UTF-8
    ///   (overlong forms and surrogates included).
    static func decode(
        _ bytes: [UInt8], _ range: Range<Int>, plusIsSpace: Bool = false, refusing refused: UInt8? = nil
    ) throws(ProtocolError) -> String {
        let source = bytes.span
        guard needsDecoding(source, range, plusIsSpace) else {
            return String(decoding: bytes[range], as: UTF8.self)
        }
        var decoded: [UInt8] = []
        decoded.reserveCapacity(range.count)
        var index = range.lowerBound
        while index < range.upperBound {
            var byte = source[index]
            index += 1
            if byte == ASCII.percent {
                byte = try escaped(source, index..<range.upperBound)
                guard byte >= ASCII.space, byte != ASCII.delete, byte != refused else {
                    throw ProtocolError(.badTarget)
                }
                index += 2
            } else if plusIsSpace, byte == ASCII.plus {
                byte = ASCII.space
            }
            decoded.append(byte)
        }
        guard let text = String(validating: decoded, as: UTF8.self) else { throw ProtocolError(.badTarget) }
        return text
    }

    private static func needsDecoding(_ bytes: Span<UInt8>, _ range: Range<Int>, _ plusIsSpace: Bool) -> Bool {
        for index in range where bytes[index] == ASCII.percent || plusIsSpace && bytes[index] == ASCII.plus {
            return true
        }
        return false
    }

    private static func escaped(_ bytes: Span<UInt8>, _ digits: Range<Int>) throws(ProtocolError) -> UInt8 {
        guard digits.count >= 2, let high = ASCII.hexadecimal(bytes[digits.lowerBound]),
            let low = ASCII.hexadecimal(bytes[digits.lowerBound + 1])
        else { throw ProtocolError(.badTarget) }
        return UInt8(high << 4 | low)
    }
}

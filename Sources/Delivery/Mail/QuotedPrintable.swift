/// Quoted-printable (RFC 2045, section 6.7): UTF-8 text as lines of at most 76 ASCII characters that end with CRLF.
enum QuotedPrintable {
    private static let digits = Array("0123456789ABCDEF".utf8)

    /// Text whose lines end with LF.
    static func encode(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count * 5 / 4)
        for line in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            append(Array(line), to: &bytes)
            bytes += "\r\n".utf8
        }
        return bytes
    }

    private static func append(_ line: [UInt8], to bytes: inout [UInt8]) {
        var column = 0
        for (index, byte) in line.enumerated() {
            let isLast = index == line.count - 1
            let isPlain = isLiteral(byte, isLast: isLast, isFirst: column == 0)
            // One place is left for the `=` of a line that goes on.
            if column + (isPlain ? 1 : 3) > 75 {
                bytes += "=\r\n".utf8
                column = 0
            }
            if isLiteral(byte, isLast: isLast, isFirst: column == 0) {
                bytes.append(byte)
                column += 1
            } else {
                bytes += [UInt8(ascii: "="), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
                column += 3
            }
        }
    }

    /// Whether a byte stands for itself: white space not at the end of a line, where relays cut it, and a point not at
    /// the beginning, where one alone ends the message (RFC 5321, section 4.5.2).
    private static func isLiteral(_ byte: UInt8, isLast: Bool, isFirst: Bool) -> Bool {
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "\t"): !isLast
        case UInt8(ascii: "="): false
        case UInt8(ascii: "."): !isFirst
        default: (0x21...0x7E).contains(byte)
        }
    }
}

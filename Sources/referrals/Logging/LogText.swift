/// Text from anywhere made safe for a line of the log: it stays on its line, and a terminal shows it as it
/// is.
enum LogText {
    /// The text with its control characters escaped.
    static func escaped(_ text: String) -> String {
        var bytes: [UInt8] = []
        append(text, escaping: isControl, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The text as a JSON string (RFC 8259, section 7), with its quotes.
    static func quoted(_ text: String) -> String {
        var bytes: [UInt8] = []
        appendQuoted(text, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends the text with its control characters escaped.
    static func appendEscaped(_ redacted: Redacted, to bytes: inout [UInt8]) {
        append(redacted.text, escaping: isControl, to: &bytes)
    }

    /// Appends the text as a JSON string, with its quotes.
    static func appendQuoted(_ redacted: Redacted, to bytes: inout [UInt8]) {
        appendQuoted(redacted.text, to: &bytes)
    }

    private static func appendQuoted(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        append(text, escaping: { $0 == "\"" || $0 == "\\" || isControl($0) }, to: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    /// Appends the text as it is when it can be nothing else than one word, and as a JSON string otherwise.
    static func appendWord(_ redacted: Redacted, to bytes: inout [UInt8]) {
        let text = redacted.text
        if !text.isEmpty, isAll(text, { isPlain($0) && $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "=") }) {
            bytes.append(contentsOf: text.utf8)
        } else {
            appendQuoted(text, to: &bytes)
        }
    }

    private static func append(
        _ text: String, escaping needsEscape: (Unicode.Scalar) -> Bool, to bytes: inout [UInt8]
    ) {
        if isAll(text, isPlain) { return bytes.append(contentsOf: text.utf8) }
        for scalar in text.unicodeScalars {
            if needsEscape(scalar) {
                bytes.append(contentsOf: escape(scalar).utf8)
            } else {
                bytes.append(contentsOf: scalar.utf8)
            }
        }
    }

    private static func isAll(_ text: String, _ holds: (UInt8) -> Bool) -> Bool {
        let bytes = text.utf8.span
        for index in bytes.indices where !holds(bytes[index]) { return false }
        return true
    }

    /// Whether a byte stands for itself wherever text is shown.
    private static func isPlain(_ byte: UInt8) -> Bool {
        (0x20...0x7E).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\"": return #"\""#
        case "\\": return #"\\"#
        case "\n": return #"\n"#
        case "\r": return #"\r"#
        case "\t": return #"\t"#
        default:
            let digits = String(scalar.value, radix: 16)
            return #"\u"# + String(repeating: "0", count: 4 - digits.count) + digits
        }
    }

    /// C0, DEL, C1, the separators of lines and paragraphs, and what turns the direction of text: all below
    /// U+10000.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}

@_spi(_Unicode) import Swift

/// Why a text is refused.
public enum TextFault: Error, Equatable, Sendable {
    /// Nothing is left when the surrounding white space is gone.
    case empty
    /// More Unicode scalars than `maximum`.
    case tooLong(maximum: Int)
    /// A control character that the field does not take.
    case controlCharacter
    /// A comma, in a tag: lists of tags are separated by it.
    case comma
    /// More combining marks in a row than any writing needs.
    case tooManyMarks
}

/// Brings text of people into the one form in which it is stored: white space around it removed, Unicode
/// Normalization Form C (UAX #15), a length in Unicode scalars.
///
/// Control characters are U+0000 to U+001F, U+007F to U+009F and the separators U+2028 and U+2029. They are
/// looked for before anything is trimmed, so a line break at the end of a single-line field is refused too.
public enum Text {
    /// The text of a single-line field: no control characters but the tab.
    ///
    /// - Parameters:
    ///   - raw: The text as it was received.
    ///   - maximum: How many Unicode scalars the result may have.
    /// - Returns: The text to store, never empty.
    /// - Throws: `TextFault`.
    public static func line(_ raw: String, maximum: Int) throws(TextFault) -> String {
        try normalized(raw, maximum: maximum, lineFeeds: false)
    }

    /// The text of a field of several lines: no control characters but tab and line feed, so lines end
    /// with LF alone.
    ///
    /// - Parameters:
    ///   - raw: The text as it was received.
    ///   - maximum: How many Unicode scalars the result may have.
    /// - Returns: The text to store, never empty.
    /// - Throws: `TextFault`.
    public static func block(_ raw: String, maximum: Int) throws(TextFault) -> String {
        try normalized(raw, maximum: maximum, lineFeeds: true)
    }

    private static func normalized(
        _ raw: String, maximum: Int, lineFeeds: Bool
    ) throws(TextFault) -> String {
        let isRefused = { (scalar: Unicode.Scalar) in
            isControlCharacter(scalar) && scalar != "\t" && !(lineFeeds && scalar == "\n")
        }
        guard !raw.unicodeScalars.contains(where: isRefused) else { throw .controlCharacter }
        let bare = trimmed(raw)
        guard !bare.isEmpty else { throw .empty }
        guard fits(bare, maximum * longestDecomposition) else { throw .tooLong(maximum: maximum) }
        guard hasFewMarks(bare) else { throw .tooManyMarks }
        let text = canonical(bare)
        guard fits(text, maximum) else { throw .tooLong(maximum: maximum) }
        return text
    }

    /// How many scalars one scalar of NFC can have come from; more than that times the maximum is too long in any form.
    private static let longestDecomposition = 4

    /// As many as Stream-Safe Text has (UAX #15, section 13). The time to normalize grows with the square of a run.
    private static let longestMarks = 30

    private static func fits(_ text: String, _ maximum: Int) -> Bool {
        text.utf8.count <= maximum || text.unicodeScalars.count <= maximum
    }

    private static func hasFewMarks(_ text: String) -> Bool {
        guard text.utf8.contains(where: { $0 >= 0xCC }) else { return true }
        var run = 0
        for scalar in text.unicodeScalars {
            run = scalar.properties.canonicalCombiningClass == .notReordered ? 0 : run + 1
            if run > longestMarks { return false }
        }
        return true
    }

    private static func isControlCharacter(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0...0x1F, 0x7F...0x9F, 0x2028, 0x2029: true
        default: false
        }
    }

    /// Removes the scalars with the property White_Space from both ends.
    private static func trimmed(_ text: String) -> String {
        let rest = text.unicodeScalars.drop { $0.properties.isWhitespace }
        let end = rest.lastIndex { !$0.properties.isWhitespace }
        return end.map { String(rest[...$0]) } ?? ""
    }

    /// The text in Normalization Form C. Below U+0300, whose first byte is 0xCC, every text is.
    static func canonical(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 >= 0xCC }) else { return text }
        var scalars = String.UnicodeScalarView()
        scalars.append(contentsOf: text._nfc)
        return String(scalars)
    }
}

// RFC 5322, section 2.2: what stands behind the colon of a header field. A value can only be made by encoding text, and
// holds nothing but visible ASCII, so nobody's text can end a field and begin another.

import Referrals

/// The value of a header field, as pieces between which the field may be folded.
struct HeaderValue: Hashable, Sendable {
    /// What a piece may have, so that it fits into a line of 76 behind a field's name (RFC 2047, section 2).
    static let longestPiece = 64

    /// Of visible ASCII characters.
    let pieces: [String]

    /// The one way to make a value. What breaks the rule is a fault of this file.
    private init(_ pieces: [String]) {
        precondition(
            pieces.allSatisfy { $0.utf8.allSatisfy { (0x21...0x7E).contains($0) } }, "a header was not encoded")
        self.pieces = pieces
    }

    /// Text for people, such as a subject (RFC 5322, section 3.2.5): as it is when it is plain, else in encoded words.
    static func text(_ text: String) -> HeaderValue {
        HeaderValue(plainWords(text) ?? EncodedWords.encode(text))
    }

    /// A mailbox (RFC 5322, section 3.4) with the name of whoever reads it.
    static func mailbox(_ address: EmailAddress, name: String?) -> HeaderValue {
        guard let name, !name.isEmpty else { return HeaderValue([address.text]) }
        return HeaderValue(phrase(name) + ["<\(address.text)>"])
    }

    /// An identifier of the message or of a list (RFC 5322, section 3.6.4; RFC 2919, section 2): `<label@domain>`.
    static func identifier(_ label: String, at domain: String, separator: Character = "@") -> HeaderValue {
        HeaderValue(["<\(label)\(separator)\(domain)>"])
    }

    /// An instant in UTC (RFC 5322, section 3.3).
    static func date(_ instant: Timestamp) -> HeaderValue {
        HeaderValue(ReadableTime(instant).mail.split(separator: " ").map(String.init))
    }

    /// What this program writes: words with single spaces.
    static func literal(_ text: StaticString) -> HeaderValue {
        HeaderValue(text.description.split(separator: " ").map(String.init))
    }

    /// A name before an address: atoms, a quoted string, or encoded words (RFC 5322, section 3.2.5; RFC 2047, 5 (3)).
    private static func phrase(_ name: String) -> [String] {
        guard let words = plainWords(name) else { return EncodedWords.encode(name) }
        if words.allSatisfy({ $0.utf8.allSatisfy(isAtomText) }) { return words }
        let quoted = "\"" + name.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
        return plainWords(quoted) ?? EncodedWords.encode(name)
    }

    /// The words of a text that can stand as it is: visible ASCII with single spaces, no word so long that it can't be
    /// folded, and nothing that reads as an encoded word.
    private static func plainWords(_ text: String) -> [String]? {
        let words = text.utf8.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        let isPlain = words.allSatisfy { word in
            (1...longestPiece).contains(word.count) && word.allSatisfy { (0x21...0x7E).contains($0) }
        }
        guard isPlain, !text.contains("=?") else { return nil }
        return words.map { String(decoding: $0, as: UTF8.self) }
    }

    /// `atext` of RFC 5322, section 3.2.3.
    private static func isAtomText(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
        }
    }

    /// Appends `Name: value`, folded so that lines have at most 76 characters where pieces allow.
    func append(named name: StaticString, to bytes: inout [UInt8]) {
        bytes += name.description.utf8
        bytes.append(UInt8(ascii: ":"))
        var column = name.utf8CodeUnitCount + 1
        for (index, piece) in pieces.enumerated() {
            if index > 0, column + 1 + piece.utf8.count > 76 {
                bytes += "\r\n".utf8
                column = 0
            }
            bytes.append(UInt8(ascii: " "))
            bytes += piece.utf8
            column += 1 + piece.utf8.count
        }
        bytes += "\r\n".utf8
    }
}

/// Encoded words (RFC 2047).
enum EncodedWords {
    /// Bytes of text in a word: with the 12 characters around it, its base64 then is a piece.
    private static let capacity = (HeaderValue.longestPiece - 12) / 4 * 3

    /// The text in base64 words of at most 64 characters, each of which ends with a whole character (section 5); one
    /// that people see as a unit stays together where it fits, for readers that show each word by itself.
    static func encode(_ text: String) -> [String] {
        var words: [String] = []
        var word: [UInt8] = []
        func end() {
            if !word.isEmpty { words.append("=?UTF-8?B?\(Base64.encode(word))?=") }
            word = []
        }
        for unit in units(of: text) {
            if word.count + unit.utf8.count > capacity { end() }
            word += unit.utf8
        }
        end()
        return words
    }

    /// What is not divided: characters, or their scalars where one is too long for a word.
    private static func units(of text: String) -> [String] {
        text.flatMap { character in
            character.utf8.count <= capacity ? [String(character)] : character.unicodeScalars.map { String($0) }
        }
    }
}

/// A language tag that is well-formed (BCP 47, RFC 5646 2.2.9), in canonical case: `de`, `zh-Hant-TW`.
/// Whether its subtags are registered is not asked: the registry grows every few months.
public struct LanguageTag: Hashable, Sendable {
    /// How many characters a tag may have; RFC 5646 4.4.1 wants room for 35.
    public static let maximumLength = 64

    /// The tag: language lower case, script in title case, region upper case, all else lower case.
    public let text: String

    /// A tag in any case; nil when it is not well-formed or longer than `maximumLength`. That a variant or an
    /// extension comes twice is a matter of validity (RFC 5646 2.2.9), which is not asked.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.count <= Self.maximumLength, text.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
        let lower = text.lowercased()
        var grammar = LanguageGrammar(lower)
        guard irregular.contains(lower) || grammar.isPrivateUse() || grammar.isLanguageTag() else {
            return nil
        }
        self.text = Self.inCanonicalCase(lower)
    }

    /// RFC 5646 2.1.1: two letters are upper case and four are title case, unless they come first or follow a
    /// subtag of one letter.
    private static func inCanonicalCase(_ lower: String) -> String {
        let subtags = lower.split(separator: "-").map(String.init)
        let singleton = subtags.firstIndex { $0.utf8.count == 1 } ?? subtags.endIndex
        return subtags.enumerated().map { index, subtag in
            switch subtag.utf8.count {
            case 2 where index > 0 && index < singleton: subtag.uppercased()
            case 4 where index > 0 && index < singleton && !subtag.utf8.contains(where: ASCII.isDigit):
                subtag.prefix(1).uppercased() + subtag.dropFirst()
            default: subtag
            }
        }.joined(separator: "-")
    }
}

extension LanguageTag: CustomStringConvertible {
    /// The tag.
    public var description: String { text }
}

/// Tags of RFC 3066 that do not fit the grammar and stay valid (RFC 5646 2.1, `irregular`).
private let irregular: Set<String> = [
    "en-gb-oed", "i-ami", "i-bnn", "i-default", "i-enochian", "i-hak", "i-klingon", "i-lux", "i-mingo",
    "i-navajo",
    "i-pwn", "i-tao", "i-tay", "i-tsu", "sgn-be-fr", "sgn-be-nl", "sgn-ch-de",
]

/// The grammar of RFC 5646 2.1, subtag by subtag.
private struct LanguageGrammar {
    private var subtags: ArraySlice<[UInt8]>

    /// A tag in lower case.
    init(_ tag: String) {
        subtags =
            tag.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false).map(Array.init)[
                ...]
    }

    /// `langtag`: language, script, region, variants, extensions, private use.
    mutating func isLanguageTag() -> Bool {
        guard takesLanguage() else { return false }
        _ = take { Self.isAlphabetic($0, 4...4) }
        _ = take { Self.isAlphabetic($0, 2...2) || $0.count == 3 && $0.allSatisfy(ASCII.isDigit) }
        takeVariants()
        return takesExtensions() && (subtags.isEmpty || isPrivateUse())
    }

    /// `privateuse`: x and subtags of 1 to 8, to the end.
    mutating func isPrivateUse() -> Bool {
        guard subtags.first == [UInt8(ascii: "x")], subtags.count > 1 else { return false }
        return subtags.dropFirst().allSatisfy { Self.isAlphanumeric($0, 1...8) }
    }

    /// `language`: 2 or 3 letters with up to three extended languages, or 4 to 8 letters.
    private mutating func takesLanguage() -> Bool {
        guard let language = take({ Self.isAlphabetic($0, 2...8) }) else { return false }
        guard language.count <= 3 else { return true }
        for _ in 0..<3 where take({ Self.isAlphabetic($0, 3...3) }) == nil { break }
        return true
    }

    /// `variant`: 5 to 8 letters or digits, or 4 of which the first is a digit.
    private mutating func takeVariants() {
        while take({
            Self.isAlphanumeric($0, 5...8) || Self.isAlphanumeric($0, 4...4) && ASCII.isDigit($0[0])
        }) != nil {}
    }

    /// `extension`: a letter or digit other than x, and subtags of 2 to 8; false when one is empty.
    private mutating func takesExtensions() -> Bool {
        while take({ Self.isAlphanumeric($0, 1...1) && $0 != [UInt8(ascii: "x")] }) != nil {
            guard take({ Self.isAlphanumeric($0, 2...8) }) != nil else { return false }
            while take({ Self.isAlphanumeric($0, 2...8) }) != nil {}
        }
        return true
    }

    /// The next subtag, which is stepped over when it matches.
    private mutating func take(_ matches: ([UInt8]) -> Bool) -> [UInt8]? {
        guard let subtag = subtags.first, matches(subtag) else { return nil }
        return subtags.removeFirst()
    }

    private static func isAlphabetic(_ subtag: [UInt8], _ length: ClosedRange<Int>) -> Bool {
        length.contains(subtag.count) && subtag.allSatisfy(ASCII.isLetter)
    }

    private static func isAlphanumeric(_ subtag: [UInt8], _ length: ClosedRange<Int>) -> Bool {
        length.contains(subtag.count) && subtag.allSatisfy(ASCII.isAlphanumeric)
    }
}

/// Why a text cannot be searched for.
public enum SearchFault: Error, Equatable, Sendable {
    /// More than 500 Unicode scalars.
    case tooLong
    /// More than 16 words.
    case tooManyWords
}

/// Words to search for, all of which must occur, the last as a prefix. What people type is words and never
/// query syntax: all but letters, numbers and marks separates.
///
/// ```swift
/// try SearchQuery("Größe, 東京 web").words      // ["\"Größe\"", "\"東 京\"", "\"web\"*"]
/// ```
public struct SearchQuery: Hashable, Sendable {
    /// How many Unicode scalars the text may have.
    public static let maximumLength = 500
    /// How many words it may have.
    public static let maximumWords = 16

    /// One FTS5 expression a word, in the order of the text; none when the text has no words. A space between
    /// them asks for all.
    public let words: [String]

    /// The query of what a person typed.
    public init(_ text: String) throws(SearchFault) {
        guard text.unicodeScalars.count <= Self.maximumLength else { throw .tooLong }
        let words = Text.canonical(text).unicodeScalars.split { !Self.isPartOfWord($0) }
            .filter { $0.contains(where: Self.beginsToken) }
        guard words.count <= Self.maximumWords else { throw .tooManyWords }
        self.words = words.enumerated().map { index, word in
            Self.phrase(word) + (index == words.count - 1 ? "*" : "")
        }
    }

    /// A string of FTS5: the characters that stand alone become a sequence of tokens. A word holds no quote.
    private static func phrase(_ word: Substring.UnicodeScalarView) -> String {
        let tokens = SearchText.tokens(for: String(word)).split(separator: " ")
        return "\"" + tokens.joined(separator: " ") + "\""
    }

    /// Letters, numbers and the marks on them.
    static func isPartOfWord(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: true
        default: beginsToken(scalar)
        }
    }

    /// Letters and numbers: marks alone are no token of unicode61, and a phrase without tokens finds nothing.
    private static func beginsToken(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
        case .decimalNumber, .letterNumber, .otherNumber: true
        default: false
        }
    }
}

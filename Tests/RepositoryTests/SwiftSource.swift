/// A Swift file with its code, its comments and its strings told apart, so that a rule about code is not broken by a
/// sentence about code.
struct SwiftSource {
    /// A piece of text and the line that it begins on, counted from 1.
    struct Piece: Equatable {
        let line: Int
        let text: String
    }

    /// From the repository's root.
    let path: String
    /// All lines as they are.
    let lines: [Substring]
    /// All lines with comments, the contents of strings and raw identifiers blanked out.
    let code: [Substring]
    let comments: [Piece]
    let strings: [Piece]

    init(path: String, text: String) {
        var lexer = SwiftLexer(text)
        lexer.run()
        self.path = path
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        code = String(decoding: lexer.code, as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false)
        comments = lexer.comments
        strings = lexer.strings
    }

    /// The lines on which a token stands in the code; `try` is not found in `retry` or `tryAgain`.
    func lines(with token: String) -> [Int] {
        code.indices.filter { code[$0].contains(token: token) }.map { $0 + 1 }
    }

    /// What the file imports, with the line.
    var imports: [Piece] {
        code.enumerated().compactMap { index, line -> Piece? in
            let words = line.split(separator: " ")
            guard let start = words.firstIndex(of: "import"), start < words.count - 1,
                words[..<start].allSatisfy({ $0.hasPrefix("@") || Self.accessLevels.contains($0) })
            else { return nil }
            let module = words[(start + 1)...].first { !Self.importKinds.contains($0) } ?? ""
            return Piece(line: index + 1, text: String(module.prefix { $0 != "." }))
        }
    }

    /// The strings that are SQL, or a piece of it.
    var statements: [Piece] {
        let statement = /\b(SELECT|INSERT\s+(OR\s+\w+\s+)?INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|PRAGMA)\s/
        return strings.filter { $0.text.contains(statement) }
    }

    private static let accessLevels: Set<Substring> = [
        "public", "package", "internal", "fileprivate", "private",
    ]
    private static let importKinds: Set<Substring> = [
        "struct", "class", "enum", "protocol", "typealias", "func", "var", "let",
    ]
}

extension Substring {
    fileprivate func contains(token: String) -> Bool {
        var rest = self
        while let range = rest.firstRange(of: token) {
            let before = self[..<range.lowerBound].last
            let after = self[range.upperBound...].first
            let isWhole =
                !(token.first.isWordCharacter && before.isWordCharacter)
                && !(token.last.isWordCharacter && after.isWordCharacter)
            if isWhole { return true }
            rest = self[range.upperBound...]
        }
        return false
    }
}

extension Character? {
    fileprivate var isWordCharacter: Bool { self.map { $0 == "_" || $0.isLetter || $0.isNumber } ?? false }
}

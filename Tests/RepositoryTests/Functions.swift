/// A function and how many lines its body has, the lines of the braces counted.
struct Function: Equatable {
    let name: String
    let line: Int
    let length: Int
}

extension SwiftSource {
    /// Every body in braces that belongs to a function, an initializer, a subscript or a property, found by counting
    /// braces. What stands between the last brace and this one says what it is; blocks within a function are listed
    /// under its name too, which does no harm: they are shorter.
    var functions: [Function] {
        var found: [Function] = []
        var open: [(name: String?, line: Int)] = []
        var words: [Substring] = []
        for (index, line) in code.enumerated() {
            for token in line.tokens {
                switch token {
                case "{":
                    open.append((Self.name(of: words), index + 1))
                    words = []
                case "}":
                    if let (name, start) = open.popLast(), let name {
                        found.append(Function(name: name, line: start, length: index + 2 - start))
                    }
                    words = []
                default: words.append(token)
                }
            }
        }
        return found
    }

    private static func name(of words: [Substring]) -> String? {
        guard
            let keyword = words.lastIndex(where: {
                functionKeywords.contains($0) || typeKeywords.contains($0)
            }),
            functionKeywords.contains(words[keyword])
        else { return nil }
        let isNamed = ["func", "var", "let"].contains(words[keyword]) && keyword + 1 < words.count
        return String(isNamed ? words[keyword + 1] : words[keyword])
    }

    private static let functionKeywords: Set<Substring> = [
        "func", "init", "deinit", "subscript", "var", "let",
    ]
    private static let typeKeywords: Set<Substring> = [
        "struct", "class", "enum", "extension", "protocol", "actor",
    ]
}

extension Substring {
    /// Words and braces; anything else only parts words.
    fileprivate var tokens: [Substring] {
        var tokens: [Substring] = []
        var rest = self
        while let start = rest.firstIndex(where: { $0.isToken }) {
            rest = rest[start...]
            let isBrace = rest.first == "{" || rest.first == "}"
            let end =
                isBrace
                ? rest.index(after: start)
                : rest.firstIndex { !$0.isToken || $0 == "{" || $0 == "}" } ?? rest.endIndex
            tokens.append(rest[..<end])
            rest = rest[end...]
        }
        return tokens
    }
}

extension Character {
    fileprivate var isToken: Bool { self == "{" || self == "}" || self == "_" || isLetter || isNumber }
}

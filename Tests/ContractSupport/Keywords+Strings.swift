import Foundation
import JSON

// Keywords for strings (Validation, sections 6.3 and 7).

extension SchemaCompiler {
    /// Lengths count code points: RFC 8259 characters.
    static func minLength(_ site: Site, _: inout SchemaCompiler) throws -> Check {
        let limit = try site.count()
        return strings { $0.unicodeScalars.count >= limit ? nil : "is shorter than \(limit)" }
    }

    static func maxLength(_ site: Site, _: inout SchemaCompiler) throws -> Check {
        let limit = try site.count()
        return strings { $0.unicodeScalars.count <= limit ? nil : "is longer than \(limit)" }
    }

    static func pattern(_ site: Site, _: inout SchemaCompiler) throws -> Check {
        let source = try site.text()
        guard let pattern = Pattern(source) else {
            throw ContractError(site.place, "is no pattern of the dialect that the tests know")
        }
        return strings { pattern.matches($0) ? nil : "is \"\($0)\", which does not match \(source)" }
    }

    static func format(_ site: Site, _: inout SchemaCompiler) throws -> Check {
        let name = try site.text()
        guard let pattern = formats[name] else {
            throw ContractError(site.place, "is no format that the tests know: teach Keywords+Strings.swift")
        }
        return strings { pattern.matches($0) ? nil : "is \"\($0)\", which is no \(name)" }
    }

    private static func strings(_ fault: @escaping @Sendable (String) -> String?) -> Check {
        { value, pointer in
            guard case .string(let text) = value, let detail = fault(text) else { return [] }
            return [Violation(pointer, detail)]
        }
    }

    /// Shapes, not calendars: the tests of the values know whether a day exists.
    private static let formats = [
        "date": date, "date-time": date + "[Tt]" + time,
        "uuid": "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}",
        "email": "[^@ ]+@[^@ ]+",
        "uri": "[A-Za-z][A-Za-z0-9+.-]*:" + reference,
        "uri-reference": reference,
    ].compactMapValues { Pattern("^\($0)$") }

    private static let date = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
    private static let time =
        "([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)([.][0-9]+)?([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])"
    private static let reference = "([A-Za-z0-9._~:/?#@!$&'()*+,;=\\[\\]-]|%[0-9A-Fa-f]{2})*"
}

/// A regular expression of ECMA-262, as JSON Schema has them. It runs on Foundation's engine: `Regex` of the standard
/// library refuses ranges that begin at a scalar such as U+2000, whose normal form is another one, and is not
/// `Sendable`.
struct Pattern: Sendable {
    private let expression: NSRegularExpression

    /// Takes a pattern; nil when it is none, or has a class escape (`\d`, `\w`, `\s`, `\b`), whose meaning differs
    /// from engine to engine.
    init?(_ source: String) {
        guard source.firstRange(of: /\\[dDwWsSbB]/) == nil,
            let expression = try? NSRegularExpression(pattern: Self.translated(source))
        else { return nil }
        self.expression = expression
    }

    /// Whether the pattern is found anywhere in a text.
    func matches(_ text: String) -> Bool {
        expression.firstMatch(in: text, range: NSRange(location: 0, length: text.utf16.count)) != nil
    }

    /// `$` is the end of the text in ECMA-262; in Foundation's engine also the place before a last newline.
    private static func translated(_ source: String) -> String {
        var result = ""
        var isInClass = false
        var isEscaped = false
        for character in source {
            if !isEscaped, character == "[" || character == "]" { isInClass = character == "[" }
            result += character == "$" && !isInClass && !isEscaped ? "\\z" : String(character)
            isEscaped = character == "\\" && !isEscaped
        }
        return result
    }
}

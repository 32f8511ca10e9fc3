// What a template is filled in with. The kind of a value says how it is written: nobody has to think of escaping.

/// HTML that was made from a template; nothing else makes it.
struct Markup: Sendable, Equatable {
    fileprivate let html: String
}

/// A value for a name in a template.
enum TemplateValue: Sendable, Equatable {
    /// One line that people wrote.
    case people(PeopleText)
    /// Lines that people wrote: each gets a mark before it, so that they don't pass for the service's own.
    case block(PeopleText)
    /// What the service says.
    case own(String)
    /// What was made from another template.
    case markup(Markup)
    /// Whether a section shows.
    case flag(Bool)
    /// The items of a section.
    case items([TemplateValues])
    /// Nothing: its section does not show.
    case none

    /// A line that may be absent.
    static func people(_ text: String?) -> TemplateValue { text.map { .people(PeopleText($0)) } ?? .none }

    /// What the service says, when it says it.
    static func own(_ text: String?) -> TemplateValue { text.map { .own($0 as String) } ?? .none }

    fileprivate var shows: Bool {
        switch self {
        case .flag(let shows): shows
        case .items(let items): !items.isEmpty
        case .none: false
        case .people, .block, .own, .markup: true
        }
    }
}

/// Values by their names.
typealias TemplateValues = [String: TemplateValue]

extension Template {
    /// The template filled in as plain text.
    /// - Throws: `TemplateFault` for a name that has no value.
    func text(_ values: TemplateValues) throws(TemplateFault) -> String {
        try filled([values], isHTML: false)
    }

    /// The template filled in as HTML.
    /// - Throws: `TemplateFault` for a name that has no value.
    func markup(_ values: TemplateValues) throws(TemplateFault) -> Markup {
        Markup(html: try filled([values], isHTML: true))
    }

    /// A whole page.
    func page(_ values: TemplateValues) throws(TemplateFault) -> String { try markup(values).html }

    private func filled(_ scopes: [TemplateValues], isHTML: Bool) throws(TemplateFault) -> String {
        var output = ""
        try Self.append(parts, scopes, isHTML, to: &output)
        return output
    }

    private static func append(
        _ parts: [Part], _ scopes: [TemplateValues], _ isHTML: Bool, to output: inout String
    ) throws(TemplateFault) {
        for part in parts {
            switch part {
            case .literal(let text): output += text
            case .variable(let name):
                let value = try find(name, scopes)
                output += isHTML ? try html(value, name) : try text(value, name)
            case .section(let name, let isInverted, let inner):
                let value = try find(name, scopes)
                guard value.shows != isInverted else { continue }
                guard case .items(let items) = value, !isInverted else {
                    try append(inner, scopes, isHTML, to: &output)
                    continue
                }
                for item in items { try append(inner, scopes + [item], isHTML, to: &output) }
            }
        }
    }

    /// The value in the innermost scope that has it.
    private static func find(_ name: String, _ scopes: [TemplateValues]) throws(TemplateFault) -> TemplateValue {
        for scope in scopes.reversed() { if let value = scope[name] { return value } }
        throw TemplateFault(detail: "nothing is called \(name)")
    }

    private static func text(_ value: TemplateValue, _ name: String) throws(TemplateFault) -> String {
        switch value {
        case .people(let people): people.line
        case .block(let people): "> " + people.text.replacing("\n", with: "\n> ")
        case .own(let text): text
        case .markup, .flag, .items, .none: throw TemplateFault(detail: "\(name) is no text")
        }
    }

    private static func html(_ value: TemplateValue, _ name: String) throws(TemplateFault) -> String {
        switch value {
        case .people(let people): escaped(people.line)
        case .block(let people): escaped(people.text).replacing("\n", with: "<br>\n")
        case .own(let text): escaped(text)
        case .markup(let markup): markup.html
        case .flag, .items, .none: throw TemplateFault(detail: "\(name) is no text")
        }
    }

    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in text.unicodeScalars {
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(character)
            }
        }
        return escaped
    }
}

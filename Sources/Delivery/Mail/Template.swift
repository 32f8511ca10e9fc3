// Templates without logic: names in double braces, sections that show for a value or for each item of a list.
//
//     {{name}}                    a value
//     {{#items}} ... {{/items}}   once for each item, or once when the value is there
//     {{^items}} ... {{/items}}   when there is none
//
// A line with nothing but the beginning or the end of a section is no line of the output.

/// Why a template can't be read or filled in.
struct TemplateFault: Error, Equatable {
    let detail: String
}

/// A template that was read.
struct Template: Sendable {
    indirect enum Part: Sendable, Equatable {
        case literal(String)
        case variable(String)
        case section(String, isInverted: Bool, [Part])
    }

    let parts: [Part]

    /// Reads a template.
    /// - Throws: `TemplateFault`: braces that are not closed, sections that are not, or are crossed.
    init(_ text: String) throws(TemplateFault) {
        var reader = TemplateReader(text)
        parts = try reader.parts(until: nil)
    }

    /// Every name in it.
    var names: Set<String> { Self.names(parts) }

    private static func names(_ parts: [Part]) -> Set<String> {
        parts.reduce(into: []) { names, part in
            switch part {
            case .literal: break
            case .variable(let name): names.insert(name)
            case .section(let name, _, let inner): names.formUnion(Self.names(inner).union([name]))
            }
        }
    }
}

private struct TemplateReader {
    private var rest: Substring
    /// Whether what is left begins a line.
    private var beginsLine = true

    init(_ text: String) { rest = text[...] }

    /// The parts up to the end of a section, or of the text.
    mutating func parts(until section: String?) throws(TemplateFault) -> [Template.Part] {
        var parts: [Template.Part] = []
        while let start = rest.firstRange(of: "{{") {
            let literal = rest[..<start.lowerBound]
            guard let end = rest[start.upperBound...].firstRange(of: "}}") else {
                throw TemplateFault(detail: "braces that nothing closes")
            }
            let tag = rest[start.upperBound..<end.lowerBound]
            if !literal.isEmpty { parts.append(.literal(String(literal))) }
            let standsAlone = standsAlone(tag, behind: literal, before: rest[end.upperBound...])
            rest = rest[end.upperBound...].dropFirst(standsAlone ? 1 : 0)
            beginsLine = standsAlone
            if tag.first == "/" {
                guard String(tag.dropFirst()) == section else { throw TemplateFault(detail: "\(tag) ends nothing") }
                return parts
            }
            parts.append(try part(of: tag))
        }
        guard section == nil else { throw TemplateFault(detail: "#\(section ?? "") has no end") }
        if !rest.isEmpty { parts.append(.literal(String(rest))) }
        return parts
    }

    private mutating func part(of tag: Substring) throws(TemplateFault) -> Template.Part {
        let name = String(tag.drop { $0 == "#" || $0 == "^" })
        guard tag.first == "#" || tag.first == "^" else { return .variable(name) }
        return .section(name, isInverted: tag.first == "^", try parts(until: name))
    }

    /// Whether the tag of a section has a line for itself.
    private func standsAlone(_ tag: Substring, behind literal: Substring, before next: Substring) -> Bool {
        guard let first = tag.first, "#^/".contains(first) else { return false }
        return (literal.isEmpty ? beginsLine : literal.last == "\n") && next.first == "\n"
    }
}

public import JSON

/// Makes schemas from JSON, each reference once. A keyword that it does not know is an error: nothing in a schema
/// is passed over in silence.
struct SchemaCompiler {
    let document: OpenAPIDocument
    private var compiled: [String: Schema] = [:]
    private var inProgress: Set<String> = []

    init(_ document: OpenAPIDocument) { self.document = document }

    /// Makes the schema that a value describes.
    ///
    /// - Parameters:
    ///   - json: The schema.
    ///   - place: Where it stands, for errors.
    /// - Returns: The schema, ready to be asked.
    /// - Throws: `ContractError` for an unknown keyword, a keyword with a bad value, and an example that its own schema
    ///   refuses.
    mutating func compile(_ json: JSON, at place: String) throws -> Schema {
        if case .bool(let accepts) = json { return accepts ? Schema(checks: []) : Self.never }
        guard case .object(let members) = json else { throw ContractError(place, "a schema is an object") }
        var checks: [Check] = []
        for member in members {
            let site = Site(value: member.value, schema: json, place: place + pointerStep(member.name))
            if let keyword = Self.keywords[member.name] {
                checks.append(try keyword(site, &self))
            } else if !Self.isSilent(member.name, in: json) {
                throw ContractError(
                    site.place, "is no keyword that the tests check: teach SchemaCompiler, or mend it")
            }
        }
        let schema = Schema(checks: checks)
        for example in json["examples"]?.elements ?? [] {
            guard schema.accepts(example) else {
                throw ContractError(place, "refuses its example \(example.compact)")
            }
        }
        return schema
    }

    /// The schema that a reference points to.
    ///
    /// - Throws: `ContractError` when it points nowhere, or leads back to itself.
    mutating func compile(reference: String) throws -> Schema {
        if let schema = compiled[reference] { return schema }
        guard inProgress.insert(reference).inserted else {
            throw ContractError(reference, "refers to itself, which the tests do not follow")
        }
        let schema = try compile(document.target(of: reference), at: reference)
        compiled[reference] = schema
        return schema
    }

    /// Whether a name says nothing by itself: an annotation, or part of another keyword that is there.
    private static func isSilent(_ name: String, in schema: JSON) -> Bool {
        annotations.contains(name) || companions[name].map { schema[$0] != nil } ?? false
    }

    private static let never = Schema(checks: [{ _, pointer in [Violation(pointer, "is not allowed")] }])

    private static let annotations: Set = [
        "description", "default", "example", "examples", "title", "deprecated",
    ]

    /// Keywords that another one reads, without which they would mean nothing.
    private static let companions = ["then": "if", "else": "if"]

    private static let keywords: [String: Keyword] = [
        "$ref": reference, "allOf": allOf, "anyOf": anyOf, "oneOf": oneOf, "not": not, "if": conditional,
        "type": type, "enum": enumeration, "const": constant,
        "properties": properties, "required": required, "additionalProperties": additionalProperties,
        "minProperties": minProperties, "maxProperties": maxProperties,
        "items": items, "minItems": minItems, "maxItems": maxItems, "uniqueItems": uniqueItems,
        "minLength": minLength, "maxLength": maxLength, "pattern": pattern, "format": format,
        "minimum": minimum, "maximum": maximum, "exclusiveMinimum": exclusiveMinimum,
        "exclusiveMaximum": exclusiveMaximum, "multipleOf": multipleOf,
    ]
}

/// How a keyword becomes a check.
typealias Keyword = @Sendable (Site, inout SchemaCompiler) throws -> Check

/// A keyword in its schema.
struct Site: Sendable {
    /// The keyword's value.
    let value: JSON
    /// The schema that it stands in.
    let schema: JSON
    /// A pointer to the keyword, for errors.
    let place: String

    /// The value as a count.
    func count() throws -> Int {
        guard case .number(let number) = value, let integer = number.integer, integer >= 0 else {
            throw ContractError(place, "is no count")
        }
        return Int(integer)
    }

    /// The value as a number.
    func number() throws -> Double {
        guard case .number(let number) = value, let double = number.double else {
            throw ContractError(place, "is no number")
        }
        return double
    }

    /// The value as a text.
    func text() throws -> String {
        guard let text = value.text else { throw ContractError(place, "is no text") }
        return text
    }

    /// The value as a list that is not empty.
    func list() throws -> [JSON] {
        guard case .array(let list) = value, !list.isEmpty else { throw ContractError(place, "is no list") }
        return list
    }

    /// The value as a list of names.
    func names() throws -> [String] {
        let names = value.elements.compactMap(\.text)
        guard case .array(let list) = value, names.count == list.count else {
            throw ContractError(place, "is no list of names")
        }
        return names
    }

    /// The schemas of a list.
    func schemas(_ compiler: inout SchemaCompiler) throws -> [Schema] {
        try list().enumerated().map { try compiler.compile($1, at: "\(place)/\($0)") }
    }
}

extension Schema {
    /// Makes the schema that a value describes.
    ///
    /// - Parameters:
    ///   - json: The schema.
    ///   - document: What its references point into.
    /// - Throws: `ContractError` for an unknown keyword, a keyword with a bad value, a reference to nothing.
    public init(_ json: JSON, in document: OpenAPIDocument) throws {
        var compiler = SchemaCompiler(document)
        self = try compiler.compile(json, at: "")
    }
}

public import JSON

/// An example of the document, and what it breaks of the schema that it stands beside.
public struct Example: Sendable {
    /// A pointer to what has the example: a parameter, a header, a media type.
    public let place: String
    /// The example.
    public let value: JSON
    /// What is wrong with it.
    public let violations: [Violation]

    /// All examples. On the way every schema of the document is compiled, those that no answer uses too.
    static func all(_ compiler: inout SchemaCompiler) throws -> [Example] {
        try find(in: compiler.document.root, at: "#", &compiler)
    }

    private static func find(in value: JSON, at place: String, _ compiler: inout SchemaCompiler) throws
        -> [Example]
    {
        if place == "#/components/schemas" {
            for member in value.members {
                _ = try compiler.compile(reference: place + pointerStep(member.name))
            }
            return []
        }
        var found: [Example] = []
        if let json = value["schema"] {
            let schema = try compiler.compile(json, at: place + "/schema")
            found = try examples(of: value, compiler.document).map {
                Example(place: place, value: $0, violations: schema.violations(of: $0))
            }
        }
        for member in value.members where !["schema", "example", "examples"].contains(member.name) {
            found += try find(in: member.value, at: place + pointerStep(member.name), &compiler)
        }
        for (index, element) in value.elements.enumerated() {
            found += try find(in: element, at: "\(place)/\(index)", &compiler)
        }
        return found
    }

    /// The one of `example`, or those of `examples` (OpenAPI 3.1, section 4.8.14).
    private static func examples(of holder: JSON, _ document: OpenAPIDocument) throws -> [JSON] {
        let named = try (holder["examples"]?.members ?? []).compactMap {
            try document.resolve($0.value)["value"]
        }
        return (holder["example"].map { [$0] } ?? []) + named
    }
}

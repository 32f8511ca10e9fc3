import JSON

// Keywords for objects (Applicator, section 10.3.2; Validation, section 6.5) and arrays (10.3.1; 6.4).

extension SchemaCompiler {
    static func properties(_ site: Site, _ compiler: inout SchemaCompiler) throws -> Check {
        var schemas: [String: Schema] = [:]
        for member in site.value.members {
            schemas[member.name] = try compiler.compile(
                member.value, at: site.place + pointerStep(member.name))
        }
        let known = schemas
        return { value, pointer in
            value.members.flatMap { member in
                known[member.name]?.violations(of: member.value, at: pointer + pointerStep(member.name)) ?? []
            }
        }
    }

    static func required(_ site: Site, _: inout SchemaCompiler) throws -> Check {
        let names = try site.names()
        return { value, pointer in
            guard case .object = value else { return [] }
            return names.filter { value[$0] == nil }.map { Violation(pointer, "lacks the member \($0)") }
        }
    }

    /// For members that `properties` beside it does not name.
    static func additionalProperties(_ site: Site, _ compiler: inout SchemaCompiler) throws -> Check {
        let known = Set(site.schema["properties"]?.members.map(\.name) ?? [])
        let schema = try compiler.compile(site.value, at: site.place)
        return { value, pointer in
            value.members.filter { !known.contains($0.name) }
                .flatMap { schema.violations(of: $0.value, at: pointer + pointerStep($0.name)) }
        }
    }

    static func minProperties(_ site: Site, _: inout SchemaCompiler) throws -> Check {
        let limit = try site.count()
        return objects { $0.count >= limit ? nil : "has fewer than \(limit) members" }
    }

    static func maxProperties(_ site: Site, _: inout SchemaCompiler) throws -> Check {
        let limit = try site.count()
        return objects { $0.count <= limit ? nil : "has more than \(limit) members" }
    }

    static func items(_ site: Site, _ compiler: inout SchemaCompiler) throws -> Check {
        let schema = try compiler.compile(site.value, at: site.place)
        return { value, pointer in
            value.elements.enumerated().flatMap { schema.violations(of: $1, at: "\(pointer)/\($0)") }
        }
    }

    static func minItems(_ site: Site, _: inout SchemaCompiler) throws -> Check {
        let limit = try site.count()
        return arrays { $0.count >= limit ? nil : "has fewer than \(limit) items" }
    }

    static func maxItems(_ site: Site, _: inout SchemaCompiler) throws -> Check {
        let limit = try site.count()
        return arrays { $0.count <= limit ? nil : "has more than \(limit) items" }
    }

    static func uniqueItems(_ site: Site, _: inout SchemaCompiler) throws -> Check {
        guard site.value == .bool(true) else {
            throw ContractError(site.place, "leave it out unless it is true")
        }
        return arrays { items in
            let repeated = items.indices.first { index in
                items[..<index].contains { $0.isSame(as: items[index]) }
            }
            return repeated.map { "has \(items[$0].compact) more than once" }
        }
    }

    private static func objects(_ fault: @escaping @Sendable ([JSONMember]) -> String?) -> Check {
        { value, pointer in
            guard case .object(let members) = value, let detail = fault(members) else { return [] }
            return [Violation(pointer, detail)]
        }
    }

    private static func arrays(_ fault: @escaping @Sendable ([JSON]) -> String?) -> Check {
        { value, pointer in
            guard case .array(let items) = value, let detail = fault(items) else { return [] }
            return [Violation(pointer, detail)]
        }
    }
}

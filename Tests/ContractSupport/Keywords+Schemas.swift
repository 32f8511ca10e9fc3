import JSON

// Keywords that put schemas together (Core, sections 8.2.3.1 and 10.2).

extension SchemaCompiler {
    static func reference(_ site: Site, _ compiler: inout SchemaCompiler) throws -> Check {
        let schema = try compiler.compile(reference: site.text())
        return { schema.violations(of: $0, at: $1) }
    }

    static func allOf(_ site: Site, _ compiler: inout SchemaCompiler) throws -> Check {
        let schemas = try site.schemas(&compiler)
        return { value, pointer in schemas.flatMap { $0.violations(of: value, at: pointer) } }
    }

    /// Tells what the schema that comes nearest finds wrong.
    static func anyOf(_ site: Site, _ compiler: inout SchemaCompiler) throws -> Check {
        let schemas = try site.schemas(&compiler)
        return { value, pointer in
            let answers = schemas.map { $0.violations(of: value, at: pointer) }
            return answers.min { $0.count < $1.count } ?? []
        }
    }

    static func oneOf(_ site: Site, _ compiler: inout SchemaCompiler) throws -> Check {
        let schemas = try site.schemas(&compiler)
        return { value, pointer in
            let count = schemas.count { $0.accepts(value) }
            return count == 1
                ? [] : [Violation(pointer, "satisfies \(count) of the schemas of oneOf, not one")]
        }
    }

    static func not(_ site: Site, _ compiler: inout SchemaCompiler) throws -> Check {
        let schema = try compiler.compile(site.value, at: site.place)
        let text = site.value.compact
        return { value, pointer in schema.accepts(value) ? [Violation(pointer, "satisfies not \(text)")] : []
        }
    }

    /// `if` with its `then` and `else`.
    static func conditional(_ site: Site, _ compiler: inout SchemaCompiler) throws -> Check {
        let condition = try compiler.compile(site.value, at: site.place)
        let consequence = try site.schema["then"].map { try compiler.compile($0, at: site.place + "/then") }
        let alternative = try site.schema["else"].map { try compiler.compile($0, at: site.place + "/else") }
        return { value, pointer in
            let branch = condition.accepts(value) ? consequence : alternative
            return branch?.violations(of: value, at: pointer) ?? []
        }
    }
}

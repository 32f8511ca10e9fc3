import JSON

// Keywords for values of any type (Validation, section 6.1) and for numbers (section 6.2).

extension SchemaCompiler {
    static func type(_ site: Site, _: inout SchemaCompiler) throws -> Check {
        let names = try site.value.text.map { [$0] } ?? site.names()
        for name in names where !jsonTypes.contains(name) {
            throw ContractError(site.place, "there is no type \(name)")
        }
        return { value, pointer in
            names.contains { value.isOf(type: $0) }
                ? [] : [Violation(pointer, "is \(value.typeName), not \(names.joined(separator: " or "))")]
        }
    }

    static func enumeration(_ site: Site, _: inout SchemaCompiler) throws -> Check {
        let values = try site.list()
        return { value, pointer in
            values.contains { $0.isSame(as: value) }
                ? [] : [Violation(pointer, "is \(value.compact), not one of \(JSON.array(values).compact)")]
        }
    }

    static func constant(_ site: Site, _: inout SchemaCompiler) -> Check {
        let expected = site.value
        return { value, pointer in
            expected.isSame(as: value)
                ? [] : [Violation(pointer, "is \(value.compact), not \(expected.compact)")]
        }
    }

    static func minimum(_ site: Site, _: inout SchemaCompiler) throws -> Check {
        let bound = try site.number()
        return numbers { $0 >= bound ? nil : "is below \(bound)" }
    }

    static func maximum(_ site: Site, _: inout SchemaCompiler) throws -> Check {
        let bound = try site.number()
        return numbers { $0 <= bound ? nil : "is above \(bound)" }
    }

    static func exclusiveMinimum(_ site: Site, _: inout SchemaCompiler) throws -> Check {
        let bound = try site.number()
        return numbers { $0 > bound ? nil : "is not above \(bound)" }
    }

    static func exclusiveMaximum(_ site: Site, _: inout SchemaCompiler) throws -> Check {
        let bound = try site.number()
        return numbers { $0 < bound ? nil : "is not below \(bound)" }
    }

    /// In binary floating point 0.07 is not seven times 0.01: what is nearer than a millionth is taken for it.
    static func multipleOf(_ site: Site, _: inout SchemaCompiler) throws -> Check {
        let step = try site.number()
        guard step > 0 else { throw ContractError(site.place, "is not above 0") }
        return numbers { number in
            let quotient = number / step
            return abs(quotient - quotient.rounded()) < 1e-6 ? nil : "is no multiple of \(step)"
        }
    }

    private static func numbers(_ fault: @escaping @Sendable (Double) -> String?) -> Check {
        { value, pointer in
            guard case .number(let number) = value, let detail = fault(number.double ?? .infinity) else {
                return []
            }
            return [Violation(pointer, detail)]
        }
    }
}

private let jsonTypes: Set = ["null", "boolean", "integer", "number", "string", "array", "object"]

extension JSON {
    /// The type as JSON Schema calls it; a whole number is an `integer`, however it is written.
    fileprivate var typeName: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .number(let number): number.double.map { $0 == $0.rounded() } ?? false ? "integer" : "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }

    fileprivate func isOf(type name: String) -> Bool {
        typeName == name || name == "number" && typeName == "integer"
    }
}

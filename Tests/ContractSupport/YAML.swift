public import JSON
import Yams

/// Reads YAML as the JSON value that it stands for: mappings keep their order, numbers their text.
///
/// Plain scalars are read by the core schema of YAML 1.2. One that a reader of YAML 1.1 would take for something other
/// than text (`no`, `2026-11-01`, `0x10`) is refused, because the tools that read `openapi.yaml` are of both kinds.
public enum YAML {
    /// Reads one document.
    ///
    /// - Parameter text: The YAML text.
    /// - Returns: The value of the document.
    /// - Throws: `YamlError` for what is no YAML or has a key twice, `ContractError` for what JSON does not know.
    public static func parse(_ text: String) throws -> JSON {
        guard let node = try Yams.compose(yaml: text) else { return .null }
        return try value(of: node)
    }

    private static func value(of node: Node) throws -> JSON {
        switch node {
        case .scalar(let scalar):
            return try value(of: scalar, in: node)
        case .sequence(let sequence):
            return .array(try sequence.map { try value(of: $0) })
        case .mapping(let mapping):
            return .object(
                try mapping.map { JSONMember(name: try name(of: $0.key), value: try value(of: $0.value)) })
        case .alias:
            throw ContractError(place(of: node), "an alias: use a $ref")
        }
    }

    private static func name(of key: Node) throws -> String {
        guard case .string(let name) = try value(of: key) else {
            throw ContractError(place(of: key), "a key that is no text: quote it")
        }
        return name
    }

    private static func value(of scalar: Node.Scalar, in node: Node) throws -> JSON {
        guard scalar.style == .plain else { return .string(scalar.string) }
        switch scalar.string {
        case "", "~", "null": return .null
        case "true": return .bool(true)
        case "false": return .bool(false)
        default: break
        }
        if case .number(let number)? = try? JSON.parse(Array(scalar.string.utf8)) { return .number(number) }
        guard node.tag.description == Tag(.str).description else {
            throw ContractError(place(of: node), "\(scalar.string) is text to some readers only: quote it")
        }
        return .string(scalar.string)
    }

    private static func place(of node: Node) -> String { "line \(node.mark?.line ?? 0)" }
}

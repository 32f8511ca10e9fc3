import Foundation
public import JSON

/// `openapi.yaml` as JSON, with its references.
public struct OpenAPIDocument: Sendable {
    /// The whole document.
    public let root: JSON

    /// Makes a document from a value.
    public init(root: JSON) { self.root = root }

    /// Reads `openapi.yaml`.
    ///
    /// - Parameter repositoryRoot: The folder that has it.
    /// - Throws: When there is no such file, or when it is not the YAML that `YAML` reads.
    public init(repositoryRoot: String) throws {
        root = try YAML.parse(String(contentsOfFile: repositoryRoot + "/openapi.yaml", encoding: .utf8))
    }

    /// The document in JSON on one line, its members in the order of the YAML text.
    public var json: [UInt8] {
        var writer = JSONWriter(capacity: 1 << 18)
        writer.value(root)
        return writer.bytes + Array("\n".utf8)
    }

    /// What a reference such as `#/components/schemas/Id` points to.
    ///
    /// - Parameter reference: A fragment with a JSON pointer (RFC 6901, section 6).
    /// - Returns: The value there.
    /// - Throws: `ContractError` when it points nowhere.
    public func target(of reference: String) throws -> JSON {
        var value = root
        let steps = reference.split(separator: "/", omittingEmptySubsequences: false)
        guard steps.first == "#" else { throw ContractError(reference, "write references as #/…") }
        for step in steps.dropFirst() {
            let name = String(step).replacing("~1", with: "/").replacing("~0", with: "~")
            guard let next = value[name] ?? Int(name).flatMap({ index in value[index] }) else {
                throw ContractError(reference, "points nowhere")
            }
            value = next
        }
        return value
    }

    /// The value itself, or what it refers to.
    func resolve(_ value: JSON) throws -> JSON {
        guard let reference = value["$ref"]?.text else { return value }
        return try resolve(target(of: reference))
    }

    /// Every reference of the document, examples left aside.
    public var references: [String] { Self.references(in: root) }

    private static func references(in value: JSON) -> [String] {
        let own = value["$ref"]?.text.map { [$0] } ?? []
        let below =
            value.members.filter { $0.name != "example" && $0.name != "value" }.map(\.value) + value.elements
        return own + below.flatMap(references)
    }
}

import JSON

/// What `openapi.yaml` says of one answer: its headers, and its body in each media type.
struct ResponseRule: Sendable {
    /// One header of an answer.
    private struct Header: Sendable {
        let name: String
        let isRequired: Bool
        let schema: Schema
    }

    private let headers: [Header]
    private let content: [String: Schema]

    /// Reads a Response Object (OpenAPI 3.1, section 4.8.17), or a reference to one.
    init(_ json: JSON, at place: String, _ compiler: inout SchemaCompiler) throws {
        let response = try compiler.document.resolve(json)
        var headers: [Header] = []
        for member in response["headers"]?.members ?? [] {
            let header = try compiler.document.resolve(member.value)
            guard let schema = header["schema"] else {
                throw ContractError(place, "\(member.name) has no schema")
            }
            headers.append(
                Header(
                    name: member.name, isRequired: header["required"] == .bool(true),
                    schema: try compiler.compile(schema, at: "\(place)/headers\(pointerStep(member.name))")))
        }
        var content: [String: Schema] = [:]
        for member in response["content"]?.members ?? [] {
            guard let schema = member.value["schema"] else {
                throw ContractError(place, "\(member.name) has no schema")
            }
            content[member.name] = try compiler.compile(
                schema, at: "\(place)/content\(pointerStep(member.name))")
        }
        self.headers = headers
        self.content = content
    }

    /// What an answer breaks.
    ///
    /// - Parameters:
    ///   - received: The headers of the answer.
    ///   - body: Its body; nil for an answer to `HEAD`, which has none whatever its headers say.
    /// - Returns: Each fault in plain words.
    func violations(headers received: [(String, String)], body: [UInt8]?) -> [String] {
        headers.flatMap { violations(of: $0, in: received) } + bodyViolations(received, body)
    }

    /// Several fields of one name are one list (RFC 9110, section 5.2).
    private func violations(of header: Header, in received: [(String, String)]) -> [String] {
        let values = received.filter { $0.0.lowercased() == header.name.lowercased() }.map(\.1)
        if values.isEmpty { return header.isRequired ? ["the header \(header.name) is missing"] : [] }
        let value = values.joined(separator: ", ")
        if let number = try? JSON.parse(Array(value.utf8)), header.schema.accepts(number) { return [] }
        return header.schema.violations(of: .string(value)).map { "the header \(header.name) \($0)" }
    }

    private func bodyViolations(_ received: [(String, String)], _ body: [UInt8]?) -> [String] {
        let type = received.first { $0.0.lowercased() == "content-type" }?.1
        guard !content.isEmpty else {
            return body?.isEmpty ?? true ? [] : ["there is a body, and none is declared"]
        }
        guard let type else { return ["the header Content-Type is missing"] }
        let name = type.prefix { $0 != ";" }.filter { $0 != " " }.lowercased()
        guard let schema = content[name] else {
            return ["\(name) is not declared, but \(content.keys.sorted().joined(separator: ", "))"]
        }
        guard let body else { return [] }
        do {
            return schema.violations(of: try Self.value(of: body, type: name)).map { "the body: \($0)" }
        } catch {
            return ["the body is not \(name): \(error)"]
        }
    }

    /// The body as a schema sees it: JSON and YAML parsed, anything else a string.
    private static func value(of body: [UInt8], type: String) throws -> JSON {
        if type == "application/json" || type.hasSuffix("+json") { return try JSON.parse(body) }
        guard let text = String(validating: body, as: UTF8.self) else {
            throw ContractError(type, "no UTF-8")
        }
        return type == "application/yaml" ? try YAML.parse(text) : .string(text)
    }
}

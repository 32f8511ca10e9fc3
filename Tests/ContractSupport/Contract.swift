import JSON

/// `openapi.yaml` as a judge of exchanges: what the service answers must be what the document promises.
///
/// ```swift
/// let contract = try Contract.load(repositoryRoot)
/// let violations = contract.check(
///     method: "GET", path: "/v1/me", status: 200, headers: [("Content-Type", "application/json")], body: bytes)
/// #expect(violations.isEmpty)
/// ```
public struct Contract: Sendable {
    /// One operation of the document.
    public struct Operation: Sendable {
        /// The method in upper case.
        public let method: String
        /// The path template, such as `/v1/keys/{id}`.
        public let path: String
        /// The name that links and clients use.
        public let operationId: String
        /// The statuses that it declares, ascending.
        public var statuses: [Int] { responses.keys.sorted() }

        let responses: [Int: ResponseRule]
    }

    /// The document.
    public let document: OpenAPIDocument
    /// All operations, in the document's order.
    public let operations: [Operation]
    /// The examples of parameters, headers and bodies, each with what it breaks.
    public let examples: [Example]

    /// Answers that are about the message, the same on every route: `x-everywhere`.
    private let everywhere: [Int: ResponseRule]
    /// Answers where there is no operation: nothing there, or, before that is looked at, no key, or a suspended one.
    private let nowhere: [Int: ResponseRule]

    /// Reads `openapi.yaml` and every schema in it.
    ///
    /// - Parameter repositoryRoot: The folder that has the file.
    /// - Returns: The contract.
    /// - Throws: `ContractError` when the document has something that would go unchecked, such as an unknown keyword.
    public static func load(_ repositoryRoot: String) throws -> Contract {
        try Contract(OpenAPIDocument(repositoryRoot: repositoryRoot))
    }

    /// Reads every schema of a document.
    ///
    /// - Throws: As `load`.
    public init(_ document: OpenAPIDocument) throws {
        var compiler = SchemaCompiler(document)
        self.document = document
        operations = try Self.operations(&compiler)
        everywhere = try Self.responses(
            document.root["x-everywhere"] ?? .null, at: "#/x-everywhere", &compiler)
        let refusals = document.root["components"]?["responses"]
        nowhere = try [401: "Unauthenticated", 403: "Forbidden", 404: "NotFound"].compactMapValues { name in
            try refusals?[name].map { try ResponseRule($0, at: "#/components/responses/\(name)", &compiler) }
        }
        examples = try Example.all(&compiler)
    }

    /// Holds one exchange against the document.
    ///
    /// - Parameters:
    ///   - method: The method of the request, in upper case.
    ///   - path: The path of the request; a query is left aside.
    ///   - status: The status of the answer.
    ///   - headers: Its headers.
    ///   - body: Its body.
    /// - Returns: What is broken, in plain words; nothing when the answer is as promised.
    public func check(
        method: String, path: String, status: Int, headers: [(String, String)], body: [UInt8]
    ) -> [String] {
        if method == "OPTIONS" { return Self.checkOptions(status, headers, body) }
        let isHead = method == "HEAD"
        if isHead, !body.isEmpty { return ["HEAD \(path): there is a body"] }
        let operation = operation(isHead ? "GET" : method, path)
        guard
            let rule = operation?.responses[status] ?? everywhere[status]
                ?? (operation == nil ? nowhere[status] : nil)
        else {
            return [
                operation.map { "\($0.operationId): \(status) is not declared" }
                    ?? "\(method) \(path) is no operation, and \(status) is no answer to that"
            ]
        }
        let name = operation?.operationId ?? "\(method) \(path)"
        return rule.violations(headers: headers, body: isHead ? nil : body).map { "\(name) \(status): \($0)" }
    }

    /// The operation that a request is for. `/v1/engagements/summary` wins over `/v1/engagements/{id}`.
    private func operation(_ method: String, _ path: String) -> Operation? {
        let segments = path.prefix { $0 != "?" }.split(separator: "/", omittingEmptySubsequences: false)
        return operations.filter { $0.method == method && $0.matches(segments) }
            .min { $0.path.count { $0 == "{" } < $1.path.count { $0 == "{" } }
    }

    /// `OPTIONS` is served everywhere and listed nowhere.
    private static func checkOptions(
        _ status: Int, _ headers: [(String, String)], _ body: [UInt8]
    ) -> [String] {
        guard status != 400, status != 404 else { return [] }
        guard status == 204 else { return ["OPTIONS: \(status) is not declared"] }
        let hasAllow = headers.contains { $0.0.lowercased() == "allow" }
        return (hasAllow ? [] : ["OPTIONS 204: the header Allow is missing"])
            + (body.isEmpty ? [] : ["OPTIONS 204: there is a body"])
    }
}

extension Contract {
    private static let methods: Set = ["get", "put", "post", "delete", "patch", "head", "options", "trace"]

    private static func operations(_ compiler: inout SchemaCompiler) throws -> [Operation] {
        var operations: [Operation] = []
        for path in compiler.document.root["paths"]?.members ?? [] {
            for member in path.value.members where methods.contains(member.name) {
                let place = "#/paths\(pointerStep(path.name))/\(member.name)"
                guard let id = member.value["operationId"]?.text else {
                    throw ContractError(place, "has no operationId")
                }
                let responses = try responses(
                    member.value["responses"] ?? .null, at: place + "/responses", &compiler)
                operations.append(
                    Operation(
                        method: member.name.uppercased(), path: path.name, operationId: id,
                        responses: responses))
            }
        }
        return operations
    }

    private static func responses(
        _ json: JSON, at place: String, _ compiler: inout SchemaCompiler
    ) throws -> [Int: ResponseRule] {
        var rules: [Int: ResponseRule] = [:]
        for member in json.members {
            guard let status = Int(member.name), (100...599).contains(status) else {
                throw ContractError("\(place)/\(member.name)", "is no status: name each one")
            }
            rules[status] = try ResponseRule(member.value, at: "\(place)/\(status)", &compiler)
        }
        return rules
    }
}

extension Contract.Operation {
    /// Whether a path has the template's segments; one in braces stands for any that is not empty.
    fileprivate func matches(_ segments: [Substring]) -> Bool {
        let template = path.split(separator: "/", omittingEmptySubsequences: false)
        return template.count == segments.count
            && zip(template, segments).allSatisfy { $0 == $1 || $0.hasPrefix("{") && !$1.isEmpty }
    }
}

import ContractSupport
import JSON
import Testing

/// `openapi.yaml` itself, read once.
private let shared = Result { try Contract.load(Repository.root) }

@Suite struct `openapi.yaml` {
    private let contract: Contract

    init() throws { contract = try shared.get() }

    @Test func `has examples that satisfy their schemas`() {
        #expect(contract.examples.count > 100)
        for example in contract.examples {
            #expect(example.violations.isEmpty, "\(example.place): \(example.value)")
        }
    }

    @Test func `has references that lead somewhere`() {
        for reference in Set(contract.document.references) {
            #expect(throws: Never.self) { try contract.document.target(of: reference) }
        }
    }

    @Test func `uses each of its components`() {
        let used = Set(contract.document.references)
        for (section, json) in members(contract.document.root["components"])
        where section != "securitySchemes" {
            for (name, _) in members(json) {
                #expect(used.contains("#/components/\(section)/\(name)"), "remove it, or refer to it")
            }
        }
    }

    @Test func `names every operation once`() {
        let names = contract.operations.map(\.operationId)
        #expect(Set(names).count == names.count)
        #expect(!names.isEmpty)
    }

    @Test func `has links to operations that exist`() {
        let names = Set(contract.operations.map(\.operationId))
        for (link, json) in members(contract.document.root["components"]?["links"]) {
            guard case .string(let name)? = json["operationId"] else {
                Issue.record("\(link) has no operationId")
                continue
            }
            #expect(names.contains(name), "\(link) leads to no operation")
        }
    }

    @Test func `says for every operation who may use it`() {
        let everyone = contract.document.root["security"]
        for operation in contract.operations {
            guard case .array(let requirements)? = self.json(of: operation)["security"] ?? everyone else {
                Issue.record("\(operation.operationId) has no security, and neither has the document")
                continue
            }
            let isOpen = !operation.path.hasPrefix("/v1/")
            #expect(
                isOpen == (requirements.isEmpty || requirements.contains(.object([]))),
                "\(operation.operationId): routes under /v1 need a key, the others none")
        }
    }

    @Test func `declares the errors of every operation`() {
        for operation in contract.operations {
            let missing = Set(expectedErrors(of: operation)).subtracting(operation.statuses)
            #expect(missing.isEmpty, "\(operation.operationId) lacks them: refer to components/responses")
            #expect(operation.statuses.contains { (200..<300).contains($0) }, "\(operation.operationId)")
        }
    }

    /// What can go wrong follows from the method, the path and who may call.
    private func expectedErrors(of operation: Contract.Operation) -> [Int] {
        let hasKey = operation.path.hasPrefix("/v1/")
        let hasBody = json(of: operation)["requestBody"] != nil
        let hasConditions = operation.method == "GET" && (hasKey || operation.statuses.contains(304))
        return [400] + (hasKey ? [401, 403, 429, 503] : []) + (operation.path.contains("{") ? [404] : [])
            + (hasBody ? [413, 415, 422] : []) + (hasConditions ? [304] : [])
            + (operation.method == "DELETE" ? [] : [406])
    }

    @Test func `has an example for every body`() throws {
        for operation in contract.operations {
            let json = json(of: operation)
            let request = try json["requestBody"].map(resolve)
            let responses = try members(json["responses"]).map { try resolve($0.1) }
            for holder in [request].compactMap(\.self) + responses {
                for (type, content) in members(holder["content"]) {
                    let hasExample = content["example"] != nil || content["examples"] != nil
                    #expect(hasExample, "\(operation.operationId) has none for a \(type)")
                }
            }
        }
    }

    private func json(of operation: Contract.Operation) -> JSON {
        contract.document.root["paths"]?[operation.path]?[operation.method.lowercased()] ?? .null
    }

    private func resolve(_ json: JSON) throws -> JSON {
        guard case .string(let reference)? = json["$ref"] else { return json }
        return try contract.document.target(of: reference)
    }

    private func members(_ json: JSON?) -> [(String, JSON)] {
        guard case .object(let members)? = json else { return [] }
        return members.map { ($0.name, $0.value) }
    }
}

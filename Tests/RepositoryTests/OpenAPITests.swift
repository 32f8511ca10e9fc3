import ContractSupport
import JSON
import Testing

@testable import ReferralAPI

@Suite struct `openapi.yaml and the service agree on` {
    private let document: OpenAPIDocument

    init() throws { document = try OpenAPIDocument(repositoryRoot: Repository.root) }

    @Test func `the document in JSON`() throws {
        let path = "Sources/CResources/openapi.json"
        if Tree.isUpdating { try Tree.write(document.json, to: path) }
        let isSame = try Array(Tree.text(of: path).utf8) == document.json
        #expect(isSame, "\(path) is not what openapi.yaml says: run make openapi")
    }

    @Test func `the routes`() throws {
        let declared = Set(try Contract(document).operations.map { "\($0.method) \($0.path)" })
        let served = Set(SharedAPI.routes)
        #expect(served.count == SharedAPI.routes.count, "a route stands in the table twice")
        #expect(
            declared.subtracting(served) == [], "add them to ReferralAPI, or take them out of openapi.yaml")
        #expect(served.subtracting(declared) == [], "describe them in openapi.yaml")
    }

    @Test func `the codes of problems`() throws {
        let schema = try document.target(of: "#/components/schemas/ProblemCode")
        guard case .array(let values)? = schema["enum"] else {
            Issue.record("ProblemCode has no enum")
            return
        }
        let declared = Set(values.map { value in if case .string(let text) = value { text } else { "?" } })
        let known = Set(ProblemCode.allCases.map(\.rawValue))
        #expect(
            declared.subtracting(known) == [],
            "add them to ProblemCode.swift, or take them out of openapi.yaml")
        #expect(
            known.subtracting(declared) == [], "add them to components/schemas/ProblemCode in openapi.yaml")
    }
}

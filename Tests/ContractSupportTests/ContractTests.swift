import ContractSupport
import Testing

private let document = """
    x-everywhere: { '400': { description: Bad, content: { text/plain: { schema: { const: bad } } } } }
    paths:
      /things/{id}:
        get:
          operationId: getThing
          responses:
            '200':
              description: It.
              headers:
                ETag: { required: true, schema: { type: string, pattern: '^"' } }
                Age: { schema: { type: integer } }
              content:
                application/json: { schema: { type: object, required: [id], properties: { id: { type: integer } } } }
                text/csv: { schema: { type: string } }
            '304': { description: Same. }
      /things/all:
        get:
          operationId: getAll
          responses: { '204': { description: None. } }
    components:
      responses: { NotFound: { description: Gone. }, Unauthenticated: { description: Who? } }
    """

private let json = ("content-type", "application/json; charset=utf-8")
private let tag = ("etag", "\"1\"")

@Suite struct `The contract` {
    private let contract: Contract

    init() throws { contract = try Contract(OpenAPIDocument(root: YAML.parse(document))) }

    private func check(
        _ method: String, _ path: String, _ status: Int, _ headers: [(String, String)] = [],
        _ body: String = ""
    ) -> [String] {
        contract.check(method: method, path: path, status: status, headers: headers, body: Array(body.utf8))
    }

    @Test func `lists its operations`() {
        #expect(contract.operations.map(\.operationId) == ["getThing", "getAll"])
        #expect(contract.operations.map(\.path) == ["/things/{id}", "/things/all"])
        #expect(contract.operations.map(\.statuses) == [[200, 304], [204]])
    }

    @Test func `takes answers as they are promised`() {
        #expect(check("GET", "/things/1?a=b", 200, [json, tag, ("Age", "3")], #"{"id":1}"#) == [])
        #expect(check("GET", "/things/1", 200, [("Content-Type", "text/csv"), tag], "a,b\r\n") == [])
        #expect(check("HEAD", "/things/1", 200, [json, tag]) == [])
        #expect(check("GET", "/things/1", 304) == [])
        #expect(check("GET", "/things/all", 204) == [])
    }

    @Test func `tells what an answer breaks`() {
        let whole = #"{"id":1}"#
        #expect(check("GET", "/things/1", 200, [json], whole) == ["getThing 200: the header ETag is missing"])
        #expect(check("GET", "/things/1", 201, [json], whole) == ["getThing: 201 is not declared"])
        #expect(
            check("GET", "/things/1", 200, [json, tag], #"{"id":"x"}"#)
                == ["getThing 200: the body: /id is string, not integer"])
        #expect(
            check("GET", "/things/1", 200, [json, tag, ("age", "old")], whole)
                == ["getThing 200: the header Age is string, not integer"])
        #expect(
            check("GET", "/things/1", 200, [("Content-Type", "text/html"), tag], "")
                == ["getThing 200: text/html is not declared, but application/json, text/csv"])
        #expect(
            check("GET", "/things/1", 200, [tag], whole) == [
                "getThing 200: the header Content-Type is missing"
            ])
        #expect(
            check("GET", "/things/1", 304, [], "x") == ["getThing 304: there is a body, and none is declared"]
        )
        #expect(
            check("GET", "/things/1", 200, [json, tag], "{").first?.contains("is not application/json")
                == true)
        #expect(check("HEAD", "/things/1", 200, [json, tag], "x") == ["HEAD /things/1: there is a body"])
        #expect(check("GET", "/things/all", 200, [json, tag], whole) == ["getAll: 200 is not declared"])
    }

    @Test func `knows what any route can answer`() {
        let text = ("Content-Type", "text/plain")
        #expect(check("GET", "/things/1", 400, [text], "bad") == [])
        #expect(check("POST", "/nothing", 400, [text], "worse").count == 1)
    }

    @Test func `knows what is no operation`() {
        #expect(check("GET", "/nothing", 404) == [])
        #expect(check("GET", "/things/", 401) == [])
        #expect(check("GET", "/things/1", 404) == ["getThing: 404 is not declared"])
        #expect(
            check("POST", "/things/1", 201) == [
                "POST /things/1 is no operation, and 201 is no answer to that"
            ])
    }

    @Test func `lets OPTIONS answer with Allow or not found`() {
        #expect(check("OPTIONS", "/things/1", 204, [("Allow", "GET")]) == [])
        #expect(check("OPTIONS", "/nothing", 404) == [])
        #expect(check("OPTIONS", "/things/1", 204) == ["OPTIONS 204: the header Allow is missing"])
        #expect(check("OPTIONS", "/things/1", 200) == ["OPTIONS: 200 is not declared"])
    }

    @Test(arguments: [
        "paths: { /a: { get: { responses: {} } } }",
        "paths: { /a: { get: { operationId: a, responses: { default: { description: Any. } } } } }",
        "paths: { /a: { get: { operationId: a, responses: { '200': { $ref: '#/nowhere' } } } } }",
        "components: { schemas: { Unused: { mystery: 1 } } }",
        "components: { parameters: { a: { schema: { mystery: 1 } } } }",
    ])
    func `refuses a document that it could not check`(yaml: String) {
        #expect(throws: ContractError.self) { try Contract(OpenAPIDocument(root: YAML.parse(yaml))) }
    }
}

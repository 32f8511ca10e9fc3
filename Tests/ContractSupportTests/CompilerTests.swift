import ContractSupport
import JSON
import Testing

/// Compiles a schema in a document that has one other, `Short`.
func compile(_ yaml: String) throws -> Schema {
    let document = OpenAPIDocument(
        root: try YAML.parse(
            "components: { schemas: { Short: { maxLength: 2 }, Loop: { $ref: '#/components/schemas/Loop' } } }"
        ))
    return try Schema(YAML.parse(yaml), in: document)
}

@Suite struct `A schema is refused when it` {
    @Test(arguments: [
        ("unevaluatedProperties: false", "/unevaluatedProperties"),
        ("{ type: object, new: null }", "/new"),
        ("properties: { a: { contains: true } }", "/properties/a/contains"),
        ("then: { minimum: 1 }", "/then"),
        ("type: text", "/type"),
        ("minLength: -1", "/minLength"),
        ("maximum: '1'", "/maximum"),
        ("required: a", "/required"),
        ("enum: []", "/enum"),
        ("uniqueItems: false", "/uniqueItems"),
        ("pattern: '['", "/pattern"),
        (#"pattern: '^\d+$'"#, "/pattern"),
        ("format: hostname", "/format"),
        ("multipleOf: 0", "/multipleOf"),
        ("items: 1", "/items"),
    ])
    func `would leave something unchecked`(yaml: String, place: String) throws {
        let error = #expect(throws: ContractError.self) { try compile(yaml) }
        #expect(error?.place == place)
    }

    @Test func `refers to nothing`() {
        #expect(throws: ContractError.self) { try compile("$ref: '#/components/schemas/Missing'") }
        #expect(throws: ContractError.self) { try compile("$ref: 'other.yaml#/Short'") }
    }

    @Test func `refers to itself`() {
        #expect(throws: ContractError.self) { try compile("$ref: '#/components/schemas/Loop'") }
    }

    @Test func `refuses its own example`() {
        #expect(throws: ContractError.self) { try compile("{ maxLength: 1, examples: [a, ab] }") }
    }
}

@Suite struct `YAML becomes JSON` {
    @Test(arguments: [
        (
            "{ b: 1, a: [x, 'null', null, ~, true, 1.50, 3.1.0] }",
            #"{"b":1,"a":["x","null",null,null,true,1.50,"3.1.0"]}"#
        ),
        ("a: |\n  one\n  two\n", #"{"a":"one\ntwo\n"}"#),
        ("'2026-11-01'", #""2026-11-01""#),
        ("+41 44 555 01 30", #""+41 44 555 01 30""#),
        ("", "null"),
    ])
    func `with the order of members and the text of numbers`(yaml: String, json: String) throws {
        var writer = JSONWriter()
        writer.value(try YAML.parse(yaml))
        #expect(String(decoding: writer.bytes, as: UTF8.self) == json)
    }

    @Test(arguments: ["no", "On", "0x10", "2026-11-01", ".5", "010"])
    func `and what two readers would read differently is refused`(yaml: String) {
        #expect(throws: ContractError.self) { try YAML.parse(yaml) }
    }

    @Test(arguments: ["{ a: 1, a: 2 }", "{ 1: a }", "a: &x 1\nb: [", "- a\nb: 1"])
    func `and what is no clean YAML is refused`(yaml: String) {
        #expect(throws: (any Error).self) { try YAML.parse(yaml) }
    }
}

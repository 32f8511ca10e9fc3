import ContractSupport
import JSON
import Testing

/// A schema, with values on both sides of it.
struct KeywordCase: Sendable, CustomTestStringConvertible {
    let schema: String
    let accepted: [String]
    let refused: [String]
    var testDescription: String { schema }

    init(_ schema: String, accepts accepted: String..., refuses refused: String...) {
        self.schema = schema
        self.accepted = accepted
        self.refused = refused
    }
}

private let cases = [
    KeywordCase("type: string", accepts: #""""#, refuses: "1", "null"),
    KeywordCase("type: integer", accepts: "1", "1.0", "1e2", "-3", refuses: "1.5", #""1""#),
    KeywordCase("type: number", accepts: "1", "1.5", refuses: "true"),
    KeywordCase("type: boolean", accepts: "true", refuses: "0"),
    KeywordCase("type: array", accepts: "[]", refuses: "{}"),
    KeywordCase("type: object", accepts: "{}", refuses: "[]"),
    KeywordCase("type: [string, 'null']", accepts: "null", #""a""#, refuses: "1"),
    KeywordCase("enum: [a, 1, null]", accepts: #""a""#, "1.0", "null", refuses: #""b""#, "2"),
    KeywordCase("const: { a: 1, b: [x] }", accepts: #"{"b": ["x"], "a": 1}"#, refuses: #"{"a": 1}"#, "1"),
    KeywordCase("minimum: 2", accepts: "2", #""1""#, refuses: "1.9"),
    KeywordCase("maximum: 2", accepts: "2", refuses: "2.1"),
    KeywordCase("exclusiveMinimum: 2", accepts: "2.1", refuses: "2"),
    KeywordCase("exclusiveMaximum: 2", accepts: "1.9", refuses: "2"),
    KeywordCase("multipleOf: 0.01", accepts: "0.07", "125000", "1.15", refuses: "0.075"),
    KeywordCase("minLength: 2", accepts: #""ab""#, #""e\#u{301}""#, "1", refuses: #""a""#, #""é""#),
    KeywordCase("maxLength: 1", accepts: #""é""#, #""😀""#, refuses: #""e\#u{301}""#),
    KeywordCase("pattern: '^a$'", accepts: #""a""#, "1", refuses: #""a\n""#, #""ab""#),
    KeywordCase("pattern: 'b'", accepts: #""abc""#, refuses: #""ac""#),
    KeywordCase(#"pattern: '^[^\u2000-\u200a]*$'"#, accepts: #""a""#, refuses: #""\u2000""#, #""\u200a""#),
    KeywordCase(#"pattern: '^[$]\$$'"#, accepts: #""$$""#, refuses: #""$""#),
    KeywordCase("format: date", accepts: #""2026-11-30""#, refuses: #""2026-13-01""#, #""2026-1-1""#),
    KeywordCase(
        "format: date-time", accepts: #""2026-11-30T12:00:00Z""#, #""2026-11-30t12:00:00.5+05:30""#,
        refuses: #""2026-11-30""#, #""2026-11-30T12:00:00""#, #""2026-11-30T24:00:00Z""#),
    KeywordCase(
        "format: uuid", accepts: #""01a20621-ad00-7c31-9a58-5d0e2b7f1c44""#,
        refuses: #""01a20621ad007c319a585d0e2b7f1c44""#),
    KeywordCase("format: email", accepts: #""a@b.example""#, refuses: #""a""#, #""a@@b""#),
    KeywordCase("format: uri", accepts: #""https://a.example/%20""#, refuses: #""/a""#, #""https://a b""#),
    KeywordCase("format: uri-reference", accepts: #""/a?b=c#d""#, refuses: #""/a b""#, #""%zz""#),
    KeywordCase(
        "properties: { a: { type: string } }", accepts: #"{"a": "x", "b": 1}"#, "{}", "1",
        refuses: #"{"a": 1}"#),
    KeywordCase("required: [a, b]", accepts: #"{"a": null, "b": 1}"#, "1", refuses: #"{"a": 1}"#),
    KeywordCase(
        "{ properties: { a: true }, additionalProperties: false }", accepts: #"{"a": 1}"#,
        refuses: #"{"b": 1}"#),
    KeywordCase("additionalProperties: { type: string }", accepts: #"{"a": "x"}"#, refuses: #"{"a": 1}"#),
    KeywordCase("minProperties: 1", accepts: #"{"a": 1}"#, "[]", refuses: "{}"),
    KeywordCase("maxProperties: 0", accepts: "{}", "[1]", refuses: #"{"a": 1}"#),
    KeywordCase("items: { type: string }", accepts: "[]", #"["a"]"#, #"{"a": 1}"#, refuses: #"["a", 1]"#),
    KeywordCase("minItems: 1", accepts: "[1]", "{}", refuses: "[]"),
    KeywordCase("maxItems: 1", accepts: "[1]", refuses: "[1, 2]"),
    KeywordCase(
        "uniqueItems: true", accepts: "[1, 2]", refuses: "[1, 1.0]", #"[{"a": 1, "b": 2}, {"b": 2, "a": 1}]"#),
    KeywordCase("allOf: [{ minimum: 1 }, { maximum: 2 }]", accepts: "1.5", refuses: "0", "3"),
    KeywordCase("anyOf: [{ maximum: 1 }, { minimum: 3 }]", accepts: "0", "4", refuses: "2"),
    KeywordCase("oneOf: [{ maximum: 2 }, { minimum: 1 }]", accepts: "0", "3", refuses: "1.5"),
    KeywordCase("not: { type: string }", accepts: "1", refuses: #""a""#),
    KeywordCase(
        "{ if: { type: string }, then: { minLength: 2 }, else: { minimum: 2 } }", accepts: #""ab""#, "2",
        refuses: #""a""#, "1"),
    KeywordCase("{ if: { type: string }, then: { minLength: 2 } }", accepts: #""ab""#, "1", refuses: #""a""#),
    KeywordCase(
        "{ $ref: '#/components/schemas/Short', minLength: 1 }", accepts: #""ab""#, refuses: #""abc""#, #""""#),
    KeywordCase("true", accepts: "1", "null"),
    KeywordCase("false", refuses: "1", "null"),
]

@Suite struct `Keywords of JSON Schema` {
    @Test(arguments: cases) func `take what they should and refuse what they should`(_ keyword: KeywordCase)
        throws
    {
        let schema = try compile(keyword.schema)
        for text in keyword.accepted {
            let violations = schema.violations(of: try JSON.parse(Array(text.utf8)))
            #expect(violations.isEmpty, "\(text)")
        }
        for text in keyword.refused {
            #expect(!schema.accepts(try JSON.parse(Array(text.utf8))), "\(text)")
        }
    }

    @Test func `name the place of a violation`() throws {
        let schema = try compile("properties: { a/b: { items: { type: string } } }")
        let violations = schema.violations(of: try JSON.parse(Array(#"{"a/b": ["x", 1]}"#.utf8)))
        #expect(violations == [Violation("/a~1b/1", "is integer, not string")])
    }

    @Test func `tell of the nearest schema of anyOf`() throws {
        let schema = try compile(
            "anyOf: [{ type: object, required: [a, b] }, { type: object, required: [c] }]")
        #expect(schema.violations(of: .object([])) == [Violation("", "lacks the member c")])
    }
}

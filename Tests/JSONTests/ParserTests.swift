import JSON
import Testing

/// What each text comes to, where `JSONTestSuiteTests` asks only whether it is taken.
struct ParserTests {
    private func parse(_ text: String) throws(JSONError) -> JSON { try JSON.parse(Array(text.utf8)) }

    private func number(_ text: String) throws(JSONError) -> String? {
        guard case .number(let number) = try parse(text) else { return nil }
        return number.text
    }

    @Test(arguments: [
        ("null", JSON.null), ("true", .bool(true)), ("false", .bool(false)), (#""""#, .string("")),
        (#""a""#, .string("a")), ("[]", .array([])), ("{}", .object([])), ("[ ]", .array([])),
        ("{ }", .object([])),
        (" \t\r\n[null , true]\n", .array([.null, .bool(true)])), ("[[]   ]", .array([.array([])])),
        (#"{"":null}"#, .object([JSONMember(name: "", value: .null)])),
        (
            #"{"a":null , "b" : []}"#,
            .object([.init(name: "a", value: .null), .init(name: "b", value: .array([]))])
        ),
    ])
    func `takes every kind of value`(text: String, expected: JSON) throws {
        #expect(try parse(text) == expected)
    }

    @Test(arguments: [
        "0", "-0", "-1", "10", "123", "0.5", "-0.0", "1e1", "1E1", "1e+1", "1e-1", "0e1", "0e+1", "1.5e22",
        "123.456e78",
        "123456789012345678901234567890",
        "-0.000000000000000000000000000000000000000000000000000000000000000000001",
        "1e999999", "-1e-999999",
    ])
    func `keeps the text of a number`(text: String) throws {
        #expect(try number(text) == text)
        #expect(try number(" " + text + "\n") == text)
    }

    @Test(arguments: [
        "-", "+1", "01", "-01", "00", "1.", "-1.", ".5", "-.5", "1.e1", "1e", "1E", "1e+", "1e-", "1eE2",
        "1e1.5", "0.3e",
        "0x1", "1_000", "1 000", "--1", "-a", "1a", "1.2.3", "NaN", "-NaN", "Infinity", "-Infinity", "Inf",
        "1+2", "0e",
        "-2.", "012", "-012", "\u{FF11}", "1\u{E5}", "1e1\u{E5}",
    ])
    func `refuses what is no number`(text: String) {
        #expect(throws: JSONError.self) { try parse(text) }
        #expect(throws: JSONError.self) { try parse("[\(text)]") }
    }

    @Test(arguments: [
        (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u0041\u00e9\u20AC""#, "Aé€"),
        (#""\u0000""#, "\0"),
        (#""\ud83d\ude00""#, "😀"), (#""\uD800\uDC00\uDBFF\uDFFF""#, "\u{10000}\u{10FFFF}"),
        (#""\uFFFD\ufffc""#, "\u{FFFD}\u{FFFC}"),
        (#""a\/b""#, "a/b"), (#""\\u0041""#, #"\u0041"#), (#""\u0022\u005c""#, "\"\\"),
        ("\"\u{7F}\u{80}\u{2028}\u{2029}\"", "\u{7F}\u{80}\u{2028}\u{2029}"),
        ("\"\u{E000}\u{10FFFF}\u{FEFF}\"", "\u{E000}\u{10FFFF}\u{FEFF}"), (#""π\u03c0😀""#, "ππ😀"),
        (#"" // /* # ' ""#, " // /* # ' "),
    ])
    func `resolves escapes and takes all of Unicode`(text: String, expected: String) throws {
        let value = try parse(text)
        guard case .string(let string) = value else {
            Issue.record("not a string: \(value)")
            return
        }
        #expect(Array(string.utf8) == Array(expected.utf8))
    }

    @Test(arguments: [
        (#""\x41""#, JSONError.Kind.invalidEscape), (#""\a""#, .invalidEscape), (#""\'""#, .invalidEscape),
        (#""\0""#, .invalidEscape),
        (#""\U0041""#, .invalidEscape), (#""\u""#, .invalidEscape), (#""\u00""#, .invalidEscape),
        (#""\u00A""#, .invalidEscape),
        (#""\u00G0""#, .invalidEscape), (#""\u+041""#, .invalidEscape), (#""\u 041""#, .invalidEscape),
        ("\"\\é\"", .invalidEscape),
        ("\"\\\n\"", .invalidEscape), ("\"\\😀\"", .invalidEscape), (#""\uD834\u""#, .invalidEscape),
        (#""\uD834\uD""#, .invalidEscape),
        (#""\ud800""#, .loneSurrogate), (#""\udc00""#, .loneSurrogate), (#""\ud800\ud800""#, .loneSurrogate),
        (#""\ud800\n""#, .loneSurrogate),
        (#""\udc00\ud800""#, .loneSurrogate), (#""\ud800a""#, .loneSurrogate),
        (#""\ud800\u0041""#, .loneSurrogate), (#""\uD800\\uDC00""#, .loneSurrogate),
        ("\"\n\"", .controlCharacter), ("\"\0\"", .controlCharacter), ("\"\t\"", .controlCharacter),
        ("\"\u{1F}\"", .controlCharacter),
        (#"""#, .unexpectedEnd), (#""a"#, .unexpectedEnd), (#""\"#, .unexpectedEnd),
        (#""\""#, .unexpectedEnd), (#""\u"#, .unexpectedEnd),
        ("'a'", .unexpectedCharacter), ("a", .unexpectedCharacter), (#"\n"#, .unexpectedCharacter),
    ])
    func `refuses what is no string`(text: String, kind: JSONError.Kind) {
        #expect(throws: JSONError.self) { try parse(text) }
        #expect(kindOfFault(Array(text.utf8)) == kind)
        #expect(kindOfFault(Array("{\(text):0}".utf8)) != nil)
    }

    @Test(arguments: [
        ("", JSONError.Kind.unexpectedEnd), (" ", .unexpectedEnd), ("[", .unexpectedEnd),
        ("[1", .unexpectedEnd), ("[1,", .unexpectedEnd), ("{", .unexpectedEnd),
        (#"{"a""#, .unexpectedEnd), (#"{"a":"#, .unexpectedEnd), (#"{"a":1"#, .unexpectedEnd),
        (#"{"a":1,"#, .unexpectedEnd), ("nul", .unexpectedEnd), ("tru", .unexpectedEnd),
        ("[,]", .unexpectedCharacter), ("[1,]", .unexpectedCharacter), ("[,1]", .unexpectedCharacter),
        ("[1,,2]", .unexpectedCharacter), ("[1 2]", .unexpectedCharacter), ("[1:2]", .unexpectedCharacter),
        ("[1}", .unexpectedCharacter), ("]", .unexpectedCharacter), ("}", .unexpectedCharacter),
        (#"["a""b"]"#, .unexpectedCharacter), ("[3[4]]", .unexpectedCharacter), ("[*]", .unexpectedCharacter),
        (#"{"a"}"#, .unexpectedCharacter), (#"{"a",1}"#, .unexpectedCharacter),
        (#"{"a":}"#, .unexpectedCharacter), (#"{"a"::1}"#, .unexpectedCharacter),
        (#"{"a" 1}"#, .unexpectedCharacter), (#"{:1}"#, .unexpectedCharacter),
        (#"{"a":1,}"#, .unexpectedCharacter), (#"{"a":1,,"b":2}"#, .unexpectedCharacter),
        (#"{,"a":1}"#, .unexpectedCharacter), ("{a:1}", .unexpectedCharacter),
        ("{'a':1}", .unexpectedCharacter), ("{1:1}", .unexpectedCharacter),
        ("{null:1}", .unexpectedCharacter), (#"{"a":1 "b":2}"#, .unexpectedCharacter),
        ("True", .unexpectedCharacter), ("truth", .unexpectedCharacter), ("nuLL", .unexpectedCharacter),
        ("undefined", .unexpectedCharacter),
        ("/**/1", .unexpectedCharacter), ("[1/**/]", .unexpectedCharacter), ("\u{B}1", .unexpectedCharacter),
        ("\u{C}[]", .unexpectedCharacter), ("[\u{A0}]", .unexpectedCharacter),
        ("\u{2060}[]", .unexpectedCharacter),
        ("<null>", .unexpectedCharacter), ("\0", .unexpectedCharacter), ("[\u{B}1]", .unexpectedCharacter),
        ("1 2", .trailingContent), ("[]]", .trailingContent), ("{}}", .trailingContent),
        ("[]x", .trailingContent), ("truetrue", .trailingContent), ("{}/**/", .trailingContent),
        ("{}#", .trailingContent),
        ("null\0", .trailingContent), (#""a"x"#, .trailingContent), ("{}\u{FEFF}", .trailingContent),
        ("[1],", .trailingContent), ("\u{FEFF}{}", .byteOrderMark),
        (#"{"a":1,"a":2}"#, .duplicateName), (#"{"a":1,"a":1}"#, .duplicateName),
        (#"{"a":1,"\u0061":2}"#, .duplicateName), (#"{"":1,"":2}"#, .duplicateName),
        (#"[{"b":{"x":1,"y":2,"x":3}}]"#, .duplicateName),
    ])
    func `refuses what has the wrong structure`(text: String, kind: JSONError.Kind) {
        #expect(kindOfFault(Array(text.utf8)) == kind)
    }

    /// Names are compared by code units: canonically equivalent ones are two names.
    @Test(arguments: [
        #"{"a":1,"A":2}"#, #"{"é":1,"e\u0301":2}"#, #"{"K":1,"\u212a":2}"#, #"{"a":{"a":1},"b":{"a":1}}"#,
    ])
    func `takes names that differ`(text: String) throws {
        _ = try parse(text)
    }

    @Test(arguments: [15, 16, 17, 18, 500])
    func `finds the duplicate name in an object of any length`(count: Int) throws {
        let members = (0..<count).map { "\"n\($0)\":0" }
        _ = try parse("{" + members.joined(separator: ",") + "}")
        for repeated in [0, count / 2, count - 1] {
            let text = "{" + (members + [members[repeated]]).joined(separator: ",") + "}"
            #expect(kindOfFault(Array(text.utf8)) == .duplicateName)
        }
    }

    @Test(
        arguments: [
            [0x80], [0xBF], [0xC0, 0xAF], [0xC1, 0x81], [0xC3], [0xC3, 0x28], [0xE2, 0x82],
            [0xE0, 0x80, 0xAF], [0xED, 0xA0, 0x80],
            [0xED, 0xBF, 0xBF], [0xF0, 0x80, 0x80, 0xAF], [0xF0, 0x9F, 0x98], [0xF4, 0x90, 0x80, 0x80],
            [0xF5, 0x80, 0x80, 0x80], [0xFE], [0xFF],
            [0xFC, 0x80, 0x80, 0x80, 0x80, 0x80], [0xE9],
        ] as [[UInt8]])
    func `refuses invalid UTF-8 and says where`(bytes: [UInt8]) {
        for (before, after) in [("[\"ab", "\"]"), (#"["\n"#, #"\t"]"#), (#"{"ab"#, #"":1}"#)] {
            let text = Array(before.utf8) + bytes + Array(after.utf8)
            let error = #expect(throws: JSONError.self) { try JSON.parse(text) }
            #expect(error?.kind == .invalidUTF8)
            #expect(error?.offset == before.utf8.count)
        }
        #expect(kindOfFault(bytes) == .unexpectedCharacter)
    }

    @Test(arguments: ["\u{FEFF}".utf16.map { $0 }, Array("\u{FEFF}[1]".utf16)])
    func `refuses UTF-16`(units: [UInt16]) {
        #expect(kindOfFault(units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }) != nil)
        #expect(kindOfFault(units.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }) != nil)
    }

    private func kindOfFault(_ bytes: [UInt8]) -> JSONError.Kind? {
        do throws(JSONError) {
            _ = try JSON.parse(bytes)
            return nil
        } catch {
            return error.kind
        }
    }
}

struct ParserDepthTests {
    private func nested(_ depth: Int) -> [UInt8] {
        (0..<depth).flatMap { Array(($0 % 2 == 0 ? "[" : #"{"a":"#).utf8) } + Array("0".utf8)
            + (0..<depth).reversed().map { $0 % 2 == 0 ? UInt8(ascii: "]") : UInt8(ascii: "}") }
    }

    @Test func `takes 64 levels and refuses 65`() throws {
        _ = try JSON.parse(nested(64))
        let error = #expect(throws: JSONError.self) { try JSON.parse(nested(65)) }
        #expect(error?.kind == .tooDeep)
    }

    @Test func `takes as many levels as it is told to, 256 at most`() throws {
        _ = try JSON.parse(nested(3), maximumDepth: 3)
        #expect(throws: JSONError.self) { try JSON.parse(nested(4), maximumDepth: 3) }
        #expect(throws: JSONError.self) { try JSON.parse(nested(1), maximumDepth: 0) }
        _ = try JSON.parse(Array("1".utf8), maximumDepth: 0)
        _ = try JSON.parse(nested(256), maximumDepth: .max)
        #expect(throws: JSONError.self) { try JSON.parse(nested(257), maximumDepth: .max) }
    }

    @Test(arguments: ["[", "{\"a\":", "[{\"\":"])
    func `refuses a megabyte of opening brackets at the first too many`(bracket: String) throws {
        let text = Array(String(repeating: bracket, count: 1 << 20 / bracket.utf8.count).utf8)
        let error = try #require(throws: JSONError.self) { try JSON.parse(text) }
        #expect(error.kind == .tooDeep)
        #expect(error.offset < 65 * bracket.utf8.count)
    }

    @Test func `counts nesting, not brackets`() throws {
        _ = try JSON.parse(Array(("[" + String(repeating: "[],", count: 10_000) + "[]]").utf8))
    }
}

struct JSONErrorTests {
    @Test(arguments: [
        ("", 0, 1, 1), ("x", 0, 1, 1), ("[1,\n  x]", 6, 2, 3), ("[1,\r\n\r\n x]", 8, 3, 2),
        ("[\"é😀\" x]", 10, 1, 7),
        ("[1,\n", 4, 2, 1), ("[\n\"a\nb\"]", 4, 2, 3), ("[01]", 1, 1, 2), ("{\"a\":1,\n \"a\":2}", 9, 2, 2),
    ])
    func `says offset, line and column`(text: String, offset: Int, line: Int, column: Int) throws {
        let error = try #require(throws: JSONError.self) { try JSON.parse(Array(text.utf8)) }
        #expect((error.offset, error.line, error.column) == (offset, line, column))
        #expect(error.detail.hasPrefix("line \(line), column \(column): "))
    }
}

struct JSONNumberTests {
    private func number(_ text: String) throws -> JSONNumber {
        guard case .number(let number) = try JSON.parse(Array(text.utf8)) else {
            throw Invalid(.wrongType, text)
        }
        return number
    }

    @Test(
        arguments: [
            ("0", 0), ("-0", 0), ("12", 12), ("9223372036854775807", Int64.max),
            ("-9223372036854775808", .min),
            ("9223372036854775808", nil), ("1.0", nil), ("1e2", nil), ("1E2", nil),
        ] as [(String, Int64?)])
    func `is an integer when written as one`(text: String, integer: Int64?) throws {
        #expect(try number(text).integer == integer)
        #expect(try number(text).isWhole == (text.utf8.allSatisfy { $0 != 0x2E && $0 | 0x20 != 0x65 }))
    }

    @Test(
        arguments: [("48.137", 48.137), ("-0.5e1", -5), ("1e400", nil), ("-1e400", nil), ("1e-400", 0)]
            as [(String, Double?)])
    func `is a double when finite`(text: String, double: Double?) throws {
        #expect(try number(text).double == double)
    }
}

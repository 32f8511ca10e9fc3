import JSON
import Testing

/// Reads one text with fresh `Fields`, and gives what was read and the faults as `pointer code`.
private func read<T>(_ text: String, _ body: (inout Fields) -> T) throws -> (value: T, faults: [String]) {
    let faults = Faults()
    var fields = Fields(try JSON.parse(Array(text.utf8)), faults: faults)
    let value = body(&fields)
    fields.finish()
    return (value, faults.list.map { "\($0.pointer) \($0.code.rawValue)" })
}

struct FieldsTests {
    @Test(
        arguments: [
            (#"{"a":"x"}"#, "x", []), ("{}", nil, ["/a required"]), (#"{"a":null}"#, nil, ["/a required"]),
            (#"{"a":1}"#, nil, ["/a wrong_type"]), (#"{"a":""}"#, "", []),
        ] as [(String, String?, [String])])
    func `required wants a value`(text: String, value: String?, faults: [String]) throws {
        let result = try read(text) { $0.required("a", Convert.string) }
        #expect(result.value == value)
        #expect(result.faults == faults)
    }

    @Test(
        arguments: [
            (#"{"a":"x"}"#, "x", []), ("{}", nil, []), (#"{"a":null}"#, nil, []),
            (#"{"a":[]}"#, nil, ["/a wrong_type"]),
        ] as [(String, String?, [String])])
    func `optional takes nothing for an answer`(text: String, value: String?, faults: [String]) throws {
        let result = try read(text) { $0.optional("a", Convert.string) }
        #expect(result.value == value)
        #expect(result.faults == faults)
    }

    @Test(
        arguments: [
            ("{}", [], []), (#"{"a":null}"#, [], []), (#"{"a":[]}"#, [], []),
            (#"{"a":["x","y"]}"#, ["x", "y"], []),
            (#"{"a":["x","y","z"]}"#, ["x", "y", "z"], []), (#"{"a":["x","y","z",4]}"#, [], ["/a too_many"]),
            (#"{"a":[1,"y",null]}"#, ["y"], ["/a/0 wrong_type", "/a/2 wrong_type"]),
            (#"{"a":"x"}"#, [], ["/a wrong_type"]),
            (#"{"a":{}}"#, [], ["/a wrong_type"]),
        ] as [(String, [String], [String])])
    func `a list points to its items`(text: String, value: [String], faults: [String]) throws {
        let result = try read(text) { $0.list("a", maximum: 3, Convert.string) }
        #expect(result.value == value)
        #expect(result.faults == faults)
    }

    @Test(arguments: [
        ("{}", ["/a required"]), (#"{"a":null}"#, ["/a required"]), (#"{"a":[]}"#, ["/a required"]),
        (#"{"a":["x"]}"#, ["/a required"]), (#"{"a":["x","y"]}"#, []),
    ])
    func `a list with a minimum is required`(text: String, faults: [String]) throws {
        let result = try read(text) { $0.list("a", maximum: 3, minimum: 2, Convert.string) }
        #expect(result.faults == faults)
    }

    @Test(
        arguments: [
            (#"{"o":{"a":"x"}}"#, "x", []), (#"{"o":{"a":1}}"#, nil, ["/o/a wrong_type"]),
            (#"{"o":{}}"#, nil, ["/o/a required"]),
            (#"{"o":{"a":"x","b":1}}"#, "x", ["/o/b unknown_member"]), (#"{"o":[]}"#, nil, ["/o wrong_type"]),
            ("{}", nil, ["/o required"]), (#"{"o":null}"#, nil, ["/o required"]),
        ] as [(String, String?, [String])])
    func `a nested object has its own pointer`(text: String, value: String?, faults: [String]) throws {
        let result = try read(text) { $0.object("o", required: true) { $0.required("a", Convert.string) } }
        #expect(result.value == value)
        #expect(result.faults == faults)
    }

    @Test(arguments: ["{}", #"{"o":null}"#])
    func `an optional nested object may be absent`(text: String) throws {
        let result = try read(text) { $0.object("o", required: false) { $0.required("a", Convert.string) } }
        #expect(result.value == nil)
        #expect(result.faults.isEmpty)
    }

    @Test(
        arguments: [
            (#"{"r":[{"a":"x"},{"a":"y"}]}"#, ["x", "y"], []),
            (#"{"r":[{"a":1},{"a":"y","b":0}]}"#, ["y"], ["/r/0/a wrong_type", "/r/1/b unknown_member"]),
            (#"{"r":[1]}"#, [], ["/r/0 wrong_type"]), (#"{"r":[]}"#, [], ["/r required"]),
            ("{}", [], ["/r required"]),
            (#"{"r":[{},{},{}]}"#, [], ["/r too_many"]), (#"{"r":{}}"#, [], ["/r wrong_type"]),
        ] as [(String, [String], [String])])
    func `a list of objects points into them`(text: String, value: [String], faults: [String]) throws {
        let result = try read(text) { fields in
            fields.objects("r", minimum: 1, maximum: 2) { $0.required("a", Convert.string) }
        }
        #expect(result.value == value)
        #expect(result.faults == faults)
    }

    @Test func `pointers go through every level`() throws {
        let result = try read(#"{"a":[{"b":{"c":[0,{"d":1}]}}]}"#) { fields in
            fields.objects("a", minimum: 0, maximum: 9) { fields in
                fields.object("b", required: true) {
                    $0.objects("c", minimum: 0, maximum: 9) { $0.required("d", Convert.string) }
                }
            }
        }
        #expect(result.faults == ["/a/0/b/c/0 wrong_type", "/a/0/b/c/1/d wrong_type"])
    }

    @Test func `read-only members are refused, null too`() throws {
        let result = try read(#"{"id":"x","status":null}"#) { $0.readOnly("id", "status", "version") }
        #expect(result.faults == ["/id read_only", "/status read_only"])
    }

    @Test func `members that nobody asked for are unknown`() throws {
        let result = try read(#"{"a":1,"b":null,"c":{}}"#) { $0.optional("a", Convert.integer) }
        #expect(result.faults == ["/b unknown_member", "/c unknown_member"])
    }

    @Test(arguments: [
        ("a~b", "/a~0b"), ("a/b", "/a~1b"), ("~1", "/~01"), ("/~", "/~1~0"), ("", "/"), ("é\"\\ ", "/é\"\\ "),
        ("~\u{301}/\u{301}", "/~0\u{301}~1\u{301}"),
    ])
    func `pointers escape names as RFC 6901 asks`(name: String, pointer: String) throws {
        let faults = Faults()
        Fields(.object([JSONMember(name: name, value: .null)]), faults: faults).finish()
        #expect(faults.list.map(\.pointer) == [pointer])
    }

    @Test(arguments: ["[]", "null", "1", #""x""#, "true"])
    func `a body that is no object is one fault`(text: String) throws {
        let result = try read(text) { fields in
            _ = fields.required("a", Convert.string)
            _ = fields.list("b", maximum: 1, minimum: 1, Convert.string)
            _ = fields.object("c", required: true) { $0.required("d", Convert.string) }
            _ = fields.objects("e", minimum: 1, maximum: 1) { $0.required("d", Convert.string) }
            fields.readOnly("f")
        }
        #expect(result.faults == [" wrong_type"])
    }

    @Test func `rules across members add faults of their own`() throws {
        let result = try read(#"{"from":5,"to":3}"#) { fields in
            let from = fields.required("from", Convert.integer), to = fields.required("to", Convert.integer)
            if let from, let to, to < from { fields.fault("to", .outOfRange, "Must not be before from.") }
            fields.faults.add(fields.pointer("list", 2), .invalidValue, "Is the third.")
        }
        #expect(result.faults == ["/to out_of_range", "/list/2 invalid_value"])
    }

    @Test func `knows whether a member is there, right or wrong`() throws {
        let result = try read(#"{"a":1,"b":null}"#) { fields in
            let found = [fields.has("a"), fields.has("b"), fields.has("c")]
            fields.readOnly("a", "b")
            return found
        }
        #expect(result.value == [true, false, false])
    }

    @Test func `a name is its bytes, not what looks like it`() throws {
        let result = try read(#"{"\u212aey":"x"}"#) { $0.optional("Key", Convert.string) }
        #expect(result.value == nil)
        #expect(result.faults == ["/\u{212A}ey unknown_member"])
    }

    @Test func `keeps a hundred faults and drops the rest`() throws {
        let text = "[" + String(repeating: "0,", count: 499) + "0]"
        let result = try read("{\"a\":\(text)}") { $0.list("a", maximum: 500, Convert.string) }
        #expect(result.faults.count == Faults.limit)
    }

    @Test func `reports all faults in the order of reading`() throws {
        let result = try read(#"{"z":1,"a":1,"b":[1],"c":{"d":1},"id":1}"#) { fields in
            _ = fields.required("a", Convert.string)
            _ = fields.list("b", maximum: 5, Convert.string)
            _ = fields.object("c", required: true) { $0.required("d", Convert.string) }
            _ = fields.required("e", Convert.string)
            fields.readOnly("id")
        }
        #expect(
            result.faults == [
                "/a wrong_type", "/b/0 wrong_type", "/c/d wrong_type", "/e required", "/id read_only",
                "/z unknown_member",
            ])
    }
}

/// Merge patches: what RFC 7396 says of a member's absence, null and value.
struct ChangeTests {
    @Test(
        arguments: [
            ("{}", .absent, []), (#"{"a":null}"#, .clear, []), (#"{"a":"x"}"#, .set("x"), []),
            (#"{"a":1}"#, .absent, ["/a wrong_type"]),
        ] as [(String, Change<String>, [String])])
    func `a change is absent, a clearing or a value`(text: String, change: Change<String>, faults: [String])
        throws
    {
        let result = try read(text) { $0.change("a", Convert.string) }
        #expect(result.value == change)
        #expect(result.faults == faults)
    }

    @Test(
        arguments: [
            ("{}", .absent, []), (#"{"a":null}"#, .absent, ["/a required"]), (#"{"a":"x"}"#, .set("x"), []),
        ] as [(String, Change<String>, [String])])
    func `a required value cannot be cleared`(text: String, change: Change<String>, faults: [String]) throws {
        let result = try read(text) { $0.change("a", isRequired: true, Convert.string) }
        #expect(result.value == change)
        #expect(result.faults == faults)
    }

    @Test(
        arguments: [
            ("{}", .absent, []), (#"{"o":null}"#, .clear, []), (#"{"o":{}}"#, .set(.absent), []),
            (#"{"o":{"a":null}}"#, .set(.clear), []),
            (#"{"o":{"a":"x"}}"#, .set(.set("x")), []),
            (#"{"o":{"b":1}}"#, .set(.absent), ["/o/b unknown_member"]),
            (#"{"o":[]}"#, .set(.absent), ["/o wrong_type"]),
        ] as [(String, Change<Change<String>>, [String])])
    func `a nested object may change in part`(text: String, change: Change<Change<String>>, faults: [String])
        throws
    {
        let result = try read(text) { $0.changeObject("o") { $0.change("a", Convert.string) } }
        #expect(result.value == change)
        #expect(result.faults == faults)
    }

    @Test(
        arguments: [
            ("{}", 0, .absent, []), (#"{"a":null}"#, 0, .clear, []), (#"{"a":[]}"#, 0, .set([]), []),
            (#"{"a":["x"]}"#, 1, .set(["x"]), []),
            (#"{"a":null}"#, 1, .set([]), ["/a required"]), (#"{"a":[1]}"#, 0, .set([]), ["/a/0 wrong_type"]),
            ("{}", 1, .absent, []),
        ] as [(String, Int, Change<[String]>, [String])])
    func `a list is replaced as a whole`(
        text: String, minimum: Int, change: Change<[String]>, faults: [String]
    ) throws {
        let result = try read(text) { $0.changeList("a", maximum: 2, minimum: minimum, Convert.string) }
        #expect(result.value == change)
        #expect(result.faults == faults)
    }

    @Test func `applies to a stored value`() {
        #expect(Change.absent.applied(to: 1) == 1)
        #expect(Change.clear.applied(to: 1) == nil)
        #expect(Change.set(2).applied(to: 1) == 2)
        #expect(Change<Int>.absent.applied(to: nil) == nil)
    }
}

struct ConvertTests {
    @Test(
        arguments: [
            ("1", 1, nil), ("-5", -5, nil), ("1.0", nil, .wrongType), ("1e3", nil, .wrongType),
            (#""1""#, nil, .wrongType),
            ("9223372036854775808", nil, .outOfRange), ("true", nil, .wrongType),
        ] as [(String, Int64?, FaultCode?)])
    func `integers are whole and fit`(text: String, value: Int64?, code: FaultCode?) throws {
        let faults = Faults()
        var fields = Fields(
            .object([JSONMember(name: "n", value: try JSON.parse(Array(text.utf8)))]), faults: faults)
        #expect(fields.required("n", Convert.integer) == value)
        #expect(faults.list.first?.code == code)
    }

    @Test(
        arguments: [
            ("90", 90, nil), ("-90.0", -90, nil), ("90.0001", nil, .outOfRange), ("1e999", nil, .outOfRange),
            (#""1""#, nil, .wrongType),
        ] as [(String, Double?, FaultCode?)])
    func `doubles lie within their bounds`(text: String, value: Double?, code: FaultCode?) throws {
        let faults = Faults()
        var fields = Fields(
            .object([JSONMember(name: "n", value: try JSON.parse(Array(text.utf8)))]), faults: faults)
        #expect(fields.required("n", Convert.double(in: -90...90)) == value)
        #expect(faults.list.first?.code == code)
    }

    @Test(
        arguments: [
            ("true", true, nil), ("false", false, nil), ("0", nil, .wrongType), (#""true""#, nil, .wrongType),
        ] as [(String, Bool?, FaultCode?)])
    func `booleans are booleans`(text: String, value: Bool?, code: FaultCode?) throws {
        let faults = Faults()
        var fields = Fields(
            .object([JSONMember(name: "n", value: try JSON.parse(Array(text.utf8)))]), faults: faults)
        #expect(fields.required("n", Convert.bool) == value)
        #expect(faults.list.first?.code == code)
    }
}

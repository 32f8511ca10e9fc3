import JSON
import Testing

struct WriterTests {
    private func written(_ body: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        body(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test(arguments: [
        ("", #""""#), ("plain", #""plain""#), ("\"", #""\"""#), ("\\", #""\\""#), ("/", #""/""#),
        ("\u{8}\t\n\u{C}\r", #""\b\t\n\f\r""#),
        ("\0\u{1}\u{B}\u{F}\u{10}\u{1A}\u{1F}", #""\u0000\u0001\u000b\u000f\u0010\u001a\u001f""#),
        ("\u{7F}\u{80}é😀\u{2028}", "\"\u{7F}\u{80}é😀\u{2028}\""),
        ("a\"b\\c\nd", #""a\"b\\c\nd""#), ("CR\r\nLF", #""CR\r\nLF""#),
        (
            "a long text that does not fit into a small string, \"quoted\"",
            #""a long text that does not fit into a small string, \"quoted\"""#
        ),
    ])
    func `escapes what must be and nothing else`(text: String, expected: String) {
        #expect(written { $0.string(text) } == expected)
        #expect(written { $0.object { $0.member(text, text) } } == "{\(expected):\(expected)}")
    }

    @Test(arguments: 1...50) func `finds what must be escaped wherever it stands`(length: Int) throws {
        for place in 0..<length {
            for byte in [0, 1, 0x1F, 0x22, 0x5C] as [UInt8] {
                var bytes = [UInt8](repeating: UInt8(ascii: "~"), count: length)
                bytes[place] = byte
                let text = String(decoding: bytes, as: UTF8.self)
                #expect(try JSON.parse(Array(written { $0.string(text) }.utf8)) == .string(text))
            }
        }
    }

    @Test func `reads back every scalar below U+0100 and the edges above`() throws {
        for value in Array(0...0xFF) + [
            0x7FF, 0x800, 0xD7FF, 0xE000, 0xFEFF, 0xFDD0, 0xFFFF, 0x10000, 0x10FFFF,
        ] as [UInt32] {
            let text = try String(#require(Unicode.Scalar(value)))
            let bytes = Array(written { $0.string(text) }.utf8)
            #expect(try JSON.parse(bytes) == .string(text))
        }
    }

    @Test(
        arguments: [
            (0, "0"), (7, "7"), (10, "10"), (-1, "-1"), (1_234_567, "1234567"), (.max, "9223372036854775807"),
            (.min, "-9223372036854775808"),
        ] as [(Int64, String)])
    func `writes whole numbers`(value: Int64, expected: String) {
        #expect(written { $0.integer(value) } == expected)
    }

    @Test(
        arguments: [
            (0, "0.0"), (0.1, "0.1"), (-1.5, "-1.5"), (1e300, "1e+300"), (1e-300, "1e-300"),
            (.infinity, "null"), (.nan, "null"),
        ] as [(Double, String)])
    func `writes doubles that parse, and null for what is not finite`(value: Double, expected: String) throws {
        #expect(written { $0.double(value) } == expected)
        _ = try JSON.parse(Array(expected.utf8))
    }

    @Test func `puts commas between values, at every level`() {
        let text = written { writer in
            writer.array { writer in
                writer.null()
                writer.object { _ in }
                writer.array { _ in }
                writer.object { writer in
                    writer.object("a") { _ in }
                    writer.array("b") {
                        $0.integer(1); $0.integer(2)
                    }
                    writer.member("c", true)
                }
                writer.array {
                    $0.array { $0.bool(false) }; $0.string("x")
                }
                writer.raw(Array("[1]".utf8))
            }
        }
        #expect(text == #"[null,{},[],{"a":{},"b":[1,2],"c":true},[[false],"x"],[1]]"#)
    }

    @Test func `writes every kind of member`() {
        let absent: String? = nil
        let text = written { writer in
            writer.object { writer in
                writer.member("string", "s")
                writer.member("absent", absent)
                writer.member("int", 1)
                writer.member("int64", Int64(2))
                writer.member("double", 0.5)
                writer.member("bool", false)
                writer.member("strings", ["a", "b"])
                writer.member("none", [String]())
                writer.member("json", JSON.array([.null]))
                writer.null("null")
                writer.raw("raw", Array("{}".utf8))
                writer.quoted("quoted", upTo: 2) { output in for byte in "id".utf8 { output.append(byte) } }
                writer.member("body") { $0.integer(3) }
                writer.array("array") { $0.quoted(upTo: 1) { $0.append(UInt8(ascii: "q")) } }
            }
        }
        let expected =
            #"{"string":"s","absent":null,"int":1,"int64":2,"double":0.5,"bool":false,"strings":["a","b"],"#
            + #""none":[],"json":[null],"null":null,"raw":{},"quoted":"id","body":3,"array":["q"]}"#
        #expect(text == expected)
    }

    @Test func `appends to what is there`() {
        var writer = JSONWriter(appendingTo: Array("data: ".utf8))
        writer.object { $0.member("a", 1) }
        #expect(String(decoding: writer.bytes, as: UTF8.self) == #"data: {"a":1}"#)
    }
}

/// Whatever is parsed is written back the same: random values from a fixed seed, spelled with random white
/// space and escapes, come out in the one canonical spelling.
struct RoundTripTests {
    @Test(arguments: 0..<300 as Range<UInt64>)
    func `write after parse is the canonical text`(seed: UInt64) throws {
        var generator = Spelling(seed: seed)
        let value = generator.value(depth: 0)
        var writer = JSONWriter()
        writer.value(try JSON.parse(Array(value.loose.utf8)))
        #expect(String(decoding: writer.bytes, as: UTF8.self) == value.canonical)
    }

    /// Bytes changed, cut and added at random: parsed or refused with a position inside, never a crash, and
    /// what is taken survives another round.
    @Test(arguments: 0..<300 as Range<UInt64>)
    func `any bytes are a value or an error with a place`(seed: UInt64) throws {
        var generator = Spelling(seed: seed)
        var bytes = Array(generator.value(depth: 0).loose.utf8)
        for _ in 0..<Int(generator.next(4)) + 1 {
            let index = Int(generator.next(UInt64(bytes.count)))
            switch generator.next(3) {
            case 0: bytes[index] = UInt8(generator.next(256))
            case 1: bytes.insert(UInt8(generator.next(256)), at: index)
            default: bytes.removeLast(Int(generator.next(UInt64(bytes.count))))
            }
        }
        do throws(JSONError) {
            let value = try JSON.parse(bytes)
            var writer = JSONWriter()
            writer.value(value)
            #expect(try JSON.parse(writer.bytes) == value)
        } catch {
            #expect((0...bytes.count).contains(error.offset))
            #expect(error.line >= 1 && error.column >= 1)
        }
    }
}

/// Makes values in two spellings: as the writer writes them, and as anybody might.
private struct Spelling {
    var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }

    /// SplitMix64, below `bound`.
    mutating func next(_ bound: UInt64) -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return (mixed ^ mixed >> 31) % bound
    }

    mutating func pick<T>(_ choices: [T]) -> T { choices[Int(next(UInt64(choices.count)))] }

    mutating func space() -> String { pick(["", "", " ", "\n", "\r\n", "\t "]) }

    mutating func value(depth: Int) -> (canonical: String, loose: String) {
        let value =
            switch next(depth < 5 ? 7 : 5) {
            case 0: same(pick(["null", "true", "false"]))
            case 1: same(pick(["0", "-0", "12", "-7.50", "1e5", "6.02E+23", "9007199254740993", "0.1e-7"]))
            case 2, 3, 4: string()
            case 5: list(depth, "[", "]") { generator, _ in generator.value(depth: depth + 1) }
            default: list(depth, "{", "}") { generator, index in generator.member(index, depth) }
            }
        return (value.canonical, space() + value.loose + space())
    }

    private func same(_ text: String) -> (canonical: String, loose: String) { (text, text) }

    private mutating func list(
        _ depth: Int, _ open: String, _ close: String,
        _ item: (inout Spelling, Int) -> (canonical: String, loose: String)
    ) -> (canonical: String, loose: String) {
        let items = (0..<Int(next(5))).map { item(&self, $0) }
        return (
            open + items.map(\.canonical).joined(separator: ",") + close,
            open + space() + items.map(\.loose).joined(separator: ",") + close
        )
    }

    private mutating func member(_ index: Int, _ depth: Int) -> (canonical: String, loose: String) {
        let value = value(depth: depth + 1)
        return ("\"m\(index)\":\(value.canonical)", space() + "\"m\(index)\"" + space() + ":" + value.loose)
    }

    private mutating func string() -> (canonical: String, loose: String) {
        let pieces = (0..<Int(next(8))).map { _ in
            pick([
                ("a", "a"), ("Z", #"\u005A"#), ("é", "é"), ("é", #"\u00e9"#), ("😀", #"\ud83d\ude00"#),
                ("😀", "😀"), (#"\n"#, #"\u000a"#), (#"\n"#, #"\n"#),
                (#"\""#, #"\u0022"#), (#"\\"#, #"\\"#), ("/", #"\/"#), (#"\u0001"#, #"\u0001"#),
                (#"\u001f"#, #"\u001F"#), ("中", "中"), ("\u{7F}", "\u{7F}"),
            ])
        }
        return ("\"" + pieces.map(\.0).joined() + "\"", "\"" + pieces.map(\.1).joined() + "\"")
    }
}

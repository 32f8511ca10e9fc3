import Referrals
import Testing

/// The scalars, as `==` holds canonically equivalent strings to be equal.
private func scalars(_ text: String) -> [UInt32] { text.unicodeScalars.map(\.value) }

struct TextTests {
    @Test(arguments: [
        ("Contoso", "Contoso"), ("  Contoso \t ", "Contoso"), ("a  b", "a  b"), ("a\tb", "a\tb"),
        ("\u{3000}東京\u{A0}", "東京"), ("\u{2003}x\u{202F}", "x"),
        ("Cafe\u{301}", "Caf\u{E9}"), ("\u{212B}ngstro\u{308}m", "\u{C5}ngstr\u{F6}m"),
        ("\u{1112}\u{1161}\u{11AB}", "\u{D55C}"),
        ("q\u{307}\u{323}", "q\u{323}\u{307}"), ("\u{1F600}", "\u{1F600}"), ("\u{FB01}", "\u{FB01}"),
        ("\u{2126}", "\u{3A9}"), ("\u{958}", "\u{915}\u{93C}"),
        ("\u{200B}x\u{FEFF}", "\u{200B}x\u{FEFF}"), ("\u{A0}é", "é"),
    ])
    func `a line is trimmed and in NFC`(raw: String, stored: String) throws {
        #expect(scalars(try Text.line(raw, maximum: 200)) == scalars(stored))
        #expect(scalars(try Text.block(raw, maximum: 200)) == scalars(stored))
        #expect(scalars(try Text.line(stored, maximum: 200)) == scalars(stored))
    }

    @Test(
        arguments: [
            (0, nil), (8, nil), (9, "both"), (0xA, "block"), (0xB, nil), (0xC, nil), (0xD, nil), (0x1F, nil),
            (0x20, "both"), (0x7E, "both"), (0x7F, nil),
            (0x80, nil), (0x85, nil), (0x9F, nil), (0xA0, "both"), (0x2027, "both"), (0x2028, nil),
            (0x2029, nil), (0x202A, "both"), (0xFFFD, "both"),
        ] as [(UInt32, String?)])
    func `control characters are refused, at the ends too`(value: UInt32, allowed: String?) throws {
        let scalar = String(try #require(Unicode.Scalar(value)))
        for text in ["a\(scalar)b", "a\(scalar)", "\(scalar)b"] {
            let line = try? Text.line(text, maximum: 10), block = try? Text.block(text, maximum: 10)
            #expect((line != nil) == (allowed == "both"))
            #expect((block != nil) == (allowed != nil))
        }
        if allowed == nil {
            #expect(throws: TextFault.controlCharacter) { try Text.block("a\(scalar)b", maximum: 10) }
        }
    }

    @Test(arguments: [
        ("a\nb", "a\nb"), ("\n a\n b \n", "a\n b"), ("a\n\tb", "a\n\tb"),
        ("é\ne\u{301}", "é\né"),
    ])
    func `a block keeps its lines, ended by LF`(raw: String, stored: String) throws {
        #expect(scalars(try Text.block(raw, maximum: 100)) == scalars(stored))
    }

    @Test(arguments: ["a\rb", "a\r\nb", "a\r\r\nb", "a\n\rb", "a\r"])
    func `a CR alone is refused`(raw: String) {
        #expect(throws: TextFault.controlCharacter) { try Text.block(raw, maximum: 100) }
    }

    @Test(arguments: ["", " ", "\t", "\u{3000}\u{A0} "])
    func `nothing but white space is empty`(raw: String) {
        #expect(throws: TextFault.empty) { try Text.line(raw, maximum: 5) }
        #expect(throws: TextFault.empty) { try Text.block(raw + "\n\n", maximum: 5) }
    }

    /// An `é` of two scalars counts as the one that is stored; a family of emoji counts all its scalars.
    @Test(arguments: [
        ("12345", 5), ("  12345  ", 5), ("ééééé", 5), ("e\u{301}e\u{301}", 2), ("😀😀😀", 3), ("👨‍👩‍👧", 5),
        ("\u{958}", 2), ("東京タワー", 5),
    ])
    func `the length is counted in scalars of what is stored`(raw: String, length: Int) throws {
        _ = try Text.line(raw, maximum: length)
        _ = try Text.block(raw, maximum: length)
        #expect(throws: TextFault.tooLong(maximum: length - 1)) { try Text.line(raw, maximum: length - 1) }
    }
}

struct TagTests {
    @Test(arguments: [
        ("Cloud", "cloud"), ("CLOUD", "cLoUd"), ("Café", "CAFE\u{301}"), ("Straße", "STRASSE"),
        ("STRA\u{1E9E}E", "strasse"), ("ΣΊΣΥΦΟΣ", "σίσυφος"),
        ("\u{1F80}", "\u{1F88}"), ("ﬁber", "FIBER"), (" cloud ", "Cloud"), ("\u{212A}elvin", "kelvin"),
        ("ŉ", "ʼN"), ("ꭰ", "Ꭰ"), ("Ǆ", "ǅ"), ("\u{17F}o", "SO"),
    ])
    func `tags that differ in case or encoding are one`(left: String, right: String) throws {
        let (left, right) = (try Tag(left), try Tag(right))
        #expect(left == right)
        #expect(scalars(left.folded) == scalars(right.folded))
        #expect(Set([left, right]).count == 1)
    }

    @Test(arguments: [("cafe", "café"), ("ı", "i"), ("a b", "ab"), ("İ", "i"), ("ss", "s")])
    func `tags that differ otherwise are two`(left: String, right: String) throws {
        #expect(try Tag(left) != Tag(right))
    }

    @Test func `is shown as written`() throws {
        #expect(try Tag("  Cloud Migration ").text == "Cloud Migration")
    }

    @Test(
        arguments: [
            ("a,b", .comma), (",", .comma), ("", .empty), ("a\nb", .controlCharacter),
            (String(repeating: "é", count: 81), .tooLong(maximum: 80)),
        ] as [(String, TextFault)])
    func `refuses what is no tag`(raw: String, fault: TextFault) {
        #expect(throws: fault) { try Tag(raw) }
    }

    @Test func `marks are counted before they are put in order`() throws {
        let marks = { (count: Int) in "a" + String(repeating: "\u{301}\u{323}", count: count / 2) }
        #expect(throws: TextFault.tooLong(maximum: 80)) { try Text.line(marks(1_000_000), maximum: 80) }
        #expect(throws: TextFault.tooManyMarks) { try Text.block(marks(32), maximum: 10_000) }
        #expect(try Text.line(marks(30), maximum: 200).unicodeScalars.count == 30)
    }

    @Test func `may have 80 characters`() throws {
        _ = try Tag(String(repeating: "é", count: 80))
    }
}

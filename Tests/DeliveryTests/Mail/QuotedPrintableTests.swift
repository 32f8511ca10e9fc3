@testable import Delivery
import Testing

@Suite struct `Quoted-printable` {
    /// RFC 2045, section 6.7, read back.
    private func decoded(_ bytes: [UInt8]) throws -> String {
        var plain: [UInt8] = []
        var rest = String(decoding: bytes, as: UTF8.self).replacing("=\r\n", with: "").utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "=") else {
                plain.append(byte)
                continue
            }
            plain.append(try #require(UInt8(String(Substring(rest.prefix(2))), radix: 16)))
            rest = rest.dropFirst(2)
        }
        return String(decoding: plain, as: UTF8.self)
    }

    @Test(arguments: [
        "", "plain", "two\nlines\n", ".", "..\n.\n.x", "a = b", "trailing space \nand tab\t", "Zürich", "🔥🔥🔥",
        String(repeating: "x", count: 75), String(repeating: "x", count: 76), String(repeating: "x", count: 77),
        String(repeating: "é", count: 500), String(repeating: ".", count: 300), String(repeating: " ", count: 200),
        "From me", "=3D", String(repeating: "x", count: 75) + ".", "\u{200B}",
    ])
    func `gives back what it was given, in short lines`(text: String) throws {
        let bytes = QuotedPrintable.encode(text)
        #expect(try decoded(bytes) == text.replacing("\n", with: "\r\n") + "\r\n")
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\r\n", omittingEmptySubsequences: false)
        for line in lines {
            #expect(line.utf8.count <= 76)
            #expect(line.utf8.allSatisfy { (0x20...0x7E).contains($0) || $0 == 9 })
            #expect(!line.hasPrefix("."), "a relay that does not stuff points can't end the message there")
            #expect(line.last != " " && line.last != "\t")
        }
    }
}

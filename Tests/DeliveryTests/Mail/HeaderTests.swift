@testable import Delivery
import Referrals
import Testing

@Suite struct `A header field` {
    private func lines(_ value: HeaderValue, _ name: StaticString = "Subject") -> [String] {
        var bytes: [UInt8] = []
        value.append(named: name, to: &bytes)
        #expect(bytes.suffix(2) == [13, 10])
        return String(decoding: bytes.dropLast(2), as: UTF8.self).split(separator: "\r\n").map(String.init)
    }

    /// What a reader makes of a text field: lines joined, encoded words decoded, the space between two of them left
    /// out.
    private func decoded(_ value: HeaderValue) throws -> String {
        var text = ""
        var wasEncoded = false
        for piece in value.pieces {
            let isEncoded = piece.hasPrefix("=?UTF-8?B?") && piece.hasSuffix("?=")
            if !text.isEmpty, !(wasEncoded && isEncoded) { text += " " }
            if isEncoded {
                let bytes = try #require(Base64.decode(piece.dropFirst(10).dropLast(2)))
                // Whole characters alone: else this is none.
                text += try #require(String(validating: bytes, as: UTF8.self))
            } else {
                text += piece
            }
            wasEncoded = isEncoded
        }
        return text
    }

    private static let longWords = String(repeating: "words that go on ", count: 20) + "end"

    @Test(arguments: [
        "Plain", "Contoso: move (by 24 Nov)", longWords, "Zürich", "東京の顧客", "🔥 hot",
        String(repeating: "🔥", count: 200), String(repeating: "ü", count: 200), String(repeating: "x", count: 900),
        "  spaces  within ", "tab\tin it", "=?UTF-8?B?SGk=?=", "says =?UTF-8?Q?hi?=", "family 👨‍👩‍👧‍👦 of four",
        "e\u{301}" + String(repeating: "\u{301}", count: 100), "x", "a\u{200B}b", "trailing =", "",
    ])
    func `is decoded to what it was, in short lines of visible ASCII`(text: String) throws {
        let value = HeaderValue.text(text)
        #expect(try decoded(value).unicodeScalars.elementsEqual(text.unicodeScalars))
        for line in lines(value) {
            #expect(line.utf8.count <= 76)
            #expect(line.utf8.allSatisfy { (0x20...0x7E).contains($0) })
        }
        for line in lines(value).dropFirst() {
            #expect(line.hasPrefix(" "))
            #expect(line.utf8.contains { $0 != 0x20 }, "a line of white space alone is none (RFC 5322, 3.2.2)")
        }
        for piece in value.pieces where piece.hasPrefix("=?") { #expect(piece.utf8.count <= 75) }
    }

    @Test(arguments: [
        "a\r\nBcc: evil@example.com", "a\nBcc: evil@example.com", "a\rBcc: evil@example.com", "\r\n\r\nbody",
        "a\u{0}b", "\u{2028}Bcc: x", "a\u{85}Bcc: x", "a\u{B}b\u{C}c", "\u{7F}",
    ])
    func `never holds a line end, whatever people write`(text: String) throws {
        for value in [HeaderValue.text(text), .mailbox(EmailAddress(stored: "a@example.com"), name: text)] {
            for line in lines(value) {
                #expect(line.utf8.allSatisfy { (0x20...0x7E).contains($0) })
                #expect(!line.hasPrefix("Bcc"))
            }
            #expect(lines(value).dropFirst().allSatisfy { $0.hasPrefix(" ") })
        }
        #expect(try decoded(.text(text)) == text)
    }

    @Test(
        arguments: [
            (nil, "a@example.com"), ("", "a@example.com"), ("Ann Lee", "Ann Lee <a@example.com>"),
            ("Lee, Ann", "\"Lee, Ann\" <a@example.com>"),
            ("Ann \"A\" Lee\\", "\"Ann \\\"A\\\" Lee\\\\\" <a@example.com>"),
            ("Zoë", "=?UTF-8?B?Wm/Dqw==?= <a@example.com>"), ("evil@x.example", "\"evil@x.example\" <a@example.com>"),
            ("<b@x.example>", "\"<b@x.example>\" <a@example.com>"),
            ("=?UTF-8?B?SGk=?=", "=?UTF-8?B?PT9VVEYtOD9CP1NHaz0/PQ==?= <a@example.com>"),
        ] as [(String?, String)])
    func `of an address quotes or encodes the name`(name: String?, expected: String) {
        let value = HeaderValue.mailbox(EmailAddress(stored: "a@example.com"), name: name)
        #expect(value.pieces.joined(separator: " ") == expected)
    }

    @Test func `of an address with a name of 200 characters of four bytes is folded`() throws {
        let value = HeaderValue.mailbox(EmailAddress(stored: "a@example.com"), name: String(repeating: "𝔸", count: 200))
        #expect(lines(value, "Reply-To").count > 10)
        #expect(lines(value, "Reply-To").allSatisfy { $0.utf8.count <= 76 })
    }

    @Test(
        arguments: [
            (
                1_795_399_200_000, "Mon, 23 Nov 2026 02:00:00 +0000", "Monday 23 November 2026, 02:00 UTC",
                "23 Nov 2026, 02:00 UTC"
            ),
            (0, "Thu, 01 Jan 1970 00:00:00 +0000", "Thursday 1 January 1970, 00:00 UTC", "1 Jan 1970, 00:00 UTC"),
            (-1, "Wed, 31 Dec 1969 23:59:59 +0000", "Wednesday 31 December 1969, 23:59 UTC", "31 Dec 1969, 23:59 UTC"),
        ] as [(Int64, String, String, String)])
    func `tells instants in UTC`(milliseconds: Int64, mail: String, long: String, short: String) {
        let time = ReadableTime(Timestamp(milliseconds: milliseconds))
        #expect((time.mail, time.long, time.short) == (mail, long, short))
    }
}

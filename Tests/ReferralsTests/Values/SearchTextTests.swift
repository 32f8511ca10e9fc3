import Referrals
import Testing

struct SearchTextTests {
    @Test(arguments: [
        ("Contoso Größe", "Contoso Größe"), ("", ""), ("東京", " 東  京 "), ("abc東x", "abc 東 x"),
        ("タワー", " タ  ワ  ー "), ("ひらがな", " ひ  ら  が  な "), ("서울", " 서  울 "),
        ("\u{1109}\u{1165}", " 서 "), ("か\u{3099}", " が "), ("𠮷", " 𠮷 "), ("ｶﾅ", " ｶ  ﾅ "), ("々〇", " 々  〇 "),
        ("a・b", "a・b"), ("\u{4DFF}", "\u{4DFF}"), ("\u{4E00}\u{9FFF}", " \u{4E00}  \u{9FFF} "),
        ("ไทย", "ไทย"), ("हिन्दी", "हिन्दी"),
    ])
    func `sets apart what is written without spaces`(text: String, tokens: String) {
        #expect(SearchText.tokens(for: text) == tokens)
    }

    @Test(arguments: [
        ("web", ["\"web\"*"]), ("web shop", ["\"web\"", "\"shop\"*"]),
        ("  web,shop!  ", ["\"web\"", "\"shop\"*"]), ("", []), ("  ", []), ("!?*\"'()", []), ("\u{301}", []),
        ("😀", []),
        ("C++ & C#", ["\"C\"", "\"C\"*"]), ("a\"b", ["\"a\"", "\"b\"*"]),
        ("web* OR shop", ["\"web\"", "\"OR\"", "\"shop\"*"]),
        ("NEAR(a b, 5)", ["\"NEAR\"", "\"a\"", "\"b\"", "\"5\"*"]),
        ("name:x ^y -z", ["\"name\"", "\"x\"", "\"y\"", "\"z\"*"]),
        ("a\0b", ["\"a\"", "\"b\"*"]), ("e\u{301}te\u{301}", ["\"été\"*"]), ("東京", ["\"東 京\"*"]),
        ("東京 web", ["\"東 京\"", "\"web\"*"]), ("abc東京", ["\"abc 東 京\"*"]), ("東京、大阪", ["\"東 京\"", "\"大 阪\"*"]),
        ("हिन्दी", ["\"हिन्दी\"*"]),
        ("x²", ["\"x²\"*"]), ("don't", ["\"don\"", "\"t\"*"]), ("foo_bar", ["\"foo\"", "\"bar\"*"]),
    ])
    func `a query is words and never syntax`(text: String, words: [String]) throws {
        #expect(try SearchQuery(text).words == words)
    }

    @Test func `may have 16 words and not 17`() throws {
        let text = (1...16).map(String.init).joined(separator: " ")
        #expect(try SearchQuery(text).words.count == 16)
        #expect(throws: SearchFault.tooManyWords) { try SearchQuery(text + " 17") }
    }

    @Test func `may have 500 characters and not 501`() throws {
        let text = String(repeating: "é", count: 500)
        #expect(try SearchQuery(text).words.count == 1)
        #expect(throws: SearchFault.tooLong) { try SearchQuery(text + "x") }
    }
}

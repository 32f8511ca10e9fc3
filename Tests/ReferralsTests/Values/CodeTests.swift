import Referrals
import Testing

struct CountryCodeTests {
    @Test(arguments: ["DE", "US", "GB", "AX", "BQ", "SS", "ZW", "TW", "PS", "VA"])
    func `takes assigned codes`(code: String) {
        #expect(CountryCode(code)?.code == code)
    }

    @Test(arguments: [
        "", "D", "DEU", "de", "De", "XK", "UK", "EU", "AN", "ZZ", "AA", "SU", " DE", "DE ", "11", "ÅX",
        "\u{212A}E", "日本",
    ])
    func `refuses everything else`(code: String) {
        #expect(CountryCode(code) == nil)
    }

    @Test func `there are 249`() {
        #expect(CountryCode.all.count == 249)
    }
}

struct LanguageTagTests {
    /// Among them the examples of RFC 5646 appendix A.
    @Test(arguments: [
        ("de", "de"), ("DE", "de"), ("zh-hant", "zh-Hant"), ("ZH-HANT-tw", "zh-Hant-TW"),
        ("zh-cmn-hans-cn", "zh-cmn-Hans-CN"), ("yue-HK", "yue-HK"),
        ("sl-rozaj-biske", "sl-rozaj-biske"), ("de-CH-1901", "de-CH-1901"), ("sl-IT-nedis", "sl-IT-nedis"),
        ("hy-latn-it-arevela", "hy-Latn-IT-arevela"),
        ("es-419", "es-419"), ("de-CH-x-PHONEBK", "de-CH-x-phonebk"),
        ("az-arab-x-AZE-derbend", "az-Arab-x-aze-derbend"), ("x-whatever", "x-whatever"),
        ("qaa-QAAA-qm-x-southern", "qaa-Qaaa-QM-x-southern"), ("de-qaaa", "de-Qaaa"),
        ("en-us-u-ISLAMCAL", "en-US-u-islamcal"), ("en-a-myext-b-another", "en-a-myext-b-another"),
        ("zh-CN-a-myext-x-private", "zh-CN-a-myext-x-private"), ("I-KLINGON", "i-klingon"),
        ("en-gb-OED", "en-GB-oed"), ("sgn-be-fr", "sgn-BE-FR"), ("art-lojban", "art-lojban"),
        ("zh-min-nan", "zh-min-nan"), ("mn-Cyrl-MN", "mn-Cyrl-MN"), ("abcd", "abcd"),
        ("abcdefgh", "abcdefgh"), ("en-x-US", "en-x-us"), ("en-t-jp-latn", "en-t-jp-latn"),
        ("de-1996", "de-1996"), ("de-1901-1901", "de-1901-1901"), ("sl-1abc", "sl-1abc"),
        ("zh-aaa-bbb-ccc", "zh-aaa-bbb-ccc"),
    ])
    func `takes well-formed tags and puts them in canonical case`(text: String, canonical: String) {
        #expect(LanguageTag(text)?.text == canonical)
    }

    @Test(arguments: [
        "", "-", "d", "x", "i", "i-unknown", "de_DE", "de-", "-de", "de--DE", "de DE", "abcdefghi", "a-DE",
        "1de", "de-419-DE", "de-DE-419", "de-DE-Latn",
        "en-a", "en-a-x-y", "en-x", "x-", "x-abcdefghi", "en-abcdefghi", "de-1",
        "zh-aaa-bbb-ccc-ddd", "abcd-aaa", "dé", "en-u-", "de-a1", "*", "\u{212A}o",
    ])
    func `refuses what is not well-formed`(text: String) {
        #expect(LanguageTag(text) == nil)
    }

    @Test func `may have 64 characters and not 65`() {
        let text = "de-x-" + String(repeating: "abcdefg-", count: 7) + "abc"
        #expect(text.utf8.count == 64)
        #expect(LanguageTag(text)?.text == text)
        #expect(LanguageTag(text + "d") == nil)
    }
}

struct PhoneNumberTests {
    @Test(arguments: [
        ("+4989123456", "+4989123456"), ("+49 (89) 123-456", "+4989123456"),
        ("+1.555.010.0199", "+15550100199"), ("+1234567", "+1234567"),
        ("+123456789012345", "+123456789012345"), (" +44 20 7946 0958 ", "+442079460958"),
        ("(+49)89123456", "+4989123456"),
    ])
    func `keeps the plus and the digits`(raw: String, stored: String) {
        #expect(PhoneNumber(raw)?.text == stored)
    }

    @Test(arguments: [
        "", "+", "089123456", "0049 89 123456", "+123456", "+1234567890123456", "+0123456789", "++4989123456",
        "+49/89123456", "+49 89 12a456", "4989123456", "+49 89 123456 ext 5",
        "+４９８９１２３４５６", "+49\t89123456", "+4989123456\n", "tel:+4989123456", "49+89123456",
    ])
    func `refuses what is no international number`(raw: String) {
        #expect(PhoneNumber(raw) == nil)
    }
}

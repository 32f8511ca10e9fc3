import Referrals
import Testing

struct EmailAddressTests {
    @Test(arguments: [
        "ann@contoso.example", "a@b.co", "Ann.Lee+rfi@Mail.Contoso.example", "!#$%&'*+-/=?^_`{|}~@a.example",
        "a.b.c@x-y.example", "1@1.example",
        "a@xn--mnchen-3ya.example", "a@1.2.3.com", String(repeating: "a", count: 64) + "@b.example",
        "a@" + String(repeating: "b", count: 63) + ".example",
    ])
    func `takes addresses`(text: String) {
        #expect(EmailAddress(text)?.text == text)
    }

    @Test(arguments: [
        "", "@", "a", "a@", "@b.example", "a@b", "a@@b.example", "a@b@c.example", ".a@b.example",
        "a.@b.example", "a..b@c.example", "a b@c.example", "a@b c.example",
        "\"a b\"@c.example", "a@[192.0.2.1]", "a@192.0.2.1", "a@b.example.", "a@.example", "a@b..example",
        "a@-b.example", "a@b-.example", "a@b_c.example",
        "a@b.example\n", "a@b.example\r\nBcc: x@y.example", "a\0@b.example", " a@b.example", "a@b.example ",
        "Ann <a@b.example>", "a,b@c.example", "a;b@c.example", "a(b)@c.example",
        "ä@b.example", "a@münchen.example", "a@b.exämple", "a@b.123",
        String(repeating: "a", count: 65) + "@b.example",
        "a@" + String(repeating: "b", count: 64) + ".example", "a\\b@c.example",
    ])
    func `refuses what a mail server might not take`(text: String) {
        #expect(EmailAddress(text) == nil)
    }

    @Test func `may have 254 bytes and not 255`() {
        let label = String(repeating: "b", count: 61) + "."
        let text = "aaa@" + String(repeating: label, count: 4) + "ex"
        #expect(text.utf8.count == 254)
        #expect(EmailAddress(text) != nil)
        #expect(EmailAddress("a" + text) == nil)
    }

    @Test func `is told apart by case, and folds for counting`() throws {
        let left = try #require(EmailAddress("Ann@Contoso.example")),
            right = try #require(EmailAddress("ann@contoso.example"))
        #expect(left != right)
        #expect(left.folded == right.folded)
    }
}

struct WebURLTests {
    @Test(arguments: [
        ("https://contoso.example", true, "contoso.example", 443),
        ("http://contoso.example/", false, "contoso.example", 80),
        ("HTTPS://Contoso.Example:8443/a?b=c#d", true, "contoso.example", 8443),
        ("https://localhost", true, "localhost", 443),
        ("http://127.0.0.1:8080/hook", false, "127.0.0.1", 8080), ("http://[::1]:9/x", false, "::1", 9),
        ("https://[2001:DB8::1]", true, "2001:db8::1", 443),
        ("https://a.example?x=1", true, "a.example", 443), ("https://a.example#x", true, "a.example", 443),
        ("https://a.example/%41%c3%a9/~x/(y);z=1,2", true, "a.example", 443),
        ("https://a.example/x@y:z", true, "a.example", 443),
        ("https://xn--mnchen-3ya.example/", true, "xn--mnchen-3ya.example", 443),
        ("https://a.example:65535", true, "a.example", 65_535), ("https://a.example:1", true, "a.example", 1),
    ])
    func `takes absolute web addresses`(text: String, isSecure: Bool, host: String, port: Int) throws {
        let url = try #require(WebURL(text))
        #expect((url.text, url.isSecure, url.host, url.port) == (text, isSecure, host, port))
    }

    @Test(arguments: [
        "", "contoso.example", "//contoso.example", "/path", "https:", "https:/", "https://", "https:///path",
        "https://?x", "https://#x", "https://:443", "http:contoso.example", "ftp://a.example",
        "javascript:alert(1)",
        "file:///etc/passwd", "data:text/html,x", "https://user@a.example", "https://user:pw@a.example",
        "https://@a.example", "https://a.example:pw@b.example", "https://a.example:0",
        "https://a.example:65536", "https://a.example:",
        "https://a.example:8a", "https://a.example:+80", "https://a.example:99999999999999999999",
        "https://a b.example", "https://a.example/a b", "https://a.example/\n", "https://a.example/\u{7F}",
        " https://a.example", "https://a.example ", "https://a.example\\@b.example", "https://a.example/<x>",
        "https://a.example/\"", "https://a.example/{x}", "https://a.example/%", "https://a.example/%4",
        "https://a.example/%zz", "https://münchen.example", "https://a.example/é", "https://a_b.example",
        "https://-a.example", "https://a..example", "https://.example", "https://[::1", "https://::1",
        "https://[::1]x",
        "https://[1]", "https://[]", "https://[g::1]", "https://[fe80::1%25eth0]", "https://a.example/[x]",
        "https://a.example/#a#b", "https://a%2eexample", "https://a.example%00",
    ])
    func `refuses everything else`(text: String) {
        #expect(WebURL(text) == nil)
    }

    @Test func `may have 2,048 bytes and not 2,049`() {
        let text = "https://a.example/" + String(repeating: "x", count: 2_030)
        #expect(text.utf8.count == 2_048)
        #expect(WebURL(text) != nil)
        #expect(WebURL(text + "x") == nil)
    }
}

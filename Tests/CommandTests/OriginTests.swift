import Testing

@testable import referrals

@Suite struct `Web origins` {
    @Test(arguments: [
        ("https://app.example.com", "https://app.example.com"),
        ("HTTPS://App.Example.com:443", "https://app.example.com"),
        ("http://localhost:3000", "http://localhost:3000"), ("http://localhost:80", "http://localhost"),
        ("http://[::1]:8080", "http://[::1]:8080"), ("http://127.0.0.1:443", "http://127.0.0.1:443"),
        ("https://[2001:db8::1]", "https://[2001:db8::1]"),
    ])
    func `are kept as a browser writes them`(text: String, expected: String) {
        #expect(Origin(text)?.text == expected)
    }

    @Test(arguments: [
        "", "*", "null", "app.example.com", "ftp://a.example", "https://", "https:///", "https://a.example/",
        "https://a.example/path", "https://a.example?x", "https://user@a.example", "https://a.example:",
        "https://a.example:0", "https://a.example:65536", "https://a.example:80:80", "https://a b",
        "https://::1",
        "https://[::1", "https://[1.2.3.4]", "https://-a.example", "https://a..example", "https://1.2.3.256",
        "https://a.example\n",
    ])
    func `are refused when they are none`(text: String) {
        #expect(Origin(text) == nil)
    }
}

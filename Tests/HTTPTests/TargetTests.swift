import HTTP
import Testing

struct `A target` {
    @Test(arguments: [
        ("/", "/", [""]),
        ("/v1/keys", "/v1/keys", ["v1", "keys"]),
        ("/v1/keys/", "/v1/keys/", ["v1", "keys", ""]),
        ("//a//b", "//a//b", ["", "a", "", "b"]),
        ("/a%20b/%E2%82%AC", "/a%20b/%E2%82%AC", ["a b", "€"]),
        ("/a+b", "/a+b", ["a+b"]),
        ("/%61%2e", "/%61%2e", ["a."]),
        ("/...", "/...", ["..."]),
        ("/.well-known/a", "/.well-known/a", [".well-known", "a"]),
        ("/%25", "/%25", ["%"]),
        ("/a?b", "/a", ["a"]),
        ("/?", "/", [""]),
        ("/a?b/../c", "/a", ["a"]),
        ("*", "*", []),
        ("http://h", "/", [""]),
        ("http://h?a=b", "/", [""]),
        ("https://h:80/a/b?c", "/a/b", ["a", "b"]),
        ("HTTP://[::1]/", "/", [""]),
    ])
    func `has a path of segments`(_ text: String, _ path: String, _ segments: [String]) throws {
        let target = try Target(text)
        #expect(target.raw == text)
        #expect(target.path == path)
        #expect(target.segments == segments)
    }

    @Test(arguments: [
        ("/", []),
        ("/?", []),
        ("/?a=b", ["a", "b"]),
        ("/?a=b&c=d", ["a", "b", "c", "d"]),
        ("/?a=b&a=c", ["a", "b", "a", "c"]),
        ("/?a", ["a", ""]),
        ("/?a=", ["a", ""]),
        ("/?=b", ["", "b"]),
        ("/?a=b=c", ["a", "b=c"]),
        ("/?&&a=b&", ["a", "b"]),
        ("/?a=b?c/d", ["a", "b?c/d"]),
        ("/?a+b=c+d", ["a b", "c d"]),
        ("/?a=%2B%26%3D%2f", ["a", "+&=/"]),
        ("/?%C3%A4=%F0%9F%94%A5", ["ä", "🔥"]),
        ("/?a=..", ["a", ".."]),
        ("http://h?a=b", ["a", "b"]),
        ("*", []),
    ])
    func `has a query of pairs`(_ text: String, _ pairs: [String]) throws {
        #expect(try Target(text).query.flatMap { [$0.name, $0.value] } == pairs)
    }

    @Test(arguments: ["", "a", "/ä", "/ ", "/%", "/..", "/%2F", "/%00", "/#", "http://", "*a"])
    func `may be refused`(_ text: String) {
        #expect(throws: ProtocolError(.badTarget)) { try Target(text) }
    }
}

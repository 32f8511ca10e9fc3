import HTTP
import Testing

struct `A malformed request line` {
    static let lines: [Malformed] = [
        .line(400, .badRequestLine, "9112 3", "two spaces before the target", "GET  / HTTP/1.1"),
        .line(400, .badRequestLine, "9112 3", "two spaces before the version", "GET /  HTTP/1.1"),
        .line(400, .badRequestLine, "9112 3", "a space behind the version", "GET / HTTP/1.1 "),
        .line(400, .badRequestLine, "9112 3", "a space before the method", " GET / HTTP/1.1"),
        .line(400, .badRequestLine, "9112 3", "tabs for spaces", "GET\t/\tHTTP/1.1"),
        .line(400, .badRequestLine, "9112 3", "a tab behind the method", "GET\t / HTTP/1.1"),
        .line(400, .badRequestLine, "9112 3", "a space in the target", "GET /a b HTTP/1.1"),
        .line(400, .badRequestLine, "9112 3", "no version", "GET /"),
        .line(400, .badRequestLine, "9112 3", "a method alone", "GET"),
        .line(400, .badRequestLine, "9112 3", "nothing but spaces", "  "),
        .line(400, .badRequestLine, "9112 3", "a response", "HTTP/1.1 200 OK"),
        .line(400, .badRequestLine, "9110 9.1", "a method with a bracket", "G(T / HTTP/1.1"),
        .line(400, .badRequestLine, "9110 9.1", "a method with a colon", "GET: / HTTP/1.1"),
        .line(400, .badRequestLine, "9110 9.1", "a method with a NUL", "G\0T / HTTP/1.1"),
        .line(400, .badRequestLine, "9110 9.1", "a method with a delete", "G\u{7F}T / HTTP/1.1"),
        .line(400, .badRequestLine, "9110 9.1", "a method above ASCII", "G\u{C9}T / HTTP/1.1"),
        .line(400, .badRequestLine, "9112 2.2", "TLS", "\u{16}\u{03}\u{01}\u{02}\0\u{01}"),
        .line(400, .badRequestLine, "9112 2.2", "a byte order mark", "\u{EF}\u{BB}\u{BF}GET / HTTP/1.1"),
        .line(
            501, .methodTooLong, "9112 3", "a long method",
            String(repeating: "A", count: 33) + " / HTTP/1.1"),
        .line(501, .connectNotSupported, "9110 9.3.6", "CONNECT", "CONNECT example.com:443 HTTP/1.1"),
        .line(501, .connectNotSupported, "9110 9.3.6", "CONNECT to a path", "CONNECT / HTTP/1.1"),
    ]

    static let versions: [Malformed] = [
        .line(505, .unsupportedVersion, "9110 15.6.6", "HTTP/2", "PRI * HTTP/2.0"),
        .line(505, .unsupportedVersion, "9110 15.6.6", "HTTP/3", "GET / HTTP/3.0"),
        .line(505, .unsupportedVersion, "9110 15.6.6", "HTTP/0.9", "GET / HTTP/0.9"),
        .line(505, .unsupportedVersion, "9110 15.6.6", "HTTP/9.1", "GET / HTTP/9.1"),
        .line(400, .badRequestLine, "9112 2.3", "lower case", "GET / http/1.1"),
        .line(400, .badRequestLine, "9112 2.3", "no minor version", "GET / HTTP/1"),
        .line(400, .badRequestLine, "9112 2.3", "an empty minor version", "GET / HTTP/1."),
        .line(400, .badRequestLine, "9112 2.3", "two digits", "GET / HTTP/1.10"),
        .line(400, .badRequestLine, "9112 2.3", "a leading zero", "GET / HTTP/01.1"),
        .line(400, .badRequestLine, "9112 2.3", "a letter", "GET / HTTP/1.x"),
        .line(400, .badRequestLine, "9112 2.3", "a comma", "GET / HTTP/1,1"),
        .line(400, .badRequestLine, "9112 2.3", "another protocol", "GET / HTCP/1.1"),
        .line(400, .badRequestLine, "9112 2.3", "no slash", "GET / HTTP1.1"),
    ]

    static let lineEnds: [Malformed] = [
        Malformed(
            400, .bareLineFeed, "9112 2.2", "line feed behind the line", "GET / HTTP/1.1\nHost: h\r\n\r\n"),
        Malformed(
            400, .bareLineFeed, "9112 2.2", "line feed before the line", "\nGET / HTTP/1.1\r\nHost: h\r\n\r\n"
        ),
        Malformed(400, .bareLineFeed, "9112 2.2", "line feeds alone", "GET / HTTP/1.1\n\n"),
        Malformed(400, .bareLineFeed, "9112 2.2", "line feed behind the method", "GET\n/ HTTP/1.1\r\n\r\n"),
        .line(400, .bareCarriageReturn, "9112 2.2", "return behind the version", "GET / HTTP/1.1\r"),
        .line(400, .bareCarriageReturn, "9112 2.2", "return in the version", "GET / HTTP\r/1.1"),
        .line(400, .bareCarriageReturn, "9112 2.2", "return before the line", "\rGET / HTTP/1.1"),
        .line(400, .bareCarriageReturn, "9112 2.2", "return for the spaces", "GET\r/\rHTTP/1.1"),
        .line(400, .badRequestLine, "9112 2.2", "three empty lines", "\r\n\r\n\r\nGET / HTTP/1.1"),
        .line(400, .badRequestLine, "9112 2.2", "white space behind an empty line", "\r\n GET / HTTP/1.1"),
    ]

    @Test(arguments: lines) func `has no method, target and version`(_ message: Malformed) throws {
        try expectRefused(message)
    }

    @Test(arguments: versions) func `has no version that is spoken`(_ message: Malformed) throws {
        try expectRefused(message)
    }

    @Test(arguments: lineEnds) func `does not end with CR LF`(_ message: Malformed) throws {
        try expectRefused(message)
    }
}

struct `A malformed target` {
    static let forms: [Malformed] = [
        .target("9112 3.2", "no leading slash", "v1/me"),
        .target("9112 3.2", "a query alone", "?a=b"),
        .target("9112 3.2.3", "an authority", "example.com:443"),
        .target("9112 3.2.4", "an asterisk for GET", "*"),
        .target("9112 3.2.4", "an asterisk and more", "*/a"),
        .target("9112 3.2", "a fragment", "/a#b"),
        .target("9112 3.2", "a fragment in the query", "/a?b#c"),
        .target("9112 3.2.2", "another scheme", "ftp://example.com/"),
        .target("9112 3.2.2", "a script", "javascript:alert(1)"),
        .target("9112 3.2.2", "a scheme alone", "http:"),
        .target("9110 4.2.1", "no host", "http:///a"),
        .target("9110 4.2.1", "no host but a query", "http://?/"),
        .target("9110 4.2.1", "no host but a port", "http://:80/"),
        .target("9110 4.2.4", "user information", "http://user@example.com/"),
        .target("9110 4.2.1", "a port of letters", "http://example.com:http/"),
        .target("3986 3.2.2", "an open bracket", "http://[::1/"),
        .target("3986 3.2.2", "a host above ASCII", "http://ex\u{E4}mple.com/"),
    ]

    static let contents: [Malformed] = [
        .target("3986 2.1", "an escape cut off", "/%"),
        .target("3986 2.1", "an escape of one digit", "/%4"),
        .target("3986 2.1", "an escape that runs into the next segment", "/%4/1"),
        .target("3986 2.1", "an escape of other letters", "/%GG"),
        .target("3986 2.1", "a signed escape", "/%+1"),
        .target("3986 2.1", "an escape cut off in the query", "/?a=%2"),
        .target("3986 2.1", "an escape cut off in a name", "/?%2=a"),
        .target("3629 3", "an overlong slash", "/%C0%AF"),
        .target("3629 3", "an overlong NUL", "/%C0%80"),
        .target("3629 3", "a surrogate", "/%ED%A0%80"),
        .target("3629 3", "more than U+10FFFF", "/%F4%90%80%80"),
        .target("3629 3", "a continuation byte alone", "/%80"),
        .target("3629 3", "a character cut off", "/%E2%82"),
        .target("3629 3", "invalid UTF-8 in the query", "/?a=%FF"),
        .target("3986 7.3", "an escaped NUL", "/%00"),
        .target("3986 7.3", "an escaped line end", "/%0D%0A"),
        .target("3986 7.3", "an escaped delete", "/%7F"),
        .target("3986 7.3", "an escaped NUL in the query", "/?a=%00"),
        .target("3986 2.2", "an escaped slash", "/a%2Fb"),
        .target("3986 2.2", "an escaped slash in lower case", "/a%2fb"),
        .target("3986 3.3", "a dot segment", "/a/./b"),
        .target("3986 3.3", "two dots", "/a/../b"),
        .target("3986 3.3", "two dots at the end", "/a/.."),
        .target("3986 3.3", "escaped dots", "/%2e%2E/etc/passwd"),
        .target("3986 3.3", "half-escaped dots", "/.%2e/a"),
        .target("3986 2", "a byte above ASCII", "/\u{E4}"),
        .target("3986 2", "a NUL", "/\0"),
        .target("3986 2", "a tab", "/\t"),
        .target("3986 2", "a delete", "/\u{7F}"),
        .target("9112 2.2", "a return", "/a\rb"),
    ]

    @Test(arguments: forms) func `is none of the four forms`(_ message: Malformed) throws {
        try expectRefused(message)
    }

    @Test(arguments: contents) func `holds what no path and query holds`(_ message: Malformed) throws {
        try expectRefused(message)
    }
}

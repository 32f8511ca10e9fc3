// RFC 9112 sections 2.2, 2.3 and 3; RFC 9110 section 9.1.

import HTTP

extension Malformed {
    /// Those without one method, target and version.
    public static let requestLines: [Malformed] = [
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
        .line(400, .badRequestLine, "9112 3", "a tab for the second space", "GET /\tHTTP/1.1"),
        .line(400, .badRequestLine, "9112 3", "a vertical tab for a space", "GET /\u{0B}HTTP/1.1"),
        .line(400, .badRequestLine, "9112 3", "two versions", "GET / HTTP/1.1 HTTP/1.1"),
        .line(400, .badRequestLine, "9112 3", "no target", "GET HTTP/1.1"),
        .line(400, .badRequestLine, "9112 3", "no target between two spaces", "GET  HTTP/1.1"),
        .line(400, .badRequestLine, "9112 2.2", "a message of another protocol", "\0\u{05}ssh"),
    ]

    /// Those in no version that is spoken.
    public static let versions: [Malformed] = [
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
        .line(400, .badRequestLine, "9112 2.3", "a NUL behind the version", "GET / HTTP/1.1\0"),
        .line(400, .badRequestLine, "9112 2.3", "a space in the version", "GET / HTTP/ 1.1"),
        .line(400, .badRequestLine, "9112 2.3", "a signed version", "GET / HTTP/+1.1"),
    ]

    /// Those whose lines do not end with CR LF.
    public static let lineEnds: [Malformed] = [
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
}

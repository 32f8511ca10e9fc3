// RFC 9112 sections 2.2, 3.2 and 5; RFC 9110 sections 5.1, 5.5, 7.2 and 10.1.1.

import HTTP

extension Malformed {
    /// Those with a line that is no field.
    public static let fieldLines: [Malformed] = [
        .fields(400, .spaceBeforeColon, "9112 5.1", "a space before the colon", "A : b"),
        .fields(400, .spaceBeforeColon, "9112 5.1", "a tab before the colon", "Content-Length\t: 5"),
        .fields(400, .foldedField, "9112 5.2", "a folded line", "A: b\r\n c"),
        .fields(400, .foldedField, "9112 5.2", "a line folded with a tab", "A: b\r\n\tc"),
        .fields(
            400, .foldedField, "9112 5.2", "a folded Transfer-Encoding", "A: b\r\n Transfer-Encoding: chunked"
        ),
        .fields(400, .foldedField, "9112 5.2", "a line of white space", "A: b\r\n "),
        .fields(400, .badFieldName, "9112 5", "no colon", "nonsense"),
        .fields(400, .badFieldName, "9112 5", "two words and no colon", "some nonsense"),
        .fields(400, .badFieldName, "9112 5", "no name", ": b"),
        .fields(400, .badFieldName, "9110 5.1", "a space in the name", "A B: c"),
        .fields(400, .badFieldName, "9110 5.1", "a bracket in the name", "A(B): c"),
        .fields(400, .badFieldName, "9110 5.1", "a quote in the name", "\"A\": c"),
        .fields(400, .badFieldName, "9110 5.1", "a slash in the name", "A/B: c"),
        .fields(400, .badFieldName, "9110 5.1", "a NUL in the name", "A\0: b"),
        .fields(400, .badFieldName, "9110 5.1", "a control in the name", "A\u{0B}: b"),
        .fields(400, .badFieldName, "9110 5.1", "a byte above ASCII in the name", "\u{C4}: b"),
        .fields(400, .badFieldValue, "9110 5.5", "a NUL in the value", "A: b\0c"),
        .fields(400, .badFieldValue, "9110 5.5", "an escape character in the value", "A: \u{1B}[2J"),
        .fields(400, .badFieldValue, "9110 5.5", "a delete in the value", "A: \u{7F}"),
        .fields(
            400, .badFieldValue, "9110 5.5", "a vertical tab before chunked",
            "Transfer-Encoding: \u{0B}chunked"),
        .fields(400, .bareCarriageReturn, "9112 2.2", "a return in the value", "A: b\rc"),
        .fields(400, .bareCarriageReturn, "9112 2.2", "a return in the name", "A\rB: c"),
        .fields(400, .bareCarriageReturn, "9112 2.2", "two returns", "A: b\r"),
        .fields(
            400, .bareCarriageReturn, "9112 2.2", "a return that hides a field", "A: b\rContent-Length: 5"),
        .fields(400, .bareLineFeed, "9112 2.2", "a line feed in the value", "A: b\nContent-Length: 5"),
        Malformed(
            400, .bareLineFeed, "9112 2.2", "a line feed ends the head", "GET / HTTP/1.1\r\nHost: h\r\n\n"),
        Malformed(400, .bareLineFeed, "9112 2.2", "two line feeds", "GET / HTTP/1.1\r\nHost: h\n\n"),
        Malformed(
            400, .foldedField, "9112 2.2", "white space before the fields",
            "GET / HTTP/1.1\r\n Host: h\r\n\r\n"),
        .fields(400, .spaceBeforeColon, "9112 5.1", "a space behind Transfer-Encoding", "Transfer-Encoding : chunked"),
        .fields(
            400, .badFieldName, "9110 5.1", "a vertical tab behind Transfer-Encoding",
            "Transfer-Encoding\u{0B}: chunked"),
        .fields(400, .badFieldValue, "9110 5.5", "a NUL behind chunked", "Transfer-Encoding: chunked\0"),
        .fields(400, .badFieldValue, "9110 5.5", "a NUL in a length", "Content-Length: 5\0"),
        .fields(400, .badFieldValue, "9110 5.5", "a form feed in a length", "Content-Length:\u{0C}5"),
        .fields(
            400, .bareCarriageReturn, "9112 2.2", "a return that hides a coding", "A: b\rTransfer-Encoding: chunked"),
        .fields(400, .bareLineFeed, "9112 2.2", "a line feed that hides a coding", "A: b\nTransfer-Encoding: chunked"),
        .fields(400, .badFieldName, "9110 5.1", "a comma in the name", "A,B: c"),
        .fields(400, .badFieldName, "9112 5", "a request in the head", "GET /evil HTTP/1.1"),
    ]

    /// Those that do not name one host.
    public static let hosts: [Malformed] = [
        Malformed(400, .missingHost, "9112 3.2", "no Host", "GET / HTTP/1.1\r\n\r\n"),
        Malformed(
            400, .missingHost, "9112 3.2", "no Host but others", "GET / HTTP/1.1\r\nAccept: */*\r\n\r\n"),
        Malformed(400, .missingHost, "9112 3.2.2", "no Host, absolute", "GET http://h/ HTTP/1.1\r\n\r\n"),
        .fields(400, .repeatedHost, "9112 3.2", "two different", "Host: i"),
        .fields(400, .repeatedHost, "9112 3.2", "twice the same", "host: h"),
        Malformed(
            400, .repeatedHost, "9112 3.2", "two in 1.0", "GET / HTTP/1.0\r\nHost: h\r\nHost: h\r\n\r\n"),
        host("empty", ""), host("a list", "a, b"), host("user information", "user@h"), host("a path", "h/a"),
        host("a space", "a b"), host("a port of letters", "h:http"), host("a signed port", "h:-1"),
        host("two ports", "h:1:2"), host("a port alone", ":80"), host("an open bracket", "[::1"),
        host("empty brackets", "[]"), host("letters in brackets", "[example]"),
        host("words behind brackets", "[::1]a"),
        host("a bad escape", "%zz"), host("an escape cut off", "h%2"), host("a query", "h?a"),
        host("a quote", "\"h\""),
        host("above ASCII", "\u{E4}"), host("a backslash", "h\\a"),
        host("a scheme", "http://h"), host("a fragment", "h#a"), host("brackets in a name", "a[b]"),
        host("an escaped letter cut off by the port", "h%4:80"), host("a port of spaces", "h: 80"),
    ]

    /// Those that expect what is not known.
    public static let expectations: [Malformed] = [
        .fields(
            417, .unsupportedExpectation, "9110 10.1.1", "another expectation", "Expect: 200-ok"),
        .fields(417, .unsupportedExpectation, "9110 10.1.1", "one more", "Expect: 100-continue, x"),
        .fields(417, .unsupportedExpectation, "9110 10.1.1", "with a parameter", "Expect: 100-continue; a=b"),
    ]

    private static func host(_ remark: String, _ value: String) -> Malformed {
        Malformed(400, .badHost, "9110 7.2", remark, "GET / HTTP/1.1\r\nHost: \(value)\r\n\r\n")
    }
}

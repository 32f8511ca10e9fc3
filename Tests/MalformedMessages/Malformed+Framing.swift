// RFC 9112 sections 6.1, 6.3 and 7.1; RFC 9110 section 8.6; RFC 6585 section 5.

import HTTP

extension Malformed {
    /// Those that have no one length.
    public static let lengths: [Malformed] = [
        length(400, .badContentLength, "9112 6.3", "no number", "five"),
        length(400, .badContentLength, "9112 6.3", "empty", ""),
        length(400, .badContentLength, "9110 8.6", "a plus sign", "+5"),
        length(400, .badContentLength, "9110 8.6", "a minus sign", "-5"),
        length(400, .badContentLength, "9110 8.6", "a minus sign before zero", "-0"),
        length(400, .badContentLength, "9110 8.6", "hexadecimal", "0x5"),
        length(400, .badContentLength, "9110 8.6", "a decimal point", "5.0"),
        length(400, .badContentLength, "9110 8.6", "an exponent", "5e0"),
        length(400, .badContentLength, "9110 8.6", "a space between digits", "1 0"),
        length(400, .badContentLength, "9110 8.6", "an underscore between digits", "1_0"),
        length(400, .badContentLength, "9110 8.6", "digits above ASCII", "\u{B2}"),
        length(400, .badContentLength, "9112 6.3", "a list of the same", "5, 5"),
        length(400, .badContentLength, "9112 6.3", "a list of two", "5,6"),
        length(400, .repeatedContentLength, "9112 6.3", "two different", "5\r\nContent-Length: 6"),
        length(400, .repeatedContentLength, "9112 6.3", "twice the same", "5\r\ncontent-length: 5"),
        length(413, .bodyTooLarge, "9110 15.5.14", "one more than is taken", "1048577"),
        length(413, .bodyTooLarge, "9110 8.6", "the largest integer", "9223372036854775807"),
        length(413, .bodyTooLarge, "9110 8.6", "one more than the largest integer", "9223372036854775808"),
        length(413, .bodyTooLarge, "9110 8.6", "2^64 + 5", "18446744073709551621"),
        length(413, .bodyTooLarge, "9110 8.6", "forty digits", String(repeating: "9", count: 40)),
        length(400, .badContentLength, "9110 8.6", "a comma behind", "5,"),
        length(400, .badContentLength, "9110 8.6", "quotes", "\"5\""),
        length(400, .badContentLength, "9110 8.6", "an octal prefix", "0o5"),
        length(400, .repeatedContentLength, "9112 6.3", "with another field between", "5\r\nA: b\r\nContent-Length: 5"),
        length(400, .badContentLength, "9112 6.3", "empty beside a good one", "\r\nContent-Length: 5"),
        length(413, .bodyTooLarge, "9110 8.6", "2^32 more than is taken", "4296015872"),
    ]

    /// Those with a coding other than chunked, once.
    public static let codings: [Malformed] = [
        coding(400, .badTransferEncoding, "9112 6.3", "chunked twice", "chunked, chunked"),
        coding(
            400, .badTransferEncoding, "9112 6.3", "chunked on two lines",
            "chunked\r\nTransfer-Encoding: chunked"),
        coding(400, .badTransferEncoding, "9112 6.1", "empty", ""),
        coding(400, .badTransferEncoding, "9112 6.1", "an empty element before", ", chunked"),
        coding(400, .badTransferEncoding, "9112 6.1", "an empty element behind", "chunked,"),
        coding(400, .badTransferEncoding, "9112 7", "a parameter of chunked", "chunked;q=1"),
        coding(400, .badTransferEncoding, "9112 7", "quotes", "\"chunked\""),
        coding(400, .badTransferEncoding, "9112 7", "two words", "chunked x"),
        coding(501, .unsupportedTransferCoding, "9112 6.1", "gzip", "gzip"),
        coding(501, .unsupportedTransferCoding, "9112 6.1", "gzip before chunked", "gzip, chunked"),
        coding(501, .unsupportedTransferCoding, "9112 6.1", "gzip behind chunked", "chunked, gzip"),
        coding(501, .unsupportedTransferCoding, "9112 6.1", "gzip with a parameter", "gzip;q=1, chunked"),
        coding(501, .unsupportedTransferCoding, "9112 6.1", "identity", "identity"),
        coding(501, .unsupportedTransferCoding, "9112 6.1", "a misspelling", "xchunked"),
        coding(
            400, .lengthAndTransferEncoding, "9112 6.3", "a length behind", "chunked\r\nContent-Length: 5"),
        coding(
            400, .lengthAndTransferEncoding, "9112 6.3", "a length of zero", "chunked\r\nContent-Length: 0"),
        .fields(
            400, .lengthAndTransferEncoding, "9112 6.3", "a length before",
            "Content-Length: 5\r\nTransfer-Encoding: chunked"),
        Malformed(
            400, .transferEncodingInHTTP10, "9112 6.1", "chunked in 1.0",
            "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        coding(501, .unsupportedTransferCoding, "9112 6.1", "identity behind chunked", "chunked, identity"),
        coding(
            501, .unsupportedTransferCoding, "9112 6.1", "gzip on a line behind", "chunked\r\nTransfer-Encoding: gzip"),
        coding(400, .badTransferEncoding, "9112 7", "a semicolon alone", "chunked;"),
        coding(400, .badTransferEncoding, "9112 6.1", "above ASCII", "chunked\u{A0}"),
    ]

    /// Those that break the chunked coding.
    public static let chunks: [Malformed] = [
        .chunks(400, .badChunkSize, "9112 7.1", "no size", "\r\n"),
        .chunks(400, .badChunkSize, "9112 7.1", "an extension without a size", ";a=b\r\n"),
        .chunks(400, .badChunkSize, "9112 7.1", "no digit", "g\r\n"),
        .chunks(400, .badChunkSize, "9112 7.1", "a prefix", "0x5\r\nhello\r\n0\r\n\r\n"),
        .chunks(400, .badChunkSize, "9112 7.1", "a minus sign", "-1\r\n"),
        .chunks(400, .badChunkSize, "9112 7.1", "a plus sign", "+5\r\nhello\r\n0\r\n\r\n"),
        .chunks(400, .badChunkSize, "9112 7.1", "white space before the size", " 5\r\nhello\r\n0\r\n\r\n"),
        .chunks(400, .badChunkSize, "9112 7.1", "white space behind the size", "5 \r\nhello\r\n0\r\n\r\n"),
        .chunks(400, .badChunkSize, "9112 7.1", "an underscore", "1_0\r\n"),
        .chunks(400, .badChunkSize, "9112 7.1", "two sizes", "5 5\r\nhello\r\n0\r\n\r\n"),
        .chunks(400, .badChunkSize, "9112 7.1.1", "a NUL in an extension", "5;\0\r\nhello\r\n0\r\n\r\n"),
        .chunks(400, .badChunkSize, "9112 7.1.1", "a return in an extension", "5;a\rb\r\nhello\r\n0\r\n\r\n"),
        .chunks(400, .bareLineFeed, "9112 7.1", "a line feed behind the size", "5\nhello\r\n0\r\n\r\n"),
        .chunks(400, .bareLineFeed, "9112 7.1.1", "a line feed in an extension", "5;\nhello\r\n0\r\n\r\n"),
        .chunks(413, .bodyTooLarge, "9112 7.1", "more than is taken", "100001\r\n"),
        .chunks(413, .bodyTooLarge, "9112 7.1", "2^63 - 1", "7FFFFFFFFFFFFFFF\r\n"),
        .chunks(413, .bodyTooLarge, "9112 7.1", "2^64 + 5", "10000000000000005\r\n"),
        .chunks(413, .bodyTooLarge, "9112 7.1", "more with the second chunk", "1\r\na\r\n100000\r\n"),
        .chunks(400, .badChunkEnd, "9112 7.1", "a chunk longer than its size", "4\r\nhello\r\n0\r\n\r\n"),
        .chunks(400, .badChunkEnd, "9112 7.1", "a chunk shorter than its size", "6\r\nhello\r\n0\r\n\r\n"),
        .chunks(400, .badChunkEnd, "9112 7.1", "a line feed behind a chunk", "5\r\nhello\n0\r\n\r\n"),
        .chunks(400, .badChunkEnd, "9112 7.1", "a return behind a chunk", "5\r\nhello\r0\r\n\r\n"),
        .chunks(400, .badChunkEnd, "9112 7.1", "nothing behind a chunk", "5\r\nhello0\r\n\r\n"),
        .chunks(400, .badFieldName, "9112 7.1.2", "a trailer without a colon", "0\r\nnonsense\r\n\r\n"),
        .chunks(400, .foldedField, "9112 7.1.2", "a folded trailer", "0\r\nA: b\r\n c\r\n\r\n"),
        .chunks(400, .badFieldValue, "9112 7.1.2", "a NUL in a trailer", "0\r\nA: \0\r\n\r\n"),
        .chunks(400, .bareLineFeed, "9112 7.1", "a line feed ends the body", "0\r\n\n"),
        .chunks(400, .bareLineFeed, "9112 7.1", "line feeds end the body", "0\n\n"),
        .chunks(
            400, .chunkLineTooLong, "9112 7.1.1", "a long line",
            "1;" + String(repeating: "a", count: 254) + "\r\n"),
        .chunks(
            400, .chunkLineTooLong, "9112 7.1.1", "many extensions",
            String(repeating: "1;" + String(repeating: "a", count: 200) + "\r\nx\r\n", count: 21)),
        .chunks(400, .badChunkSize, "9112 7.1", "full-width digits", "\u{EF}\u{BC}\u{95}\r\n"),
        .chunks(400, .badChunkSize, "9112 7.1", "a trailing letter h", "5h\r\nhello\r\n0\r\n\r\n"),
        .chunks(400, .badChunkSize, "9112 7.1", "a request for a size", "GET / HTTP/1.1\r\nHost: h\r\n\r\n"),
        .chunks(400, .bareCarriageReturn, "9112 7.1.2", "a return in the trailer", "0\r\nA: b\rc\r\n\r\n"),
        .chunks(400, .bareCarriageReturn, "9112 7.1", "a return for the last line", "0\r\n\rGET / HTTP/1.1\r\n\r\n"),
        .chunks(400, .spaceBeforeColon, "9112 7.1.2", "a space in a trailer", "0\r\nA : b\r\n\r\n"),
    ]

    /// Those that exceed a limit.
    public static let excesses: [Malformed] = [
        .target(414, "9110 15.5.15", "a target of 8 KiB and a byte", "/" + x(8_192)),
        .line(414, .targetTooLong, "9112 3", "a line without an end", "GET /" + x(40_000)),
        .line(414, .targetTooLong, "9112 3", "a method without an end", x(40_000)),
        .fields(431, .fieldsTooLarge, "6585 5", "a field of 32 KiB", "A: " + x(32_768)),
        .fields(431, .fieldsTooLarge, "6585 5", "a name of 32 KiB", x(32_768) + ": a"),
        .fields(
            431, .fieldsTooLarge, "6585 5", "fields of 32 KiB",
            Array(repeating: "A: " + x(1_000), count: 33).joined(separator: "\r\n")),
        .fields(
            431, .tooManyFields, "6585 5", "a hundred fields and one",
            Array(repeating: "A: b", count: 100).joined(separator: "\r\n")),
        .chunks(431, .fieldsTooLarge, "6585 5", "a trailer of 8 KiB", "0\r\nA: " + x(8_192) + "\r\n\r\n"),
        .chunks(
            431, .tooManyFields, "6585 5", "a hundred trailer fields and one",
            "0\r\n" + Array(repeating: "A: b\r\n", count: 101).joined() + "\r\n"),
        .chunks(
            400, .chunkLineTooLong, "9112 7.1", "a size of 256 digits", String(repeating: "0", count: 255) + "5\r\n"),
    ]

    private static func x(_ count: Int) -> String { String(repeating: "x", count: count) }

    private static func target(_ status: Int, _ section: String, _ remark: String, _ target: String) -> Malformed {
        .line(status, .targetTooLong, section, remark, "GET \(target) HTTP/1.1")
    }

    private static func length(
        _ status: Int, _ kind: ProtocolError.Kind, _ section: String, _ remark: String, _ value: String
    ) -> Malformed {
        .fields(status, kind, section, remark, "Content-Length: " + value)
    }

    private static func coding(
        _ status: Int, _ kind: ProtocolError.Kind, _ section: String, _ remark: String, _ value: String
    ) -> Malformed {
        .fields(status, kind, section, remark, "Transfer-Encoding: " + value)
    }
}

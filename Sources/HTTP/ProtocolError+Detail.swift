// RFC 9110, section 15.5: what the answer says of the fault.

extension ProtocolError {
    /// The fault in plain words, for people who look for it at their end. Shows nothing of the message.
    public var detail: String {
        switch kind {
        case .badRequestLine:
            "The request line is not a method, a target and a version with one space between them."
        case .methodTooLong: "The method's name is longer than any that is known."
        case .connectNotSupported: "CONNECT is for proxies, and this is none."
        case .badTarget: "The request target is not a valid path and query."
        case .targetTooLong: "The request target is too long."
        case .unsupportedVersion: "Only HTTP/1.0 and HTTP/1.1 are spoken here."
        case .bareLineFeed: "A line ends with a line feed alone; lines end with CR LF."
        case .bareCarriageReturn: "A carriage return stands without a line feed; lines end with CR LF."
        case .badFieldName: "A header line does not begin with a name and a colon."
        case .spaceBeforeColon: "A header name is followed by white space before its colon."
        case .foldedField: "A header line begins with white space; headers may not be folded."
        case .badFieldValue: "A header value holds a control character."
        case .tooManyFields: "There are too many header lines."
        case .fieldsTooLarge: "The headers are too large."
        case .missingHost: "The Host header is missing."
        case .repeatedHost: "There is more than one Host header."
        case .badHost: "The Host header is not a host with an optional port."
        case .badContentLength: "Content-Length is not a decimal number."
        case .repeatedContentLength: "There is more than one Content-Length header."
        case .lengthAndTransferEncoding: "Content-Length and Transfer-Encoding exclude each other."
        case .badTransferEncoding: "Transfer-Encoding is malformed or names chunked twice."
        case .unsupportedTransferCoding: "The only transfer coding that is known is chunked."
        case .transferEncodingInHTTP10: "HTTP/1.0 has no Transfer-Encoding."
        case .bodyTooLarge: "The body is too large."
        case .badChunkSize: "The line before a chunk does not begin with its size in hexadecimal digits."
        case .chunkLineTooLong: "The line before a chunk, or the chunk extensions together, are too long."
        case .badChunkEnd: "A chunk is not followed by CR LF."
        case .unsupportedExpectation: "The only expectation that is known is 100-continue."
        case .timeout: "The request did not arrive in time."
        case .overloaded: "The server has as much to do as it takes: try again later."
        }
    }
}

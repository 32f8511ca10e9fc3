// RFC 9110, sections 15.5 and 15.6; RFC 9112, sections 2.2 to 7.1; RFC 6585, section 5.

/// Why a message was refused, and the status to answer.
///
/// Where a message ends is unknown after it was refused, so nothing can follow it: the connection closes
/// after the answer, always.
public struct ProtocolError: Error, Equatable, Sendable {
    /// What the peer did, or what kept the server from taking the message.
    public let kind: Kind

    /// An error of that kind.
    public init(_ kind: Kind) {
        self.kind = kind
    }

    /// Every reason to refuse a message.
    public enum Kind: CaseIterable, Sendable {
        /// Not `method SP target SP version CRLF` (RFC 9112 section 3).
        case badRequestLine
        /// The method's name is longer than any that is known (RFC 9112 section 3).
        case methodTooLong
        /// `CONNECT` is for proxies (RFC 9110 section 9.3.6).
        case connectNotSupported
        /// The target is malformed (RFC 9112 section 3.2, RFC 3986 sections 2.1 and 3.3).
        case badTarget
        /// The target exceeds its limit (RFC 9112 section 3).
        case targetTooLong
        /// A major version other than 1 (RFC 9110 section 15.6.6).
        case unsupportedVersion
        /// A line feed without a carriage return before it (RFC 9112 section 2.2).
        case bareLineFeed
        /// A carriage return without a line feed behind it (RFC 9112 section 2.2).
        case bareCarriageReturn
        /// A field name is empty or no token, or its line has no colon (RFC 9112 section 5).
        case badFieldName
        /// White space between field name and colon (RFC 9112 section 5.1).
        case spaceBeforeColon
        /// A field line that begins with white space (RFC 9112 section 5.2).
        case foldedField
        /// A control character in a field value (RFC 9110 section 5.5).
        case badFieldValue
        /// More field lines than are taken (RFC 6585 section 5).
        case tooManyFields
        /// A larger header or trailer section than is taken (RFC 6585 section 5).
        case fieldsTooLarge
        /// HTTP/1.1 without `Host` (RFC 9112 section 3.2).
        case missingHost
        /// More than one `Host` (RFC 9112 section 3.2).
        case repeatedHost
        /// `Host` is not `host [":" port]` (RFC 9110 section 7.2).
        case badHost
        /// `Content-Length` is not a decimal number (RFC 9112 section 6.3).
        case badContentLength
        /// More than one `Content-Length`, even if they agree (RFC 9112 section 6.3).
        case repeatedContentLength
        /// Both `Content-Length` and `Transfer-Encoding` (RFC 9112 section 6.3).
        case lengthAndTransferEncoding
        /// `Transfer-Encoding` is malformed, or says chunked twice (RFC 9112 section 6.1).
        case badTransferEncoding
        /// A transfer coding other than chunked (RFC 9112 section 6.1).
        case unsupportedTransferCoding
        /// `Transfer-Encoding` in HTTP/1.0 (RFC 9112 section 6.1).
        case transferEncodingInHTTP10
        /// The body exceeds its limit (RFC 9110 section 15.5.14).
        case bodyTooLarge
        /// The line before a chunk is malformed (RFC 9112 section 7.1).
        case badChunkSize
        /// The line before a chunk, or the extensions of all of them, exceed their limit (RFC 9112 section
        /// 7.1.1).
        case chunkLineTooLong
        /// A chunk's bytes are not followed by a line end (RFC 9112 section 7.1).
        case badChunkEnd
        /// `Expect` holds more than `100-continue` (RFC 9110 section 10.1.1).
        case unsupportedExpectation
        /// The message did not arrive in time (RFC 9110 section 15.5.9).
        case timeout
        /// The server has as many connections, or holds as many unfinished messages, as it takes (RFC 9110 section
        /// 15.6.4).
        case overloaded
    }

    /// The status that RFC 9110 gives to the fault.
    public var status: Status {
        switch kind {
        case .targetTooLong: .uriTooLong
        case .bodyTooLarge: .contentTooLarge
        case .tooManyFields, .fieldsTooLarge: .requestHeaderFieldsTooLarge
        case .methodTooLong, .connectNotSupported, .unsupportedTransferCoding: .notImplemented
        case .unsupportedVersion: .httpVersionNotSupported
        case .unsupportedExpectation: .expectationFailed
        case .timeout: .requestTimeout
        case .overloaded: .serviceUnavailable
        case .badRequestLine, .badTarget, .bareLineFeed, .bareCarriageReturn, .badFieldName,
            .spaceBeforeColon,
            .foldedField, .badFieldValue, .missingHost, .repeatedHost, .badHost, .badContentLength,
            .repeatedContentLength, .lengthAndTransferEncoding, .badTransferEncoding,
            .transferEncodingInHTTP10,
            .badChunkSize, .chunkLineTooLong, .badChunkEnd:
            .badRequest
        }
    }
}

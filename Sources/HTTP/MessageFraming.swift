// RFC 9112, sections 3.2, 6.1 and 6.3; RFC 9110, sections 8.6 and 10.1.1.

// How long the body is (RFC 9112 section 6.3) and what else a head settles before its request is passed on.
// Whatever two programs could read in two ways is refused: that is where request smuggling lives.

struct MessageFraming {
    enum Body: Equatable {
        case none
        case length(Int)
        case chunked
    }

    private(set) var body = Body.none
    /// Whether the peer waits for `100 Continue` before it sends the body (RFC 9110 section 10.1.1).
    private(set) var expectsContinue = false
    /// Which line is `Host`.
    private(set) var host: Int?

    private var length: Int?
    private var isChunked = false
    private var hasTransferEncoding = false

    /// Reads the lines of a head; their ranges count from `origin`.
    init(
        _ bytes: Span<UInt8>, _ lines: Span<RequestFields.Line>, origin: Int, version: Version, limits: Limits
    ) throws(ProtocolError) {
        for index in lines.indices {
            let value = lines[index].value(origin: origin)
            switch KnownField(bytes, lines[index].name(origin: origin)) {
            case .host: try readHost(bytes, value, line: index)
            case .contentLength: try readLength(bytes, value)
            case .transferEncoding: try readCodings(bytes, value)
            case .expect: try readExpectation(bytes, value)
            case nil: break
            }
        }
        guard host != nil || version < .http11 else { throw ProtocolError(.missingHost) }
        guard !hasTransferEncoding || length == nil else { throw ProtocolError(.lengthAndTransferEncoding) }
        guard !hasTransferEncoding || version >= .http11 else {
            throw ProtocolError(.transferEncodingInHTTP10)
        }
        if let length {
            guard length <= limits.body else { throw ProtocolError(.bodyTooLarge) }
            body = length == 0 ? .none : .length(length)
        } else if isChunked {
            body = .chunked
        }
        // An HTTP/1.0 peer does not know interim answers.
        expectsContinue = expectsContinue && version >= .http11 && body != .none
    }

    private mutating func readHost(
        _ bytes: Span<UInt8>, _ value: Range<Int>, line: Int
    ) throws(ProtocolError) {
        guard host == nil else { throw ProtocolError(.repeatedHost) }
        guard HostGrammar.isValid(bytes, value) else { throw ProtocolError(.badHost) }
        host = line
    }

    /// Digits alone. A number that no integer holds is as large as the largest, and so above every limit.
    private mutating func readLength(_ bytes: Span<UInt8>, _ value: Range<Int>) throws(ProtocolError) {
        guard length == nil else { throw ProtocolError(.repeatedContentLength) }
        guard !value.isEmpty else { throw ProtocolError(.badContentLength) }
        var total = 0
        for index in value {
            guard let digit = ASCII.decimal(bytes[index]) else { throw ProtocolError(.badContentLength) }
            total = total.appendingDigit(digit, radix: 10)
        }
        length = total
    }

    /// An empty element is refused as well, although RFC 9110 section 5.6.1 would ignore it.
    private mutating func readCodings(_ bytes: Span<UInt8>, _ value: Range<Int>) throws(ProtocolError) {
        hasTransferEncoding = true
        let chunked = "chunked"
        var list = ListElements(value)
        while let element = list.next(bytes) {
            let semicolon = ASCII.firstIndex(of: ASCII.semicolon, in: bytes, element)
            let name = ASCII.trimmed(bytes, element.lowerBound..<(semicolon ?? element.upperBound))
            guard !name.isEmpty, name.allSatisfy({ ASCII.isToken(bytes[$0]) }) else {
                throw ProtocolError(.badTransferEncoding)
            }
            guard ASCII.equal(bytes, name, lowercased: chunked.utf8.span) else {
                throw ProtocolError(.unsupportedTransferCoding)
            }
            guard !isChunked, semicolon == nil else { throw ProtocolError(.badTransferEncoding) }
            isChunked = true
        }
    }

    private mutating func readExpectation(_ bytes: Span<UInt8>, _ value: Range<Int>) throws(ProtocolError) {
        let known = "100-continue"
        var list = ListElements(value)
        while let element = list.next(bytes) {
            if element.isEmpty { continue }
            guard ASCII.equal(bytes, element, lowercased: known.utf8.span) else {
                throw ProtocolError(.unsupportedExpectation)
            }
            expectsContinue = true
        }
    }
}

/// The fields that the parser itself reads.
private enum KnownField {
    case host, expect, contentLength, transferEncoding

    init?(_ bytes: Span<UInt8>, _ name: Range<Int>) {
        let (candidate, text): (KnownField, String)
        switch name.count {
        case 4: (candidate, text) = (.host, "host")
        case 6: (candidate, text) = (.expect, "expect")
        case 14: (candidate, text) = (.contentLength, "content-length")
        case 17: (candidate, text) = (.transferEncoding, "transfer-encoding")
        default: return nil
        }
        guard ASCII.equal(bytes, name, lowercased: text.utf8.span) else { return nil }
        self = candidate
    }
}

// RFC 9112, sections 2.3 and 3; RFC 9110, section 9.1.

/// `method SP request-target SP HTTP-version` (RFC 9112 section 3).
struct RequestLine: Sendable {
    let method: Method
    let target: Target
    let version: Version
    /// Where the authority of an absolute-form stands, which replaces `Host`; counted from the start of the
    /// line.
    let authority: Range<Int>?

    /// Reads the line that stands in `range`, without its line end.
    init(_ bytes: [UInt8], _ range: Range<Int>, limits: Limits) throws(ProtocolError) {
        let span = bytes.span
        guard let methodEnd = ASCII.firstIndex(of: ASCII.space, in: span, range),
            let targetEnd = ASCII.firstIndex(of: ASCII.space, in: span, (methodEnd + 1)..<range.upperBound)
        else { throw ProtocolError(Self.firstFault(span, range)) }
        let name = range.lowerBound..<methodEnd
        version = try Self.version(span, (targetEnd + 1)..<range.upperBound)
        method = try Self.method(bytes, name, limit: limits.method)
        let target = (methodEnd + 1)..<targetEnd
        guard !target.isEmpty else { throw ProtocolError(.badRequestLine) }
        guard target.count <= limits.target else { throw ProtocolError(.targetTooLong) }
        let form = try TargetForm(span, target)
        guard !form.isAsterisk || method == .options else { throw ProtocolError(.badTarget) }
        self.target = try Target(form, in: bytes)
        authority = form.authority.map { part in
            (part.lowerBound - range.lowerBound)..<(part.upperBound - range.lowerBound)
        }
    }

    /// A lone carriage return is named as such: it is what request smuggling tries.
    private static func firstFault(_ bytes: Span<UInt8>, _ range: Range<Int>) -> ProtocolError.Kind {
        ASCII.firstIndex(of: ASCII.carriageReturn, in: bytes, range) == nil
            ? .badRequestLine : .bareCarriageReturn
    }

    private static func method(
        _ bytes: [UInt8], _ range: Range<Int>, limit: Int
    ) throws(ProtocolError) -> Method {
        let span = bytes.span
        guard !range.isEmpty, range.allSatisfy({ ASCII.isToken(span[$0]) }) else {
            throw ProtocolError(.badRequestLine)
        }
        guard range.count <= limit else { throw ProtocolError(.methodTooLong) }
        let method = Method(String(decoding: bytes[range], as: UTF8.self))
        guard method != .connect else { throw ProtocolError(.connectNotSupported) }
        return method
    }

    /// `HTTP/` digit `.` digit, in this case (RFC 9112 section 2.3).
    private static func version(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(ProtocolError) -> Version {
        let name = "HTTP/"
        let first = range.lowerBound
        guard range.count == 8, ASCII.matches(bytes, first..<(first + 5), name.utf8.span),
            let major = ASCII.decimal(bytes[first + 5]), bytes[first + 6] == ASCII.dot,
            let minor = ASCII.decimal(bytes[first + 7])
        else { throw ProtocolError(firstFault(bytes, range)) }
        guard major == 1 else { throw ProtocolError(.unsupportedVersion) }
        return minor == 0 ? .http10 : .http11
    }
}

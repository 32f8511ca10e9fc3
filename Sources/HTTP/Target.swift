// RFC 9112, section 3.2; RFC 3986, sections 2.1 and 3.3.

/// A request target, taken apart and percent-decoded once.
///
/// Origin-form (`/path?query`), absolute-form (`http://host/path?query`, whose authority then stands for
/// `Host`, RFC 9112 section 3.2.2) and `*`.
public struct Target: Sendable {
    /// The target as received: visible ASCII.
    public let raw: String
    /// The path as received, not decoded: `/v1/engagements/019...`, or `*`.
    public let path: String
    /// The decoded segments: `["v1", "keys"]` for `/v1/keys`. A trailing slash gives a last empty segment;
    /// `*` has none.
    public let segments: [String]
    /// The decoded parameters in order. A `+` is a space; a parameter without `=` has an empty value.
    public let query: [(name: String, value: String)]

    /// Takes a target apart.
    /// - Throws: `ProtocolError` (`badTarget`) for bad or overlong escapes, invalid UTF-8, control
    ///   characters, a fragment, dot segments and an escaped `/` in the path. They are refused, not resolved:
    ///   two programs that resolve differently would see two paths.
    public init(_ text: String) throws(ProtocolError) {
        let bytes = Array(text.utf8)
        try self.init(TargetForm(bytes.span, 0..<bytes.count), in: bytes)
    }

    /// Takes a target apart that stands in `bytes`, and whose form is known.
    init(_ form: TargetForm, in bytes: [UInt8]) throws(ProtocolError) {
        raw = String(decoding: bytes[form.whole], as: UTF8.self)
        guard !form.isAsterisk else {
            (path, segments, query) = (raw, [], [])
            return
        }
        let isPathAlone = form.path == form.whole
        path =
            form.path.isEmpty ? "/" : isPathAlone ? raw : String(decoding: bytes[form.path], as: UTF8.self)
        segments = try Self.segments(bytes, form.path)
        query =
            try form.query.map { (range) throws(ProtocolError) in try Self.parameters(bytes, range) } ?? []
    }

    private static func segments(_ bytes: [UInt8], _ path: Range<Int>) throws(ProtocolError) -> [String] {
        guard !path.isEmpty else { return [""] }
        var segments: [String] = []
        segments.reserveCapacity(8)
        var start = path.lowerBound + 1
        while start <= path.upperBound {
            let end =
                ASCII.firstIndex(of: ASCII.slash, in: bytes.span, start..<path.upperBound) ?? path.upperBound
            let segment = try PercentEncoding.decode(bytes, start..<end, refusing: ASCII.slash)
            guard segment != ".", segment != ".." else { throw ProtocolError(.badTarget) }
            segments.append(segment)
            start = end + 1
        }
        return segments
    }

    /// The pairs of `application/x-www-form-urlencoded` as the URL standard reads them: empty pieces are
    /// skipped.
    private static func parameters(
        _ bytes: [UInt8], _ query: Range<Int>
    ) throws(ProtocolError) -> [(name: String, value: String)] {
        var parameters: [(name: String, value: String)] = []
        var start = query.lowerBound
        while start < query.upperBound {
            let span = bytes.span
            let end =
                ASCII.firstIndex(of: ASCII.ampersand, in: span, start..<query.upperBound) ?? query.upperBound
            if start < end {
                let equals = ASCII.firstIndex(of: ASCII.equals, in: span, start..<end) ?? end
                let name = try PercentEncoding.decode(bytes, start..<equals, plusIsSpace: true)
                let value = try PercentEncoding.decode(bytes, min(equals + 1, end)..<end, plusIsSpace: true)
                parameters.append((name, value))
            }
            start = end + 1
        }
        return parameters
    }
}

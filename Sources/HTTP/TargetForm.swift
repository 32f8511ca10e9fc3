// RFC 9112, section 3.2; RFC 9110, section 4.2.

// Where the parts of a request target stand, before anything is decoded (RFC 9112 section 3.2).

struct TargetForm {
    let whole: Range<Int>
    /// The authority of an absolute-form, which then stands for `Host`.
    private(set) var authority: Range<Int>?
    /// The path; empty in an absolute-form without one.
    let path: Range<Int>
    /// What stands behind the first `?`.
    let query: Range<Int>?
    let isAsterisk: Bool

    /// - Throws: `badTarget` for bytes that are not visible ASCII, a fragment, and every other form.
    init(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(ProtocolError) {
        whole = range
        var question: Int?
        for index in range {
            let byte = bytes[index]
            guard ASCII.isVisible(byte), byte != ASCII.hash else { throw ProtocolError(.badTarget) }
            if byte == ASCII.question, question == nil { question = index }
        }
        let end = question ?? range.upperBound
        query = question.map { $0 + 1..<range.upperBound }
        isAsterisk = range.count == 1 && bytes[range.lowerBound] == ASCII.asterisk
        if isAsterisk || !range.isEmpty && bytes[range.lowerBound] == ASCII.slash {
            path = range.lowerBound..<end
            return
        }
        guard let start = Self.authorityStart(bytes, range) else { throw ProtocolError(.badTarget) }
        let slash = start <= end ? ASCII.firstIndex(of: ASCII.slash, in: bytes, start..<end) ?? end : end
        guard start < slash, HostGrammar.isValid(bytes, start..<slash) else {
            throw ProtocolError(.badTarget)
        }
        authority = start..<slash
        path = slash..<end
    }

    private static func authorityStart(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
        for scheme in ["http://", "https://"] where range.count > scheme.utf8.count {
            let end = range.lowerBound + scheme.utf8.count
            if ASCII.equal(bytes, range.lowerBound..<end, lowercased: scheme.utf8.span) { return end }
        }
        return nil
    }
}

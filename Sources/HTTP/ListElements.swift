// RFC 9110, section 5.6.1.

/// Walks a comma-separated list (RFC 9110 section 5.6.1): its elements without the white space around them,
/// empty ones included.
struct ListElements {
    private var start: Int
    private let end: Int

    init(_ value: Range<Int>) {
        start = value.lowerBound
        end = value.upperBound
    }

    /// The next element, nil behind the last one.
    mutating func next(_ bytes: Span<UInt8>) -> Range<Int>? {
        guard start <= end else { return nil }
        let comma = ASCII.firstIndex(of: ASCII.comma, in: bytes, start..<end) ?? end
        defer { start = comma + 1 }
        return ASCII.trimmed(bytes, start..<comma)
    }
}

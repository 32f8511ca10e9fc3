// RFC 9112, sections 2.2, 3 and 7.1.1; RFC 6585, section 5.

/// How much of a message is taken. Every bound is inclusive: a message that has exactly this much passes.
public struct Limits: Sendable {
    /// Bytes of a body after chunked decoding. More is 413.
    public var body = 1_048_576
    /// Bytes of all field lines of a head with their line ends, the empty line included. More is 431.
    public var headerSection = 32_768
    /// Bytes of a request target. More is 414 (RFC 9112 section 3).
    public var target = 8_192
    /// Bytes of a method name. More is 501 (RFC 9112 section 3).
    public var method = 32
    /// Field lines in a head, and in a trailer section. More is 431.
    public var headerCount = 100
    /// Empty lines before a request line, which old clients send after a body (RFC 9112 section 2.2).
    public var leadingEmptyLines = 2
    /// Bytes of the line before a chunk: size, extensions and line end.
    public var chunkLine = 256
    /// Bytes of the extensions of all chunks of a body together (RFC 9112 section 7.1.1 asks for a bound).
    public var chunkExtensions = 4_096
    /// Bytes of a trailer section with its line ends, the empty line included. More is 431.
    public var trailerSection = 8_192

    /// The limits of the contract.
    public init() {}
}

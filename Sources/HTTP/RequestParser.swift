// RFC 9112, sections 2.2, 3, 5 and 6; RFC 9110, section 10.1.1.

// Bytes in, requests out; no I/O and no clock. Three answers: a request, not yet, or bad. How the bytes were
// cut into pieces never changes the answer: every decision is taken at a line end or at a limit, which stand
// at the same byte in every cut.

/// Reads the requests of one connection.
///
/// ```
/// parser.append(bytes)
/// while let request = try parser.next() { ... }
/// ```
public struct RequestParser: Sendable {
    /// What a connection waits for; each has a deadline of its own.
    public enum Phase: Sendable {
        /// Nothing of a message has come: no byte, or empty lines, the last perhaps in part.
        case idle
        /// A head has begun.
        case head
        /// The head is complete, the body is not.
        case body
    }

    private let limits: Limits
    private var buffer = ReceiveBuffer()
    private var emptyLines = 0
    private var line: RequestLine?
    private var section = FieldSection(at: 0, limit: 0, maximumCount: 0)
    private var head: Request?
    private var body: BodyReader?
    private var failure: ProtocolError?

    /// Whether the peer waits for `100 Continue`: the head is complete and asked for it, and nothing of the
    /// body has come. Stays true until bytes come; the interim answer is sent once.
    public private(set) var expectsContinue = false

    /// The method of the message that is read or was refused; nil before its line was read as one.
    public private(set) var method: Method?

    /// A parser at the start of a connection.
    public init(limits: Limits = Limits()) {
        self.limits = limits
    }

    /// How many bytes have come and belong neither to a request that was returned nor to the body under way.
    public var bufferedCount: Int { buffer.count }

    /// How much memory is held for what has come and was not returned.
    public var heldBytes: Int { buffer.capacity + (body?.capacity ?? 0) }

    /// What the connection waits for. `head` as well when a request has come and was not asked for.
    public var phase: Phase {
        if head != nil { return .body }
        return buffer.isAtMostHalfALineEnd ? .idle : .head
    }

    /// Takes bytes that were received.
    public mutating func append(_ bytes: Span<UInt8>) {
        guard failure == nil else { return }
        buffer.append(bytes)
        if !bytes.isEmpty { expectsContinue = false }
    }

    /// The next complete request, nil when more bytes are needed.
    /// - Throws: `ProtocolError` when the bytes are no request that is taken. The parser is dead then: it
    ///   throws the same error from there on.
    public mutating func next() throws(ProtocolError) -> Request? {
        if let failure { throw failure }
        do throws(ProtocolError) {
            let request = try advance()
            if request != nil { method = nil }
            return request
        } catch {
            failure = error
            buffer.removeAll()
            (head, body, expectsContinue) = (nil, nil, false)
            throw error
        }
    }

    private mutating func advance() throws(ProtocolError) -> Request? {
        if head == nil {
            guard let request = try readHead() else { return nil }
            guard body != nil else { return request }
            head = request
        }
        guard try body?.read(from: &buffer) ?? true else { return nil }
        defer { (head, body, expectsContinue) = (nil, nil, false) }
        head?.body = body?.bytes ?? []
        return head
    }

    /// A request without its body; `body` reads that, if there is one.
    private mutating func readHead() throws(ProtocolError) -> Request? {
        if line == nil {
            guard try skipEmptyLines(), try readRequestLine() else { return nil }
        }
        guard try section.read(from: &buffer), let line else { return nil }
        let framing = try MessageFraming(
            buffer.bytes.span, section.lines.span, origin: buffer.start, version: line.version, limits: limits
        )
        let fields = fields(line, framing)
        buffer.consume(section.next)
        section = FieldSection(at: 0, limit: 0, maximumCount: 0)
        (self.line, emptyLines) = (nil, 0)
        if framing.body != .none {
            body = BodyReader(framing.body, limits: limits)
            expectsContinue = framing.expectsContinue && buffer.count == 0
        }
        return Request(
            method: line.method, target: line.target, version: line.version, fields: fields, body: [])
    }

    /// True once something other than an empty line has come.
    private mutating func skipEmptyLines() throws(ProtocolError) -> Bool {
        while let first = buffer.first {
            guard first != ASCII.lineFeed else { throw ProtocolError(.bareLineFeed) }
            guard first == ASCII.carriageReturn else {
                // Nothing else can begin a request; TLS, for one, is refused at its first byte.
                guard ASCII.isToken(first) else { throw ProtocolError(.badRequestLine) }
                return true
            }
            guard try buffer.consumeLineEnd(orThrow: .bareCarriageReturn) else { return false }
            emptyLines += 1
            guard emptyLines <= limits.leadingEmptyLines else { throw ProtocolError(.badRequestLine) }
        }
        return false
    }

    private mutating func readRequestLine() throws(ProtocolError) -> Bool {
        let room = limits.method + limits.target + " ".utf8.count + " HTTP/1.1\r\n".utf8.count
        guard let range = try buffer.line(at: 0, atMost: room, orThrow: .targetTooLong) else { return false }
        line = try RequestLine(buffer.bytes, range, limits: limits)
        method = line?.method
        section = FieldSection(
            at: range.count + 2, limit: limits.headerSection, maximumCount: limits.headerCount)
        return true
    }

    /// The fields with a copy of the head's bytes. The authority of an absolute-form stands in for the value
    /// of `Host` (RFC 9112 section 3.2.2).
    private func fields(_ line: RequestLine, _ framing: MessageFraming) -> RequestFields {
        var lines = section.lines
        if let authority = line.authority, let host = framing.host {
            lines[host].value = Range(authority)
        }
        let end = buffer.start + section.next
        return RequestFields(bytes: Array(buffer.bytes[buffer.start..<end]), lines: lines)
    }
}

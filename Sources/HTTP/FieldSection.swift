// RFC 9112, sections 5, 5.1, 5.2 and 7.1.2; RFC 9110, sections 5.1 and 5.5.

/// Reads field lines up to the empty line behind them: those of a head, and those of a trailer section.
struct FieldSection: Sendable {
    /// What has been read; ranges count from the first byte of the message.
    private(set) var lines: [RequestFields.Line] = []
    /// The offset of the line that comes next.
    private(set) var next: Int
    private let end: Int
    private let maximumCount: Int

    /// A section that begins at offset `start` and is at most `limit` bytes long with its line ends.
    init(at start: Int, limit: Int, maximumCount: Int) {
        next = start
        end = start + limit
        self.maximumCount = maximumCount
    }

    /// Reads the lines that have come. True once the empty line has been read; nothing is consumed.
    mutating func read(from buffer: inout ReceiveBuffer) throws(ProtocolError) -> Bool {
        while let line = try buffer.line(at: next, atMost: end - next, orThrow: .fieldsTooLarge) {
            next += line.count + 2
            if line.isEmpty { return true }
            guard lines.count < maximumCount else { throw ProtocolError(.tooManyFields) }
            if lines.isEmpty { lines.reserveCapacity(min(maximumCount, 12)) }
            lines.append(try Self.parse(buffer.bytes.span, line, origin: buffer.start))
        }
        return false
    }

    /// `field-name ":" OWS field-value OWS` (RFC 9112 section 5).
    private static func parse(
        _ bytes: Span<UInt8>, _ line: Range<Int>, origin: Int
    ) throws(ProtocolError) -> RequestFields.Line {
        var colon = line.lowerBound
        while colon < line.upperBound, ASCII.isToken(bytes[colon]) { colon += 1 }
        guard colon > line.lowerBound, colon < line.upperBound, bytes[colon] == ASCII.colon else {
            throw ProtocolError(nameFault(bytes, line, at: colon))
        }
        for index in (colon + 1)..<line.upperBound where !ASCII.isFieldValue(bytes[index]) {
            let isReturn = bytes[index] == ASCII.carriageReturn
            throw ProtocolError(isReturn ? .bareCarriageReturn : .badFieldValue)
        }
        let value = ASCII.trimmed(bytes, (colon + 1)..<line.upperBound)
        return RequestFields.Line(name: line.lowerBound..<colon, value: value, origin: origin)
    }

    private static func nameFault(
        _ bytes: Span<UInt8>, _ line: Range<Int>, at index: Int
    ) -> ProtocolError.Kind {
        guard index < line.upperBound else { return .badFieldName }
        if bytes[index] == ASCII.carriageReturn { return .bareCarriageReturn }
        guard ASCII.isBlank(bytes[index]) else { return .badFieldName }
        if index == line.lowerBound { return .foldedField }
        let rest = ASCII.trimmed(bytes, index..<line.upperBound)
        return rest.first.map { bytes[$0] } == ASCII.colon ? .spaceBeforeColon : .badFieldName
    }
}

// RFC 9112, sections 6.3 and 7.1.

// Takes the bytes of one body out of the receive buffer as they come and removes the chunked coding
// (RFC 9112 section 7.1). What is taken is never looked at again.

struct BodyReader: Sendable {
    private enum Step {
        case length(remaining: Int)
        case chunkSize
        case chunkData(remaining: Int)
        case chunkEnd
        case trailer
        case done
    }

    private(set) var bytes: [UInt8] = []
    private var step: Step
    private let limits: Limits
    private var extensionBytes = 0
    private var trailer: FieldSection

    /// What is set aside before the bytes come: a peer's promise costs no more than this.
    private static let reservedCapacity = 4_096

    /// How much memory is held for the bytes.
    var capacity: Int { bytes.capacity }

    init(_ framing: MessageFraming.Body, limits: Limits) {
        self.limits = limits
        trailer = FieldSection(at: 0, limit: limits.trailerSection, maximumCount: limits.headerCount)
        switch framing {
        case .none: step = .done
        case .length(let length):
            step = .length(remaining: length)
            bytes.reserveCapacity(min(length, Self.reservedCapacity))
        case .chunked: step = .chunkSize
        }
    }

    /// Reads what has come. True once the body is complete.
    mutating func read(from buffer: inout ReceiveBuffer) throws(ProtocolError) -> Bool {
        while true {
            switch step {
            case .length(let remaining):
                reserve(for: min(remaining, buffer.count), of: remaining)
                let rest = remaining - buffer.move(atMost: remaining, to: &bytes)
                step = rest == 0 ? .done : .length(remaining: rest)
                if rest > 0 { return false }
            case .chunkSize:
                guard let size = try readSize(from: &buffer) else { return false }
                step = size == 0 ? .trailer : .chunkData(remaining: size)
            case .chunkData(let remaining):
                let rest = remaining - buffer.move(atMost: remaining, to: &bytes)
                step = rest == 0 ? .chunkEnd : .chunkData(remaining: rest)
                if rest > 0 { return false }
            case .chunkEnd:
                guard try buffer.consumeLineEnd(orThrow: .badChunkEnd) else { return false }
                step = .chunkSize
            case .trailer:
                guard try trailer.read(from: &buffer) else { return false }
                buffer.consume(trailer.next)
                step = .done
            case .done:
                return true
            }
        }
    }

    /// Makes room for the bytes that are there of those that are to come: twice as much each time, but no more than the
    /// length that is known.
    private mutating func reserve(for new: Int, of remaining: Int) {
        guard bytes.count + new > bytes.capacity else { return }
        bytes.reserveCapacity(min(bytes.count + remaining, max(2 * bytes.capacity, bytes.count + new)))
    }

    /// `chunk-size [chunk-ext] CRLF`. Extensions are not looked into, only counted.
    private mutating func readSize(from buffer: inout ReceiveBuffer) throws(ProtocolError) -> Int? {
        guard let line = try buffer.line(at: 0, atMost: limits.chunkLine, orThrow: .chunkLineTooLong) else {
            return nil
        }
        let (size, end) = Self.hexadecimal(buffer.bytes.span, line)
        let tail = end..<line.upperBound
        guard end > line.lowerBound, Self.isExtension(buffer.bytes.span, tail) else {
            throw ProtocolError(.badChunkSize)
        }
        extensionBytes += tail.count
        guard extensionBytes <= limits.chunkExtensions else { throw ProtocolError(.chunkLineTooLong) }
        guard size <= limits.body - bytes.count else { throw ProtocolError(.bodyTooLarge) }
        buffer.consume(line.count + 2)
        return size
    }

    /// The number that `range` begins with, and where its digits end.
    private static func hexadecimal(_ bytes: Span<UInt8>, _ range: Range<Int>) -> (value: Int, end: Int) {
        var value = 0
        var index = range.lowerBound
        while index < range.upperBound, let digit = ASCII.hexadecimal(bytes[index]) {
            value = value.appendingDigit(digit, radix: 16)
            index += 1
        }
        return (value, index)
    }

    /// Nothing, or a semicolon with anything behind it that may stand in a field value; white space before
    /// the semicolon is tolerated (BWS, RFC 9112 section 7.1.1).
    private static func isExtension(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        guard !range.isEmpty else { return true }
        let trimmed = ASCII.trimmed(bytes, range)
        guard let first = trimmed.first, bytes[first] == ASCII.semicolon else { return false }
        return range.allSatisfy { ASCII.isFieldValue(bytes[$0]) }
    }
}

extension Int {
    /// This number with one more digit behind it; `Int.max` when it does not fit.
    func appendingDigit(_ digit: Int, radix: Int) -> Int {
        let (product, overflow) = multipliedReportingOverflow(by: radix)
        guard !overflow else { return .max }
        let (sum, carried) = product.addingReportingOverflow(digit)
        return carried ? .max : sum
    }
}

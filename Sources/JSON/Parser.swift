// A strict RFC 8259 parser by recursive descent. The depth is checked before each descent, so the stack that
// it can use is bounded, whatever the text holds.

extension JSON {
    /// The value that `bytes` hold, as strictly as RFC 8259 allows: no byte order mark, no duplicate names,
    /// no lone surrogates, no invalid UTF-8, nothing but white space around the value.
    ///
    /// - Parameters:
    ///   - bytes: The whole text in UTF-8.
    ///   - maximumDepth: How deep arrays and objects may nest, the outermost being 1; at most 256.
    /// - Returns: The value, members in their order and numbers with their text.
    /// - Throws: `JSONError` at the first fault.
    public static func parse(_ bytes: [UInt8], maximumDepth: Int = 64) throws(JSONError) -> JSON {
        var parser = Parser(bytes: bytes, maximumDepth: min(maximumDepth, 256))
        return try parser.parse()
    }
}

struct Parser {
    let bytes: [UInt8]
    let maximumDepth: Int
    var position = 0

    init(bytes: [UInt8], maximumDepth: Int) {
        self.bytes = bytes
        self.maximumDepth = maximumDepth
    }

    mutating func parse() throws(JSONError) -> JSON {
        guard !bytes.starts(with: [0xEF, 0xBB, 0xBF]) else { throw fault(.byteOrderMark, at: 0) }
        skipSpace()
        let value = try value(depth: 1)
        skipSpace()
        guard position == bytes.count else { throw fault(.trailingContent, at: position) }
        return value
    }

    /// The value that begins at `position`; `depth` is the one that an array or object here would have.
    private mutating func value(depth: Int) throws(JSONError) -> JSON {
        guard let byte = peek() else { throw unexpected() }
        switch byte {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "{"): return .object(try object(depth: depth))
        case UInt8(ascii: "["): return .array(try array(depth: depth))
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        default: throw unexpected()
        }
    }

    private mutating func array(depth: Int) throws(JSONError) -> [JSON] {
        try open(depth)
        var elements: [JSON] = []
        if take(UInt8(ascii: "]")) { return elements }
        repeat {
            skipSpace()
            elements.append(try value(depth: depth + 1))
            skipSpace()
        } while take(UInt8(ascii: ","))
        try expect(UInt8(ascii: "]"))
        return elements
    }

    private mutating func object(depth: Int) throws(JSONError) -> [JSONMember] {
        try open(depth)
        var members: [JSONMember] = []
        var names = NameSet()
        if take(UInt8(ascii: "}")) { return members }
        repeat {
            skipSpace()
            let start = position
            guard peek() == UInt8(ascii: "\"") else { throw unexpected() }
            let name = try string()
            guard names.insert(name, after: members) else { throw fault(.duplicateName, at: start) }
            skipSpace()
            try expect(UInt8(ascii: ":"))
            skipSpace()
            members.append(JSONMember(name: name, value: try value(depth: depth + 1)))
            skipSpace()
        } while take(UInt8(ascii: ","))
        try expect(UInt8(ascii: "}"))
        return members
    }

    /// Steps over an opening bracket and the space behind it.
    private mutating func open(_ depth: Int) throws(JSONError) {
        guard depth <= maximumDepth else { throw fault(.tooDeep, at: position) }
        position += 1
        skipSpace()
    }

    private mutating func literal(_ word: String, _ value: JSON) throws(JSONError) -> JSON {
        for byte in word.utf8 { try expect(byte) }
        return value
    }
}

// MARK: - Bytes

extension Parser {
    /// The byte at `position`, nil at the end.
    func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

    mutating func skipSpace() {
        while let byte = peek(), byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
            position += 1
        }
    }

    mutating func take(_ byte: UInt8) -> Bool {
        guard peek() == byte else { return false }
        position += 1
        return true
    }

    mutating func expect(_ byte: UInt8) throws(JSONError) {
        guard take(byte) else { throw unexpected() }
    }

    func unexpected() -> JSONError {
        fault(position == bytes.count ? .unexpectedEnd : .unexpectedCharacter, at: position)
    }

    func fault(_ kind: JSONError.Kind, at offset: Int) -> JSONError { JSONError(kind, at: offset, in: bytes) }

    /// The text of a range of bytes.
    func text(_ range: Range<Int>) throws(JSONError) -> String {
        do throws(UTF8.ValidationError) {
            return String(copying: try UTF8Span(validating: bytes.span.extracting(range)))
        } catch {
            throw fault(.invalidUTF8, at: range.lowerBound + error.byteOffsets.lowerBound)
        }
    }
}

/// The names of one object. Few are compared one by one; many are hashed, so that a long object does not cost
/// the square of its length.
private struct NameSet {
    private static let comparedOneByOne = 16
    private var hashed: Set<[UInt8]> = []

    /// Whether none of `members`, all of them inserted before, has that name.
    mutating func insert(_ name: String, after members: [JSONMember]) -> Bool {
        if members.count < Self.comparedOneByOne {
            return !members.contains { $0.name.hasSameBytes(as: name) }
        }
        if hashed.isEmpty { hashed = Set(members.map { Array($0.name.utf8) }) }
        return hashed.insert(Array(name.utf8)).inserted
    }
}

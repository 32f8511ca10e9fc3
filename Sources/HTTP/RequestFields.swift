// RFC 9110, sections 5.2 to 5.6; RFC 9112, section 3.2.2.

/// The header fields of a request, kept as the bytes that were received.
///
/// A look-up compares names without case and makes nothing until a value is asked for. Bytes of a value that
/// are no UTF-8 come as U+FFFD (RFC 9110 section 5.5 leaves their meaning open).
public struct RequestFields: Sendable {
    /// A field line: where its name and its value stand in `bytes`.
    struct Line: Sendable {
        let name: Range<UInt32>
        var value: Range<UInt32>
    }

    private let bytes: [UInt8]
    private let lines: [Line]

    /// The fields of a head. The ranges of `lines` count from the start of `bytes`.
    init(bytes: [UInt8], lines: [Line]) {
        self.bytes = bytes
        self.lines = lines
    }

    /// Fields with these names and values, in order.
    public init(_ headers: [(String, String)] = []) {
        var bytes: [UInt8] = []
        var lines: [Line] = []
        for (name, value) in headers {
            let nameStart = UInt32(bytes.count)
            bytes.append(contentsOf: name.utf8)
            let nameEnd = UInt32(bytes.count)
            bytes.append(contentsOf: value.utf8)
            lines.append(Line(name: nameStart..<nameEnd, value: nameEnd..<UInt32(bytes.count)))
        }
        self.init(bytes: bytes, lines: lines)
    }

    /// How many field lines there are.
    public var count: Int { lines.count }

    /// The value of the field of that name, of all of them joined by `", "` when there are several (RFC 9110
    /// section 5.2), nil when there is none. `name` is in lower case.
    public subscript(_ name: StaticString) -> String? {
        let wanted = name.description
        guard var index = firstIndex(of: wanted, from: 0) else { return nil }
        var value = string(lines[index].value)
        while let next = firstIndex(of: wanted, from: index + 1) {
            index = next
            value += ", " + string(lines[index].value)
        }
        return value
    }

    /// As the subscript, with `?` in place of each byte beyond ASCII: for fields whose grammar has none. Text with such
    /// bytes is costly to cut at characters, and means nothing there.
    public func ascii(_ name: StaticString) -> String? {
        guard let value = self[name] else { return nil }
        guard value.utf8.contains(where: { $0 >= 0x80 }) else { return value }
        return String(decoding: value.utf8.map { $0 < 0x80 ? $0 : UInt8(ascii: "?") }, as: UTF8.self)
    }

    /// The bytes of the value when there is exactly one field of that name, nil otherwise. `name` is in lower case.
    public func single(_ name: StaticString) -> ArraySlice<UInt8>? {
        let wanted = name.description
        guard let index = firstIndex(of: wanted, from: 0), firstIndex(of: wanted, from: index + 1) == nil else {
            return nil
        }
        return bytes[Range(lines[index].value)]
    }

    /// Whether there is a field of that name. `name` is in lower case.
    public func contains(_ name: StaticString) -> Bool {
        firstIndex(of: name.description, from: 0) != nil
    }

    /// Whether a comma-separated list field has that member, compared without case: `lists("close", in:
    /// "connection")`. Both are in lower case.
    public func lists(_ member: StaticString, in name: StaticString) -> Bool {
        let wanted = name.description
        guard var index = firstIndex(of: wanted, from: 0) else { return false }
        let member = member.description
        while true {
            if listsMember(member, in: Range(lines[index].value)) { return true }
            guard let next = firstIndex(of: wanted, from: index + 1) else { return false }
            index = next
        }
    }

    /// Calls `body` with every field line's name and value, in the order received.
    public func forEach(_ body: (_ name: String, _ value: String) -> Void) {
        for line in lines {
            body(string(line.name), string(line.value))
        }
    }

    private func firstIndex(of name: String, from start: Int) -> Int? {
        let wanted = name.utf8.span
        let bytes = bytes.span
        let lines = lines.span
        var index = start
        while index < lines.count {
            if ASCII.equal(bytes, Range(lines[index].name), lowercased: wanted) { return index }
            index += 1
        }
        return nil
    }

    private func listsMember(_ member: String, in value: Range<Int>) -> Bool {
        let wanted = member.utf8.span
        let bytes = bytes.span
        var list = ListElements(value)
        while let element = list.next(bytes) {
            if ASCII.equal(bytes, element, lowercased: wanted) { return true }
        }
        return false
    }

    private func string(_ range: Range<UInt32>) -> String {
        String(decoding: bytes[Range(range)], as: UTF8.self)
    }
}

extension RequestFields.Line {
    /// A line whose parts stand at these places, kept as distances from `origin`.
    init(name: Range<Int>, value: Range<Int>, origin: Int) {
        self.name = Range(name, from: origin)
        self.value = Range(value, from: origin)
    }

    func name(origin: Int) -> Range<Int> {
        Range(name, from: origin)
    }

    func value(origin: Int) -> Range<Int> {
        Range(value, from: origin)
    }
}

extension Range<Int> {
    /// Offsets that were stored short, as distances from `origin`.
    init(_ range: Range<UInt32>, from origin: Int = 0) {
        self = (Int(range.lowerBound) + origin)..<(Int(range.upperBound) + origin)
    }
}

extension Range<UInt32> {
    /// Offsets to be stored short, as distances from `origin`.
    init(_ range: Range<Int>, from origin: Int = 0) {
        self = UInt32(range.lowerBound - origin)..<UInt32(range.upperBound - origin)
    }
}

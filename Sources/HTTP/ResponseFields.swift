// RFC 9110, section 5; RFC 9112, section 5.

/// The header fields of a response, written as `Name: value CR LF` when they are appended, so that encoding
/// is one copy.
///
/// A value cannot end its line: control characters are replaced by spaces. Names are literals of the program.
public struct ResponseFields: Sendable {
    /// The field lines with their line ends.
    private(set) var bytes: [UInt8] = []

    /// No fields.
    public init() {}

    /// Adds a field.
    public mutating func append(_ name: StaticString, _ value: String) {
        append(name) { $0.append(contentsOf: value.utf8) }
    }

    /// Adds a field whose value is what `write` appends to the bytes.
    @inline(__always)
    public mutating func append(_ name: StaticString, _ write: (inout [UInt8]) -> Void) {
        bytes.append(contentsOf: name.description.utf8)
        bytes.append(contentsOf: ": ".utf8)
        let start = bytes.count
        write(&bytes)
        replaceControls(from: start)
        bytes.append(contentsOf: "\r\n".utf8)
    }

    /// Adds a field whose value is a literal.
    public mutating func append(_ name: StaticString, _ value: StaticString) {
        append(name, value.description)
    }

    /// Adds a field whose value is a decimal number.
    public mutating func append(_ name: StaticString, integer: Int) {
        append(name) { $0.append(decimal: integer) }
    }

    /// Adds all fields of another group, such as one that was rendered once for all answers.
    public mutating func append(contentsOf other: ResponseFields) {
        bytes.append(contentsOf: other.bytes)
    }

    /// The value of the first field of that name, nil when there is none. Case does not count.
    public subscript(_ name: StaticString) -> String? {
        var found: String?
        let wanted = name.description.lowercased()
        forEach { name, value in
            if found == nil, name.lowercased() == wanted { found = value }
        }
        return found
    }

    /// Whether there is a field of that name. Case does not count.
    public func contains(_ name: StaticString) -> Bool {
        self[name] != nil
    }

    /// Calls `body` with every field's name and value, in order.
    public func forEach(_ body: (_ name: String, _ value: String) -> Void) {
        var line = bytes[...]
        while let colon = line.firstIndex(of: ASCII.colon),
            let end = line.firstIndex(of: ASCII.carriageReturn)
        {
            let value = line[(colon + 2)..<end]
            body(String(decoding: line[..<colon], as: UTF8.self), String(decoding: value, as: UTF8.self))
            line = line[(end + 2)...]
        }
    }

    private mutating func replaceControls(from start: Int) {
        var bytes = bytes.mutableSpan
        for index in start..<bytes.count where !ASCII.isFieldValue(bytes[index]) {
            bytes[index] = ASCII.space
        }
    }
}

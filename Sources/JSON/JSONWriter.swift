/// Appends JSON to bytes, straight into a response's buffer. It puts the commas; the caller writes members in
/// objects and values in arrays.
///
/// ```swift
/// var writer = JSONWriter()
/// writer.object { writer in
///     writer.member("name", "Contoso")
///     writer.array("tags") { writer in writer.string("cloud") }
/// }
/// ```
public struct JSONWriter {
    /// What has been written.
    public var bytes: [UInt8]
    /// Whether the next value or member follows another one of the same array or object.
    @usableFromInline var needsComma = false

    /// A writer that appends to `bytes`, by default with room for a usual answer.
    public init(appendingTo bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// A writer with nothing written.
    ///
    /// - Parameter capacity: How many bytes to have room for before the buffer grows.
    public init(capacity: Int = 2_048) {
        bytes = []
        bytes.reserveCapacity(capacity)
    }

    /// Writes an object as the next value; `body` writes its members.
    @inlinable
    public mutating func object(_ body: (inout JSONWriter) -> Void) {
        open(UInt8(ascii: "{"))
        body(&self)
        close(UInt8(ascii: "}"))
    }

    /// Writes an array as the next value; `body` writes its elements.
    @inlinable
    public mutating func array(_ body: (inout JSONWriter) -> Void) {
        open(UInt8(ascii: "["))
        body(&self)
        close(UInt8(ascii: "]"))
    }

    @usableFromInline
    mutating func open(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
    }

    @usableFromInline
    mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    /// A comma, if one is due. The next value is then the first of whatever it opens.
    @inlinable
    mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = false
    }

    /// The name of a member and its colon: the value is due.
    @usableFromInline
    mutating func name(_ name: String) {
        appendQuoted(name)
        bytes.append(UInt8(ascii: ":"))
    }
}

// MARK: - Values

extension JSONWriter {
    /// Writes `null` as the next value.
    public mutating func null() { literal("null") }

    /// Writes `true` or `false` as the next value.
    public mutating func bool(_ value: Bool) { literal(value ? "true" : "false") }

    /// Writes a string as the next value, escaping what RFC 8259 section 7 requires and nothing else.
    public mutating func string(_ value: String) {
        appendQuoted(value)
        needsComma = true
    }

    /// Writes a whole number as the next value.
    public mutating func integer(_ value: Int64) {
        separate()
        appendDecimal(value)
        needsComma = true
    }

    /// Writes a number as the next value, in the fewest digits that give it back; `null` when it is not
    /// finite, which JSON cannot say.
    public mutating func double(_ value: Double) { literal(value.isFinite ? value.description : "null") }

    /// Writes bytes that are one JSON value already, as they are.
    public mutating func raw(_ json: [UInt8]) {
        raw { $0.append(contentsOf: json) }
    }

    /// Writes as the next value what `append` adds to the bytes: one JSON value.
    @inlinable
    public mutating func raw(_ append: (inout [UInt8]) -> Void) {
        separate()
        append(&bytes)
        needsComma = true
    }

    /// Writes as the next value a string of what `append` adds to the bytes: ASCII that needs no escape, such
    /// as an identifier or a time.
    @inlinable
    public mutating func quoted(_ append: (inout [UInt8]) -> Void) {
        raw { bytes in
            bytes.append(UInt8(ascii: "\""))
            append(&bytes)
            bytes.append(UInt8(ascii: "\""))
        }
    }

    /// Writes a JSON value as the next value, without white space.
    public mutating func value(_ value: JSON) {
        switch value {
        case .null: null()
        case .bool(let flag): bool(flag)
        case .number(let number): literal(number.text)
        case .string(let text): string(text)
        case .array(let elements): array { for element in elements { $0.value(element) } }
        case .object(let members):
            object { for member in members { $0.member(member.name, member.value) } }
        }
    }

    private mutating func literal(_ text: String) {
        separate()
        bytes.append(contentsOf: text.utf8)
        needsComma = true
    }
}

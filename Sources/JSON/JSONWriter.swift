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
    var needsComma = false

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
        put(upTo: 1) { $0.append(bracket) }
        skipComma()
    }

    @usableFromInline
    mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }
}

// MARK: - Values

extension JSONWriter {
    /// Writes `null` as the next value.
    public mutating func null() {
        put(upTo: 4) { $0.appendNull() }
    }

    /// Writes `true` or `false` as the next value.
    public mutating func bool(_ value: Bool) { word(value ? "true" : "false") }

    /// Writes a string as the next value, escaping what RFC 8259 section 7 requires and nothing else.
    public mutating func string(_ value: String) {
        let text = value.utf8Span.span
        var isPlain = true
        put(upTo: text.count + 2) { isPlain = $0.quote(text) }
        if !isPlain { escape(last: text.count) }
    }

    /// Writes a whole number as the next value.
    public mutating func integer(_ value: Int64) {
        put(upTo: OutputSpan<UInt8>.mostDigits) { $0.append(decimal: value) }
    }

    /// Writes a number as the next value, in the fewest digits that give it back; `null` when it is not
    /// finite, which JSON cannot say.
    public mutating func double(_ value: Double) { word(value.isFinite ? value.description : "null") }

    /// Writes bytes that are one JSON value already, as they are.
    public mutating func raw(_ json: [UInt8]) {
        raw { $0.append(contentsOf: json) }
    }

    /// Writes as the next value what `append` adds to the bytes: one JSON value.
    public mutating func raw(_ append: (inout [UInt8]) -> Void) {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        append(&bytes)
        needsComma = true
    }

    /// Writes as the next value a string of what `write` adds, at most `capacity` bytes: ASCII that needs no escape,
    /// such as an identifier or a time.
    @inlinable
    public mutating func quoted(upTo capacity: Int, _ write: (inout OutputSpan<UInt8>) -> Void) {
        put(upTo: capacity + 2) { output in
            output.append(UInt8(ascii: "\""))
            write(&output)
            output.append(UInt8(ascii: "\""))
        }
    }

    /// Writes a JSON value as the next value, without white space.
    public mutating func value(_ value: JSON) {
        switch value {
        case .null: null()
        case .bool(let flag): bool(flag)
        case .number(let number): word(number.text)
        case .string(let text): string(text)
        case .array(let elements): array { for element in elements { $0.value(element) } }
        case .object(let members):
            object { for member in members { $0.member(member.name, member.value) } }
        }
    }

    private mutating func word(_ text: String) {
        let text = text.utf8Span.span
        put(upTo: text.count) { $0.append(copying: text) }
    }
}

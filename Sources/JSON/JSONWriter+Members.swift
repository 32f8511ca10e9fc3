// Members: a name and a value in one call. A value that is nil is written as null, because every resource
// always has the same members.

extension JSONWriter {
    /// Writes a string, or null.
    public mutating func member(_ name: String, _ value: String?) {
        guard let value else { return null(name) }
        let text = value.utf8Span.span
        var isPlain = true
        put(name, upTo: text.count + 2) { isPlain = $0.quote(text) }
        if !isPlain { escape(last: text.count) }
    }

    /// Writes a whole number, or null.
    public mutating func member(_ name: String, _ value: Int64?) {
        guard let value else { return null(name) }
        put(name, upTo: OutputSpan<UInt8>.mostDigits) { $0.append(decimal: value) }
    }

    /// Writes a whole number, or null.
    public mutating func member(_ name: String, _ value: Int?) {
        member(name, value.map(Int64.init))
    }

    /// Writes a number, or null; null too when it is not finite.
    public mutating func member(_ name: String, _ value: Double?) {
        member(name) { writer in if let value { writer.double(value) } else { writer.null() } }
    }

    /// Writes `true` or `false`, or null.
    public mutating func member(_ name: String, _ value: Bool?) {
        guard let value else { return null(name) }
        let text = (value ? "true" : "false").utf8Span.span
        put(name, upTo: text.count) { $0.append(copying: text) }
    }

    /// Writes a list of strings.
    public mutating func member(_ name: String, _ values: [String]) {
        array(name) { for value in values { $0.string(value) } }
    }

    /// Writes a JSON value.
    public mutating func member(_ name: String, _ value: JSON) {
        member(name) { $0.value(value) }
    }

    /// Writes null.
    public mutating func null(_ name: String) {
        put(name, upTo: 4) { $0.appendNull() }
    }

    /// Writes bytes that are one JSON value already, as they are.
    public mutating func raw(_ name: String, _ json: [UInt8]) {
        member(name) { $0.raw(json) }
    }

    /// Writes a member whose value is whatever `body` writes: exactly one value.
    @inlinable
    public mutating func member(_ name: String, _ body: (inout JSONWriter) -> Void) {
        put(name, upTo: 0) { _ in }
        skipComma()
        body(&self)
    }

    /// Writes an object; `body` writes its members.
    @inlinable
    public mutating func object(_ name: String, _ body: (inout JSONWriter) -> Void) {
        put(name, upTo: 1) { $0.append(UInt8(ascii: "{")) }
        skipComma()
        body(&self)
        close(UInt8(ascii: "}"))
    }

    /// Writes an array; `body` writes its elements.
    @inlinable
    public mutating func array(_ name: String, _ body: (inout JSONWriter) -> Void) {
        put(name, upTo: 1) { $0.append(UInt8(ascii: "[")) }
        skipComma()
        body(&self)
        close(UInt8(ascii: "]"))
    }

    /// Writes a string of what `write` adds, at most `capacity` bytes: ASCII that needs no escape.
    @inlinable
    public mutating func quoted(_ name: String, upTo capacity: Int, _ write: (inout OutputSpan<UInt8>) -> Void) {
        put(name, upTo: capacity + 2) { output in
            output.append(UInt8(ascii: "\""))
            write(&output)
            output.append(UInt8(ascii: "\""))
        }
    }
}

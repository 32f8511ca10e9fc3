// Members: a name and a value in one call. A value that is nil is written as null, because every resource
// always has the same members. Names are literals: Swift keeps a literal `String` without allocating, and
// lets its bytes be read safely, which it does not for `StaticString`.

extension JSONWriter {
    /// Writes a string, or null.
    public mutating func member(_ name: String, _ value: String?) {
        self.name(name)
        if let value { string(value) } else { null() }
    }

    /// Writes a whole number, or null.
    public mutating func member(_ name: String, _ value: Int64?) {
        self.name(name)
        if let value { integer(value) } else { null() }
    }

    /// Writes a whole number, or null.
    public mutating func member(_ name: String, _ value: Int?) {
        member(name, value.map(Int64.init))
    }

    /// Writes a number, or null; null too when it is not finite.
    public mutating func member(_ name: String, _ value: Double?) {
        self.name(name)
        if let value { double(value) } else { null() }
    }

    /// Writes `true` or `false`, or null.
    public mutating func member(_ name: String, _ value: Bool?) {
        self.name(name)
        if let value { bool(value) } else { null() }
    }

    /// Writes a list of strings.
    public mutating func member(_ name: String, _ values: [String]) {
        array(name) { for value in values { $0.string(value) } }
    }

    /// Writes a JSON value.
    public mutating func member(_ name: String, _ value: JSON) {
        self.name(name)
        self.value(value)
    }

    /// Writes null.
    public mutating func null(_ name: String) {
        self.name(name)
        null()
    }

    /// Writes bytes that are one JSON value already, as they are.
    public mutating func raw(_ name: String, _ json: [UInt8]) {
        self.name(name)
        raw(json)
    }

    /// Writes a member whose value is whatever `body` writes: exactly one value.
    @inlinable
    public mutating func member(_ name: String, _ body: (inout JSONWriter) -> Void) {
        self.name(name)
        body(&self)
    }

    /// Writes an object; `body` writes its members.
    @inlinable
    public mutating func object(_ name: String, _ body: (inout JSONWriter) -> Void) {
        self.name(name)
        object(body)
    }

    /// Writes an array; `body` writes its elements.
    @inlinable
    public mutating func array(_ name: String, _ body: (inout JSONWriter) -> Void) {
        self.name(name)
        array(body)
    }

    /// Writes a string of what `append` adds to the bytes: ASCII that needs no escape.
    @inlinable
    public mutating func quoted(_ name: String, _ append: (inout [UInt8]) -> Void) {
        self.name(name)
        quoted(append)
    }
}

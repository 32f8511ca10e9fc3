public import JSON

/// What a value breaks, and where.
public struct Violation: Equatable, Sendable, CustomStringConvertible {
    /// A JSON pointer into the value; empty for the whole.
    public let pointer: String
    /// What is wrong.
    public let detail: String

    /// Makes a violation from a pointer and what is wrong there.
    public init(_ pointer: String, _ detail: String) {
        self.pointer = pointer
        self.detail = detail
    }

    /// Both in one line.
    public var description: String { pointer.isEmpty ? detail : "\(pointer) \(detail)" }
}

/// One keyword of a schema, ready to be asked: a value, its pointer, and what is wrong with it.
typealias Check = @Sendable (JSON, String) -> [Violation]

/// A JSON Schema (2020-12) as the checks of its keywords.
public struct Schema: Sendable {
    let checks: [Check]

    /// What a value breaks; nothing when it satisfies the schema.
    public func violations(of value: JSON, at pointer: String = "") -> [Violation] {
        checks.flatMap { $0(value, pointer) }
    }

    /// Whether a value satisfies the schema.
    public func accepts(_ value: JSON) -> Bool { violations(of: value).isEmpty }
}

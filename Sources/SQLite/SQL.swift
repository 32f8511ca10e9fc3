/// The text of one statement, and the key under which a connection keeps it prepared.
///
/// A literal is known by its address: finding its statement neither hashes nor compares text. There is no
/// interpolation: values travel as parameters. A text put together at run time is made with `SQL(text)`.
public struct SQL: Sendable, ExpressibleByStringLiteral {
    enum Source: Sendable {
        case literal(StaticString)
        case dynamic(String)
    }

    let source: Source

    /// A text known when the program is compiled.
    public init(stringLiteral text: StaticString) {
        precondition(text.hasPointerRepresentation, "a statement is longer than one character")
        source = .literal(text)
    }

    /// A text made at run time. A connection keeps a limited number of these prepared, the last used ones.
    public init(_ text: String) {
        source = .dynamic(text)
    }

    /// The text itself.
    public var text: String {
        switch source {
        case .literal(let text): text.description
        case .dynamic(let text): text
        }
    }
}

/// The text of one statement, and the key under which a connection keeps it prepared.
///
/// A literal is known by its address, a constant by that of its object: finding their statements neither hashes nor
/// compares text. There is no interpolation: values travel as parameters. A text put together for a constant of the
/// program is made with `SQL(constant: text)`, one that differs from call to call with `SQL(text)`.
public struct SQL: Sendable, ExpressibleByStringLiteral {
    enum Source: Sendable {
        case literal(StaticString)
        case constant(Constant)
        case dynamic(String)
    }

    /// A text whose object is its name. Whoever keeps something under the name keeps the object.
    final class Constant: Sendable {
        let text: String

        init(_ text: String) { self.text = text }
    }

    let source: Source

    /// A text known when the program is compiled.
    public init(stringLiteral text: StaticString) {
        precondition(text.hasPointerRepresentation, "a statement is longer than one character")
        source = .literal(text)
    }

    /// A text that is put together once and held by a constant.
    public init(constant text: String) {
        source = .constant(Constant(text))
    }

    /// A text made at run time. A connection keeps a limited number of these prepared, the last used ones.
    public init(_ text: String) {
        source = .dynamic(text)
    }

    /// The text itself.
    public var text: String {
        switch source {
        case .literal(let text): text.description
        case .constant(let constant): constant.text
        case .dynamic(let text): text
        }
    }
}

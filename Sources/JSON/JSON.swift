/// A JSON value (RFC 8259) as it was received: members keep their order, numbers keep their text.
///
/// ```swift
/// let value = try JSON.parse(Array(#"{"name": "Contoso"}"#.utf8))
/// let name = value["name"]
/// ```
public enum JSON: Equatable, Sendable {
    /// The literal `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A number, with its exact text.
    case number(JSONNumber)
    /// A string, escapes resolved.
    case string(String)
    /// An array.
    case array([JSON])
    /// An object, its members in the order of the text, no name twice.
    case object([JSONMember])

    /// The value of the member of that name; nil when there is none, or when this is not an object.
    public subscript(name: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name.hasSameBytes(as: name) }?.value
    }

    /// The element at `index`; nil when there is none, or when this is not an array.
    public subscript(index: Int) -> JSON? {
        guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
        return elements[index]
    }
}

/// One name and its value in an object.
public struct JSONMember: Equatable, Sendable {
    /// The name, escapes resolved.
    public let name: String
    /// The value of that name.
    public let value: JSON

    /// A member of an object.
    public init(name: String, value: JSON) {
        self.name = name
        self.value = value
    }
}

extension String {
    /// Whether both are the same code units, as RFC 8259 8.3 compares names. `==` would not do: it holds
    /// canonically equivalent texts to be equal, among them U+212A KELVIN SIGN and the letter K.
    func hasSameBytes(as other: String) -> Bool {
        utf8.count == other.utf8.count && utf8.elementsEqual(other.utf8)
    }
}

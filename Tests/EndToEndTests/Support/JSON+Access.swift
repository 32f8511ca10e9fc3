import JSON

extension JSON {
    /// The text of a string; nil for anything else.
    var text: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// The value of a whole number; nil for anything else.
    var integer: Int64? {
        guard case .number(let number) = self else { return nil }
        return number.integer
    }

    /// The elements of an array; none for anything else.
    var elements: [JSON] {
        guard case .array(let elements) = self else { return [] }
        return elements
    }

    /// The names of an object's members, in order.
    var names: [String] {
        guard case .object(let members) = self else { return [] }
        return members.map(\.name)
    }
}

extension Answer {
    /// The text at a path of member names.
    func text(_ path: String...) -> String? { path.reduce(json) { $0?[$1] }?.text }

    /// The `id` of the resource.
    func id() throws -> String {
        guard let id = text("id") else { throw Failure("no id in \(self.text)") }
        return id
    }
}

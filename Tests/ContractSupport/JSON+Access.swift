import JSON

extension JSON {
    /// The members of an object; none for anything else.
    var members: [JSONMember] {
        guard case .object(let members) = self else { return [] }
        return members
    }

    /// The elements of an array; none for anything else.
    var elements: [JSON] {
        guard case .array(let elements) = self else { return [] }
        return elements
    }

    /// The text of a string; nil for anything else.
    var text: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// Whether two values are the same to JSON Schema (Core, section 4.2.2): numbers by value, objects whatever the
    /// order of their members.
    func isSame(as other: JSON) -> Bool {
        switch (self, other) {
        case (.number(let left), .number(let right)):
            left.double == right.double
        case (.array(let left), .array(let right)):
            left.count == right.count && zip(left, right).allSatisfy { $0.isSame(as: $1) }
        case (.object(let left), .object(let right)):
            left.count == right.count
                && left.allSatisfy { member in other[member.name].map(member.value.isSame) ?? false }
        default:
            self == other
        }
    }

    /// The value as compact JSON, for messages.
    var compact: String {
        var writer = JSONWriter()
        writer.value(self)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

/// A name as a step of a JSON pointer (RFC 6901, section 3).
func pointerStep(_ name: String) -> String {
    "/"
        + name.split(separator: "~", omittingEmptySubsequences: false).joined(separator: "~0")
        .split(separator: "/", omittingEmptySubsequences: false).joined(separator: "~1")
}

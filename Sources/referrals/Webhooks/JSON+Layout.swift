import JSON

extension JSON {
    /// The value for people: each member and element on a line of its own, two spaces a level, and no character that a
    /// terminal would obey.
    var laidOut: String { laidOut(indent: "") }

    fileprivate func laidOut(indent: String) -> String {
        switch self {
        case .null: "null"
        case .bool(let flag): flag ? "true" : "false"
        case .number(let number): number.text
        case .string(let text): LogText.quoted(text)
        case .array(let elements):
            Self.block("[", elements.map { $0.laidOut(indent: indent + "  ") }, "]", indent)
        case .object(let members):
            Self.block("{", members.map { $0.laidOut(indent: indent + "  ") }, "}", indent)
        }
    }

    private static func block(_ open: String, _ items: [String], _ close: String, _ indent: String) -> String {
        guard !items.isEmpty else { return open + close }
        return open + "\n" + items.map { "\(indent)  \($0)" }.joined(separator: ",\n") + "\n\(indent)\(close)"
    }
}

extension JSONMember {
    fileprivate func laidOut(indent: String) -> String { "\(LogText.quoted(name)): \(value.laidOut(indent: indent))" }
}

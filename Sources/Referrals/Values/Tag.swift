/// A short word or name that profiles and needs are matched by. Shown as written, compared without regard to
/// case and to how its accents are encoded.
public struct Tag: Sendable {
    /// How many Unicode scalars a tag may have.
    public static let maximumLength = 80

    /// The tag as it is shown.
    public let text: String
    /// What stands for the tag in comparisons and indexes: the same for all spellings that are one tag.
    public var folded: String { CaseFolding.folded(text) }

    /// A tag from a single line of text without a comma; else as `Text.line`.
    public init(_ raw: String) throws(TextFault) {
        text = try Text.line(raw, maximum: Self.maximumLength)
        guard !text.utf8.contains(UInt8(ascii: ",")) else { throw .comma }
    }
}

extension Tag: Hashable {
    /// Whether both are one tag.
    public static func == (left: Tag, right: Tag) -> Bool { left.folded == right.folded }

    /// Hashes what is compared.
    public func hash(into hasher: inout Hasher) { hasher.combine(folded) }
}

extension Tag: CustomStringConvertible {
    /// The tag as it is shown.
    public var description: String { text }
}

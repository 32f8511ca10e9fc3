/// A remark that only the partner and the operator see.
public struct Note: Hashable, Sendable {
    /// The note's id.
    public let id: ID<Note>
    /// 1 to 10,000 characters.
    public var body: String
    /// The name of the key that wrote it.
    public let author: String
    /// When it was written.
    public let createdAt: Timestamp
    /// When its text last changed; nil when it never did.
    public var editedAt: Timestamp?
    /// From 1, one more with each change.
    public var version: Int

    /// Makes a note from its parts.
    public init(
        id: ID<Note>, body: String, author: String, createdAt: Timestamp, editedAt: Timestamp? = nil,
        version: Int = 1
    ) {
        self.id = id
        self.body = body
        self.author = author
        self.createdAt = createdAt
        self.editedAt = editedAt
        self.version = version
    }

    /// The validator of what is shown.
    public var tag: EntityTag { EntityTag(version: version) }
}

/// What a PATCH of a note sets; nil leaves a member as it is.
public struct NotePatch: Sendable {
    /// The new text.
    public var body: String?

    /// Makes an empty patch.
    public init() {}
}

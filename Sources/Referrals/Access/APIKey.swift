/// A key of the API. The secret itself is shown once and never stored: only its SHA-256 is.
public struct APIKey: Hashable, Sendable {
    /// The key's id.
    public let id: ID<APIKey>
    /// What the operator calls it, 1 to 100 characters.
    public let name: String
    /// What it may do.
    public let role: Role
    /// When it was made.
    public let createdAt: Timestamp
    /// When it stops being accepted; nil for never.
    public let expiresAt: Timestamp?

    /// Makes a key.
    public init(id: ID<APIKey>, name: String, role: Role, createdAt: Timestamp, expiresAt: Timestamp?) {
        self.id = id
        self.name = name
        self.role = role
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }

    /// Whether the key is past its time.
    public func isExpired(at now: Timestamp) -> Bool {
        expiresAt.map { $0 <= now } ?? false
    }
}

/// What is known of a key when a request presents it.
public struct Credential: Sendable {
    /// The key.
    public let key: APIKey
    /// Whether the key's partner is suspended: then every request is refused with 403.
    public let isSuspended: Bool

    /// Makes a credential.
    public init(key: APIKey, isSuspended: Bool) {
        self.key = key
        self.isSuspended = isSuspended
    }

    /// The key as a caller.
    public var caller: Caller { Caller(keyID: key.id, role: key.role, name: key.name) }
}

/// A new key's description.
public struct NewAPIKey: Sendable {
    /// 1 to 100 characters.
    public let name: String
    /// What it may do.
    public let role: Role
    /// When it ends; nil for never.
    public let expiresAt: Timestamp?

    /// Makes a description.
    public init(name: String, role: Role, expiresAt: Timestamp?) {
        self.name = name
        self.role = role
        self.expiresAt = expiresAt
    }
}

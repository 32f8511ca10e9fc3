/// The strong validator of one resource (RFC 9110, section 8.8.3): its version, and a variant for what is shown
/// besides, such as a hot window that time alone ends.
public struct EntityTag: Hashable, Sendable, CustomStringConvertible {
    /// The version, from 1.
    public let version: Int
    /// What else decides how the resource is shown, in `[0-9a-z]`; empty when nothing does.
    public let variant: String

    /// Makes a tag.
    public init(version: Int, variant: String = "") {
        self.version = version
        self.variant = variant
    }

    /// The opaque tag without its quotes: `7` or `7-hot`.
    public var description: String { variant.isEmpty ? "\(version)" : "\(version)-\(variant)" }
}

/// What `If-Match` asks for. It compares versions alone, so that a window that ends does not refuse an edit.
public enum VersionCondition: Equatable, Sendable {
    /// No condition, or `*`: the change applies to the current version.
    case any
    /// One of these versions; none when the list is empty.
    case oneOf([Int])

    /// Throws `stale` unless the current version is one that was asked for.
    public func check(_ current: EntityTag) throws(ReferralError) {
        guard includes(current) else { throw .stale(current: current) }
    }

    fileprivate func includes(_ current: EntityTag) -> Bool {
        switch self {
        case .any: true
        case .oneOf(let versions): versions.contains(current.version)
        }
    }
}

/// What `If-Match` and `If-None-Match` ask of a change that makes what is not there (RFC 9110, sections 13.1.1 and
/// 13.1.2).
public struct PutCondition: Equatable, Sendable {
    /// No condition.
    public static let none = PutCondition()

    /// What has to be there; nil when nothing has to.
    public var match: VersionCondition?
    /// What must not be there; nil when anything may.
    public var noneMatch: VersionCondition?

    /// Makes a condition.
    public init(match: VersionCondition? = nil, noneMatch: VersionCondition? = nil) {
        self.match = match
        self.noneMatch = noneMatch
    }

    /// Throws `stale` unless what is there, nil for nothing, is as was asked.
    public func check(_ current: EntityTag?) throws(ReferralError) {
        guard let current else {
            guard match == nil else { throw .stale(current: nil) }
            return
        }
        try match?.check(current)
        if let noneMatch, noneMatch.includes(current) { throw .stale(current: current) }
    }
}

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
        if case .oneOf(let versions) = self, !versions.contains(current.version) {
            throw .stale(current: current)
        }
    }
}

// RFC 9110, section 2.5; RFC 9112, section 2.3.

/// The versions of HTTP that are spoken. A later minor version of HTTP/1 counts as 1.1 (RFC 9110 section
/// 2.5).
public enum Version: Int, Comparable, Sendable {
    case http10 = 10
    case http11 = 11

    /// Whether the first is the older of the two.
    public static func < (first: Version, second: Version) -> Bool {
        first.rawValue < second.rawValue
    }
}

/// An absolute `http` or `https` URL (RFC 3986, RFC 9110 4.2) without user information.
///
/// Only the ASCII that RFC 3986 allows is taken. What browsers forgive - spaces, backslashes, control
/// characters, other letters - is read differently by different programs, and those differences are how a
/// check of the host is passed by.
public struct WebURL: Hashable, Sendable {
    /// How many bytes a URL may have.
    public static let maximumLength = 2_048

    /// The URL as it was given.
    public let text: String
    /// Whether the scheme is `https`.
    public let isSecure: Bool
    /// The host name in lower case, or the address; an IPv6 address without its brackets.
    public let host: String
    /// The port, also when it is the scheme's own and not written.
    public let port: Int

    /// A URL from its text; nil for any other.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.count <= Self.maximumLength, Self.hasOnlyURLCharacters(text) else { return nil }
        let text = String(text)
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let scheme = text[..<colon].lowercased()
        guard scheme == "http" || scheme == "https", text[colon...].hasPrefix("://") else { return nil }
        let afterSlashes = text[colon...].dropFirst(3)
        let authority = afterSlashes.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let path = afterSlashes[authority.endIndex...]
        guard let (host, port) = Self.hostAndPort(authority), Self.isPath(path) else { return nil }
        self.text = text
        self.host = host
        isSecure = scheme == "https"
        self.port = port ?? (isSecure ? 443 : 80)
    }

    /// Unreserved and reserved characters (RFC 3986 2.2, 2.3), and `%` before two hexadecimal digits (2.1).
    private static func hasOnlyURLCharacters(_ text: some StringProtocol) -> Bool {
        var digitsDue = 0
        for byte in text.utf8 {
            if digitsDue > 0 {
                guard ASCII.isHexDigit(byte) else { return false }
                digitsDue -= 1
            } else if byte == UInt8(ascii: "%") {
                digitsDue = 2
            } else {
                guard ASCII.isAlphanumeric(byte) || "-._~:/?#[]@!$&'()*+,;=".utf8.contains(byte) else {
                    return false
                }
            }
        }
        return digitsDue == 0
    }

    /// Path, query and fragment have no brackets, and there is one fragment at most.
    private static func isPath(_ text: Substring) -> Bool {
        !text.utf8.contains { $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "]") }
            && text.utf8.count { $0 == UInt8(ascii: "#") } <= 1
    }

    /// `host [":" port]` (RFC 3986 3.2), nil with user information or without a host.
    private static func hostAndPort(_ authority: Substring) -> (host: String, port: Int?)? {
        if authority.hasPrefix("[") {
            let address = authority.dropFirst().prefix { $0 != "]" }
            let rest = authority[address.endIndex...]
            guard rest.hasPrefix("]"), isIPv6(address) else { return nil }
            return portSuffix(rest.dropFirst()).map { (address.lowercased(), $0) }
        }
        let host = authority.prefix { $0 != ":" }
        guard HostName.hasValidLabels(host) else { return nil }
        return portSuffix(authority[host.endIndex...]).map { (host.lowercased(), $0) }
    }

    /// Nothing, or a colon and 1...65535; the outer nil is for anything else.
    private static func portSuffix(_ text: Substring) -> Int?? {
        guard !text.isEmpty else { return .some(nil) }
        let digits = text.dropFirst()
        guard text.hasPrefix(":"), digits.utf8.count <= 5, digits.utf8.allSatisfy(ASCII.isDigit),
            let port = Int(digits), (1...65_535).contains(port)
        else { return nil }
        return port
    }

    /// The characters of an IPv6 address, at least two colons among them. The address itself is judged by
    /// whoever connects to it.
    private static func isIPv6(_ text: Substring) -> Bool {
        (2...45).contains(text.utf8.count) && text.utf8.count { $0 == UInt8(ascii: ":") } >= 2
            && text.utf8.allSatisfy {
                ASCII.isHexDigit($0) || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".")
            }
    }
}

extension WebURL: CustomStringConvertible {
    /// The URL as it was given.
    public var description: String { text }
}

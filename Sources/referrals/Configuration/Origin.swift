import Referrals

/// Where a web page comes from: scheme, host and port (RFC 6454).
struct Origin: Hashable, Sendable {
    /// The origin as a browser writes it in `Origin` (RFC 6454, section 6.2): lower case, without the port
    /// that the scheme implies.
    let text: String

    /// Parses `https://app.example.com` or `http://[::1]:3000`; nothing may follow the port.
    init?(_ text: String) {
        let text = text.lowercased()
        guard let colon = text.firstIndex(of: ":"), text[colon...].hasPrefix("://") else { return nil }
        let scheme = text[..<colon]
        let (host, port) = Self.split(text[colon...].dropFirst(3))
        guard let standard = ["http": 80, "https": 443][scheme], Self.isHost(host) else { return nil }
        guard let port = port.map({ decimal($0) }) ?? standard, (1...65_535).contains(port) else {
            return nil
        }
        self.text = "\(scheme)://\(host)" + (port == standard ? "" : ":\(port)")
    }

    /// The host, and what follows the last colon outside brackets.
    private static func split(_ authority: Substring) -> (host: Substring, port: Substring?) {
        let end = authority.lastIndex(of: "]") ?? authority.startIndex
        guard let colon = authority[end...].lastIndex(of: ":") else { return (authority, nil) }
        return (authority[..<colon], authority[authority.index(after: colon)...])
    }

    private static func isHost(_ host: Substring) -> Bool {
        guard host.hasPrefix("["), host.hasSuffix("]") else {
            return IPAddress(host)?.family == .v4 || HostName.isValid(host)
        }
        return host.contains(":") && IPAddress(host.dropFirst().dropLast()) != nil
    }
}

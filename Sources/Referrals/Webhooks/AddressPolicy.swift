// Where webhooks may go. Whoever makes one names a host that the service then connects to, from inside the operator's
// network: so only what anybody could reach may be named. A URL is judged when it comes in, and the very address that
// a connection is about to be made to once more, for a name may resolve to another address each time.

/// Looks up the addresses of a host name; none when it does not resolve.
public typealias HostResolver = @Sendable (String) async -> [IPAddress]

/// Which URLs and addresses webhooks may be sent to.
public struct AddressPolicy: Hashable, Sendable {
    /// What is let through although it is not public, or not https.
    public var exceptions: [AddressException]

    /// Makes a policy that lets through what is public, and the exceptions.
    public init(exceptions: [AddressException] = []) { self.exceptions = exceptions }

    /// Whether a URL may be used, as far as can be said before its host is resolved: it is https to a public address,
    /// or to a name that can be one on the internet, or it is an exception.
    public func admits(_ url: WebURL) -> Bool {
        if isNamed(url) { return true }
        guard let address = IPAddress(url.host) else { return url.isSecure && PublicName.isValid(url.host) }
        if isInBlock(address) { return true }
        // An IPv4 address that is written as one of IPv6 has no other reason than to be taken for something else.
        let isMapped = address.family == .v4 && url.host.contains(":")
        return url.isSecure && address.isPublic && !isMapped
    }

    /// Whether a connection for a URL that `admits` has let through may be made to an address.
    public func admits(_ address: IPAddress, for url: WebURL) -> Bool {
        address.isPublic || isInBlock(address) || isNamed(url)
    }

    private func isNamed(_ url: WebURL) -> Bool {
        exceptions.contains { exception in
            guard case .endpoint(let host, let port) = exception, port == url.port else { return false }
            if let address = IPAddress(host) { return address == IPAddress(url.host) }
            return host == url.host
        }
    }

    private func isInBlock(_ address: IPAddress) -> Bool {
        exceptions.contains { exception in
            if case .block(let block) = exception { block.contains(address) } else { false }
        }
    }
}

/// What an operator lets through although it is not public, or not https.
public enum AddressException: Hashable, Sendable {
    /// URLs with this host, as it is written, and this port: http too, whatever the host resolves to.
    case endpoint(host: String, port: Int)
    /// Addresses, on every port: as the host of a URL, then http too, and as what a name resolves to, then https alone.
    case block(AddressBlock)

    /// Parses `host:port`, where an IPv6 address stands in brackets, a block such as `10.0.0.0/8`, or an address.
    public init?(_ text: some StringProtocol) {
        if let block = AddressBlock(text) {
            self = .block(block)
            return
        }
        // As a URL has them.
        guard text.contains(":"), !text.contains("/"), !text.contains("?"), !text.contains("#"),
            let url = WebURL("http://\(text)"), url.text.hasSuffix(":\(url.port)")
        else { return nil }
        guard !url.host.contains(":") || IPAddress(url.host) != nil else { return nil }
        self = .endpoint(host: url.host, port: url.port)
    }
}

/// Host names that can be found on the internet.
private enum PublicName {
    /// Names of this machine, of local networks and of clouds' metadata, as they are and with labels in front (RFC
    /// 6761, RFC 6762, RFC 8375, and ICANN's reservation of `internal`).
    private static let local = [
        "localhost", "localdomain", "local", "internal", "intranet", "private", "corp", "home", "lan", "home.arpa",
        "metadata.goog", "metadata.packet.net", "metadata.platformequinix.com", "metadata.tencentyun.com",
    ]

    static func isValid(_ host: String) -> Bool {
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 2, let last = labels.last, !isNumber(last) else { return false }
        return !local.contains { host == $0 || host.hasSuffix("." + $0) }
    }

    /// Whether programs would take a name that ends so for an IPv4 address
    /// (https://url.spec.whatwg.org/#ends-in-a-number-checker).
    private static func isNumber(_ label: Substring) -> Bool {
        if label.hasPrefix("0x") { return label.utf8.dropFirst(2).allSatisfy(ASCII.isHexDigit) }
        return label.utf8.allSatisfy(ASCII.isDigit)
    }
}

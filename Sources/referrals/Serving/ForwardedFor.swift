import Referrals

/// `X-Forwarded-For`: the addresses for which each proxy on the way asked, the nearest one's last. It has no standard;
/// the forms are those that proxies write: an address, one with a port, IPv6 in brackets.
enum ForwardedFor {
    /// The last address on the way that is no trusted proxy: whatever stands before it anybody may have written.
    ///
    /// - Parameters:
    ///   - value: The values of all the fields, with commas between them.
    ///   - peer: Who sent it, a trusted proxy.
    ///   - isTrusted: Whether an address is one of a trusted proxy.
    /// - Returns: An address; the nearest one known when what stands before that is none.
    static func client(_ value: String, from peer: String, isTrusted: (String) -> Bool) -> String {
        var nearest = peer
        for hop in value.split(separator: ",", omittingEmptySubsequences: false).reversed() {
            guard let address = address(in: hop) else { return nearest }
            nearest = address
            if !isTrusted(nearest) { return nearest }
        }
        return nearest
    }

    /// The address of a hop without its port.
    private static func address(in hop: Substring) -> String? {
        guard let last = hop.lastIndex(where: { !isBlank($0) }) else { return nil }
        var text = hop[...last].drop(while: isBlank)
        if text.first == "[" {
            guard let end = text.firstIndex(of: "]"), isPort(text[text.index(after: end)...]) else { return nil }
            text = text[text.index(after: text.startIndex)..<end]
            guard text.contains(":") else { return nil }
        } else if let colon = text.firstIndex(of: ":"), !text[text.index(after: colon)...].contains(":") {
            guard isPort(text[colon...]) else { return nil }
            text = text[..<colon]
        }
        return IPAddress(text) != nil ? String(text) : nil
    }

    /// Nothing, or a colon and the number of a port.
    private static func isPort(_ text: Substring) -> Bool {
        text.isEmpty || text.first == ":" && decimal(text.dropFirst()).map { $0 <= 65_535 } ?? false
    }

    private static func isBlank(_ character: Character) -> Bool { character == " " || character == "\t" }
}

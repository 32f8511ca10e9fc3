/// An IPv4 or IPv6 address as a number.
public struct IPAddress: Hashable, Sendable {
    /// The family, and with it the width of an address.
    public enum Family: Sendable {
        case v4
        case v6

        /// Bits of an address.
        var width: Int { self == .v4 ? 32 : 128 }
    }

    /// The family that the address belongs to.
    public let family: Family
    /// The address; of IPv4, the low 32 bits.
    public let bits: UInt128

    /// Parses an address in its usual text form (RFC 4291, section 2.2; four decimal numbers for IPv4).
    ///
    /// An IPv4 address that a socket shows mapped into IPv6 (`::ffff:192.0.2.1`) is that IPv4 address. Zones
    /// are not taken.
    public init?(_ text: some StringProtocol) {
        let text = Substring(text)
        if let bits = Self.parseV4(text) {
            self.init(family: .v4, bits: bits)
        } else if let bits = Self.parseV6(text) {
            self.init(v6: bits)
        } else {
            return nil
        }
    }

    /// An address from its 4 or 16 bytes in network order, as a socket address holds them; nil for any other number of
    /// bytes. One that is mapped into IPv6 is the IPv4 address.
    public init?(bytes: some Collection<UInt8>) {
        let bits = bytes.reduce(0) { $0 << 8 | UInt128($1) }
        switch bytes.count {
        case 4: self.init(family: .v4, bits: bits)
        case 16: self.init(v6: bits)
        default: return nil
        }
    }

    private init(v6 bits: UInt128) {
        let isMapped = bits >> 32 == 0xFFFF
        self.init(family: isMapped ? .v4 : .v6, bits: isMapped ? bits & 0xFFFF_FFFF : bits)
    }

    /// What one customer of a network provider has: of IPv4 the address, of IPv6 its first 64 bits.
    public var network: String { String(family == .v4 ? bits : bits >> 64, radix: 16) }

    private init(family: Family, bits: UInt128) {
        self.family = family
        self.bits = bits
    }

    /// Four numbers without leading zeros, which some programs read as octal.
    private static func parseV4(_ text: Substring) -> UInt128? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var bits: UInt128 = 0
        for part in parts {
            guard let number = UInt8(part), String(number) == part else { return nil }
            bits = bits << 8 | UInt128(number)
        }
        return bits
    }

    /// Eight groups, of which `::` stands for one or more that are zero.
    private static func parseV6(_ text: Substring) -> UInt128? {
        guard let gap = firstGap(in: text) else {
            return groups(text, endsText: true).flatMap { $0.count == 8 ? number($0) : nil }
        }
        let (head, tail) = (text[..<gap.lowerBound], text[gap.upperBound...])
        guard let high = head.isEmpty ? [] : groups(head, endsText: false),
            let low = tail.isEmpty ? [] : groups(tail, endsText: true)
        else { return nil }
        let missing = 8 - high.count - low.count
        return missing > 0 ? number(high + Array(repeating: 0, count: missing) + low) : nil
    }

    private static func firstGap(in text: Substring) -> Range<Substring.Index>? {
        zip(text.indices, text.indices.dropFirst()).first { text[$0] == ":" && text[$1] == ":" }
            .map { $0..<text.index(after: $1) }
    }

    /// The groups of a text without `::`; the last two of an address may be written as an IPv4 address.
    private static func groups(_ text: Substring, endsText: Bool) -> [UInt16]? {
        var parts = text.split(separator: ":", omittingEmptySubsequences: false)
        if endsText, let last = parts.last, let v4 = parseV4(last) {
            let pair = [v4 >> 16, v4 & 0xFFFF].map { Substring(String($0, radix: 16)) }
            parts.replaceSubrange((parts.count - 1)..., with: pair)
        }
        let groups = parts.compactMap { part in
            part.utf8.count <= 4 && part.utf8.first != UInt8(ascii: "+") ? UInt16(part, radix: 16) : nil
        }
        return groups.count == parts.count ? groups : nil
    }

    private static func number(_ groups: [UInt16]) -> UInt128 {
        groups.reduce(0) { $0 << 16 | UInt128($1) }
    }
}

/// A block of IP addresses that begin with the same bits (CIDR, RFC 4632 and RFC 4291 section 2.3).
public struct AddressBlock: Hashable, Sendable {
    /// The first address of the block.
    public let first: IPAddress
    /// How many leading bits all its addresses have in common.
    public let prefixLength: Int

    /// Parses `10.0.0.0/8`, `fd00::/8`, or a single address. Bits after the prefix must be zero:
    /// `10.1.2.3/8` is more likely a mistake than a wish to let 16 million addresses in.
    public init?(_ text: some StringProtocol) {
        let parts = Substring(text).split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let first = parts.first.flatMap({ IPAddress($0) }) else { return nil }
        let width = first.family.width
        guard let length = parts.count == 2 ? Self.length(parts[1]) : width, length <= width else { return nil }
        self.first = first
        prefixLength = length
        guard first.bits & ~Self.mask(width, length) == 0 else { return nil }
    }

    /// Whether the address lies in the block; an address of the other family never does.
    public func contains(_ address: IPAddress) -> Bool {
        address.family == first.family
            && (address.bits ^ first.bits) & Self.mask(first.family.width, prefixLength) == 0
    }

    /// Whether the text is an address that lies in the block.
    public func contains(_ text: some StringProtocol) -> Bool {
        IPAddress(text).map { contains($0) } ?? false
    }

    /// Decimal digits alone.
    private static func length(_ text: Substring) -> Int? {
        text.utf8.allSatisfy(ASCII.isDigit) ? Int(text) : nil
    }

    /// Ones for the prefix, zeros after it. A shift by the whole width leaves nothing.
    private static func mask(_ width: Int, _ length: Int) -> UInt128 {
        ~0 << (width - length)
    }
}

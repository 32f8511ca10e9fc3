// Which addresses are anybody's, and so may be connected to on anybody's behalf. The sources are IANA's registries of
// special-purpose addresses (https://www.iana.org/assignments/iana-ipv4-special-registry and
// https://www.iana.org/assignments/iana-ipv6-special-registry). What these have for the infrastructure of the internet
// itself is not public here, though it can be reached.

extension IPAddress {
    /// Whether it is global unicast: neither of this machine, nor of a network that is not public, nor one that another
    /// address is wrapped in.
    public var isPublic: Bool {
        switch family {
        case .v4: !Self.specialV4.contains { $0.contains(self) }
        case .v6: bits >> 125 == 0b001 && !isISATAP && !Self.specialV6.contains { $0.contains(self) }
        }
    }

    /// Whether the interface part is that of an IPv4 address (RFC 5214, section 6.1).
    private var isISATAP: Bool { bits >> 32 & 0xFDFF_FFFF == 0x0000_5EFE }

    private static let specialV4 = blocks([
        "0.0.0.0/8",  // this network (RFC 791, section 3.2)
        "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16",  // private (RFC 1918)
        "100.64.0.0/10",  // shared by customers of a carrier (RFC 6598); a cloud's metadata
        "127.0.0.0/8",  // loopback (RFC 1122, section 3.2.1.3)
        "168.63.129.16",  // a cloud's metadata
        "169.254.0.0/16",  // link-local (RFC 3927); clouds' metadata
        "192.0.0.0/24",  // protocol assignments (RFC 6890)
        "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24",  // documentation (RFC 5737)
        "192.31.196.0/24", "192.175.48.0/24",  // AS112 (RFC 7535, RFC 7534)
        "192.52.193.0/24",  // AMT (RFC 7450)
        "192.88.99.0/24",  // relays of 6to4 (RFC 7526)
        "198.18.0.0/15",  // benchmarks (RFC 2544)
        "224.0.0.0/4",  // multicast (RFC 1112)
        "240.0.0.0/4",  // reserved (RFC 1112), and the broadcast address
    ])

    /// Of the addresses that are given out at all, `2000::/3` (RFC 4291, section 2.4). Those that map, embed or
    /// translate an IPv4 address (`::/96`, `64:ff9b::/96`, `64:ff9b:1::/48`), unique local, link-local, site-local and
    /// multicast addresses are not among these.
    private static let specialV6 = blocks([
        "2001::/23",  // protocol assignments (RFC 2928): Teredo, benchmarks, ORCHID and others
        "2001:db8::/32", "3fff::/20",  // documentation (RFC 3849, RFC 9637)
        "2002::/16",  // 6to4 (RFC 3056)
        "2620:4f:8000::/48",  // AS112 (RFC 7534)
    ])

    private static func blocks(_ texts: [String]) -> [AddressBlock] {
        texts.map { text in
            guard let block = AddressBlock(text) else { preconditionFailure("\(text) is no block") }
            return block
        }
    }
}

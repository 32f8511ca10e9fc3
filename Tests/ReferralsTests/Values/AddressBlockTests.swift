import Testing

@testable import Referrals

@Suite struct `Blocks of addresses` {
    @Test(arguments: [
        ("10.0.0.0/8", "10.255.0.1"), ("10.0.0.0/8", "10.0.0.0"), ("10.0.0.0/8", "::ffff:10.1.2.3"),
        ("192.0.2.7", "192.0.2.7"), ("192.0.2.7/32", "192.0.2.7"), ("0.0.0.0/0", "203.0.113.9"),
        ("fd00::/8", "fdff::1"), ("2001:db8::/33", "2001:db8:7fff::"), ("::/0", "2001:db8::1"),
        ("::1", "::1"),
        ("2001:db8::1/128", "2001:DB8:0:0:0:0:0:1"), ("::ffff:192.0.2.0/24", "192.0.2.9"),
    ])
    func `hold the addresses with their prefix`(block: String, address: String) throws {
        #expect(try #require(AddressBlock(block)).contains(address))
    }

    @Test(arguments: [
        ("10.0.0.0/8", "11.0.0.0"), ("10.0.0.0/8", "9.255.255.255"), ("192.0.2.7", "192.0.2.6"),
        ("2001:db8::/33", "2001:db8:8000::"), ("::/0", "192.0.2.1"), ("0.0.0.0/0", "::1"),
        ("0.0.0.0/0", "unix"),
        ("0.0.0.0/0", ""), ("::1", "::2"),
    ])
    func `hold no other address`(block: String, address: String) throws {
        #expect(try !#require(AddressBlock(block)).contains(address))
    }

    @Test(arguments: [
        "", "/", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/8/8", "::/129",
        "10.1.2.3/8",
        "fd00::1/8", "10.0.0/8", "localhost", " 10.0.0.0/8", "10.0.0.0/99999999999999999999",
    ])
    func `are refused when they are not written as one`(text: String) {
        #expect(AddressBlock(text) == nil)
    }
}

@Suite struct `IP addresses` {
    @Test(
        arguments: [
            ("::", 0), ("::1", 1), ("1::", 1 << 112),
            ("1:2:3:4:5:6:7:8", 0x1_0002_0003_0004_0005_0006_0007_0008),
            ("1::8", 1 << 112 | 8), ("::2:3", 0x2_0003),
            ("64:ff9b::192.0.2.1", 0x64_FF9B << 96 | 0xC000_0201),
            ("1:2:3:4:5:6:1.2.3.4", 0x1_0002_0003_0004_0005_0006_0102_0304),
            ("1:2:3:4:5:6:7::", 0x1_0002_0003_0004_0005_0006_0007 << 16),
            ("FE80::abcd", 0xFE80 << 112 | 0xABCD),
        ] as [(String, UInt128)])
    func `of version 6 are read in every form`(text: String, bits: UInt128) throws {
        let address = try #require(IPAddress(text))
        #expect(address.family == .v6)
        #expect(address.bits == bits)
    }

    @Test(arguments: [
        "", ":", ":::", "1", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", "1:2:3:4:5:6:7:8::",
        "::1:2:3:4:5:6:7:8",
        "12345::", "g::", "+1::", "-1::", "::1.2.3", "::1.2.3.256", "1.2.3.4::", "::1%eth0", "[::1]", ":1::",
        "1:",
        "1.2.3", "1.2.3.4.5", "01.2.3.4", "1.2.3.256", "+1.2.3.4", "1..3.4", "1.2.3.4 ", "0x7f.0.0.1",
        "٣.2.3.4",
    ])
    func `are refused when they are none`(text: String) {
        #expect(IPAddress(text) == nil)
    }
}

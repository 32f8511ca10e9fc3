import Testing

@testable import Referrals

/// What a webhook's URL may name, in the spellings by which such checks are passed by.
@Suite struct `A webhook's address` {
    static let forbidden = [
        // Loopback.
        "https://127.0.0.1/", "https://127.0.0.1:8080/", "https://127.1/", "https://127.0.1/",
        "https://127.255.255.254/",
        "https://2130706433/", "https://017700000001/", "https://0177.0.0.1/", "https://0x7f.0.0.1/",
        "https://0x7f000001/", "https://0x7F.1/", "https://127.0.0.0x1/", "https://127.0.0.01/", "https://1.2.3.0x/",
        "https://[::1]/", "https://[0:0:0:0:0:0:0:1]/", "https://[0000::0001]/", "https://[::]/", "https://0.0.0.0/",
        "https://0/", "https://[::127.0.0.1]/", "https://[::ffff:127.0.0.1]/", "https://[::ffff:7f00:1]/",
        "https://[0:0:0:0:0:ffff:7f00:0001]/", "https://[::ffff:0:127.0.0.1]/", "https://localhost/",
        "https://LOCALHOST/", "https://a.localhost/", "https://localhost.localdomain/",
        // Private, link-local, shared and metadata.
        "https://10.0.0.1/", "https://172.16.0.1/", "https://172.31.255.255/", "https://192.168.1.1/",
        "https://169.254.169.254/latest/meta-data/", "https://[::ffff:169.254.169.254]/", "https://2852039166/",
        "https://0xa9fea9fe/", "https://0251.0376.0251.0376/", "https://100.64.0.1/", "https://100.100.100.200/",
        "https://168.63.129.16/", "https://[fe80::1]/", "https://[febf::1]/", "https://[fc00::1]/",
        "https://[fd00:ec2::254]/", "https://[fec0::1]/", "https://metadata.google.internal/", "https://metadata.goog/",
        "https://metadata/", "https://crm.internal/", "https://printer.local/", "https://crm.corp/",
        "https://router.home.arpa/", "https://intranet/",
        // Multicast, broadcast, reserved, documentation, benchmarks.
        "https://224.0.0.1/", "https://239.255.255.255/", "https://255.255.255.255/", "https://240.0.0.1/",
        "https://192.0.0.192/", "https://192.0.2.1/", "https://198.51.100.1/", "https://203.0.113.1/",
        "https://198.18.0.1/", "https://198.19.255.255/", "https://192.88.99.1/", "https://[ff02::1]/",
        "https://[2001:db8::1]/", "https://[3fff::1]/", "https://[2001:2::1]/", "https://[100::1]/",
        "https://[5f00::1]/", "https://[4000::1]/",
        // IPv4 inside IPv6.
        "https://[64:ff9b::7f00:1]/", "https://[64:ff9b::169.254.169.254]/", "https://[64:ff9b::8.8.8.8]/",
        "https://[64:ff9b:1::10.0.0.1]/", "https://[2002:7f00:1::]/", "https://[2002:a9fe:a9fe::1]/",
        "https://[2001:0:7f00:1::]/", "https://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/", "https://[::8.8.8.8]/",
        "https://[::ffff:8.8.8.8]/", "https://[2a00:1450::5efe:10.0.0.1]/", "https://[2a00:1450::200:5efe:127.0.0.1]/",
        // Not addresses, and not https.
        "https://[1::2::3]/", "https://[fe80::1%25eth0]/", "https://1.1.1.256/", "https://1.1.1/", "https://9/",
        "https://example.com.127/", "https://example.0x7f/", "https://example.com./", "https://localhost./",
        "https://ex%61mple.com/", "https://user@example.com/", "https://example.com@127.0.0.1/",
        "https://example.com\\@127.0.0.1/", "https://①②⑦.0.0.1/", "https://１２７.0.0.1/",
        "https://127。0。0。1/",
        "https:///example.com", "https://", "http://example.com/", "http://8.8.8.8/", "ftp://example.com/",
        "gopher://127.0.0.1:25/", "file:///etc/passwd", "//example.com/", "example.com",
    ]

    @Test(arguments: forbidden) func `is refused`(text: String) {
        let url = WebURL(text)
        #expect(url.map { AddressPolicy().admits($0) } != true)
    }

    @Test(arguments: [
        "https://example.com/", "https://hooks.example.com:8443/in?key=1", "https://EXAMPLE.com", "https://8.8.8.8/",
        "https://1.1.1.1:9000/x", "https://[2606:4700:4700::1111]/", "https://[2a00:1450:4001:80b::200e]:8443/",
        "https://xn--mnchen-3ya.de/", "https://10.example.com/", "https://127.0.0.1.nip.io/",
        "https://local.example.com/",
        "https://metadata.example.com/", "https://internal.example/", "https://a.b.c.d.e/", "https://3com.com/",
        "https://172.15.0.1/", "https://172.32.0.1/", "https://100.128.0.1/", "https://169.253.0.1/",
        "https://223.0.0.1/",
    ])
    func `is taken when anybody could reach it`(text: String) throws {
        let url = try #require(WebURL(text))
        #expect(AddressPolicy().admits(url))
    }

    @Test(
        arguments: [
            ([127, 0, 0, 1], false), ([10, 1, 2, 3], false), ([8, 8, 8, 8], true), ([169, 254, 169, 254], false),
            ([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], false),
            ([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 127, 0, 0, 1], false),
            ([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 8, 8, 8, 8], true),
            ([0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0, 8, 8, 8, 8], false),
            ([0x20, 0x02, 0x7F, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], false),
            ([0x2A, 0, 0x14, 0x50, 0x40, 1, 0x08, 0x0B, 0, 0, 0, 0, 0, 0, 0x20, 0x0E], true),
            ([0xFE, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], false),
        ] as [([UInt8], Bool)])
    func `is judged by its bytes when a connection is made`(bytes: [UInt8], isPublic: Bool) throws {
        let (address, url) = (try #require(IPAddress(bytes: bytes)), try #require(WebURL("https://example.com/")))
        #expect(AddressPolicy().admits(address, for: url) == isPublic)
        #expect(address.isPublic == isPublic)
    }

    @Test(arguments: [0, 3, 5, 8, 15, 17]) func `is no other number of bytes`(count: Int) {
        #expect(IPAddress(bytes: [UInt8](repeating: 1, count: count)) == nil)
    }
}

@Suite struct `What the operator allows` {
    private func policy(_ texts: String...) throws -> AddressPolicy {
        AddressPolicy(exceptions: try texts.map { try #require(AddressException($0)) })
    }

    private func url(_ text: String) throws -> WebURL { try #require(WebURL(text)) }

    @Test(arguments: [
        ("crm.internal:8443", "https://crm.internal:8443/a", true),
        ("crm.internal:8443", "http://crm.internal:8443/", true),
        ("crm.internal:8443", "https://CRM.internal:8443/", true),
        ("crm.internal:8443", "https://crm.internal/", false),
        ("crm.internal:443", "https://crm.internal/", true), ("crm:80", "http://crm/", true),
        ("crm.internal:8443", "https://a.crm.internal:8443/", false),
        ("127.0.0.1:9000", "http://127.0.0.1:9000/", true),
        ("127.0.0.1:9000", "http://127.0.0.2:9000/", false), ("127.0.0.1:9000", "http://127.1:9000/", false),
        ("[::1]:9000", "http://[0:0::1]:9000/", true), ("[::1]:9000", "http://[::1]:9001/", false),
        ("10.0.0.0/8", "https://10.1.2.3:8443/", true), ("10.0.0.0/8", "http://10.1.2.3/", true),
        ("10.0.0.0/8", "https://[::ffff:10.1.2.3]/", true), ("10.0.0.0/8", "https://11.0.0.1/", true),
        ("10.0.0.0/8", "http://11.0.0.1/", false), ("10.0.0.0/8", "https://192.168.0.1/", false),
        ("10.0.0.0/8", "http://example.com/", false), ("10.0.0.0/8", "https://crm.internal/", false),
        ("fd00::/8", "http://[fd12::1]/", true), ("::1", "https://[::1]/", true),
        ("10.0.0.5", "http://10.0.0.5:81/", true),
    ])
    func `is let through as it is written, and nothing else`(exception: String, text: String, isTaken: Bool) throws {
        #expect(try policy(exception).admits(try url(text)) == isTaken)
    }

    @Test func `is let through at the connection`() throws {
        let (loopback, private10) = (try #require(IPAddress("127.0.0.1")), try #require(IPAddress("10.0.0.9")))
        let named = try policy("crm.example:8443")
        #expect(named.admits(loopback, for: try url("https://crm.example:8443/")))
        #expect(!named.admits(loopback, for: try url("https://other.example:8443/")))
        #expect(!named.admits(loopback, for: try url("https://crm.example/")))
        let block = try policy("10.0.0.0/8")
        #expect(block.admits(private10, for: try url("https://crm.example/")))
        #expect(!block.admits(loopback, for: try url("https://crm.example/")))
    }

    @Test(arguments: [
        "", "crm", "crm.internal", "crm:0", "crm:65536", "crm:", ":80", "crm:80/", "http://crm:80", "10.0.0.1/8",
        "crm:80?x", "crm:80#x", "[::1]", "[::1::2]:80", "a b:80", "user@crm:80", "crm:080",
    ])
    func `is refused when it is not written as one`(text: String) {
        #expect(AddressException(text) == nil)
    }
}

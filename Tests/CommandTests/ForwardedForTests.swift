import Testing

@testable import referrals

@Suite struct `X-Forwarded-For` {
    private static let proxies = ["10.0.0.0/8", "fd00::/8", "unix"].compactMap { TrustedProxy($0) }

    /// The value, and whom it says the request is for.
    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1"), (" \t192.0.2.1 ", "192.0.2.1"), ("2001:db8::1", "2001:db8::1"),
        ("192.0.2.1:5678", "192.0.2.1"), ("[2001:db8::1]", "2001:db8::1"), ("[2001:db8::1]:443", "2001:db8::1"),
        // What stands before the nearest address that is no proxy may be made up.
        ("198.51.100.1, 192.0.2.1", "192.0.2.1"), ("192.0.2.1, 10.1.2.3", "192.0.2.1"),
        ("192.0.2.1,10.1.2.3 , fd00::1", "192.0.2.1"), ("evil, 192.0.2.1, 10.1.2.3:80", "192.0.2.1"),
        // All are proxies: the farthest.
        ("10.1.2.3", "10.1.2.3"), ("10.4.5.6, 10.1.2.3", "10.4.5.6"), ("192.0.2.1, [fd00::1]:1", "192.0.2.1"),
        // No address: the nearest that is known.
        ("", "10.0.0.1"), ("unknown", "10.0.0.1"), ("_hidden", "10.0.0.1"), ("192.0.2.1, unknown", "10.0.0.1"),
        ("192.0.2.1, unknown, 10.1.2.3", "10.1.2.3"), ("192.0.2.1,", "10.0.0.1"), ("1.2.3.4 5", "10.0.0.1"),
        ("[192.0.2.1]", "10.0.0.1"), ("[2001:db8::1", "10.0.0.1"), ("[2001:db8::1]x", "10.0.0.1"),
        ("192.0.2.1:", "10.0.0.1"), ("192.0.2.1:x", "10.0.0.1"), ("192.0.2.1:65536", "10.0.0.1"),
        ("300.0.2.1", "10.0.0.1"), ("unix", "10.0.0.1"), ("::ffff:192.0.2.1", "::ffff:192.0.2.1"),
    ])
    func `names the last address on the way that is no proxy`(value: String, client: String) {
        let found = ForwardedFor.client(value, from: "10.0.0.1") { address in
            Self.proxies.contains { $0.contains(address) }
        }
        #expect(found == client)
    }

    @Test func `counts from a trusted peer alone, which may be on the socket`() {
        #expect(TrustedProxy("unix")?.contains("unix") == true)
        #expect(TrustedProxy("unix")?.contains("127.0.0.1") == false)
        #expect(TrustedProxy("127.0.0.0/8")?.contains("127.0.0.1") == true)
        #expect(TrustedProxy("127.0.0.0/8")?.contains("unix") == false)
    }
}

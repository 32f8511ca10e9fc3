import Logging
import Referrals
import Testing

@testable import ReferralAPI
@testable import referrals

@Suite struct `What is logged` {
    private static let key = "rk_" + String(repeating: "Ab-9", count: 10) + "xyz"

    @Test(arguments: [
        ("/v1/engagements/01a208d9-4090-7837-9bb6-ebbf47898430/accept", nil),
        ("disk I/O error (10): 50% of /var/lib/referrals/referrals.db-wal", nil), ("", nil),
        ("/v1/partners/ann@contoso.com/x", "/v1/partners/(address)/x"),
        ("/v1/partners/ann%40contoso.com", "/v1/partners/(address)"),
        ("Ann <ann@contoso.com>, and Bob", "Ann <(address)>, and Bob"),
        ("https://user:secret@crm.example/hook", "https://(address)/hook"),
        ("GET /v1/providers?q=contoso&x=1 failed", "GET /v1/providers? failed"), ("Why? Because.", nil),
        ("/v1/keys/\(key)", "/v1/keys/(key)"), ("Bearer \(key)", "Bearer (key)"), ("rk_short", "(key)"),
        ("REFERRALS_MAX_CONNECTIONS_PER_ADDRESS is 7", nil),
        ("secret=whsec_\(String(repeating: "A", count: 32))", "secret=(key)"),
        ("operator-key-of-the-environment-1", "(key)"), (String(repeating: "z", count: 31), nil),
    ])
    func `has neither keys nor addresses nor queries`(text: String, shown: String?) {
        #expect(Redacted(text).text == shown ?? text)
    }

    @Test func `is cut where it is too long`() {
        let shown = Redacted(String(repeating: "ab ", count: 10_000)).text
        #expect(shown.utf8.count < 1_100 && shown.hasSuffix("..."))
    }

    @Test(arguments: LogFormat.allCases)
    func `is redacted wherever it stands`(format: LogFormat) {
        let secret = "ann@contoso.com"
        let line = LogLine(
            time: Timestamp(milliseconds: 0), level: .error, message: "of \(secret)",
            metadata: [
                (secret, .string(secret)), ("list", .array([.string(secret), .dictionary([secret: .string(secret)])])),
                ("other", .stringConvertible(Text(description: secret))),
            ])
        let text = String(decoding: line.bytes(in: format), as: UTF8.self)
        #expect(!text.contains("@") && text.components(of: "(address)") == 7)
    }

    private struct Text: CustomStringConvertible, Sendable { let description: String }

    // MARK: Requests

    private func request(path: String = "/v1/partners/7", route: String? = "/v1/partners/{id}") -> AnsweredRequest {
        AnsweredRequest(
            id: "a-1", keyID: ID(high: 0x0193_0000_0000_7000, low: 0x8000_0000_0000_0001), role: .partner,
            method: "GET", route: route, path: path, status: 200, nanoseconds: 1_012_345, bytes: 512,
            address: "192.0.2.1", isProbe: false)
    }

    private func line(_ request: AnsweredRequest, _ format: LogFormat) -> String {
        String(
            decoding: RequestLine.bytes(of: request, at: Timestamp(milliseconds: 1_795_399_200_000), in: format),
            as: UTF8.self)
    }

    @Test func `of a request is one line, in text`() {
        #expect(
            line(request(), .text) == """
                2026-11-23T02:00:00.000Z info request requestId=a-1 keyId=01930000-0000-7000-8000-000000000001 \
                role=partner method=GET route=/v1/partners/{id} path=/v1/partners/7 status=200 ms=1.012 bytes=512 \
                peer=192.0.2.1

                """)
    }

    @Test func `of a request is one object, in JSON`() {
        #expect(
            line(request(route: nil), .json) == """
                {"time":"2026-11-23T02:00:00.000Z","level":"info","message":"request","requestId":"a-1",\
                "keyId":"01930000-0000-7000-8000-000000000001","role":"partner","method":"GET",\
                "path":"/v1/partners/7","status":200,"ms":1.012,"bytes":512,"peer":"192.0.2.1"}

                """)
    }

    @Test func `of a request holds no address that somebody put into the path`() {
        for format in LogFormat.allCases {
            let text = line(request(path: "/v1/partners/ann@contoso.com\u{202E}"), format)
            #expect(text.contains("/v1/partners/(address)") && !text.contains("contoso"))
        }
    }
}

extension String {
    /// How often a text stands in it.
    fileprivate func components(of part: String) -> Int { ranges(of: part).count }
}

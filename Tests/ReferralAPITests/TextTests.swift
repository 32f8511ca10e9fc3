import HTTP
import JSON
import Testing

// Contract section 1, input, and the limits of section 9: text is trimmed, brought into NFC, and counted in scalars.

@Suite struct `Text` {
    /// A member that takes text, and how long it may be.
    struct Member: Sendable, CustomTestStringConvertible {
        let pattern: String
        let pointer: String
        let limit: Int
        var hasLines = false
        /// The value that is sent, with `TEXT` where the text goes.
        let body: String

        var testDescription: String { "\(pattern) \(pointer)" }
    }

    private static let rfi = """
        {"customer":{"company":COMPANY,"size":"10-50","address":{"addressLine1":LINE,"city":CITY,"country":"DE"},\
        "contact":{"name":PERSON,"email":"a@b.example","title":TITLE}},"need":{"summary":SUMMARY,"details":DETAILS,\
        "products":[TAG]},"consent":{"contact":false},"recipients":[],"marketplaceId":"m"}
        """

    /// A member of the RFI in which everything else is right but the consent and the recipients: nothing is made.
    private static func rfi(_ name: String, _ pointer: String, _ limit: Int, hasLines: Bool = false) -> Member {
        let names = ["COMPANY", "LINE", "CITY", "PERSON", "TITLE", "SUMMARY", "DETAILS", "TAG"]
        let body = names.reduce(rfi) { $0.replacing($1, with: $1 == name ? "TEXT" : "\"x\"") }
        return Member(pattern: "/v1/rfis", pointer: pointer, limit: limit, hasLines: hasLines, body: body)
    }

    static let members: [Member] = [
        Member(pattern: "/v1/partners", pointer: "/name", limit: 200, body: #"{"name":TEXT,"status":1}"#),
        Member(pattern: "/v1/keys", pointer: "/name", limit: 100, body: #"{"name":TEXT,"role":7}"#),
        Member(
            pattern: "/v1/profiles/{id}", pointer: "/displayName", limit: 200, body: #"{"displayName":TEXT,"id":1}"#),
        Member(
            pattern: "/v1/profiles/{id}", pointer: "/description", limit: 2_500, hasLines: true,
            body: #"{"description":TEXT,"id":1}"#),
        Member(pattern: "/v1/profiles/{id}", pointer: "/keywords/0", limit: 80, body: #"{"keywords":[TEXT],"id":1}"#),
        Member(pattern: "/v1/engagements/{id}", pointer: "/name", limit: 200, body: #"{"name":TEXT,"id":1}"#),
        Member(pattern: "/v1/engagements/{id}", pointer: "/crmId", limit: 128, body: #"{"crmId":TEXT,"id":1}"#),
        Member(
            pattern: "/v1/engagements/{id}/notes", pointer: "/body", limit: 10_000, hasLines: true,
            body: #"{"body":TEXT,"id":1}"#),
        Member(
            pattern: "/v1/engagements/{id}/accept", pointer: "/note", limit: 10_000, hasLines: true,
            body: """
                {"name":"A","estimatedValue":{"amount":"1","currency":"EUR"},"purchaseTimeframe":"later","note":TEXT,\
                "id":1}
                """
        ),
        Member(
            pattern: "/v1/engagements/{id}/decline", pointer: "/note", limit: 10_000, hasLines: true,
            body: #"{"reason":"spam","note":TEXT,"id":1}"#),
        Member(
            pattern: "/v1/engagements/{id}/contacts", pointer: "/name", limit: 200,
            body: #"{"name":TEXT,"emails":["a@b.example"],"id":1}"#),
        rfi("COMPANY", "/customer/company", 200), rfi("LINE", "/customer/address/addressLine1", 200),
        rfi("CITY", "/customer/address/city", 200), rfi("PERSON", "/customer/contact/name", 200),
        rfi("TITLE", "/customer/contact/title", 200), rfi("SUMMARY", "/need/summary", 500),
        rfi("DETAILS", "/need/details", 10_000, hasLines: true), rfi("TAG", "/need/products/0", 80),
    ]

    /// What is said of the member when it is given this JSON text; the rest of the body is always at fault, so that
    /// nothing is made.
    private static func verdict(_ member: Member, _ text: String, _ world: World) async throws -> String? {
        let isPatch =
            member.body.contains("\"id\":1")
            && RouteName.all.contains { $0.method == .patch && $0.pattern == member.pattern }
        let route = RouteName(method: isPatch ? .patch : .post, pattern: member.pattern)
        let answer = try await world.service.send(
            route.method, world.path(route), Service.operatorKey, member.body.replacing("TEXT", with: text))
        answer.expect(422, "validation_failed")
        return answer.faults.first { $0.hasPrefix(member.pointer + " ") }.map {
            String($0.dropFirst(member.pointer.count + 1))
        }
    }

    @Test(arguments: members)
    func `has a limit in Unicode scalars, counted after trimming and in NFC`(member: Member) async throws {
        let world = try await World()
        for scalar in ["a", "ä", "東", "👍"] {
            let full = String(repeating: scalar, count: member.limit)
            #expect(try await Self.verdict(member, "\"\(full)\"", world) == nil)
            #expect(try await Self.verdict(member, "\"  \(full)\\t \"", world) == nil)
            #expect(try await Self.verdict(member, "\"\(full)\(scalar)\"", world) == "too_long")
        }
        let decomposed = String(repeating: "a\\u0308", count: member.limit)
        #expect(try await Self.verdict(member, "\"\(decomposed)\"", world) == nil)
        #expect(try await Self.verdict(member, "\"\(decomposed)a\"", world) == "too_long")
        let uncomposable = String(repeating: "q\\u0308", count: member.limit / 2 + 1)
        #expect(try await Self.verdict(member, "\"\(uncomposable)\"", world) == "too_long")
    }

    @Test(arguments: members)
    func `has no control characters, and line feeds only where there may be lines`(member: Member) async throws {
        let world = try await World()
        let controls = Array(0...0x1F) + Array(0x7F...0x9F) + [0x2028, 0x2029]
        for code in controls where code != 0x09 && code != 0x0A {
            let digits = String(code, radix: 16)
            let escape = "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            for text in ["a\(escape)b", "a\(escape)", "\(escape)a"] {
                #expect(try await Self.verdict(member, "\"\(text)\"", world) == "invalid_value", "\(escape)")
            }
        }
        #expect(try await Self.verdict(member, #""a\tb""#, world) == nil)
        #expect(try await Self.verdict(member, #""a\nb""#, world) == (member.hasLines ? nil : "invalid_value"))
        #expect(try await Self.verdict(member, #""a\r\nb""#, world) == "invalid_value")
    }

    /// Members that may be left out: blank text, as forms send it, leaves them out.
    private static let optional: Set<String> = [
        "/displayName", "/description", "/crmId", "/note", "/customer/address/addressLine1", "/customer/contact/title",
        "/need/details",
    ]

    @Test(arguments: members)
    func `is not blank unless it may be left out, and no other type`(member: Member) async throws {
        let world = try await World()
        for text in [#""""#, #""   ""#, #""\u00a0\u3000\t""#] {
            let expected = Self.optional.contains(member.pointer) ? nil : "invalid_value"
            #expect(try await Self.verdict(member, text, world) == expected, "\(text)")
        }
        for text in ["7", "true", "[]", "{}", "[\"a\"]"] {
            #expect(try await Self.verdict(member, text, world) == "wrong_type", "\(text)")
        }
    }

    @Test(arguments: [
        (#"  Ada \t"#, "Ada"), (#"\u00a0Ada\u3000"#, "Ada"), (#"Cafe\u0301"#, "Caf\u{E9}"), (#"A\u030a"#, "\u{C5}"),
        (#"\u212b"#, "\u{C5}"), (#"a \t b"#, "a \t b"), (#"\ud83d\ude00"#, "😀"), (#"\u1100\u1161"#, "\u{AC00}"),
        (#"<b>&amp;\"\\"#, "<b>&amp;\"\\"), (#"\ufeffx"#, "\u{FEFF}x"), (#"e\u0323\u0302"#, "\u{1EC7}"),
        ("'; DROP TABLE partners; --", "'; DROP TABLE partners; --"), (#"%00 %n $(x) {{7*7}}"#, "%00 %n $(x) {{7*7}}"),
    ])
    func `is stored trimmed and in NFC, and else as it was given`(given: String, stored: String) async throws {
        let service = try Service()
        let made = try await service.post("/v1/partners", Service.operatorKey, "{\"name\":\"\(given)\"}").expect(201)
        let name = try made.string("name")
        #expect(name.unicodeScalars.elementsEqual(stored.unicodeScalars), "\(name.debugDescription)")
        let read = try await service.get("/v1/partners/\(made.string("id"))")
        #expect(read.body == made.body)
    }

    @Test func `is null when it is blank`() async throws {
        let service = try Service()
        let partner = try await service.partner()
        let profile = try await service.draftProfile(of: partner)
        let patch = { try await service.patch("/v1/profiles/\(profile)", partner.key, $0).expect(200) }
        #expect(try await patch(#"{"description":"  x "}"#)["description"] == .string("x"))
        #expect(try await patch(#"{"description":" \t","website":""}"#)["description"] == .null)
        let plain = try await service.post(
            "/v1/partners", Service.operatorKey, #"{"name":"P","email":"","website":" "}"#)
        #expect(plain.expect(201)["email"] == .null)
        let faults = ["/note required"]
        let referral = try await service.referral()
        try await service.post(
            "/v1/engagements/\(referral.engagement)/decline", Service.operatorKey,
            #"{"reason":"other","note":" "}"#
        ).expect(422, "validation_failed", faults)
    }

    @Test(arguments: [
        ("industries", 50), ("products", 50), ("services", 50), ("solutions", 50), ("keywords", 50),
    ])
    func `tags are at most fifty a list, each once without regard to case and encoding, and hold no comma`(
        list: String, limit: Int
    ) async throws {
        let world = try await World()
        let path = "/v1/profiles/\(world.mine.profile)"
        let send = { (tags: [String]) in
            try await world.service.patch(
                path, Service.operatorKey,
                "{\"\(list)\":[\(tags.map { "\"\($0)\"" }.joined(separator: ","))],\"description\":\"x\"}")
        }
        let full = (0..<limit).map { "Tag \($0)" }
        #expect(try await send(full).expect(200)[list]?.items?.count == limit)
        try await send(full + ["One more"]).expect(422, "validation_failed", ["/\(list) too_many"])
        try await send(["a", "b,c", ""]).expect(
            422, "validation_failed", ["/\(list)/1 invalid_value", "/\(list)/2 invalid_value"])
        let same = try await send(["Straße", "STRASSE", "Cafe\\u0301", "CAFÉ", "x"]).expect(200)
        #expect(same[list]?.items?.compactMap(\.string) == ["Straße", "Café", "x"])
    }

    @Test func `e-mail addresses have at most 254 characters, and URLs 2,048`() async throws {
        let service = try Service()
        let label = String(repeating: "d", count: 61)
        let address = { (count: Int) in
            let domain = "@\(label).\(label).\(label).example"
            return String(repeating: "a", count: count - domain.count) + domain
        }
        let url = { (count: Int) in
            "https://a.example/" + String(repeating: "p", count: count - "https://a.example/".count)
        }
        let send = { (email: String, website: String) in
            try await service.post(
                "/v1/partners", Service.operatorKey, #"{"name":"P","email":"\#(email)","website":"\#(website)"}"#)
        }
        try await send(address(254), url(2_048)).expect(201)
        try await send(address(255), url(2_049))
            .expect(422, "validation_failed", ["/email too_long", "/website too_long"])
        let trimmed = try await send("  a@b.example\\t", " https://b.example ").expect(201)
        #expect(try trimmed.string("email") == "a@b.example" && trimmed.string("website") == "https://b.example")
        try await send("a@b.example\\n", "javascript:alert(1)")
            .expect(422, "validation_failed", ["/email invalid_value", "/website invalid_value"])
    }
}

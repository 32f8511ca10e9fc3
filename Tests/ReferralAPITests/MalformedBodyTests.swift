import HTTP
import JSON
import Testing

// Contract section 1, input: what is no JSON is 400, what is the wrong JSON 422 with all faults at once. Never 5xx, and
// nothing is changed.

@Suite struct `A body` {
    private static let writing = RouteName.all.filter { $0.method == .post || $0.method == .patch }

    /// Routes whose every member is optional, beside all of PATCH: no body is `{}` there.
    private static let lenient = [
        "activate", "deactivate", "win", "withdraw", "erase", "submit", "check", "approve", "retry", "test",
        "rotate-secret",
        "{deliveryId}/redeliver",
    ]

    private static func utf8(_ text: String) -> [UInt8] { Array(text.utf8) }

    static let malformed: [(name: String, bytes: [UInt8])] = [
        ("white space", utf8(" \n")), ("a byte order mark", [0xEF, 0xBB, 0xBF] + utf8("{}")),
        ("UTF-16", [0xFF, 0xFE, 0x7B, 0, 0x7D, 0]), ("a NUL", [0]), ("a form", utf8("name=P&role=x")),
        ("an open object", utf8("{")), ("an open string", utf8(#"{"name":"P"#)), ("an open array", utf8(#"{"name":["#)),
        ("a trailing comma", utf8(#"{"name":"P",}"#)), ("two commas", utf8(#"{"a":1,,"b":2}"#)),
        ("single quotes", utf8("{'name':'P'}")), ("no quotes", utf8("{name:1}")), ("a comment", utf8("{}/**/")),
        ("two texts", utf8("{}{}")), ("trailing bytes", utf8("{} x")), ("a trailing NUL", utf8("{}") + [0]),
        ("a duplicate name", utf8(#"{"name":"P","name":"Q"}"#)),
        ("a duplicate name by escape", utf8(#"{"name":"P","n\u0061me":"Q"}"#)),
        ("a duplicate name of no use", utf8(#"{"x":1,"x":1}"#)),
        ("a nested duplicate", utf8(#"{"x":{"a":1,"a":1}}"#)),
        ("invalid UTF-8", utf8(#"{"name":""#) + [0xC3, 0x28] + utf8(#""}"#)),
        ("overlong UTF-8", utf8(#"{"name":""#) + [0xC0, 0xAF] + utf8(#""}"#)),
        ("a surrogate in UTF-8", utf8(#"{"name":""#) + [0xED, 0xA0, 0x80] + utf8(#""}"#)),
        ("beyond Unicode", utf8(#"{"name":""#) + [0xF4, 0x90, 0x80, 0x80] + utf8(#""}"#)),
        ("cut UTF-8", utf8(#"{"name":""#) + [0xE2, 0x82]),
        ("a lone high surrogate", utf8(#"{"name":"\ud83d"}"#)), ("a lone low surrogate", utf8(#"{"name":"\ude00"}"#)),
        ("surrogates in reverse", utf8(#"{"name":"\ude00\ud83d"}"#)), ("a bad escape", utf8(#"{"name":"\x41"}"#)),
        ("a short escape", utf8(#"{"name":"\u12"}"#)), ("a raw newline", utf8("{\"name\":\"a\nb\"}")),
        ("a raw tab", utf8("{\"name\":\"a\tb\"}")), ("a leading zero", utf8(#"{"x":01}"#)),
        ("a plus", utf8(#"{"x":+1}"#)),
        ("a bare dot", utf8(#"{"x":1.}"#)), ("NaN", utf8(#"{"x":NaN}"#)), ("Infinity", utf8("-Infinity")),
        ("True", utf8("True")), ("hexadecimal", utf8(#"{"x":0x1}"#)),
        ("65 levels", utf8(String(repeating: "[", count: 65) + String(repeating: "]", count: 65))),
        (
            "65 levels of objects",
            utf8(String(repeating: #"{"a":"#, count: 64) + "{}" + String(repeating: "}", count: 64))
        ),
        ("100,000 levels", utf8(String(repeating: "[", count: 100_000))),
    ]

    @Test func `that is no JSON is 400 on every POST and PATCH`() async throws {
        let world = try await World()
        let before = try world.service.figures()
        for route in Self.writing {
            for (name, bytes) in Self.malformed {
                let answer = try await world.service.send(
                    route.method, world.path(route), Service.operatorKey, bytes: bytes)
                #expect(
                    answer.status == 400 && answer.code == "malformed_body",
                    "\(route.testDescription), \(name): \(answer.text)")
            }
        }
        #expect(try world.service.figures() == before)
    }

    @Test func `that is empty is 400 where one is required, and else an empty object`() async throws {
        for route in Self.writing {
            let world = try await World()
            if route.pattern.hasSuffix("/activate") {
                try await world.service.post("/v1/profiles/\(world.mine.profile)/deactivate").expect(200)
            }
            let isLenient = route.method == .patch || Self.lenient.contains { route.pattern.hasSuffix("/" + $0) }
            for headers in [[], [("Content-Type", "application/json")]] {
                let answer = try await world.service.send(
                    route.method, world.path(route), Service.operatorKey, bytes: nil, headers: headers)
                if isLenient {
                    #expect([200, 202, 409].contains(answer.status), "\(route.testDescription): \(answer.text)")
                } else {
                    answer.expect(400, "malformed_body")
                }
            }
        }
    }

    private static let notObjects = [
        "null", "true", "false", "0", "-1.5e300", "1e999999", "\"text\"", "\"\"", "[]", "[{}]", "[[[]]]",
        String(repeating: "[", count: 64) + String(repeating: "]", count: 64), String(repeating: "9", count: 10_000),
    ]

    @Test func `that is no object is 422 with an empty pointer on every POST and PATCH`() async throws {
        let world = try await World()
        let before = try world.service.figures()
        for route in Self.writing {
            for text in Self.notObjects {
                let answer = try await world.service.send(route.method, world.path(route), Service.operatorKey, text)
                #expect(
                    answer.status == 422 && answer.faults == [" wrong_type"], "\(route.testDescription): \(answer.text)"
                )
            }
        }
        #expect(try world.service.figures() == before)
    }

    @Test func `with unknown members is 422 with a pointer to each, on every POST and PATCH`() async throws {
        let world = try await World()
        let before = try world.service.figures()
        let text = #"{"zzz":1,"Name":"x","a/b~c":{},"":null,"__proto__":{}}"#
        let expected: Set = ["/zzz", "/Name", "/a~1b~0c", "/", "/__proto__"]
        for route in Self.writing {
            let answer = try await world.service.send(route.method, world.path(route), Service.operatorKey, text)
            answer.expect(422, "validation_failed")
            let unknown = answer.faults.filter { $0.hasSuffix(" unknown_member") }.map { String($0.dropLast(15)) }
            #expect(Set(unknown) == expected && unknown.count == 5, "\(route.testDescription): \(answer.text)")
        }
        #expect(try world.service.figures() == before)
    }

    /// Each member that a schema of the document knows, with a value of another type.
    @Test func `with members of wrong types is 422 with a pointer to each, on every POST and PATCH`() async throws {
        let world = try await World()
        let before = try world.service.figures()
        let members = [
            "name", "role", "partnerId", "marketplaceId", "expiresAt", "email", "website", "status", "country",
            "displayName",
            "description", "languages", "industries", "products", "services", "solutions", "keywords", "customerSizes",
            "address", "contact", "latitude", "longitude", "customer", "need", "budget", "timeframe", "source",
            "directContact", "consent", "recipients", "estimatedValue", "estimatedPurchaseDate", "purchaseTimeframe",
            "note",
            "crmId", "contacts", "reason", "finalValue", "closedOn", "phone", "emails", "body",
        ]
        for route in Self.writing {
            for value in ["{}", "[7]", "7", "1e400", "\"\\u0000\"", "[[]]", "[{}]", "true"] {
                let text = "{" + members.map { "\"\($0)\":\(value)" }.joined(separator: ",") + "}"
                let answer = try await world.service.send(route.method, world.path(route), Service.operatorKey, text)
                #expect(
                    answer.status == 422 && answer.code == "validation_failed",
                    "\(route.testDescription) \(value): \(answer.text)")
                #expect(answer.faults.count == Set(answer.faults).count, "\(answer.text)")
            }
        }
        #expect(try world.service.figures() == before)
    }

    @Test func `with many faults is told all of them at once`() async throws {
        let service = try Service()
        let partner = try await service.partner()
        let profile = try await service.profile(of: partner)
        let shop = try await service.marketplace()
        let text = """
            {"customer":{"company":7,"size":"huge","address":{"city":"","country":"XX","planet":"Mars"},\
            "contact":{"email":"no","phone":"12"}},"need":{"summary":null,"industries":["a,b","ok",5]},\
            "budget":{"amount":"1.234","currency":"EUR"},"timeframe":"soon","consent":{"contact":false},\
            "directContact":"yes","recipients":[{"profileId":"x"},{"locationId":"\(profile)"},7],"id":"mine"}
            """
        try await service.post("/v1/rfis", shop, text).expect(
            422, "validation_failed",
            [
                "/customer/company wrong_type", "/customer/size invalid_value", "/customer/address/city invalid_value",
                "/customer/address/country invalid_value", "/customer/address/planet unknown_member",
                "/customer/contact/name required", "/customer/contact/email invalid_value",
                "/customer/contact/phone invalid_value", "/need/summary required", "/need/industries/0 invalid_value",
                "/need/industries/2 wrong_type", "/budget/amount invalid_value", "/timeframe invalid_value",
                "/directContact wrong_type", "/consent/contact invalid_value", "/recipients/0/profileId invalid_value",
                "/recipients/1/profileId required", "/recipients/2 wrong_type", "/id unknown_member",
            ])
    }

    @Test(arguments: [
        ("/v1/partners/{id}", ["id", "version", "createdAt", "updatedAt"]),
        (
            "/v1/profiles/{id}",
            ["id", "partnerId", "country", "status", "locations", "version", "createdAt", "updatedAt", "activatedAt"]
        ),
        ("/v1/profiles/{id}/locations/{locationId}", ["id"]),
        (
            "/v1/engagements/{id}",
            [
                "id", "rfiId", "partnerId", "profileId", "locationId", "source", "status", "outcome", "customer",
                "need",
                "budget", "timeframe", "directContact", "respondBy", "expiresAt", "purchaseTimeframe", "finalValue",
                "closedOn", "contacts", "decline", "loss", "registration", "allowedActions", "receivedAt",
                "respondedAt",
                "closedAt", "createdAt", "updatedAt", "version",
            ]
        ),
        ("/v1/engagements/{id}/contacts/{contactId}", ["id", "version", "createdAt", "updatedAt"]),
        (
            "/v1/webhooks/{id}",
            ["id", "partnerId", "marketplaceId", "disabledReason", "secret", "version", "createdAt", "updatedAt"]
        ),
        ("/v1/engagements/{id}/notes/{noteId}", ["id", "author", "createdAt", "editedAt", "version"]),
    ])
    func `of a PATCH with read-only members is 422, even with their present values`(pattern: String, members: [String])
        async throws
    {
        let world = try await World()
        let path = world.path(RouteName(method: .patch, pattern: pattern))
        let shown = try await world.service.get(path).expect(200)
        for member in members {
            for value in ["null", "1", "\"x\""] {
                try await world.service.patch(path, Service.operatorKey, "{\"\(member)\":\(value)}")
                    .expect(422, "validation_failed", ["/\(member) read_only"])
            }
        }
        try await world.service.patch(path, Service.operatorKey, shown.text).expect(422, "validation_failed")
        #expect(try await world.service.get(path).text == shown.text)
    }
}

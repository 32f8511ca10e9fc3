import HTTP
import JSON
import ReferralAPI
import Referrals
import Synchronization
import TestSupport
import Testing

// Contract section 6: engagements as CSV (RFC 4180).

@Suite struct `Engagements as CSV` {
    static let names = [
        "id", "rfiId", "status", "outcome", "name", "customerCompany", "customerCountry", "contactName",
        "contactEmail", "contactPhone", "needSummary", "estimatedValue", "currency", "estimatedPurchaseDate",
        "crmId", "createdAt", "respondedAt", "closedAt", "updatedAt",
    ]

    private func csv(_ service: Service, _ query: String = "", _ key: String) async throws -> Answer {
        try await service.get("/v1/engagements\(query)", key, headers: [("Accept", "text/csv")])
    }

    /// The records of RFC 4180 text, every line of which ends with CRLF.
    static func records(_ text: String) -> [[String]] {
        var (records, record, field): ([[String]], [String], [UInt8]) = ([], [], [])
        var (isQuoted, previous) = (false, UInt8(ascii: ","))
        for byte in text.utf8 {
            defer { previous = byte }
            switch byte {
            case UInt8(ascii: "\""):
                isQuoted.toggle()
                // Two quotes within a quoted field stand for one.
                if isQuoted, previous == byte { field.append(byte) }
            case UInt8(ascii: ",") where !isQuoted, UInt8(ascii: "\n") where !isQuoted:
                if byte == UInt8(ascii: "\n") { #expect(field.popLast() == UInt8(ascii: "\r")) }
                record.append(String(decoding: field, as: UTF8.self))
                field = []
                if byte == UInt8(ascii: "\n") {
                    records.append(record)
                    record = []
                }
            default: field.append(byte)
            }
        }
        return records
    }

    @Test func `have a header row, CRLF and empty cells for null`() async throws {
        let service = try Service()
        let referral = try await service.referral()
        let answer = try await csv(service, "", referral.partner.key).expect(200)
        #expect(answer.header("Content-Type")?.hasPrefix("text/csv") == true)
        let header = Self.names.joined(separator: ",")
        let line = [
            referral.engagement, referral.rfi, "new", "", "", "Contoso", "DE", "Joe Example", "joe@contoso.example",
            "+4989123456", "A new shop", "", "", "", "", "2026-11-23T02:00:00.000Z", "", "",
            "2026-11-23T02:00:00.000Z",
        ]
        #expect(answer.text == "\(header)\r\n\(line.joined(separator: ","))\r\n")
    }

    @Test func `are the rows of the list, with the same filters and order`() async throws {
        let bazaar = try await Bazaar(seed: 21, engagements: 30)
        for query in ["?sort=name", "?sort=-estimatedValue&status=active,archived", "?hot=true", "?country=JP"] {
            let key = bazaar.partners[0].key
            let records = Self.records(try await csv(bazaar.service, query, key).expect(200).text)
            #expect(records.first == Self.names)
            let rows = try await bazaar.service.rows("/v1/engagements\(query)", key).map { row in
                [
                    "id", "rfiId", "status", "outcome", "name", "customer.company", "customer.address.country",
                    "customer.contact.name", "customer.contact.email", "customer.contact.phone", "need.summary",
                    "estimatedValue.amount", "estimatedValue.currency", "estimatedPurchaseDate", "crmId", "createdAt",
                    "respondedAt", "closedAt", "updatedAt",
                ].map { row.at($0)?.string ?? "" }
            }
            #expect(Array(records.dropFirst()) == rows, "\(query)")
        }
    }

    @Test func `quote what needs it, and disarm what a spreadsheet would run`() async throws {
        let service = try Service()
        let partner = try await service.partner()
        let profile = try await service.profile(of: partner)
        let shop = try await service.marketplace()
        let referral = try await service.referral(
            to: profile, of: partner, from: shop, summary: #"=HYPERLINK(\"x\",1)"#, company: #"A, \"B\" & Co"#)
        try await service.post(
            referral, "accept",
            Body.terms("@SUM(1)", more: #","crmId":"-7""#)
        ).expect(200)
        let text = try await csv(service, "", partner.key).expect(200).text
        #expect(text.contains(#",'@SUM(1),"A, ""B"" & Co",DE,"#))
        #expect(text.contains(#","'=HYPERLINK(""x"",1)",5.00,EUR,,'-7,"#))
        try await service.patch(referral.path, partner.key, #"{"name":"+1","crmId":"=A1\tB"}"#).expect(200)
        #expect(try await csv(service, "", partner.key).text.contains(",'+1,"))
        try await service.patch(referral.path, partner.key, #"{"name":"a=b","crmId":"'x"}"#).expect(200)
        #expect(try await csv(service, "", partner.key).text.contains(",a=b,"))
    }

    @Test func `hold every match: neither limit nor cursor`() async throws {
        let service = try Service()
        let key = try await service.partner().key
        try await csv(service, "?limit=5", key).expect(400, "invalid_parameter", ["limit invalid_value"])
        try await csv(service, "?cursor=x", key).expect(400, "invalid_parameter", ["cursor invalid_value"])
        #expect(try await csv(service, "?q=nothing", key).text == Self.names.joined(separator: ",") + "\r\n")
    }

    @Test func `are given when the caller likes them best`() async throws {
        let service = try Service()
        let referral = try await service.referral()
        for (accept, isCSV) in [
            ("text/csv", true), ("text/*", true), ("application/json;q=0.5, text/csv", true), ("*/*", false),
            ("application/json, text/csv", false), ("text/csv;q=0, */*", false),
        ] {
            let answer = try await service.get(
                "/v1/engagements", referral.partner.key, headers: [("Accept", accept)]
            ).expect(200)
            #expect((answer.header("Content-Type")?.hasPrefix("text/csv") == true) == isCSV, "\(accept)")
        }
        let none = try await service.send(
            .head, "/v1/engagements", referral.partner.key, headers: [("Accept", "text/csv")])
        #expect(none.expect(200).body.isEmpty)
    }

    @Test func `end when their key does`() async throws {
        let service = try Service()
        let partner = try await service.partner()
        let profile = try await service.profile(of: partner)
        let shop = try await service.marketplace()
        for _ in 0..<300 { try await service.post("/v1/rfis", shop, Body.rfi(to: [profile])).expect(201) }
        let request = try Request(
            .get, "/v1/engagements", headers: [("Authorization", "Bearer \(partner.key)"), ("Accept", "text/csv")])
        let response = await service.api.respond(to: request, from: "192.0.2.1")
        guard case .stream(let produce) = response.body else { throw Unexpected() }
        let key = try await service.get("/v1/me", partner.key).string("keyId")
        let writer = Interrupted { try await service.delete("/v1/keys/\(key)").expect(204) }
        await #expect(throws: (any Error).self) { try await produce(writer) }
        #expect(writer.pieces == 1)
    }

    @Test func `stream thousands of rows, each once and in order`() async throws {
        let service = try Service()
        let partner = try await service.partner()
        var profiles: [String] = []
        for country in ["DE", "FR", "IT", "ES", "PT", "PL", "CZ", "AT", "CH", "NL"] {
            profiles.append(try await service.profile(of: partner, country: country))
        }
        let shop = try await service.marketplace()
        for _ in 0..<260 { try await service.post("/v1/rfis", shop, Body.rfi(to: profiles)).expect(201) }
        let text = try await csv(service, "?sort=createdAt", partner.key).expect(200).text
        let ids = Self.records(text).dropFirst().map { $0[0] }
        #expect(ids.count == 2_600)
        #expect(ids == ids.sorted() && Set(ids).count == ids.count)
    }
}

private struct Unexpected: Error {}

/// Takes pieces of a body, and does something after the first.
private final class Interrupted: BodyWriter {
    private let count = Atomic(0)
    private let interruption: @Sendable () async throws -> Void

    init(_ interruption: @escaping @Sendable () async throws -> Void) { self.interruption = interruption }

    var pieces: Int { count.load(ordering: .relaxed) }

    func write(_ bytes: [UInt8]) async throws {
        if count.add(1, ordering: .relaxed).newValue == 1 { try await interruption() }
    }
}

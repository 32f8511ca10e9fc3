import JSON
import ReferralStore
import Referrals
import SQLite
import TestSupport
import Testing

@Suite struct `What webhooks were sent of a person` {
    /// A delivery to the partner whose payload speaks of the person, with a gap where they stood.
    private struct Sent {
        let test: TestStore
        let webhook: Webhook
        let rfi: RFIView
        let engagement: Engagement
        let payload: KeptBody

        init() async throws {
            test = try TestStore()
            let partner = try await test.partner()
            webhook = try await test.webhook(.partner(partner.id), .make("engagement.created"))
            rfi = try await test.submit(to: [try await test.profile(of: partner)])
            engagement = try #require(try test.engagements(of: rfi).first)
            let text = #"{"type":"engagement.created","data":{"note":"Call Ada Example","contact":}}"#
            let gap = try #require(text.utf8.firstRange(of: Array(#""contact":"#.utf8)))
            payload = KeptBody(
                Array(text.utf8), rfiID: rfi.rfi.id,
                personGap: .init(
                    offset: text.utf8.distance(from: text.utf8.startIndex, to: gap.upperBound),
                    engagementID: engagement.id))
        }

        func deliver() async throws {
            let due = try #require(try test.due(webhook))
            try await test.attempt(due, payload: payload, response: "thanks for ada@example.com")
        }

        var delivery: WebhookDelivery {
            get throws { try #require(try test.deliveries(of: webhook).first) }
        }

        func erase() async throws {
            _ = try await test.write { [rfi] store throws(ReferralError) in
                try TestStore.requests(store).erase(rfi.rfi.id, if: .any)
            }
        }

        /// Whether the text stands anywhere in the table.
        func keeps(_ text: String) throws -> Bool {
            let connection = try Connection(path: test.directory.file("referrals.db"), mode: .readOnly)
            let sql: SQL = "SELECT coalesce(payload, ''), coalesce(response, '') FROM deliveries"
            let cells = try connection.all(sql) { row in [row.blob(0), row.blob(1)] }
            return cells.joined().contains { String(decoding: $0, as: UTF8.self).contains(text) }
        }
    }

    @Test func `is kept without them, and erased with them`() async throws {
        let sent = try await Sent()
        try await sent.deliver()
        #expect(try sent.delivery.payload == sent.payload)
        #expect(
            try sent.delivery.lastAttempt?.result
                == .answered(status: 200, response: Array("thanks for ada@example.com".utf8)))
        #expect(try sent.keeps("Ada Example"))
        try await sent.erase()
        #expect(try !sent.keeps("Ada") && !sent.keeps("ada@"))
        let erased = try sent.delivery
        #expect(erased.lastAttempt?.result == .answered(status: 200, response: []))
        let kept = try #require(erased.payload)
        let gap = try #require(kept.personGap)
        var whole = kept.bytes
        whole.insert(contentsOf: Array("null".utf8), at: gap.offset)
        #expect(try JSON.parse(whole)["data"]?["note"] == .string("Call [erased]"))
        #expect(String(decoding: kept.bytes[..<gap.offset], as: UTF8.self).hasSuffix(#""contact":"#))
    }

    @Test func `is not kept when they were erased while it was on its way`() async throws {
        let sent = try await Sent()
        let due = try #require(try sent.test.due(sent.webhook))
        try await sent.erase()
        try await sent.test.attempt(due, payload: sent.payload, response: "Ada")
        let delivery = try sent.delivery
        #expect(delivery.status == .delivered && delivery.payload == nil)
        #expect(delivery.lastAttempt?.result == .answered(status: 200, response: []))
        #expect(try !sent.keeps("Ada"))
    }

    @Test func `is shown and sent again without them once the partner has declined`() async throws {
        let sent = try await Sent()
        try await sent.deliver()
        let id = sent.engagement.id
        _ = try await sent.test.engagements { service throws(ReferralError) in
            guard let refusal = Refusal(reason: .timelineTooShort, note: nil) else { throw .forbidden }
            return try service.decline(id, if: .any, refusal)
        }
        let shown = try #require(try sent.delivery.payload)
        #expect(!String(decoding: shown.bytes, as: UTF8.self).contains("Ada"))
        #expect(try sent.delivery.lastAttempt?.result == .answered(status: 200, response: []))
        let delivery = try sent.delivery.id
        _ = try await sent.test.write { [sent] store throws(ReferralError) in
            try WebhookService(store, scope: .operator, cause: TestStore.cause)
                .redeliver(delivery, of: sent.webhook.id, if: .any)
        }
        let again = try #require(try sent.test.due(sent.webhook)?.delivery.payload)
        #expect(again == shown && again.personGap != nil)
    }
}

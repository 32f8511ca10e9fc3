// What docs/webhooks.md promises, with the shipped binary on both sides: the service sends, `webhook listen` receives.

import JSON
import TestSupport
import Testing

@Suite(.blocking) struct `The story of a webhook:` {
    /// A partner's endpoint on the desk of who builds it.
    private final class Desk {
        static let settings = [
            "WEBHOOK_ALLOW": "127.0.0.0/8", "RETRY_SCHEDULE": "100ms,200ms,500ms,1s,1s,2s,5s,5s,10s",
        ]

        private(set) var service: Service
        let partner: Provider
        let webhook: String
        private(set) var secrets: [String]
        private(set) var listener: Listener
        private let customerKey: String

        init() throws {
            service = try Service(Self.settings)
            partner = try service.provider("Litware")
            customerKey = try service.makeKey("marketplace", #","marketplaceId":"shop""#)
            // Nobody can know the secret before the address is registered: so the address comes second.
            let body = #"{"url":"http://127.0.0.1:9/","eventTypes":["*"],"enabled":false}"#
            let made = try partner.client.post("/v1/webhooks", body).expecting(201)
            webhook = "/v1/webhooks/\(try made.id())"
            secrets = [try #require(made.text("secret"))]
            listener = try Listener(in: service.directory, secrets: secrets)
            try register()
        }

        private func register() throws {
            let change = #"{"url":"http://127.0.0.1:\#(listener.port)/hook","enabled":true}"#
            _ = try client().patch(webhook, change).expecting(200)
        }

        func client() throws -> Client { try service.client(partner.key) }

        /// A request to the partner; its engagement.
        func ask() throws -> String {
            let body = RFIText.make(to: [partner.profileID])
            _ = try service.client(customerKey).post("/v1/rfis", body).expecting(201)
            let list = try client().get("/v1/engagements?limit=1").expecting(200)
            return "/v1/engagements/\(try #require(list.json["data"]?[0]?["id"]?.text))"
        }

        /// The end of the partner's feed.
        func lastSeq() throws -> Int64 {
            let answer = try client().get("/v1/events?after=latest").expecting(200)
            return try #require(answer.json["lastSeq"]?.integer)
        }

        func crash() throws {
            try service.crash()
            service = try Service(in: service.directory, Self.settings)
        }

        /// Goes away while something happens, and listens again: at another port, for somebody else may have taken the
        /// first.
        func listenAgain(after body: () throws -> Void) throws {
            try listener.stop()
            try body()
            listener = try Listener(in: service.directory, secrets: secrets)
            try register()
        }

        func rotate() throws {
            let answer = try client().post(webhook + "/rotate-secret").expecting(200)
            secrets.append(try #require(answer.text("secret")))
        }

        /// What is shown until every number of a range has come, in the order in which it came.
        func deliveries(_ range: ClosedRange<Int64>) throws -> [JSON] {
            var (shown, missing) = ([JSON](), Set(range))
            while !missing.isEmpty {
                let delivery = try listener.delivery()
                shown.append(delivery)
                if let seq = delivery["seq"]?.integer { missing.remove(seq) }
            }
            return shown
        }
    }

    @Test func `what happens comes at once, signed and in order`() throws {
        let desk = try Desk()
        let start = try desk.lastSeq()
        let engagement = try desk.ask()
        _ = try desk.client().post(engagement + "/accept", AcceptText.make()).expecting(200)
        _ = try desk.client().post(engagement + "/notes", #"{"body":"Called Joe."}"#).expecting(201)
        let shown = try desk.deliveries(start + 1...start + 3)
        #expect(shown.map { $0["seq"]?.integer } == [start + 1, start + 2, start + 3])
        #expect(shown.map { $0["type"]?.text } == ["engagement.created", "engagement.accepted", "note.added"])
        #expect(shown.allSatisfy { $0["verdict"]?.text == "verified" && $0["remark"] == .null })
        #expect(shown[2]["payload"]?["data"]?["note"]?["body"]?.text == "Called Joe.")
        let feed = try desk.client().get("/v1/events?after=\(start)").expecting(200).json["data"]?.elements ?? []
        #expect(feed.map { $0["id"]?.text } == shown.map { $0["webhookId"]?.text })
        try finish(desk)
    }

    @Test func `what happens while the desk is empty comes later, though the service is killed`() throws {
        let desk = try Desk()
        let start = try desk.lastSeq()
        try desk.listenAgain {
            for _ in 1...5 { _ = try desk.ask() }
            try desk.crash()
            for _ in 1...5 { _ = try desk.ask() }
        }
        let shown = try desk.deliveries(start + 1...start + 10)
        #expect(shown.allSatisfy { $0["verdict"]?.text != "refused" })
        #expect(Set(shown.compactMap { $0["webhookId"]?.text }).count == 10)
        try finish(desk)
    }

    @Test func `a secret is rotated, and a range comes again`() throws {
        let desk = try Desk()
        let start = try desk.lastSeq()
        _ = try desk.ask()
        #expect(try desk.deliveries(start + 1...start + 1).map { $0["signedBy"]?.elements.count } == [1])
        try desk.listenAgain { try desk.rotate() }
        _ = try desk.ask()
        let second = try desk.deliveries(start + 2...start + 2)
        #expect(second.last?["signedBy"]?.elements.map(\.integer) == [1, 2])
        let range = #"{"afterSeq":\#(start),"untilSeq":\#(start + 2)}"#
        #expect(try desk.client().post(desk.webhook + "/redeliver", range).expecting(202).json["queued"]?.integer == 2)
        let again = try desk.deliveries(start + 1...start + 2)
        #expect(again.last { $0["seq"]?.integer == start + 2 }?["verdict"]?.text == "duplicate")
        _ = try desk.client().post(desk.webhook + "/test").expecting(202)
        #expect(try desk.listener.delivery()["type"]?.text == "test")
        try finish(desk)
    }

    /// Both end well, and the books are in order.
    private func finish(_ desk: Desk) throws {
        try desk.listener.stop()
        try desk.service.stop()
        let doctor = try Service.run(["doctor"], in: desk.service.directory)
        #expect(doctor.exit == .code(0), "\(doctor.output)")
    }
}

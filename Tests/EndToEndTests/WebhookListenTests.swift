import Delivery
import JSON
import Referrals
import TestSupport
import Testing

@Suite(.blocking) struct `webhook listen` {
    private let directory: TemporaryDirectory
    private let secret: WebhookSecret

    init() throws {
        directory = try TemporaryDirectory()
        secret = try #require(WebhookSecret(bytes: Array(repeating: 7, count: 32)))
    }

    private func fields(_ body: String, id: String, secret: WebhookSecret) -> [String] {
        let seconds = Wall.now / 1_000
        let signature = Signature.header(id: id, timestamp: seconds, body: Array(body.utf8), secrets: [secret])
        return ["webhook-id: \(id)", "webhook-timestamp: \(seconds)", "webhook-signature: \(signature)"]
    }

    @Test func `verifies, shows and answers what comes, until Ctrl-C`() throws {
        let listener = try Listener(in: directory, secrets: [secret.description], ["--status", "202"])
        let client = try listener.client()
        let body = #"{"type":"note.added","seq":3}"#
        for verdict in ["verified", "duplicate"] {
            let answer = try client.call("POST", "/", body, fields(body, id: "msg_1", secret: secret)).expecting(202)
            #expect(answer.text == verdict + "\n")
            let shown = try listener.delivery()
            #expect(shown["verdict"]?.text == verdict && shown["seq"]?.integer == 3)
            #expect(shown["webhookId"]?.text == "msg_1" && shown["payload"]?["type"]?.text == "note.added")
        }
        let other = try #require(WebhookSecret(bytes: Array(repeating: 8, count: 32)))
        _ = try client.call("POST", "/", body, fields(body, id: "msg_2", secret: other)).expecting(400)
        #expect(try listener.delivery()["verdict"]?.text == "refused")
        try listener.stop()
    }

    @Test func `takes no body that is too large`() throws {
        let listener = try Listener(in: directory, secrets: [secret.description])
        let body = String(repeating: "x", count: 1_048_577)
        #expect(try listener.client().post("/", body).status == 413)
        try listener.stop()
    }

    @Test func `wants a secret, and a port that is free`() throws {
        let none = try Service.run(["webhook", "listen"], in: directory)
        #expect(none.exit == .code(64) && none.errors.contains("REFERRALS_WEBHOOK_SECRET"))
        let listener = try Listener(in: directory, secrets: [secret.description])
        let second = try Service.run(
            ["webhook", "listen", "--port", "\(listener.port)", "--secret", secret.description], in: directory)
        #expect(second.exit == .code(1) && second.errors.contains("the address is in use"))
    }
}

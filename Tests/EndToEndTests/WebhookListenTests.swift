import Delivery
import Glibc
import JSON
import Referrals
import TestSupport
import Testing

/// `referrals webhook listen` on a free port.
final class Listener {
    let child: Child
    let port: Int

    /// Starts it with a secret in the variable, and waits until it says where it listens.
    init(in directory: TemporaryDirectory, secrets: [String], _ arguments: [String] = []) throws {
        child = try Service.start(
            ["webhook", "listen", "--json"] + arguments, in: directory,
            ["WEBHOOK_SECRET": secrets.joined(separator: " ")])
        let opening = try JSON.parse(Array(child.line().utf8))
        guard let url = opening["url"]?.text, let port = url.split(separator: ":").last.flatMap({ Int($0) }) else {
            throw Failure("not listening: \(opening) \(child.standardError)")
        }
        self.port = port
    }

    /// The next delivery that it shows.
    func delivery() throws -> JSON { try JSON.parse(Array(child.line().utf8)) }

    func client() throws -> Client { try Client(port: port, of: self, key: nil, receiveBuffer: nil) }

    /// Ends it as Ctrl-C does, which must end well.
    func stop() throws {
        child.send(SIGINT)
        let exit = try child.wait()
        guard exit == .code(0) else { throw Failure("stopped with \(exit): \(child.standardError)") }
    }
}

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

import ArgumentParser
import HTTP
import HTTPServer
import JSON
import Referrals
import Synchronization
import Testing

@testable import referrals

@Suite struct `webhook listen` {
    private final class Screen: Sendable {
        private let kept = Mutex<[String]>([])
        var writes: [String] { kept.withLock { $0 } }

        func listener(_ report: DeliveryReport, status: Int = 200, secrets: Int = 1) -> WebhookListener {
            WebhookListener(
                secrets: Array(Delivered.secrets.prefix(secrets)), status: Status(status), report: report,
                now: { Delivered.now },
                write: { bytes in self.kept.withLock { $0.append(String(decoding: bytes, as: UTF8.self)) } })
        }
    }

    private let screen = Screen()
    private let peer = Peer(address: "127.0.0.1", port: 1)

    @Test func `shows a delivery and its payload`() async {
        let body = #"{"seq":12,"type":"note.added","data":{"tags":[1,true],"none":null,"empty":{},"list":[]}}"#
        let response = await screen.listener(.text).respond(to: Delivered.request(body), from: peer)
        #expect(response.status == .ok)
        #expect(
            screen.writes == [
                """
                2026-11-23T02:00:00.000Z  verified  note.added  seq 12  msg_1
                {
                  "seq": 12,
                  "type": "note.added",
                  "data": {
                    "tags": [
                      1,
                      true
                    ],
                    "none": null,
                    "empty": {},
                    "list": []
                  }
                }


                """
            ])
    }

    @Test func `says which of several secrets signed, and what is remarkable`() async {
        let listener = screen.listener(.text, secrets: 2)
        _ = await listener.respond(to: Delivered.event(1), from: peer)
        _ = await listener.respond(to: Delivered.request(#"{"seq":4}"#, id: "msg_4", signedBy: [0, 1]), from: peer)
        #expect(screen.writes[0].contains("\n  signed with secret 1 of 2\n"))
        #expect(screen.writes[1].contains("\n  signed with secret 1 and 2 of 2\n  a gap: 2 to 3 were not sent here"))
    }

    @Test func `shows nothing that a terminal would obey`() async {
        let text = "{\"type\":\"a\u{9B}2J\",\"n\":\"\u{202E}\\u001b[2J\"}"
        let request = Delivered.request(text, replacing: ["webhook-id": "\u{1B}[31m"])
        _ = await screen.listener(.text).respond(to: request, from: peer)
        _ = await screen.listener(.text).respond(to: Delivered.request("\u{1B}[2J no JSON"), from: peer)
        for write in screen.writes {
            #expect(!write.unicodeScalars.contains { $0 != "\n" && $0.properties.generalCategory == .control })
            #expect(!write.contains("\u{202E}"))
        }
    }

    @Test func `writes one JSON object a line for programs`() async throws {
        let listener = screen.listener(.json, status: 503)
        _ = await listener.respond(to: Delivered.event(3), from: peer)
        _ = await listener.respond(to: Delivered.request("no JSON", signedBy: [2]), from: peer)
        let common = #"{"time":"2026-11-23T02:00:00.000Z","verdict":"#
        #expect(
            screen.writes == [
                common + #""verified","reason":null,"webhookId":"msg_3","type":"note.added","seq":3,"signedBy":[1],"#
                    + #""remark":null,"answered":503,"payload":{"type":"note.added","seq":3}}"# + "\n",
                common + #""refused","reason":"the signature is not that of the secret","webhookId":"msg_1","#
                    + #""type":null,"seq":null,"signedBy":[],"remark":null,"answered":400,"payload":"no JSON"}"# + "\n",
            ])
    }

    /// A request, what the listener is told to answer, and what it answers. It never takes what it can't verify.
    @Test(arguments: [
        (Delivered.request(), 200, 200), (Delivered.request(), 204, 204), (Delivered.request(), 503, 503),
        (Delivered.request(signedBy: [1]), 200, 400),
    ])
    func `answers as it is told`(request: Request, told: Int, answered: Int) async {
        let response = await screen.listener(.text, status: told).respond(to: request, from: peer)
        #expect(response.status.code == answered)
    }

    @Test func `answers a repeat as it answered the first`() async {
        let listener = screen.listener(.text)
        for _ in 0..<2 { #expect(await listener.respond(to: Delivered.request(), from: peer).status == .ok) }
        #expect(screen.writes[1].contains("  duplicate  "))
    }

    @Test func `takes nothing but POST`() async {
        var request = Delivered.request()
        request.method = .get
        let response = await screen.listener(.text).respond(to: request, from: peer)
        #expect(response.status == .methodNotAllowed && response.fields["Allow"] == "POST")
        #expect(screen.writes.isEmpty)
    }

    @Test func `takes its secrets from flags, or else from the variable`() throws {
        let texts = Delivered.secrets.map(\.description)
        let variable = ["REFERRALS_WEBHOOK_SECRET": " \(texts[1]),\(texts[2])\n"]
        func secrets(_ arguments: [String]) throws -> [WebhookSecret] {
            try WebhookCommand.Listen.parse(arguments).secrets(variable)
        }
        #expect(try secrets([]) == Array(Delivered.secrets[1...]))
        #expect(try secrets(["--secret", texts[0]]) == [Delivered.secrets[0]])
        let both = ["--secret", texts[2], "--secret", texts[0]]
        #expect(try secrets(both) == [Delivered.secrets[2], Delivered.secrets[0]])
    }

    @Test(arguments: [nil, "", " , ", "whsec_", "whsec_AAAA", "secret-and-more"])
    func `wants a secret that is one, and does not repeat one that is none`(text: String?) throws {
        let listen = try WebhookCommand.Listen.parse([])
        let error = #expect(throws: ValidationError.self) {
            try listen.secrets(text.map { ["REFERRALS_WEBHOOK_SECRET": $0] } ?? [:])
        }
        #expect(error?.message.contains("secret-and-more") == false)
    }

    @Test(arguments: [["--port", "65536"], ["--port", "-1"], ["--status", "199"], ["--status", "600"]])
    func `refuses`(arguments: [String]) {
        #expect(throws: (any Error).self) { try WebhookCommand.Listen.parse(arguments) }
    }
}

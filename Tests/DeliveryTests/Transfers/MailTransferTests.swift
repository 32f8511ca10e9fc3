import Referrals
import Testing

@testable import Delivery

@Suite struct `A mail` {
    private static let text = "Subject: Hello\r\n\r\nA line\r\n.\r\n.. dots\r\nThe end\r\n"

    private func send(to sink: MailSink, _ change: (inout MailServer) -> Void = { _ in }) async throws
        -> TransferResult.Outcome
    {
        var server = MailServer(url: "smtp://127.0.0.1:\(sink.port)", encryption: .whenOffered)
        change(&server)
        let transfers = Transfers(.make())
        let result = await transfers.perform(
            .mail(
                .init(
                    through: server, from: try #require(EmailAddress("service@example.com")),
                    to: try #require(EmailAddress("ada@example.net")), content: Array(Self.text.utf8))))
        await transfers.stop()
        return result.outcome
    }

    @Test func `arrives as it was written`() async throws {
        let sink = try MailSink()
        #expect(try await send(to: sink) == .answered(TransferAnswer(status: 250)))
        let lines = await sink.lines()
        #expect(lines.contains { $0.hasPrefix("MAIL FROM:<service@example.com>") })
        #expect(lines.contains("RCPT TO:<ada@example.net>"))
        let content = lines.drop { $0 != "DATA" }.dropFirst().prefix { $0 != "." }
        #expect(Array(content) == ["Subject: Hello", "", "A line", "..", "... dots", "The end"])
        #expect(lines.last == "QUIT")
    }

    @Test(arguments: [
        ("RCPT", "550 nobody", TransferFailure(.refusal, reply: 550)),
        ("RCPT", "451 later", TransferFailure(.refusal, reply: 451)),
        ("MAIL", "552 too long", TransferFailure(.refusal, reply: 552)),
        ("DATA", "554 no", TransferFailure(.refusal, reply: 554)),
        (".", "552 too long", TransferFailure(.refusal, reply: 552)),
        ("RCPT", "", TransferFailure(.exchange)),
        ("DATA", "", TransferFailure(.exchange)),
    ]) func `fails with the reply of the server`(_ command: String, _ reply: String, _ failure: TransferFailure)
        async throws
    {
        let sink = try MailSink([command: reply])
        #expect(try await send(to: sink) == .failed(failure))
    }

    @Test func `is not sent at all without the encryption that is required`() async throws {
        let sink = try MailSink()
        #expect(try await send(to: sink) { $0.encryption = .required } == .failed(TransferFailure(.encryption)))
        #expect(await !sink.lines().contains { $0.hasPrefix("MAIL") })
    }

    @Test func `fails when the login is refused`() async throws {
        let sink = try MailSink(["EHLO": "250-sink\r\n250 AUTH PLAIN", "AUTH": "535 no"])
        let outcome = try await send(to: sink) { ($0.user, $0.password) = ("user", "secret") }
        #expect(outcome == .failed(TransferFailure(.login, reply: 535)))
    }
}

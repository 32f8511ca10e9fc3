import ArgumentParser
import HTTP
import HTTPServer
import Referrals

/// What helps to build an endpoint for webhooks.
struct WebhookCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "webhook", abstract: "Helps to build an endpoint for webhooks.", subcommands: [Listen.self])

    /// Shows and verifies what a webhook delivers.
    struct Listen: AsyncParsableCommand {
        /// The variable that holds what `--secret` takes, several with spaces or commas between them.
        static let variable = Setting.webhookSecretVariable

        static let configuration = CommandConfiguration(
            abstract: "Listens for deliveries, verifies and shows them, until SIGTERM or SIGINT.",
            discussion: """
                Register the address it prints as the url of a webhook, and give it the secret of the answer. A \
                service sends to such an address when it was started with \
                REFERRALS_WEBHOOK_ALLOW=127.0.0.1:<port>. Of what is verified it says which ids came before \
                (the last \(DeliveryReceiver.remembered)), and where numbers are missing or come late; what can't be \
                verified it answers with 400.
                """)

        @Option(help: "The port to listen on; 0 takes a free one and says which.") var port = 0
        @Option(help: "The address to listen on.") var host = "127.0.0.1"
        @Option(help: "A secret of the webhook, whsec_...; can be given more than once. Default: \(variable).")
        var secret: [String] = []
        @Option(help: "What verified deliveries are answered with, 200 to 599.") var status = 200
        @Flag(help: "Writes one JSON object a line.") var json = false

        func validate() throws {
            guard (0...65_535).contains(port) else { throw ValidationError("--port takes 0 to 65535.") }
            guard (200...599).contains(status) else { throw ValidationError("--status takes 200 to 599.") }
        }

        func run() async throws {
            Signals.install()
            let report: DeliveryReport = json ? .json : .text
            let listener = WebhookListener(
                secrets: try secrets(System.environment()), status: Status(status), report: report,
                now: { Environment.live.now }, write: System.writeToStandardOutput)
            let server: Server
            do {
                server = try Server(ServerConfiguration(host: host, port: port, loops: 1)) { _ in listener }
            } catch let error as SocketError {
                throw StartError("Can't listen on \(Application.address(host, port)): \(error).")
            }
            server.start()
            System.writeToStandardOutput(report.opening(Application.address(host, server.port)))
            _ = await Signals.next()
            await server.stop(within: .seconds(1))
        }

        /// The secrets of the flags, or else of the variable. No message shows one.
        func secrets(_ environment: [String: String]) throws -> [WebhookSecret] {
            let source = secret.isEmpty ? Self.variable : "--secret"
            let given =
                secret.isEmpty
                ? (environment[Self.variable] ?? "").split { $0.isWhitespace || $0 == "," }.map(String.init) : secret
            guard !given.isEmpty else {
                throw ValidationError("Which secret? Give it with --secret, or in \(Self.variable).")
            }
            return try given.map { text in
                guard let secret = WebhookSecret(text) else {
                    throw ValidationError("\(source) takes whsec_ and the base64 of 24 to 64 bytes.")
                }
                return secret
            }
        }
    }
}

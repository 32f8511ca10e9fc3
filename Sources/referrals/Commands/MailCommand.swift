import ArgumentParser
import HTTPServer
import Referrals

/// What helps with mail.
struct MailCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mail", abstract: "Shows what the service writes to people.", subcommands: [Preview.self])

    /// Prints a message.
    struct Preview: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints a message as it would be sent, about a request that nobody made.",
            discussion: "newRFIs is the digest of several requests.")

        @Argument(help: "Which message.") var kind: MailPreview.Kind
        @Flag(help: "The customer asks to be contacted directly.") var hot = false
        @Option(help: "text, html or raw: what a mail server is given.") var format = MailPreview.Format.text

        func run() async throws {
            do throws(ReferralError) {
                let preview = try MailPreview(kind, isHot: hot, .live)
                System.writeToStandardOutput(preview.bytes(format))
            } catch { throw StartError(error.sentence) }
        }
    }
}

extension MailPreview.Kind: ExpressibleByArgument {}
extension MailPreview.Format: ExpressibleByArgument {}

import Delivery
import Referrals

/// A message as it would be sent, about a request that nobody made.
struct MailPreview {
    /// The messages that there are; those of `Notification.Kind`, and the digest.
    enum Kind: String, CaseIterable {
        case newRFI, newRFIs, expiryReminder, expired, withdrawn, outcomeReminder
        case customerAccepted, customerDeclined, customerExpired
        case registrationApproved, registrationRejected, registrationInfoRequested
        case webhookDisabled
    }

    /// Which part of the message is shown, and how.
    enum Format: String, CaseIterable {
        /// Sender, addressee and subject, and the plain text.
        case text
        /// The HTML part, as a browser shows it.
        case html
        /// The bytes that a mail server is given.
        case raw
    }

    private let message: MailMessage

    /// Composes a message as the service does.
    ///
    /// - Parameters:
    ///   - kind: Which.
    ///   - isHot: Whether the customer asks to be contacted directly.
    ///   - environment: The clock, and where ids come from.
    /// - Throws: `internalFault` when a template lacks something.
    init(_ kind: Kind, isHot: Bool, _ environment: Environment) throws(ReferralError) {
        guard let samples = SampleLetters(environment, isHot: isHot) else {
            throw .internalFault("the sample is of an unknown country or currency")
        }
        let (letter, recipient, instant) = try samples.letter(kind)
        let sender = MailRecipient(email: EmailAddress(stored: "no-reply@referrals.example"), name: "Referrals")
        let composer = MailComposer(from: sender, publicURL: "https://referrals.example")
        message = try composer.message(letter, id: environment.newID(at: instant), to: recipient, at: instant)
    }

    /// What is shown.
    func bytes(_ format: Format) -> [UInt8] {
        switch format {
        case .text: Array(text.utf8)
        case .html: Array(message.html.utf8)
        case .raw: message.bytes
        }
    }

    private var text: String {
        let people = [("From", message.from), ("To", message.to), ("Reply-To", message.replyTo)]
        let lines = people.compactMap { label, person in
            person.map { "\(label): \($0.name.map { "\($0) " } ?? "")<\($0.email)>" }
        }
        return (lines + ["Subject: \(message.subject)", "", message.text]).joined(separator: "\n")
    }
}

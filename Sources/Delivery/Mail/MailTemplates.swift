// The templates, which are files of `Sources/CResources/mail`, one folder a language. The first line of a text is the
// subject.

import CResources

/// The name of a message's two templates.
enum MailTemplate: String, CaseIterable {
    case newRFI, newRFIs, expiryReminder, expired, outcomeReminder, withdrawn
    case customerAccepted, customerDeclined, customerExpired
    case registrationApproved, registrationRejected, registrationInfoRequested
    case webhookDisabled

    /// The files in English.
    fileprivate var files: (text: Resource, html: Resource) {
        switch self {
        case .newRFI: (.mailNewRFIText, .mailNewRFIHTML)
        case .newRFIs: (.mailNewRFIsText, .mailNewRFIsHTML)
        case .expiryReminder: (.mailExpiryReminderText, .mailExpiryReminderHTML)
        case .expired: (.mailExpiredText, .mailExpiredHTML)
        case .outcomeReminder: (.mailOutcomeReminderText, .mailOutcomeReminderHTML)
        case .withdrawn: (.mailWithdrawnText, .mailWithdrawnHTML)
        case .customerAccepted: (.mailCustomerAcceptedText, .mailCustomerAcceptedHTML)
        case .customerDeclined: (.mailCustomerDeclinedText, .mailCustomerDeclinedHTML)
        case .customerExpired: (.mailCustomerExpiredText, .mailCustomerExpiredHTML)
        case .registrationApproved: (.mailRegistrationApprovedText, .mailRegistrationApprovedHTML)
        case .registrationRejected: (.mailRegistrationRejectedText, .mailRegistrationRejectedHTML)
        case .registrationInfoRequested: (.mailRegistrationInfoRequestedText, .mailRegistrationInfoRequestedHTML)
        case .webhookDisabled: (.mailWebhookDisabledText, .mailWebhookDisabledHTML)
        }
    }
}

/// A message's templates, read.
struct MailTemplates: Sendable {
    let subject: Template
    let text: Template
    let html: Template
    let layout: Template

    /// Reads the templates of a message.
    /// - Throws: `TemplateFault`, which a test looks for in all of them.
    init(_ name: MailTemplate) throws(TemplateFault) {
        let lines = Self.content(of: name.files.text).split(
            separator: "\n", maxSplits: 2, omittingEmptySubsequences: false)
        guard lines.count == 3, lines[0].hasPrefix("Subject: "), lines[1].isEmpty else {
            throw TemplateFault(detail: "\(name.rawValue) does not begin with a subject and an empty line")
        }
        subject = try Template(String(lines[0].dropFirst("Subject: ".count)))
        text = try Template(String(lines[2]))
        html = try Template(Self.content(of: name.files.html))
        layout = try Template(Self.content(of: .mailLayoutHTML))
    }

    private static func content(of resource: Resource) -> String {
        String(decoding: (0..<resource_size(resource)).map { resource_byte(resource, $0) }, as: UTF8.self)
    }
}

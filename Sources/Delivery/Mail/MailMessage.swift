// A message as it goes to the mail server (RFC 5322, RFC 2045 and 2046). Pure: a value becomes bytes.

public import Referrals

/// A message in plain text and in HTML.
public struct MailMessage: Hashable, Sendable {
    /// Who sends it.
    public let from: MailRecipient
    /// Who gets it.
    public let to: MailRecipient
    /// Whom an answer goes to; nil for the sender.
    public let replyTo: MailRecipient?
    /// The notification that it is made from; the same on each attempt.
    public let id: ID<Notification>
    /// What it says, by which people sort their mail.
    public let kind: Notification.Kind
    /// The subject.
    public let subject: String
    /// The plain text; lines end with LF.
    public let text: String
    /// The same in HTML.
    public let html: String
    /// When it is sent.
    public let date: Timestamp

    /// Makes a message.
    public init(
        from: MailRecipient, to: MailRecipient, replyTo: MailRecipient?, id: ID<Notification>,
        kind: Notification.Kind, subject: String, text: String, html: String, date: Timestamp
    ) {
        self.from = from
        self.to = to
        self.replyTo = replyTo
        self.id = id
        self.kind = kind
        self.subject = subject
        self.text = text
        self.html = html
        self.date = date
    }

    /// The bytes: ASCII alone, lines that end with CRLF and have at most 76 characters but for long addresses.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        for (name, value) in fields { value.append(named: name, to: &bytes) }
        // Not in either part: in quoted-printable `=` stands before two digits or at the end of a line.
        let boundary = "=_\(id)"
        bytes += "Content-Type: multipart/alternative;\r\n boundary=\"\(boundary)\"\r\n\r\n".utf8
        for (type, part) in [("plain", text), ("html", html)] {
            bytes += "--\(boundary)\r\nContent-Type: text/\(type); charset=utf-8\r\n".utf8
            bytes += "Content-Transfer-Encoding: quoted-printable\r\n\r\n".utf8
            bytes += QuotedPrintable.encode(part)
        }
        bytes += "--\(boundary)--\r\n".utf8
        return bytes
    }

    private var fields: [(StaticString, HeaderValue)] {
        let domain = from.email.domain
        var fields: [(StaticString, HeaderValue)] = [
            ("Date", .date(date)), ("From", .mailbox(from.email, name: from.name)),
            ("To", .mailbox(to.email, name: to.name)),
        ]
        if let replyTo { fields.append(("Reply-To", .mailbox(replyTo.email, name: replyTo.name))) }
        return fields + [
            ("Subject", .text(subject)), ("Message-ID", .identifier("\(id)", at: domain)),
            ("List-Id", .identifier("\(kind.rawValue.lowercased()).referrals", at: domain, separator: ".")),
            ("Auto-Submitted", .literal("auto-generated")), ("MIME-Version", .literal("1.0")),
        ]
    }
}

extension EmailAddress {
    /// What stands behind the `@`.
    var domain: String { text.split(separator: "@").last.map(String.init) ?? "" }
}

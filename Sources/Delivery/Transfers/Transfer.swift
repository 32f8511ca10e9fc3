public import Referrals

/// Something to send.
public enum Transfer: Sendable {
    /// A POST over HTTP.
    case post(Post)
    /// A mail over SMTP.
    case mail(Mail)

    /// A POST: no redirect is followed, no proxy is used, and only addresses that pass are connected to.
    public struct Post: Sendable {
        /// Where to.
        public var url: WebURL
        /// Fields beside those of every request.
        public var fields: [(name: String, value: String)]
        /// The content.
        public var body: [UInt8]
        /// How long it may take.
        public var limits: Limits

        /// Makes a POST.
        public init(
            to url: WebURL, fields: [(name: String, value: String)], body: [UInt8], limits: Limits = .ofPosts
        ) {
            self.url = url
            self.fields = fields
            self.body = body
            self.limits = limits
        }
    }

    /// A mail to one recipient.
    public struct Mail: Sendable {
        /// Through which server.
        public var server: MailServer
        /// The address that errors go back to.
        public var sender: EmailAddress
        /// Who gets it.
        public var recipient: EmailAddress
        /// The message (RFC 5322), its lines ended by CR LF.
        public var content: [UInt8]
        /// How long it may take.
        public var limits: Limits

        /// Makes a mail.
        public init(
            through server: MailServer, from sender: EmailAddress, to recipient: EmailAddress, content: [UInt8],
            limits: Limits = .ofMail
        ) {
            self.server = server
            self.sender = sender
            self.recipient = recipient
            self.content = content
            self.limits = limits
        }
    }

    /// How long a transfer may take.
    public struct Limits: Hashable, Sendable {
        /// For everything.
        public var total: TimeSpan
        /// For the name's addresses, the connection and its encryption.
        public var connect: TimeSpan

        /// Makes limits.
        public init(total: TimeSpan, connect: TimeSpan) {
            self.total = total
            self.connect = connect
        }

        /// What the contract gives an endpoint to answer in (Standard Webhooks 1.0: 15 to 30 s).
        public static let ofPosts = Limits(total: .seconds(15), connect: .seconds(5))
        /// Mail servers may look at a message for minutes (RFC 5321, section 4.5.3.2).
        public static let ofMail = Limits(total: .minutes(5), connect: .seconds(30))
    }
}

/// A server that takes mail.
public struct MailServer: Hashable, Sendable {
    /// When the connection is to be encrypted by STARTTLS (RFC 3207); `smtps` URLs are encrypted from the beginning.
    public enum Encryption: Hashable, Sendable {
        /// When the server offers it.
        case whenOffered
        /// Or nothing is sent.
        case required
    }

    /// `smtp` or `smtps`, with host and port.
    public var url: String
    /// Who logs in; nil without a login.
    public var user: String?
    /// With what.
    public var password: String?
    /// When the connection is to be encrypted.
    public var encryption: Encryption

    /// Makes a server.
    public init(url: String, user: String? = nil, password: String? = nil, encryption: Encryption) {
        self.url = url
        self.user = user
        self.password = password
        self.encryption = encryption
    }
}

/// What came of a transfer.
public struct TransferResult: Sendable, Equatable {
    /// What came of it.
    public var outcome: Outcome
    /// How long it took.
    public var milliseconds: Int

    /// Makes a result.
    public init(_ outcome: Outcome, milliseconds: Int) {
        self.outcome = outcome
        self.milliseconds = milliseconds
    }

    /// What came of it.
    public enum Outcome: Sendable, Equatable {
        /// There was an answer: of HTTP any, of SMTP that the server has the message.
        case answered(TransferAnswer)
        /// There was none, or the mail server refused.
        case failed(TransferFailure)
        /// It was cancelled, or the service stops: it may or may not have arrived.
        case cancelled
    }
}

/// The answer to a transfer. Its status counts as soon as its head is complete, whatever becomes of its content.
public struct TransferAnswer: Sendable, Equatable {
    /// How many bytes of content are kept.
    public static let keptContent = 4_096
    /// After how many bytes of content the connection is closed.
    public static let maximumContent = 65_536
    /// How many bytes of fields there may be.
    public static let maximumHead = 32_768

    /// The status of HTTP, or the reply code of SMTP.
    public var status: Int
    /// The first 4 KiB of the content.
    public var content: [UInt8] = []
    /// Whether it came from an address that anybody could ask.
    public var isPublic = false
    /// The field `Retry-After`, as it stood there.
    public var retryAfter: String?

    /// Makes an answer.
    public init(status: Int, content: [UInt8] = [], isPublic: Bool = false, retryAfter: String? = nil) {
        self.status = status
        self.content = content
        self.isPublic = isPublic
        self.retryAfter = retryAfter
    }
}

/// Why a transfer came to nothing.
public struct TransferFailure: Sendable, Equatable {
    /// What went wrong.
    public enum Kind: Sendable, Equatable, CaseIterable {
        /// There is no connection: no address, an address that is refused, nobody there, or not in time. These are one
        /// so that nobody learns by them what stands behind a firewall.
        case connection
        /// The connection can't be encrypted, or the certificate is not the host's.
        case encryption
        /// The answer did not come in time.
        case time
        /// The mail server refused the login.
        case login
        /// The mail server refused the message, by the reply.
        case refusal
        /// The connection broke, or the answer is none of the protocol.
        case exchange
        /// Nothing can be sent at all: libcurl is missing, or memory.
        case unavailable
    }

    /// What went wrong.
    public var kind: Kind
    /// The reply of a mail server that refused, 400 to 599.
    public var reply: Int?

    /// Makes a failure.
    public init(_ kind: Kind, reply: Int? = nil) {
        self.kind = kind
        self.reply = reply
    }
}

/// What may be done with an address.
public enum AddressVerdict: Sendable, Equatable {
    /// It is one of those that anybody can reach.
    case open
    /// It is not, but the operator allows it.
    case allowed
    /// It must not be connected to.
    case refused
}

/// Judges an address, 4 or 16 bytes in network order, that a URL leads to.
public typealias AddressCheck = @Sendable (_ address: [UInt8], _ url: WebURL) -> AddressVerdict

extension AddressPolicy {
    /// What may be done with an address that a URL leads to. The URL is judged anew too: what was allowed when it came
    /// in may not be so any more.
    func verdict(on address: [UInt8], for url: WebURL) -> AddressVerdict {
        guard let address = IPAddress(bytes: address), admits(url), admits(address, for: url) else { return .refused }
        return address.isPublic ? .open : .allowed
    }
}

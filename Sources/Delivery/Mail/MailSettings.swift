// What an operator says of mail, as text.

public import Referrals

extension MailRecipient {
    /// The sender of all mail: `address`, or `Name <address>`, the name without quotes; nil for any other text.
    public init?(sender text: String) {
        guard let start = text.lastIndex(of: "<") else {
            guard let email = EmailAddress(text) else { return nil }
            self.init(email: email, name: nil)
            return
        }
        let name = text[..<start].drop { $0 == " " }
        guard text.last == ">", let email = EmailAddress(text[start...].dropFirst().dropLast()),
            let line = try? Text.line(String(name), maximum: 200), !line.contains("\""), !line.contains("<")
        else { return nil }
        self.init(email: email, name: line)
    }
}

extension MailLimits.Rate {
    /// A number of messages and a time, such as `10/1h`: 1 to 1,000 messages in at most a day.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].utf8.allSatisfy({ (0x30...0x39).contains($0) }), let count = Int(parts[0]),
            (1...1_000).contains(count), let window = TimeSpan(parts[1]), window > .seconds(0), window <= .days(1)
        else { return nil }
        self.init(count: count, window: window)
    }
}

extension MailServer {
    /// A server from `smtp://` or `smtps://`, a user and password if need be (percent-encoded), a host and a port,
    /// which is 587, or 465 for `smtps`, when it is left out; nil for any other text. With a password the connection
    /// must be encrypted, unless the host is this machine.
    public init?(_ text: String) {
        let isImplicit = text.hasPrefix("smtps://")
        guard isImplicit || text.hasPrefix("smtp://") else { return nil }
        var authority = text.dropFirst(isImplicit ? 8 : 7)
        if authority.last == "/" { authority = authority.dropLast() }
        var login: (user: String, password: String)?
        if let at = authority.lastIndex(of: "@") {
            guard let given = Self.login(authority[..<at]) else { return nil }
            login = given
            authority = authority[authority.index(after: at)...]
        }
        // What a web URL may have as host and port, a mail server may have.
        guard authority.allSatisfy({ !"/?#".contains($0) }), let host = WebURL("http://\(authority)/") else {
            return nil
        }
        let hasPort = authority.last != "]" && authority.split(separator: "]").last?.contains(":") == true
        let port = hasPort ? host.port : isImplicit ? 465 : 587
        let name = host.host.contains(":") ? "[\(host.host)]" : host.host
        let isHere = name == "localhost" || name == "[::1]" || name.hasPrefix("127.")
        self.init(
            url: "\(isImplicit ? "smtps" : "smtp")://\(name):\(port)", user: login?.user, password: login?.password,
            encryption: login != nil && !isHere ? .required : .whenOffered)
    }

    private static func login(_ text: Substring) -> (user: String, password: String)? {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let user = decoded(parts[0]), let password = decoded(parts[1]), !user.isEmpty,
            !password.isEmpty
        else { return nil }
        return (user, password)
    }

    /// Without percent-encoding (RFC 3986, section 2.1); nil for control characters and broken escapes.
    private static func decoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = rest.prefix(2)
            guard digits.count == 2, let value = UInt8(String(Substring(digits)), radix: 16) else { return nil }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        guard bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }
}

/// No log, error or dump shows the password by accident.
extension MailServer: CustomStringConvertible, CustomReflectable {
    /// The server's URL, without a login.
    public var description: String { url }
    /// The same.
    public var customMirror: Mirror { Mirror(self, children: ["url": url]) }
}

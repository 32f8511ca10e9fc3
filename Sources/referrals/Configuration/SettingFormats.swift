import Delivery
import Logging
import ReferralAPI
import Referrals

// The forms that the table in `Settings.swift` uses.

extension SettingFormat<String> {
    /// An address or a name to listen on.
    static var host: Self {
        Self("address", "an IP address, a host name, or unix: and a path of 1 to 107 bytes") { text in
            if text.hasPrefix("unix:") { return isSocketPath(text.dropFirst(5)) ? text : nil }
            return IPAddress(text) != nil || HostName.isValid(text) ? text : nil
        }
    }

    /// The path of a database file. SQLite keeps names that begin with a colon for itself
    /// (https://sqlite.org/inmemorydb.html).
    static var path: Self {
        Self("path", "the path of a file") { text in
            text.isEmpty || text.hasPrefix(":") || text.utf8.contains(0) ? nil : text
        }
    }

    /// The path of a folder.
    static var folder: Self {
        Self("path", "the path of a folder") { text in text.isEmpty || text.utf8.contains(0) ? nil : text }
    }

    /// The service as its clients see it: an origin and perhaps a path, kept without a trailing slash.
    static var publicURL: Self {
        Self("url", "an http or https URL without user, query or fragment") { text in
            let parts = text.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
            guard let origin = Origin(parts.prefix(3).joined(separator: "/")) else { return nil }
            var path = parts.count > 3 ? "/" + parts[3] : ""
            while path.hasSuffix("/") { path.removeLast() }
            return path.utf8.allSatisfy(isPathByte) ? origin.text + path : nil
        }
    }
}

extension SettingFormat<Secret> {
    /// An API key that somebody chose.
    static var key: Self {
        Self("key", "32 to 128 visible ASCII characters") { text in
            let isVisible = text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
            return isVisible && (32...128).contains(text.utf8.count) ? Secret(text: text) : nil
        }
    }
}

extension SettingFormat<Int> {
    /// A TCP port, or 0 for a free one.
    static var port: Self { number(0...65_535) }

    /// How many of something there may be.
    static var count: Self { number(1...1_000_000) }

    /// How many backups are kept.
    static var backups: Self { number(1...1_000) }

    /// An amount of memory for messages, in bytes: not less than one of the largest takes while it comes.
    static var size: Self {
        Self("size", "a size such as 64MiB or 2GiB, from 4MiB to 1024GiB") { text in
            guard let (suffix, unit) = [("MiB", 1 << 20), ("GiB", 1 << 30)].first(where: { text.hasSuffix($0.0) }),
                let number = decimal(text.dropLast(suffix.count)), (1...1_024).contains(number)
            else { return nil }
            let size = number * unit
            return size >= 4 << 20 ? size : nil
        }
    }

    private static func number(_ range: ClosedRange<Int>) -> Self {
        Self("number", "a number from \(range.lowerBound) to \(range.upperBound)") { text in
            decimal(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }
}

extension SettingFormat<TimeSpan> {
    /// A time of the rules: hours, days.
    static var window: Self { span(atMost: .days(365)) }

    /// A time of the network: seconds.
    static var timeout: Self { span(atMost: .days(1)) }

    private static func span(atMost maximum: TimeSpan) -> Self {
        Self("duration", "a duration such as 250ms, 2s, 15m, 72h or 14d, above 0 and at most \(maximum)") {
            text in
            TimeSpan(text).flatMap { $0 > .milliseconds(0) && $0 <= maximum ? $0 : nil }
        }
    }
}

extension SettingFormat<RankingWeights> {
    /// What each part of a rank counts.
    static var rankingWeights: Self {
        let names = RankingPart.allCases.map(\.rawValue).joined(separator: ", ")
        return Self(
            "part=weight,...",
            "weights from 0 to 100, not all 0, of \(names), such as distance=40,dealFit=0; a part that is not named "
                + "keeps its default"
        ) { RankingWeights($0) }
    }
}

extension SettingFormat<RateLimit> {
    /// A number of requests in a time.
    static var rateLimit: Self {
        Self("number/duration", "requests and a time of at most 1d, such as 1200/1m") { RateLimit($0) }
    }
}

extension SettingFormat<RetrySchedule> {
    /// When what failed is tried again.
    static var retrySchedule: Self {
        Self("duration,...", "1 to 20 durations such as 5s,5m,2h, each above 0 and at most 7d") { RetrySchedule($0) }
    }
}

extension SettingFormat<AddressException> {
    /// An endpoint or a network.
    static var addressException: Self {
        Self("host:port|cidr", "a host and port such as crm.internal:8443, or a block of addresses such as 10.0.0.0/8")
        {
            AddressException($0)
        }
    }
}

extension SettingFormat<Origin> {
    /// Where a web page comes from.
    static var origin: Self {
        Self("origin", "a web origin such as https://app.example.com") { Origin($0) }
    }
}

extension SettingFormat<TrustedProxy> {
    /// A network, or whoever may open the socket.
    static var trustedProxy: Self {
        Self("cidr", "a block of addresses such as 10.0.0.0/8 or fd00::/8, or unix") { TrustedProxy($0) }
    }
}

extension SettingFormat<Logger.Level> {
    /// The least severe level that is logged.
    static var logLevel: Self { .oneOfItsCases() }
}

extension SettingFormat<LogFormat> {
    /// How a log line is written.
    static var logFormat: Self { .oneOfItsCases() }
}

extension SettingFormat<MailServer> {
    /// A mail server, with its login.
    static var mailServer: Self {
        Self("url", "smtp:// or smtps://, a user and password if need be, a host and a port") { MailServer($0) }
    }
}

extension SettingFormat<MailRecipient> {
    /// Who sends mail.
    static var mailSender: Self {
        Self("address", "an e-mail address, or a name and the address in angle brackets") { MailRecipient(sender: $0) }
    }
}

extension SettingFormat<MailLimits.Rate> {
    /// A number of messages in a time.
    static var mailRate: Self {
        Self("number/duration", "1 to 1000 messages and a time of at most 1d, such as 10/1h") {
            MailLimits.Rate($0)
        }
    }
}

/// A number of decimal digits alone: no sign, no space.
func decimal(_ text: some StringProtocol) -> Int? {
    text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
}

/// Whether a Unix-domain socket can have that path (unix(7)).
private func isSocketPath(_ path: Substring) -> Bool {
    (1...107).contains(path.utf8.count) && !path.utf8.contains(0)
}

/// Whether a byte may stand in the path of a URL (RFC 3986, section 3.3).
private func isPathByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
    default: "/-._~!$&'()*+,;=:@%".utf8.contains(byte)
    }
}

// By what two registrations are known to be for the same customer.

/// What stands for a customer's company and for its domain in comparisons.
public struct CustomerTraits: Hashable, Sendable {
    /// The name in letters and digits alone, without regard to case: `Contoso, Ltd.` and `CONTOSO LTD` are one.
    public let company: String
    /// The domain of the person's address; nil when there is none, or when it says nothing of the company.
    public let domain: String?

    /// The traits of a customer.
    public init(_ customer: Customer) {
        company = Self.company(customer.company)
        domain = customer.contact.flatMap { Self.domain($0.email) }
    }

    /// The name as it is compared. One without letters and digits stands for itself. Empty, which matches nothing, when
    /// part of it was erased: what is left names many.
    public static func company(_ name: String) -> String {
        guard !name.contains(PersonTraces.replacement) else { return "" }
        let folded = CaseFolding.folded(name)
        let scalars = folded.unicodeScalars.filter { $0.properties.isAlphabetic || $0.properties.numericType != nil }
        return scalars.isEmpty ? folded : String(String.UnicodeScalarView(scalars))
    }

    /// The domain of an address as it is compared; nil where everybody may have a mailbox, and for an address that was
    /// erased.
    public static func domain(_ email: EmailAddress) -> String? {
        guard let domain = email.folded.split(separator: "@").last.map(String.init) else { return nil }
        return FreeMail.has(domain) ? nil : domain
    }
}

/// Providers that give mailboxes to everybody: their domains say nothing of a company.
enum FreeMail {
    /// Those with domains of many countries, by the first label: `yahoo.fr`, `yahoo.co.uk`.
    private static let families: Set<Substring> = [
        "aol", "gmail", "gmx", "googlemail", "hotmail", "live", "outlook", "yahoo", "yandex", "ymail", "zoho",
    ]
    /// What stands before the country in names of three labels; any other second label is a company's.
    private static let secondLabels: Set<Substring> = ["co", "com", "ne", "or"]
    private static let domains: Set<String> = [
        "126.com", "163.com", "aliyun.com", "arcor.de", "att.net", "bigpond.com", "bluewin.ch", "bol.com.br",
        "btinternet.com", "comcast.net", "cox.net", "daum.net", "duck.com", "fastmail.com", "free.fr", "freenet.de",
        "hanmail.net", "hey.com", "icloud.com", "inbox.ru", "laposte.net", "libero.it", "mac.com", "mail.com",
        "mail.ru",
        "me.com", "msn.com", "naver.com", "o2.pl", "orange.fr", "pm.me", "proton.me", "protonmail.com", "qq.com",
        "rediffmail.com", "rocketmail.com", "sapo.pt", "sbcglobal.net", "seznam.cz", "sfr.fr", "shaw.ca", "sina.com",
        "sky.com", "t-online.de", "telus.net", "terra.com.br", "tiscali.it", "tuta.com", "tutanota.com", "uol.com.br",
        "verizon.net", "virgilio.it", "wanadoo.fr", "web.de", "wp.pl", "yeah.net",
    ]

    static func has(_ domain: String) -> Bool {
        let labels = domain.split(separator: ".")
        guard !domains.contains(domain), families.contains(labels.first ?? "") else { return domains.contains(domain) }
        return labels.count == 2 || (labels.count == 3 && secondLabels.contains(labels[1]))
    }
}
